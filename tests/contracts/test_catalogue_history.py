"""What every catalogue promises about its history: a chain that only grows, and changes that can be taken back."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from repository.catalogue import Catalogue, Edit
from repository.engines.sql import SqlCatalogue, chain
from repository.engines.sql.sqlite import sqlite3
from repository.errors import Conflict, InputError, NotFound, RepositoryError
from repository.model import Facet, NewPage, NewTag, Report, Term, Text
from tests.contracts.conftest import ME, original, record
from tests.contracts.test_catalogue_terms import add, tagged


def tags(catalogue: Catalogue, number: int) -> list[tuple[int, str]]:
    """Term and role, in order."""
    return [(tag.term.id, tag.role) for tag in there(catalogue, number).tags]


def there(catalogue: Catalogue, number: int) -> Report:
    """A report that is there."""
    report = catalogue.report(number)
    assert report is not None
    return report


def undo(catalogue: Catalogue, change: int) -> int:
    """Takes a change back; the new change."""
    with catalogue.writing(ME) as writing:
        return writing.undo(change).change


def edit(catalogue: Catalogue, numbers: list[int], **what: object) -> int:
    """A change of many reports."""
    with catalogue.writing(ME) as writing:
        return writing.edit_reports(numbers, Edit(**what)).change  # type: ignore[arg-type]


def merge(catalogue: Catalogue, source: Term, target: Term) -> int:
    """A merge."""
    with catalogue.writing(ME) as writing:
        return writing.merge_terms(source.id, target.id)


def terms(catalogue: Catalogue) -> dict[int, Term]:
    """Every organisation and topic, whatever its state."""
    assert isinstance(catalogue, SqlCatalogue)
    return {id_: term for id_, term in catalogue._lookup().terms.items() if term.facet in ("organisation", "topic")}


# -- many reports at once


def test_one_change_of_many_reports_is_one_line(catalogue: Catalogue) -> None:
    old, new, other = add(catalogue, "Old", "topic"), add(catalogue, "New", "topic"), add(catalogue, "Org")
    one, two, three = tagged(catalogue, old, other), tagged(catalogue, new), tagged(catalogue, other)
    before, past = catalogue.last_change(), len(catalogue.history(limit=999))
    change = edit(catalogue, [three, two, one], replace={"topic": (NewTag(new.id),)}, fields={"licence": "CC-BY-4.0"})
    assert len(catalogue.history(limit=999)) == past + 1
    assert [tags(catalogue, n) for n in (one, two, three)] == [[(other.id, ""), (new.id, "")], [(new.id, "")], [(other.id, ""), (new.id, "")]]
    assert {there(catalogue, n).licence for n in (one, two, three)} == {"CC-BY-4.0"}
    assert {each.report for each in catalogue.changes(before)} == {one, two, three}
    for number in (one, two, three):
        assert catalogue.history(report=number, limit=1)[0].id == change
    assert edit(catalogue, [one, two, three], replace={"topic": (NewTag(new.id),)}) == 0
    assert len(catalogue.history(limit=999)) == past + 1
    undo(catalogue, change)
    assert [tags(catalogue, n) for n in (one, two, three)] == [[(old.id, ""), (other.id, "")], [(new.id, "")], [(other.id, "")]]
    assert {there(catalogue, n).licence for n in (one, two, three)} == {""}


def test_values_are_appended_and_removed_with_their_roles(catalogue: Catalogue) -> None:
    one, two = add(catalogue, "One"), add(catalogue, "Two")
    number = tagged(catalogue, one, role="author")
    edit(catalogue, [number], append=(NewTag(one.id, "publisher"), NewTag(two.id, "author"), NewTag(one.id, "author")))
    assert tags(catalogue, number) == [(one.id, "author"), (one.id, "publisher"), (two.id, "author")]
    edit(catalogue, [number], remove=((one.id, "author"), (two.id, None)))
    assert tags(catalogue, number) == [(one.id, "publisher")]
    with pytest.raises(InputError), catalogue.writing(ME) as writing:
        writing.edit_reports([number], Edit(append=(NewTag(10**6),)))
    with pytest.raises(InputError), catalogue.writing(ME) as writing:
        writing.edit_reports([number], Edit(fields={"date": "yesterday"}))


def test_a_facet_that_takes_one_value_takes_no_second(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        writing.add_facet(Facet("phase", 20, public=True, tree=False, several=False))
    first, second = add(catalogue, "First", "phase"), add(catalogue, "Second", "phase")
    number = tagged(catalogue, first)
    with pytest.raises(InputError, match="facet_one"):
        edit(catalogue, [number], append=(NewTag(second.id),))
    with pytest.raises(InputError, match="facet_one"):
        tagged(catalogue, first, second)
    with pytest.raises(InputError, match="facet_flat"):
        add(catalogue, "Third", "phase", broader=[first.id])
    change = edit(catalogue, [number], replace={"phase": (NewTag(second.id),)})
    assert tags(catalogue, number) == [(second.id, "")]
    undo(catalogue, change)
    assert tags(catalogue, number) == [(first.id, "")]


def test_what_a_change_would_do_is_seen_without_keeping_it(catalogue: Catalogue) -> None:
    old, new = add(catalogue, "Old"), add(catalogue, "New")
    number = tagged(catalogue, old)
    past = catalogue.history()
    with catalogue.trying(ME) as writing:
        writing.merge_terms(old.id, new.id)
        assert tags(catalogue, number) == [(new.id, "")]
        assert writing.used_by([new.id]) == (1, (number,))
    assert tags(catalogue, number) == [(old.id, "")]
    assert catalogue.history() == past
    assert catalogue.term(old.id) == old
    with pytest.raises(InputError), catalogue.trying(ME) as writing:
        writing.merge_terms(old.id, old.id)


# -- taking back


def test_a_merge_is_taken_back_and_done_again(catalogue: Catalogue) -> None:
    old, new = add(catalogue, "MFA", synonyms=(Text("en", "Forum"),)), add(catalogue, "Migrant Forum in Asia")
    add(catalogue, "MFA Nepal", broader=[old.id])
    reports = [tagged(catalogue, old, new), tagged(catalogue, old, role="author"), tagged(catalogue, new)]
    was = terms(catalogue), [tags(catalogue, n) for n in reports]
    change = merge(catalogue, old, new)
    merged = terms(catalogue), [tags(catalogue, n) for n in reports]
    assert merged != was
    before = catalogue.last_change()
    back = undo(catalogue, change)
    assert (terms(catalogue), [tags(catalogue, n) for n in reports]) == was
    assert {each.report for each in catalogue.changes(before)} == set(reports)
    again = undo(catalogue, back)
    assert (terms(catalogue), [tags(catalogue, n) for n in reports]) == merged
    undo(catalogue, again)
    assert (terms(catalogue), [tags(catalogue, n) for n in reports]) == was
    told = {event.id: event.undone_by for event in catalogue.history(limit=10)}
    assert (told[change], told[back]) == (back, again)
    with pytest.raises(Conflict, match="undo_done"):
        undo(catalogue, change)


def test_what_others_did_since_stays(catalogue: Catalogue) -> None:
    old, new, extra = add(catalogue, "MFA"), add(catalogue, "Migrant Forum in Asia"), add(catalogue, "Other", "topic")
    number = tagged(catalogue, old)
    change = merge(catalogue, old, new)
    later = tagged(catalogue, new)
    edit(catalogue, [number], append=(NewTag(extra.id),))
    now = catalogue.term(new.id)
    assert now is not None
    with catalogue.writing(ME) as writing:
        writing.update_term(replace(now, synonyms=(*now.synonyms, Text("fr", "Forum des migrants"))))
    undo(catalogue, change)
    assert tags(catalogue, number) == [(old.id, ""), (extra.id, "")]
    assert tags(catalogue, later) == [(new.id, "")]
    kept = catalogue.term(new.id)
    assert kept is not None
    assert kept.synonyms == (Text("fr", "Forum des migrants"),)


def test_what_stands_in_the_way_is_named_and_nothing_is_overwritten(catalogue: Catalogue) -> None:
    one, two, three = add(catalogue, "One"), add(catalogue, "Two"), add(catalogue, "Three")
    number = tagged(catalogue, one)
    first = merge(catalogue, one, two)
    second = merge(catalogue, two, three)
    past = catalogue.history()
    with pytest.raises(Conflict) as refused:
        undo(catalogue, first)
    assert (refused.value.key, refused.value.data["by"]) == ("undo_blocked", str(second))
    assert catalogue.history() == past
    assert tags(catalogue, number) == [(three.id, "")]
    undo(catalogue, second)
    undo(catalogue, first)
    assert tags(catalogue, number) == [(one.id, "")]


def test_a_merge_is_not_done_again_over_reports_that_came_since(catalogue: Catalogue) -> None:
    old, new = add(catalogue, "Old"), add(catalogue, "New")
    tagged(catalogue, old)
    back = undo(catalogue, merge(catalogue, old, new))
    late = tagged(catalogue, old)
    added = catalogue.history(report=late)[0].id
    with pytest.raises(Conflict) as refused:
        undo(catalogue, back)
    assert str(added) in str(refused.value.data["by"])
    assert tags(catalogue, late) == [(old.id, "")]


def test_single_changes_are_taken_back(catalogue: Catalogue) -> None:
    one, two = add(catalogue, "One", "topic"), add(catalogue, "Two", "topic")
    other = tagged(catalogue, one)
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record("First", tags=(NewTag(one.id), NewTag(two.id)), external_id="x"), "submitted")
        writing.set_own_pages(number, [NewPage(1, "1", "Old text", "en")])
    was = there(catalogue, number)
    with catalogue.writing(ME) as writing:
        writing.update_report(number, record("Second", tags=(NewTag(two.id), NewTag(one.id)), date="2017", external_id="y"))
        writing.set_own_pages(number, [NewPage(1, "1", "New text", "en"), NewPage(2, "2", "More", "en")])
        writing.move(number, "refused", reason="No")
        writing.update_term(replace(one, labels=(Text("en", "Uno"),), state="approved"))
    newest = [event.id for event in catalogue.history(limit=4)]
    for change in newest:
        undo(catalogue, change)
    now = there(catalogue, number)
    assert replace(now, version=was.version, changed=was.changed) == was
    page = catalogue.page(number, None, 1)
    assert page is not None
    assert page.text == "Old text"
    assert catalogue.term(one.id) == one
    for change in [event.id for event in catalogue.history(limit=4)]:
        undo(catalogue, change)
    assert [text.text for text in there(catalogue, number).titles] == ["Second"]
    assert [page.text for page in catalogue.pages(number, None)] == ["New text", "More"]
    assert there(catalogue, number).state == "refused"
    assert there(catalogue, other).tags[0].term.labels[0].text == "Uno"


def test_a_later_edit_of_the_same_field_stands_in_the_way(catalogue: Catalogue) -> None:
    number = tagged(catalogue)
    with catalogue.writing(ME) as writing:
        writing.update_report(number, record("Second"))
    change = catalogue.history(report=number, limit=1)[0].id
    with catalogue.writing(ME) as writing:
        writing.update_report(number, record("Third"))
    later = catalogue.history(report=number, limit=1)[0].id
    with pytest.raises(Conflict) as refused:
        undo(catalogue, change)
    assert refused.value.data["changes"] == [later]
    assert there(catalogue, number).title.text == "Third"


def test_a_file_taken_off_comes_back(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "submitted")
        file = writing.add_file(number, original())
    with catalogue.writing(ME) as writing:
        writing.remove_file(file)
    undo(catalogue, catalogue.history(report=number, limit=1)[0].id)
    assert [(each.id, each.state) for each in there(catalogue, number).files] == [(file, "waiting")]
    undo(catalogue, catalogue.history(report=number, limit=1)[0].id)
    assert there(catalogue, number).files == ()


def test_a_term_and_a_facet_are_taken_back(catalogue: Catalogue) -> None:
    term = add(catalogue, "Mistake")
    undo(catalogue, catalogue.history(limit=1)[0].id)
    now = catalogue.term(term.id)
    assert now is not None
    assert now.state == "retired"
    with catalogue.writing(ME) as writing:
        writing.add_facet(Facet("campaign", 6, public=True, labels=(Text("en", "Campaign"),)))
        writing.update_facet(Facet("campaign", 6, public=False, labels=(Text("en", "Campaign"),)))
    edited, added = (event.id for event in catalogue.history(limit=2))
    with pytest.raises(Conflict):
        undo(catalogue, added)
    undo(catalogue, edited)
    back = undo(catalogue, added)
    assert "campaign" not in {facet.key for facet in catalogue.facets()}
    undo(catalogue, back)
    assert catalogue.facets()[6] == Facet("campaign", 6, public=True, labels=(Text("en", "Campaign"),))
    add(catalogue, "No wall", "campaign")
    with pytest.raises(InputError, match="undo_facet_used"):
        undo(catalogue, catalogue.history(limit=2)[1].id)


def test_what_cannot_be_taken_back_says_so(catalogue: Catalogue) -> None:
    number = tagged(catalogue)
    with pytest.raises(InputError, match="undo_never"):
        undo(catalogue, catalogue.history(report=number)[0].id)
    with pytest.raises(NotFound, match="no_change"):
        undo(catalogue, 10**9)
    with catalogue.writing(ME) as writing, pytest.raises(RepositoryError):
        writing.undo(0)


def test_a_cycle_made_possible_since_is_refused(catalogue: Catalogue) -> None:
    top, leaf = add(catalogue, "Top", "topic"), add(catalogue, "Leaf", "topic")
    with catalogue.writing(ME) as writing:
        writing.update_term(replace(leaf, broader=(top.id,)))
        moved = writing.update_term(replace(leaf, broader=()))
        writing.update_term(replace(top, broader=(leaf.id,)))
    with pytest.raises(InputError, match="term_cycle"):
        undo(catalogue, moved)


# -- the chain


@pytest.fixture
def past(catalogue: Catalogue) -> dict[str, int]:
    """A history with a merge, its undo and a change of many reports."""
    old, new = add(catalogue, "Old"), add(catalogue, "New")
    numbers = [tagged(catalogue, old), tagged(catalogue, old)]
    change = merge(catalogue, old, new)
    with catalogue.writing(ME) as writing:
        with pytest.raises(InputError), writing.savepoint():
            writing.record("lost")
            writing.flush()  # type: ignore[attr-defined]
            writing.merge_terms(new.id, new.id)
        writing.record("kept")
    return {"merge": change, "undo": undo(catalogue, change), "edit": edit(catalogue, numbers, append=(NewTag(new.id),)),
            "report": numbers[0]}  # fmt: skip


def after(catalogue: Catalogue, folder: Path, statement: str) -> set[tuple[str, str]]:
    """What `check` finds in a copy that somebody changed who took the guards of the database off."""
    assert isinstance(catalogue, SqlCatalogue)
    copy = folder / "copy.sqlite3"
    copy.unlink(missing_ok=True)
    catalogue.backup(copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(statement).rowcount
    other = SqlCatalogue(f"sqlite:///{copy}")
    found = {(problem.what, problem.where) for problem in other.check()}
    other.close()
    return found


def test_a_changed_line_is_found(catalogue: Catalogue, past: dict[str, int], tmp_path: Path) -> None:
    change, back, edited, report = past["merge"], past["undo"], past["edit"], past["report"]
    for line, said in (
        (change, f"UPDATE history SET who = 'somebody else' WHERE id = {change}"),
        (change, f"UPDATE history SET detail = replace(detail, 'Old', 'Odd') WHERE id = {change}"),
        (change, f"UPDATE history_parts SET before = replace(before, '[[', '[ [') WHERE history = {change} AND item = {report}"),
        (change, f"UPDATE history SET undone_by = NULL WHERE id = {change}"),
        (edited, f"UPDATE history SET undone_by = {change} WHERE id = {edited}"),
        (edited, f"DELETE FROM history_parts WHERE history = {edited} AND item = {report}"),
        (back, f"INSERT INTO history_parts VALUES ({back}, 'report', 999, '{{}}', '{{}}')"),
    ):
        assert after(catalogue, tmp_path, said) == {("history_changed", str(line))}, said


def test_a_deleted_line_is_found(catalogue: Catalogue, past: dict[str, int], tmp_path: Path) -> None:
    change, edited = past["merge"], past["edit"]
    missing = after(catalogue, tmp_path, f"DELETE FROM history WHERE id = {change}")
    assert ("history_missing", f"{change}–{change}") in missing
    assert after(catalogue, tmp_path, f"DELETE FROM history WHERE id = {edited}") >= {("history_missing", f"{edited}–{edited}")}


def test_the_database_itself_lets_nobody_change_the_history(catalogue: Catalogue, past: dict[str, int]) -> None:
    assert isinstance(catalogue, SqlCatalogue)
    for statement in (
        "DELETE FROM history",
        "UPDATE history SET who = 'x'",
        "UPDATE history SET hash = ''",
        f"UPDATE history SET undone_by = 1 WHERE id = {past['merge']}",
        "DELETE FROM history_parts",
        "UPDATE history_parts SET before = '{}'",
    ):
        with closing(catalogue.database.connect()) as connection, pytest.raises(sqlite3.IntegrityError, match="only added to"):
            connection.execute(statement)


def test_a_long_history_is_read_in_pieces(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, past: dict[str, int]) -> None:
    numbers = [tagged(catalogue) for _ in range(3)]
    edit(catalogue, numbers, fields={"licence": "CC0"})
    monkeypatch.setattr("repository.engines.sql.chain.BATCH", 2)
    monkeypatch.setattr("repository.engines.sql.chain._LINES", chain._LINES.limit(2))
    assert list(catalogue.check()) == []


def test_that_two_terms_are_not_the_same_is_remembered_and_taken_back_like_any_change(catalogue: Catalogue) -> None:
    one, other, place = add(catalogue, "Adoption", "topic"), add(catalogue, "Adaption", "topic"), add(catalogue, "Org")
    with catalogue.writing(ME) as writing:
        change = writing.set_apart(other.id, one.id)
        assert writing.set_apart(one.id, other.id) == 0
        for wrong in (one.id, place.id):
            with pytest.raises(InputError):
                writing.set_apart(one.id, wrong)
    assert catalogue.apart() == {(one.id, other.id)}
    back = undo(catalogue, change)
    assert catalogue.apart() == frozenset()
    undo(catalogue, back)
    assert catalogue.apart() == {(one.id, other.id)}
