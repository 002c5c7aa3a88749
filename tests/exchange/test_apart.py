"""RDF of strangers is read apart: it brings nothing from elsewhere, and what is made to grow ends before the house does."""

import json

import pytest

from repository.errors import InputError
from repository.exchange.integrity import findings
from repository.exchange.skos import parsed

SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.mark.parametrize(
    "context",
    [
        "http://127.0.0.1:9/x", ["http://127.0.0.1:9/x"], [["http://127.0.0.1:9/x"]], [{}, [["file:///etc/hostname"]]],
        {"@import": "http://127.0.0.1:9/x"}, {"a": {"@id": "urn:a", "@context": [["http://127.0.0.1:9/x"]]}},
    ],
)  # fmt: skip
def test_nothing_from_elsewhere_is_asked_for(context: object) -> None:
    for document in ({"@context": context, "@id": "urn:x"}, {"@graph": [{"@context": context, "@id": "urn:x"}]}):
        with pytest.raises(InputError, match="vocabulary_remote"):
            parsed(json.dumps(document).encode(), "jsonld")


def test_a_short_file_that_stands_for_very_much_is_not_read() -> None:
    many = " ".join(f"p:c{n} a s:Concept ." for n in range(1_500))
    with pytest.raises(InputError, match="vocabulary_heavy"):
        parsed(f"@prefix p: <urn:{'x' * 200_000}> . @prefix s: <{SKOS}> . {many}".encode(), "ttl")


def test_what_is_no_rdf_is_told_with_its_reason() -> None:
    with pytest.raises(InputError, match="vocabulary_unreadable"):
        parsed(b"nonsense {{{", "ttl")


def test_a_long_chain_that_closes_is_one_circle() -> None:
    chain = " ".join(f"<urn:c{n}> a s:Concept ; s:prefLabel 'c{n}'@en ; s:broader <urn:c{(n + 1) % 3_000}> ." for n in range(3_000))
    (one,) = findings(parsed(f"@prefix s: <{SKOS}> . {chain}".encode(), "ttl"))
    assert (one.kind, one.name) == ("cycle", "c0")


def test_when_very_much_is_related_it_says_how_far_it_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repository.exchange.integrity.STEPS", 5)
    chain = " ".join(f"<urn:c{n}> a s:Concept ; s:prefLabel 'c{n}'@en ; s:broader <urn:c{n + 1}> ; s:related <urn:r> ." for n in range(9))
    told = findings(parsed(f"@prefix s: <{SKOS}> . <urn:c9> a s:Concept ; s:prefLabel 'c9'@en . {chain}".encode(), "ttl"))
    assert [one.n for one in told if one.kind == "related_many"] == [1]
