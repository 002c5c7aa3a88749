"""Who changed what, newest first."""

import argparse

from repository.cli.change import term_named
from repository.cli.options import whole
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import NotFound
from repository.past import Teller
from repository.settings import Settings

MOST = 2**62


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of one report or term, how many."""
    parser.add_argument("--report", type=whole("--report", 1, MOST), metavar="N")
    parser.add_argument("--term", metavar="ID")
    parser.add_argument("--limit", type=whole("--limit", 1, MOST), default=50)
    parser.add_argument("--before", type=whole("--before", 1, MOST), metavar="CHANGE")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0, also when nothing happened yet."""
    engines = open_engines(settings)
    try:
        catalogue = engines.catalogue
        if chosen.report is not None and catalogue.report(chosen.report) is None:
            raise NotFound("no_report", number=chosen.report)
        term = term_named(chosen.term, engines=engines).id if chosen.term is not None else None
        teller = Teller(catalogue, talk.words, settings.languages)
        for event in catalogue.history(report=chosen.report, term=term, limit=chosen.limit, before=chosen.before):
            talk.value({"change": event.id, "when": event.when, "who": event.who, "what": event.what, "detail": event.detail,
                        "undone_by": event.undone_by, "report": event.report, "term": event.term})  # fmt: skip
            talk.say("cli.history_undone" if event.undone_by else "cli.history_line", change=event.id, when=event.when, who=event.who,
                     what=teller.sentence(event), by=event.undone_by)  # fmt: skip
    finally:
        engines.close()
    return 0
