"""Terms of a facet: lists, adds, renames, moves, merges, splits, approves and retires them."""

import argparse
from collections.abc import Callable

from repository import curation
from repository.catalogue import Done, Writing
from repository.cli.change import all_by_language, by_language, dry_run, label, make, pairs, term_named
from repository.cli.options import whole
from repository.cli.parts import subcommands
from repository.cli.talk import Talk
from repository.engines import Engines, open_engines
from repository.errors import NotFound
from repository.indexing import catch_up
from repository.model import Details, Term, Texts
from repository.search import of_term
from repository.settings import Settings
from repository.vocabulary import LONGEST

Change = Callable[[Writing], Done]


def arguments(parser: argparse.ArgumentParser) -> None:
    """list, add, rename, describe, move, merge, split, approve, retire."""
    parts = subcommands(parser)
    parts.add("list", listed).add_argument("facet", metavar="FACET")
    add = parts.add("add", added)
    add.add_argument("facet", metavar="FACET")
    _names(add)
    add.add_argument("--broader", action="append", default=[], metavar="ID")
    rename = parts.add("rename", renamed)
    rename.add_argument("term", metavar="ID")
    _names(rename)
    move = parts.add("move", moved)
    move.add_argument("term", metavar="ID")
    move.add_argument("--broader", action="append", default=[], metavar="ID")
    merge = parts.add("merge", merged)
    merge.add_argument("source", metavar="FROM")
    merge.add_argument("target", metavar="INTO")
    split = parts.add("split", divided)
    split.add_argument("term", metavar="ID")
    split.add_argument("--label", action="append", default=[], metavar="LANGUAGE=NAME")
    split.add_argument("--report", action="append", default=[], type=whole("--report", 1, 2**31), metavar="N")
    split.add_argument("--query", metavar="QUERY")
    approve, retire = parts.add("approve", approved), parts.add("retire", retired)
    for part in (approve, retire):
        part.add_argument("term", metavar="ID")
    describe = parts.add("describe", described)
    describe.add_argument("term", metavar="ID")
    for name, value in (("hidden", "LANGUAGE=NAME"), ("definition", "LANGUAGE=TEXT"), ("note", "LANGUAGE=TEXT"), ("related", "ID"),
                        ("exact", "URI"), ("close", "URI")):  # fmt: skip
        describe.add_argument(f"--{name}", action="append", metavar=value)
    describe.add_argument("--date")
    for part in (add, rename, move, merge, split, approve, retire, describe):
        dry_run(part)


def _names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--label", action="append", default=[], metavar="LANGUAGE=NAME")
    parser.add_argument("--synonym", action="append", default=[], metavar="LANGUAGE=NAME")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """What its part gives."""
    return int(chosen.part(chosen, settings, talk))


def listed(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """Every term, also those retired or merged, with the published reports a reader finds by it."""
    engines = open_engines(settings)
    try:
        catalogue = engines.catalogue
        if chosen.facet not in {facet.key for facet in catalogue.facets()}:
            raise NotFound("no_facet", facet=chosen.facet)
        counts = catalogue.term_counts(chosen.facet)
        for term in catalogue.all_terms(chosen.facet):
            talk.value(term_told(term, counts.get(term.id, 0)))
            leads = f" → {term.merged_into}" if term.merged_into else ""
            talk.say("cli.term_line", id=term.id, value=term.key, name=label(term, settings.languages), state=f"{term.state}{leads}",
                     reports=counts.get(term.id, 0))  # fmt: skip
    finally:
        engines.close()
    return 0


def term_told(term: Term, reports: int) -> dict[str, object]:
    """The line of a term in `term list --json`."""
    details = term.details
    return {"id": term.id, "key": term.key, "facet": term.facet, "labels": by_language(term.labels),
            "synonyms": all_by_language(term.synonyms), "broader": list(term.broader), "state": term.state, "reports": reports,
            "merged_into": term.merged_into, "hidden": all_by_language(details.hidden), "definitions": by_language(details.definitions),
            "notes": by_language(details.notes), "related": list(details.related), "date": details.date,
            "exact": [uri for uri in (term.uri, *details.exact) if uri], "close": list(details.close)}  # fmt: skip


def added(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it is there now."""
    labels, synonyms = curation.texts(pairs(chosen.label)), curation.texts(pairs(chosen.synonym))

    def change(engines: Engines) -> Change:
        broader = [term_named(each, engines=engines).id for each in chosen.broader]
        return lambda writing: curation.add_term(chosen.facet, labels, writing=writing, synonyms=synonyms, broader=broader)

    return _made(change, chosen, settings, talk)


def renamed(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it is called so now."""
    labels, synonyms = curation.texts(pairs(chosen.label)), curation.texts(pairs(chosen.synonym))

    def change(engines: Engines) -> Change:
        term = term_named(chosen.term, engines=engines).id
        return lambda writing: curation.rename(term, labels, writing=writing, synonyms=synonyms)

    return _made(change, chosen, settings, talk)


def described(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when all of it is said now; what an option does not name stays, an empty one takes off."""

    def texts(given: list[str] | None, kept: Texts, longest: int) -> Texts:
        return kept if given is None else curation.texts(pairs([each for each in given if each]), longest)

    def change(engines: Engines) -> Change:
        term = term_named(chosen.term, engines=engines)
        now = term.details
        hidden = texts(chosen.hidden, now.hidden, LONGEST)
        exact, close = (
            kept if given is None else curation.addresses(given)
            for given, kept in ((chosen.exact, tuple(filter(None, (term.uri, *now.exact)))), (chosen.close, now.close))
        )
        related = now.related if chosen.related is None else [term_named(each, engines=engines).id for each in chosen.related if each]
        details = Details(
            hidden, texts(chosen.definition, now.definitions, curation.LONGEST_TEXT), texts(chosen.note, now.notes, curation.LONGEST_TEXT),
            tuple(related), exact, close, now.date if chosen.date is None else chosen.date,
        )  # fmt: skip
        return lambda writing: curation.define(term.id, details, writing=writing)

    return _made(change, chosen, settings, talk)


def moved(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it stands there now; without --broader, at the top."""

    def change(engines: Engines) -> Change:
        term = term_named(chosen.term, engines=engines).id
        broader = [term_named(each, engines=engines).id for each in chosen.broader]
        return lambda writing: curation.move(term, broader, writing=writing)

    return _made(change, chosen, settings, talk)


def merged(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when FROM leads to INTO now."""

    def change(engines: Engines) -> Change:
        source, target = term_named(chosen.source, engines=engines).id, term_named(chosen.target, engines=engines).id
        return lambda writing: curation.merge(source, target, writing=writing)

    return _made(change, chosen, settings, talk)


def divided(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when the reports that are named, or that the question finds among those of ID, have an entry of their own now."""
    labels = curation.texts(pairs(chosen.label))

    def change(engines: Engines) -> Change:
        term, these = term_named(chosen.term, engines=engines), list(chosen.report)
        if chosen.query is not None:
            catch_up(catalogue=engines.catalogue, index=engines.index)
            these += of_term(term, chosen.query, catalogue=engines.catalogue, index=engines.index, languages=settings.languages)
        return lambda writing: curation.split(term.id, labels, these, writing=writing)

    return _made(change, chosen, settings, talk)


def approved(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it is offered to everybody now."""
    return _made(lambda engines: _alone(curation.approve, chosen.term, engines), chosen, settings, talk)


def retired(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it is offered to nobody now."""
    return _made(lambda engines: _alone(curation.retire, chosen.term, engines), chosen, settings, talk)


def _alone(what: Callable[..., Done], name: str, engines: Engines) -> Change:
    term = term_named(name, engines=engines).id
    return lambda writing: what(term, writing=writing)


def _made(change: Callable[[Engines], Change], chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    engines = open_engines(settings)
    try:

        def became(done: Done) -> dict[str, object]:
            term = engines.catalogue.term(done.term) if done.term else None
            count = engines.catalogue.term_counts(term.facet).get(term.id, 0) if term else 0
            return {"became": term_told(term, count)} if term else {}

        done = make(change(engines), dry=chosen.dry_run, engines=engines, talk=talk, more=became)
        if done.what in ("term_added", "term_split") and done.change and not chosen.dry_run:
            talk.say("cli.term_is", id=done.term)
    finally:
        engines.close()
    return 0
