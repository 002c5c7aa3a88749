"""The same answer as the API, on the command line."""

import argparse
import sys
import time
from contextlib import suppress

from repository.api.search import answer
from repository.cli.add import values_of
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import Unavailable
from repository.indexing import catch_up
from repository.search import read_address, search
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """QUERY and how to narrow it."""
    parser.add_argument("query", metavar="QUERY")
    parser.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--match", choices=("auto", "all", "most", "any"), default="auto")
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--sort", choices=("relevance", "newest", "oldest", "title"))
    parser.add_argument("--limit", type=int, default=10)
    parser.set_defaults(title=None, organisation=[])


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 with the answer, also when nothing was found."""
    engines = open_engines(settings)
    try:
        if not engines.index.state().ready:
            with suppress(Unavailable):  # then titles are searched, and the answer says so
                catch_up(catalogue=engines.catalogue, index=engines.index)
        facets = [facet.key for facet in engines.catalogue.facets() if facet.public]
        pairs = [("q", chosen.query), ("match", chosen.match), ("per_page", str(max(1, min(chosen.limit, 100))))]
        pairs += [("exact", "1")] if chosen.exact else []
        pairs += [("sort", chosen.sort)] if chosen.sort else []
        pairs += [(name, str(value)) for name, values in values_of(chosen).items() for value in _each(values)]
        started = time.perf_counter()
        ask = read_address(pairs, facets)
        results = search(ask, catalogue=engines.catalogue, index=engines.index)
        took = round((time.perf_counter() - started) * 1000)
        if talk.as_json:
            talk.value(answer(results, base=settings.url, languages=settings.languages))
            return 0
        talk.say("cli.found", n=results.total, ms=took)
        for hit in results.hits:
            print(f"\n{hit.report.number}  {hit.report.title.text}")
            for passage in hit.passages:
                text = "".join(f"*{piece.text}*" if piece.match else piece.text for piece in passage.pieces)
                print(f"    p. {passage.page.label}: {' '.join(text.split())}")
        sys.stdout.flush()
    finally:
        engines.close()
    return 0


def _each(values: object) -> list[object]:
    return values if isinstance(values, list) else [values]
