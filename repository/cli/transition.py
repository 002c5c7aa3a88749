"""Moves a report to another state."""

import argparse
from typing import get_args

from repository.cli.options import one_of, whole
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import InputError, NotFound
from repository.indexing import catch_up
from repository.model import Actor, State
from repository.settings import Settings

REASONED = ("returned", "refused", "withdrawn")
HIGHEST = 2**31 - 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """NUMBER STATE."""
    parser.add_argument("number", type=whole("NUMBER", 1, HIGHEST), metavar="NUMBER")
    parser.add_argument("state", type=one_of("STATE", *get_args(State)), metavar="STATE")
    parser.add_argument("--reason", default="")
    parser.add_argument("--successor", type=whole("--successor", 1, HIGHEST), metavar="NUMBER")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it was moved and search knows."""
    if chosen.state in REASONED and not chosen.reason.strip():
        raise InputError("reason_needed", state=chosen.state)
    if chosen.state == "embargoed":  # without the day it ends it would never open by itself, as an embargo must
        raise InputError("embargo_day")
    engines = open_engines(settings)
    try:
        if engines.catalogue.report(chosen.number) is None:
            raise NotFound("no_report", number=chosen.number)
        if chosen.successor is not None and (chosen.successor == chosen.number or engines.catalogue.report(chosen.successor) is None):
            raise InputError("successor", number=chosen.successor)
        with engines.catalogue.writing(Actor("command")) as writing:
            moved = writing.move(chosen.number, chosen.state, reason=chosen.reason, successor=chosen.successor)
        catch_up(catalogue=engines.catalogue, index=engines.index)
    finally:
        engines.close()
    talk.say("cli.transition_done" if moved else "cli.transition_same", number=chosen.number, state=chosen.state)
    talk.value({"number": chosen.number, "state": chosen.state})
    return 0
