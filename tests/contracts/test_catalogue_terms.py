"""What every catalogue promises about its vocabulary."""

from dataclasses import replace

import pytest

from repository.catalogue import Catalogue
from repository.errors import Conflict, InputError
from repository.model import Facet, NewTag, Term, Text
from tests.contracts.conftest import ME, record


def add(catalogue: Catalogue, label: str, facet: str = "organisation", **more: object) -> Term:
    """A term of its own transaction."""
    with catalogue.writing(ME) as writing:
        return writing.add_term(facet, (Text("en", label),), **more)  # type: ignore[arg-type]


def tagged(catalogue: Catalogue, *terms: Term, role: str = "") -> int:
    """A published report with these terms."""
    with catalogue.writing(ME) as writing:
        return writing.add_report(record(tags=tuple(NewTag(term.id, role) for term in terms)), "published")


def test_facets_come_in_the_order_of_the_sidebar(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        writing.add_facet(Facet("campaign", 6, public=False, labels=(Text("en", "Campaign"), Text("ar", "حملة"))))
        with pytest.raises(Conflict):
            writing.add_facet(Facet("topic", 1, public=True))
    keys = [facet.key for facet in catalogue.facets()]
    assert keys == ["organisation", "country", "region", "topic", "type", "language", "campaign", "event", "process", "person"]
    assert catalogue.facets()[6].labels[1].text == "حملة"
    assert add(catalogue, "No wall", "campaign").key == "no-wall"


@pytest.mark.parametrize("name", ["CI", "ci", "Ivory Coast", "Côte d'Ivoire", "COTE D’IVOIRE", "Costa do Marfim", "ساحل العاج"])
def test_countries_are_found_however_they_are_written(catalogue: Catalogue, name: str) -> None:
    term = catalogue.find_term("country", name)
    assert term is not None
    assert term.key == "CI"


def test_terms_are_found_by_key_label_and_synonym_and_keys_are_made(catalogue: Catalogue) -> None:
    term = add(catalogue, "Migrant Forum in Asia", synonyms=(Text("en", "M.F.A."), Text("", "MFA")), uri="https://example.org/mfa")
    assert (term.key, term.state, term.uri) == ("migrant-forum-in-asia", "proposed", "https://example.org/mfa")
    for name in ("migrant-forum-in-asia", "MIGRANT FORUM IN  ASIA", "m.f.a.", "mfa"):
        assert catalogue.find_term("organisation", name) == term
    assert catalogue.find_term("topic", "MFA") is None
    assert catalogue.term_by_key("organisation", term.key) == catalogue.term(term.id) == catalogue.terms([term.id, 0])[term.id]
    assert add(catalogue, "Migrant Forum – in Asia!").key == "migrant-forum-in-asia-2"
    arabic = add(catalogue, "منتدى المهاجرين")
    assert arabic.key == f"t{arabic.id}"
    assert catalogue.find_term("organisation", "مُنتدى المهاجرين") == arabic
    with pytest.raises(Conflict):
        add(catalogue, "Other", key="Migrant-Forum-in-Asia")
    with pytest.raises(InputError):
        add(catalogue, "Other", key="a/b?c")
    with pytest.raises(InputError):
        add(catalogue, "Other", "no-such-facet")


def test_an_approved_term_is_found_before_a_proposed_one_of_the_same_name(catalogue: Catalogue) -> None:
    proposed, approved = add(catalogue, "Caritas"), add(catalogue, "Caritas", state="approved")
    assert catalogue.find_term("organisation", "caritas") == approved
    assert catalogue.terms_of("organisation") == [proposed, approved]
    assert catalogue.concepts("caritas") == [approved]


def test_concepts_know_every_language(catalogue: Catalogue) -> None:
    for said in ("traite", "trata", "tráfico", "الاتجار", "human trafficking"):
        assert [term.key for term in catalogue.concepts(said)] == ["trafficking"]


def test_regions_hold_their_countries(catalogue: Catalogue) -> None:
    morocco, mena, africa = (catalogue.find_term(facet, name) for facet, name in
                             (("country", "Maroc"), ("region", "MENA"), ("region", "africa")))  # fmt: skip
    assert morocco is not None
    assert mena is not None
    assert africa is not None
    assert morocco in catalogue.narrower(mena.id)
    tagged(catalogue, morocco)
    tagged(catalogue, morocco, africa)
    counts = catalogue.term_counts("region")
    assert (counts[mena.id], counts[africa.id]) == (2, 2)
    assert catalogue.term_counts("country") == {morocco.id: 2}
    entry = next(iter(catalogue.entries()))
    assert entry.direct == (morocco.id,)
    assert {morocco.id, mena.id, africa.id} <= set(entry.terms)


def test_a_renamed_term_is_logged_for_its_reports_only(catalogue: Catalogue) -> None:
    term, other = add(catalogue, "I.C.M.C"), add(catalogue, "Other")
    number = tagged(catalogue, term)
    tagged(catalogue, other)
    before = catalogue.last_change()
    renamed = replace(term, labels=(Text("en", "ICMC"), Text("fr", " Commission  catholique ")), state="approved",
                      synonyms=(Text("en", "I.C.M.C"), Text("en", "")))  # fmt: skip
    with catalogue.writing(ME) as writing:
        writing.update_term(renamed)
    assert [change.report for change in catalogue.changes(before)] == [number]
    found = catalogue.find_term("organisation", "commission catholique")
    assert found is not None
    assert (found.key, found.synonyms, found.state) == (term.key, (Text("en", "I.C.M.C"),), "approved")
    assert catalogue.history(term=term.id, limit=1)[0].detail["before"] == {"state": "proposed", "labels": [["en", "I.C.M.C"]], "synonyms": []}


def test_a_moved_term_is_logged_for_the_reports_below_it(catalogue: Catalogue) -> None:
    top, middle = add(catalogue, "Top", "topic"), add(catalogue, "Middle", "topic")
    leaf = add(catalogue, "Leaf", "topic", broader=[middle.id])
    number = tagged(catalogue, leaf)
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.update_term(replace(middle, broader=(top.id,)))
        with pytest.raises(InputError):
            writing.update_term(replace(top, broader=(leaf.id,)))
    assert [change.report for change in catalogue.changes(before)] == [number]
    assert set(next(iter(catalogue.entries())).terms) == {leaf.id, middle.id, top.id}
    assert catalogue.term_counts("topic")[top.id] == 1


def test_merged_terms_lead_on(catalogue: Catalogue) -> None:
    old, new = add(catalogue, "MFA", synonyms=(Text("en", "Forum"),)), add(catalogue, "Migrant Forum in Asia")
    child = add(catalogue, "MFA Nepal", broader=[old.id])
    both, one, late = tagged(catalogue, old, new), tagged(catalogue, old, role="author"), tagged(catalogue, child)
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.merge_terms(old.id, new.id)
        assert writing.add_report(record(tags=(NewTag(old.id), NewTag(new.id))), "published")
    assert {both, one, late} < {change.report for change in catalogue.changes(before)}
    for report in catalogue.reports(catalogue.numbers()).values():
        assert [tag.term.id for tag in report.tags] == [child.id if report.number == late else new.id]
    report = catalogue.report(one)
    assert report is not None
    assert (report.tags[0].role, report.version) == ("author", 2)
    target = catalogue.term(new.id)
    assert target is not None
    assert {text.text for text in target.synonyms} == {"MFA", "Forum"}
    assert catalogue.term_by_key("organisation", "mfa") == catalogue.find_term("organisation", "forum") == target
    source, kept = catalogue.term(old.id), catalogue.term(child.id)
    assert source is not None
    assert kept is not None
    assert (source.state, source.merged_into, kept.broader) == ("merged", new.id, (new.id,))
    assert old.id not in {term.id for term in catalogue.terms_of("organisation")}
    event = catalogue.history(term=old.id, limit=1)[0]
    assert (event.what, event.term, event.detail["reports"]) == ("term_merged", new.id, 2)
    assert [event.id for event in catalogue.history(report=one)][:1] == [event.id]


def test_merges_that_make_no_sense_are_refused(catalogue: Catalogue) -> None:
    top = add(catalogue, "Top", "topic")
    leaf, other = add(catalogue, "Leaf", "topic", broader=[top.id]), add(catalogue, "Org")
    with catalogue.writing(ME) as writing:
        for source, target in ((top.id, top.id), (top.id, leaf.id), (leaf.id, other.id)):
            with pytest.raises(InputError), writing.savepoint():
                writing.merge_terms(source, target)
        writing.merge_terms(leaf.id, top.id)
        with pytest.raises(Conflict):
            writing.merge_terms(leaf.id, top.id)
    assert [term.key for term in catalogue.narrower(top.id)] == []


def test_a_second_connection_sees_changed_terms(catalogue: Catalogue) -> None:
    other = type(catalogue)(f"sqlite:///{catalogue.database.path}")  # type: ignore[attr-defined, call-arg]
    assert other.find_term("topic", "New") is None
    term = add(catalogue, "New", "topic")
    assert other.find_term("topic", "New") == term
    with other.writing(ME) as writing:
        writing.update_term(replace(term, labels=(Text("en", "Newer"),)))
    found = catalogue.find_term("topic", "newer")
    assert found is not None
    assert catalogue.find_term("topic", "new") == found  # its key stays
    other.close()


def test_holdings_count_the_public_part(catalogue: Catalogue) -> None:
    org, french = add(catalogue, "ICMC"), catalogue.find_term("language", "fr")
    assert french is not None
    tagged(catalogue, org, french)
    held = catalogue.holdings()
    assert (held.reports, held.files, held.pages, held.without_text, held.languages, held.organisations) == (1, 0, 0, 0, 1, 1)
    with catalogue.writing(ME) as writing:
        writing.move(1, "withdrawn")
    assert catalogue.holdings().reports == catalogue.holdings().languages == 0


def test_names_only_staff_see_are_nothing_readers_find_by(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        writing.add_facet(Facet("desk", 20, public=False))
    term = add(catalogue, "Sensitive", "desk", state="approved")
    number = tagged(catalogue, term)
    assert next(iter(catalogue.entries())).cover == ()
    assert next(iter(catalogue.entries())).terms == (term.id,)
    assert catalogue.concepts("sensitive") == []
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.update_facet(Facet("desk", 20, public=True))
    assert [change.report for change in catalogue.changes(before)] == [number]
    assert next(iter(catalogue.entries())).cover == (Text("en", "Sensitive"),)
    assert catalogue.concepts("sensitive") == [term]


def test_what_is_made_of_the_vocabulary_is_remembered_until_it_changes(catalogue: Catalogue) -> None:
    def names() -> set[str]:
        return catalogue.derived("names", lambda: {text.text for term in catalogue.terms_of("topic") for text in term.labels})

    assert names() is names()
    with catalogue.trying(ME) as writing:
        writing.add_term("topic", (Text("en", "Only tried"),))
        assert "Only tried" in names()
    assert "Only tried" not in names()
    with catalogue.writing(ME) as writing:
        writing.add_term("topic", (Text("en", "Kept"),))
    assert {"Kept", "Only tried"} & names() == {"Kept"}
