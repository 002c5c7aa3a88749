"""Names of one thing are proposed for merging, names that only look so are not."""

from pathlib import Path

import pytest

from repository.model import Term, Text
from repository.similar import similar

JUDGED = Path(__file__).parent / "samples" / "spellings.tsv"


def judged() -> tuple[dict[str, dict[str, int]], dict[tuple[int, int], bool]]:
    """Facet → name → number, and for each pair of numbers whether people judged it to be one thing."""
    numbers: dict[str, dict[str, int]] = {}
    pairs = {}
    for line in JUDGED.read_text(encoding="utf-8").splitlines()[1:]:
        said, facet, *names = line.split("\t")
        known = numbers.setdefault(facet, {})
        one, other = sorted(known.setdefault(name, 1 + sum(map(len, numbers.values()))) for name in names)
        pairs[(one, other)] = said == "same"
    return numbers, pairs


def reasons(facet: str, *names: str) -> dict[tuple[str, str], str]:
    """Which of these names are proposed, and why."""
    terms = [Term(number, facet, f"t{number}", "approved", (Text("", name),)) for number, name in enumerate(names)]
    return {(pair.one.labels[0].text, pair.other.labels[0].text): pair.reason for pair in similar(terms)}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("M.F.A.", "MFA", "same"),
        ("Ligue des droits de l'homme", "LIGUE DES DROITS DE L’HOMME", "same"),
        ("Asian Migrant Centre", "Migrant Asian Centre", "order"),
        ("Int'l Catholic Migration Commission", "Commission internationale catholique pour les migrations", "words"),
        ("Jesuit Refugee Service", "Jesuit Refuge Service", "letter"),
        ("Women in Migration Network", "Women in Migration Netwrok", "letter"),
        ("Migrant Forum in Asia (MFA)", "MFA", "same"),
        ("Migrant Forum in Asia", "MFA", "initials"),
    ],
)
def test_one_thing_spelled_twice(one: str, other: str, reason: str) -> None:
    assert reasons("organisation", one, other) == {(one, other): reason}


@pytest.mark.parametrize(
    ("facet", "one", "other"),
    [
        ("country", "Niger", "Nigeria"),
        ("country", "Ireland", "Iceland"),
        ("topic", "Emigration", "Immigration"),
        ("topic", "Police", "Policy"),
        ("event", "Forum 2017", "Forum 2018"),
        ("event", "Review Forum II", "Review Forum III"),
        ("person", "María López", "Mario López"),
        ("person", "Marta Ruiz", "María Ruiz"),
        ("organisation", "ICMC", "IOM"),
    ],
)
def test_what_only_looks_so(facet: str, one: str, other: str) -> None:
    assert reasons(facet, one, other) == {}


def test_of_the_judged_pairs_hardly_one_is_wrong_and_most_are_found() -> None:
    names, pairs = judged()
    assert min(sum(pairs.values()), len(pairs) - sum(pairs.values())) >= 60
    found = set()
    for facet, known in names.items():
        terms = [Term(number, facet, f"t{number}", "approved", (Text("", name),)) for name, number in known.items()]
        found |= {(pair.one.id, pair.other.id) for pair in similar(terms)}
        for term in terms[:20]:  # what is asked of one is what is said of all
            assert {(pair.one.id, pair.other.id) for pair in similar(terms, term.id)} == {pair for pair in found if term.id in pair}
    right, wrong = (sum(pair in found and real is same for pair, real in pairs.items()) for same in (True, False))
    assert right / (right + wrong) >= 0.95
    assert right / sum(pairs.values()) >= 0.8


def test_what_somebody_said_is_apart_is_not_proposed_again() -> None:
    terms = [Term(n, "topic", f"t{n}", "approved", (Text("en", name),)) for n, name in enumerate(("Adoption", "Adaption"), 1)]
    assert [pair.reason for pair in similar(terms)] == ["letter"]
    assert similar(terms, apart={(1, 2)}) == []
