"""A vocabulary as a file, from its page."""

from collections.abc import Callable

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from tests.people import Browser


@pytest.mark.parametrize(("kind", "syntax"), [("rdf", "xml"), ("ttl", "turtle"), ("jsonld", "json-ld"), ("csv", "")])
def test_every_format_has_every_entry(curator: Browser, kind: str, syntax: str) -> None:
    answer = curator.go(f"/vocabulary/organisation/export.{kind}").answer
    assert (answer.status_code, "no-store" in answer.headers["cache-control"]) == (200, True)
    assert f'filename="organisation.{kind}"' in answer.headers["content-disposition"]
    if syntax:
        graph = Graph().parse(data=answer.text, format=syntax)
        assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == 3
    else:
        assert answer.text.count("\r\norganisation,") == 4


def test_what_there_is_not(curator: Browser, browse: Callable[[], Browser]) -> None:
    assert curator.go("/vocabulary/organisation/export.exe").status == 404
    assert curator.go("/vocabulary/nothing/export.csv").status == 404
    assert browse().go("/vocabulary/organisation/export.csv").address == "/account"
