"""Changes every report that a question finds: sets, appends or removes values."""

import argparse
from collections.abc import Mapping

from repository import editing
from repository.catalogue import Done
from repository.cli.change import dry_run, make
from repository.cli.options import one_of
from repository.cli.search import narrowed
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import InputError
from repository.indexing import catch_up
from repository.search import numbers, read_address
from repository.settings import Settings

OPTION = "NAME=VALUE"
MATCHES = ("all", "most", "any")


def arguments(parser: argparse.ArgumentParser) -> None:
    """QUERY and what to do."""
    parser.add_argument("query", metavar="QUERY")
    parser.add_argument("--facet", action="append", default=[], metavar=OPTION)
    parser.add_argument("--match", type=one_of("--match", *MATCHES), metavar="|".join(MATCHES), default="all")
    for name in ("set", "append", "remove"):
        parser.add_argument(f"--{name}", action="append", default=[], metavar=OPTION, dest=f"{name}_")
    dry_run(parser)


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when every report found is as wished."""
    wish = editing.Wish(*(tuple(_pairs(given)) for given in (chosen.set_, chosen.append_, chosen.remove_)))
    engines = open_engines(settings)
    try:
        catch_up(catalogue=engines.catalogue, index=engines.index)
        facets = [facet.key for facet in engines.catalogue.facets()]
        pairs = [("q", chosen.query), ("match", chosen.match)]
        pairs += narrowed(chosen.facet, facets, engines.catalogue)
        found = numbers(read_address(pairs, facets), catalogue=engines.catalogue, index=engines.index)
        query: dict[str, object] = {"query": chosen.query, **({"narrowed": chosen.facet} if chosen.facet else {})}
        known = {facet: {term.id for term in engines.catalogue.terms_of(facet)} for facet in facets}

        def new_terms(_done: Done) -> Mapping[str, object]:
            made = {facet: [term.labels[0].text for term in engines.catalogue.terms_of(facet) if term.id not in known[facet]]
                    for facet in facets}  # fmt: skip
            return {"found": len(found), "new_terms": {facet: names for facet, names in made.items() if names}}

        talk.say("cli.edit_found", reports=len(found))
        make(lambda writing: editing.edit(found, wish, query, catalogue=engines.catalogue, writing=writing), dry=chosen.dry_run,
             engines=engines, talk=talk, more=new_terms)  # fmt: skip
    finally:
        engines.close()
    return 0


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    pairs = []
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise InputError("facet_option", value=each)
        pairs.append((name.strip(), value.strip()))
    return pairs
