"""Rebuilds the index beside the live one."""

import argparse

from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.indexing import rebuild
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when the new index serves."""
    engines = open_engines(settings)
    try:
        total = engines.catalogue.holdings().reports
        with talk.progress("cli.progress_index", total) as reached:
            count = rebuild(catalogue=engines.catalogue, index=engines.index, progress=reached)
    finally:
        engines.close()
    talk.say("cli.reindex_done", reports=talk.counted("search.total", count))
    talk.value({"reports": count})
    return 0
