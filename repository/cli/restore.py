"""Puts a backup into an empty home, builds the index, then checks everything."""

import argparse
from pathlib import Path

from repository.accounts.manage import after_restore
from repository.cli import check
from repository.cli.talk import Talk
from repository.engines import open_engines, open_store
from repository.indexing import catch_up
from repository.saving import unpack
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", metavar="FILE")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """The exit code of `check`."""
    count = unpack(Path(chosen.file).expanduser(), uploads=settings.uploads, store=open_store(settings))
    engines = open_engines(settings)
    try:
        after_restore(accounts=engines.accounts)
        catch_up(catalogue=engines.catalogue, index=engines.index)
    finally:
        engines.close()
    talk.say("cli.restore_done", n=count, home=str(settings.home))
    return check.run(chosen, settings, talk)
