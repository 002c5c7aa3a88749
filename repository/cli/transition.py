"""Moves a report to another state."""

import argparse
import time
from typing import get_args

from repository import review
from repository.cli.options import one_of, whole
from repository.cli.talk import Talk
from repository.engines import desk_of, open_engines
from repository.indexing import catch_up
from repository.model import Actor, State
from repository.settings import Settings

HIGHEST = 2**31 - 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """NUMBER STATE."""
    parser.add_argument("number", type=whole("NUMBER", 1, HIGHEST), metavar="NUMBER")
    parser.add_argument("state", type=one_of("STATE", *get_args(State)), metavar="STATE")
    parser.add_argument("--reason", default="")
    parser.add_argument("--successor", type=whole("--successor", 1, HIGHEST), metavar="NUMBER")
    parser.add_argument("--until", default="", metavar="DATE")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it was moved and search knows."""
    engines = open_engines(settings)
    try:
        moved = review.move(
            chosen.number, chosen.state, by=Actor("command"), catalogue=engines.catalogue, accounts=engines.accounts,
            desk=desk_of(settings), now=time.time(), reason=chosen.reason, successor=chosen.successor, until=chosen.until,
        )  # fmt: skip
        catch_up(catalogue=engines.catalogue, index=engines.index)
    finally:
        engines.close()
    talk.say("cli.transition_done" if moved else "cli.transition_same", number=chosen.number, state=chosen.state)
    talk.value({"number": chosen.number, "state": chosen.state})
    return 0
