"""Takes one change back, as a new change."""

import argparse
import time

from repository.cli.change import ME, dry_run, make
from repository.cli.options import whole
from repository.cli.talk import Talk
from repository.engines import desk_of, open_engines
from repository.review import taking_back
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """CHANGE, as `history` numbers it."""
    parser.add_argument("change", type=whole("CHANGE", 1, 2**62), metavar="CHANGE")
    dry_run(parser)


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when everything is as before it."""
    engines = open_engines(settings)
    try:
        back = taking_back(chosen.change, by=ME, catalogue=engines.catalogue, accounts=engines.accounts, desk=desk_of(settings), now=time.time())
        make(back, dry=chosen.dry_run, engines=engines, talk=talk, more=lambda _: {"undoes": chosen.change})
    finally:
        engines.close()
    return 0
