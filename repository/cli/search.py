"""The same answer as the API, on the command line."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from repository.api.search import answer
from repository.catalogue import Catalogue
from repository.cli.options import one_of, whole
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import InputError, Unavailable
from repository.indexing import catch_up
from repository.render import Voice
from repository.search import read_address, search
from repository.search.ask import DEEPEST
from repository.settings import Settings

MATCHES = ("auto", "all", "most", "any")
SORTS = ("relevance", "newest", "oldest", "title")
NAMED = 12  # values told when one is not known


def arguments(parser: argparse.ArgumentParser) -> None:
    """QUERY and how to narrow it."""
    parser.add_argument("query", metavar="QUERY")
    parser.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--match", type=one_of("--match", *MATCHES), metavar="|".join(MATCHES), default="auto")
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--sort", type=one_of("--sort", *SORTS), metavar="|".join(SORTS))
    parser.add_argument("--limit", type=whole("--limit", 1, DEEPEST), default=10)


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 with the answer, also when nothing was found."""
    engines = open_engines(settings)
    try:
        if not engines.index.state().ready:
            with suppress(Unavailable):  # then titles are searched, and the answer says so
                catch_up(catalogue=engines.catalogue, index=engines.index)
        facets = [facet.key for facet in engines.catalogue.facets() if facet.public]
        pairs = [("q", chosen.query), ("match", chosen.match)]
        pairs += [("exact", "1")] if chosen.exact else []
        pairs += [("sort", chosen.sort)] if chosen.sort else []
        pairs += narrowed(chosen.facet, facets, engines.catalogue)
        started = time.perf_counter()
        ask = replace(read_address(pairs, facets), per_page=chosen.limit)
        results = search(ask, catalogue=engines.catalogue, index=engines.index)
        took = round((time.perf_counter() - started) * 1000)
        if talk.as_json:
            talk.value(answer(results, base=settings.url, languages=settings.languages))
            return 0
        voice = Voice(talk.words, settings.languages)
        talk.say("cli.found", n=results.total, ms=took)
        for note in results.receipt.notes:
            print(voice.note(note), file=sys.stderr)
        for hit in results.hits:
            print(f"\n{hit.report.number}  {hit.report.title.text}")
            for passage in hit.passages:
                text = "".join(f"*{piece.text}*" if piece.match else piece.text for piece in passage.pieces)
                print(f"    p. {passage.page.label}: {' '.join(text.split())}")
        sys.stdout.flush()
    finally:
        engines.close()
    return 0


def narrowed(options: list[str], facets: list[str], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The parameters of `country=TG`, `-country=Togo`, `year=2015..2018`; raises InputError for what nothing is called."""
    for option in options:
        name, equals, value = (part.strip() for part in option.partition("="))
        facet = name.removeprefix("-")
        if not equals or not value:
            raise InputError("facet_option", value=option)
        if name == "year":
            if read_address([(name, value)], ()).years is None:
                raise InputError("year_option", value=value)
            yield name, value
            continue
        if facet not in facets:
            raise InputError("facet_not_there", name=name, known=", ".join(sorted({*facets, "year"})))
        term = catalogue.term_by_key(facet, value) or catalogue.find_term(facet, value)
        if term is None:
            raise InputError("value_not_there", name=facet, value=value, known=commonest(facet, catalogue))
        yield name, term.key


def commonest(facet: str, catalogue: Catalogue) -> str:
    """The values most reports have, as they are written on the command line."""
    counts = catalogue.term_counts(facet)
    terms = sorted(catalogue.terms_of(facet), key=lambda term: (-counts.get(term.id, 0), term.key))
    return ", ".join(term.key for term in terms[:NAMED]) or "—"
