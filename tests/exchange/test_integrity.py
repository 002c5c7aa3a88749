"""What breaks the rules of SKOS is told, each by its rule and name; what is fine is not."""

import pytest

from repository.exchange.integrity import Finding, findings
from repository.exchange.skos import parsed
from repository.settings import INTERFACE_LANGUAGES
from repository.words import speak

START = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix x: <https://x.example/> .
x:s a skos:ConceptScheme .
x:top a skos:Concept ; skos:prefLabel "Top"@en ; skos:topConceptOf x:s .
x:a a skos:Concept ; skos:prefLabel "Work"@en, "Travail"@fr ; skos:broader x:top .
x:b a skos:Concept ; skos:prefLabel "Care"@en ; skos:broader x:a .
"""


def found(more: str) -> list[Finding]:
    """What is told of the three above with something more."""
    return findings(parsed((START + more).encode(), "ttl"))


@pytest.mark.parametrize(
    ("more", "kind", "rule", "name"),
    [
        ("x:a a skos:ConceptScheme .", "scheme", "S9", "Work"),
        ('x:a skos:altLabel "Work"@en .', "twice", "S13", "Work"),
        ('x:a skos:altLabel "Job"@en ; skos:hiddenLabel "Job"@en .', "twice", "S13", "Work"),
        ('x:a skos:prefLabel "Labour"@en .', "two_names", "S14", "Labour"),
        ("x:b skos:related x:top .", "related_above", "S27", "Care"),
        ("x:a skos:related x:b .", "related_above", "S27", "Work"),
        ("x:a skos:exactMatch <https://y.example/w> ; skos:broadMatch <https://y.example/w> .", "match", "S46", "Work"),
        ("<https://y.example/w> skos:relatedMatch x:a . x:a skos:exactMatch <https://y.example/w> .", "match", "S46", "Work"),
        ("x:top skos:broader x:b .", "cycle", "", "Work"),
        ("x:b skos:narrower x:b .", "cycle", "", "Care"),
        ('x:lost a skos:Concept ; skos:prefLabel "Lost"@en .', "orphan", "", "Lost"),
        ("x:b skos:broader x:away .", "above_missing", "", "Care"),
        ('x:c a skos:Concept ; skos:prefLabel "CARE"@en ; skos:broader x:a .', "clash", "", ""),
        ('x:b skos:altLabel "care work" .', "no_language", "", "Care"),
        ('x:b skos:definition "Looking after" .', "no_language", "", "Care"),
        ("x:c a skos:Concept ; skos:broader x:a .", "no_name", "", ""),
    ],
)
def test_each_rule(more: str, kind: str, rule: str, name: str) -> None:
    (one,) = found(more)
    assert (one.kind, one.rule, one.name) == (kind, rule, name)
    for language in INTERFACE_LANGUAGES:
        said = speak(language)(f"integrity.{kind}", **one.data())
        assert all(str(value) in said for value in (one.name, one.other, one.text) if value), said


@pytest.mark.parametrize(
    "more",
    [
        "",
        'x:a skos:altLabel "Job"@en, "Work"@de ; skos:related x:c . x:c a skos:Concept ; skos:prefLabel "Pay"@en ; skos:broader x:top .',
        'x:old a skos:Concept ; skos:prefLabel "Care"@en ; owl:deprecated true .',
        'x:g a skos:Collection ; skos:prefLabel "Group"@en ; skos:member x:m . x:m a skos:Concept ; skos:prefLabel "Member"@en .',
        "x:a skos:exactMatch <https://y.example/w> ; skos:closeMatch <https://y.example/v> ; skos:broadMatch <https://y.example/u> .",
    ],
)
def test_what_is_fine_is_not_told(more: str) -> None:
    assert found(more) == []


def test_what_breaks_a_rule_stands_first_and_a_circle_is_told_once() -> None:
    told = found('x:top skos:broader x:b . x:a skos:altLabel "Work"@en .')
    assert [each.kind for each in told] == ["twice", "cycle"]
    assert told[1].other.count("“") == 2
