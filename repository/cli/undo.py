"""Takes one change back, as a new change."""

import argparse

from repository.cli.change import dry_run, make
from repository.cli.options import whole
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """CHANGE, as `history` numbers it."""
    parser.add_argument("change", type=whole("CHANGE", 1, 2**62), metavar="CHANGE")
    dry_run(parser)


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when everything is as before it."""
    engines = open_engines(settings)
    try:
        make(lambda writing: writing.undo(chosen.change), dry=chosen.dry_run, engines=engines, talk=talk,
             more=lambda _: {"undoes": chosen.change})  # fmt: skip
    finally:
        engines.close()
    return 0
