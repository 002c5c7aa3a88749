"""What every catalogue promises about reports and transactions."""

import threading
import time
from dataclasses import replace

import pytest

from repository.catalogue import Catalogue
from repository.errors import Conflict, InputError, NotFound
from repository.ingest import record_of
from repository.model import Facet, NewPage, NewTag, Relation, Text
from tests.contracts.conftest import ME, original, record


def test_a_report_comes_back_whole(catalogue: Catalogue) -> None:
    togo = catalogue.find_term("country", "Togo")
    assert togo is not None
    with catalogue.writing(ME) as writing:
        icmc = writing.add_term("organisation", (Text("en", "ICMC"),))
        wanted = record(
            abstracts=(Text("fr", "Résumé"), Text("ar", "ملخص")), date="2017-08/2017-10", date_note="as stated",
            licence="CC BY 4.0", source="https://example.org/1", external_id="x1",
            tags=(NewTag(togo.id), NewTag(icmc.id, "speaker"), NewTag(icmc.id, "author")),
        )  # fmt: skip
        wanted = replace(wanted, titles=(Text("de", "Botschaft"), Text("en", "Message")))
        number = writing.add_report(wanted, "published", fingerprint="f" * 64)
        writing.set_own_pages(number, [NewPage(2, "ii", "more", "en"), NewPage(1, "i", "text", "en")])
    report = catalogue.report(number)
    assert report is not None
    assert record_of(report) == wanted
    assert (report.state, report.version, report.own_pages, report.title) == ("published", 1, 2, Text("de", "Botschaft"))
    assert report.published == report.created
    assert catalogue.number_of("x1") == catalogue.number_with("f" * 64) == number
    assert catalogue.fingerprint_of(number) == "f" * 64
    assert [page.label for page in catalogue.pages(number, None)] == ["i", "ii"]
    second = catalogue.page(number, None, 2)
    assert second is not None
    assert catalogue.pages_by_id([second.id, 0, 10**30]) == {second.id: second}


def test_numbers_grow_and_unknown_ones_are_not_in_the_answer(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        numbers = [writing.add_report(record(str(n)), "submitted") for n in range(3)]
    assert numbers == sorted(set(numbers))
    assert list(catalogue.reports([numbers[2], 99, -1, 10**30, numbers[0]])) == [numbers[2], numbers[0]]
    assert catalogue.states([*numbers, 99]) == dict.fromkeys(numbers, "submitted")
    assert catalogue.numbers("published") == []
    assert catalogue.numbers() == numbers
    assert catalogue.highest_number() == numbers[-1]
    assert catalogue.number_with("") is None


def test_a_failed_transaction_leaves_nothing(catalogue: Catalogue) -> None:
    before, past = catalogue.last_change(), catalogue.history()
    with pytest.raises(RuntimeError), catalogue.writing(ME) as writing:
        writing.add_report(record(), "published")
        writing.add_term("topic", (Text("en", "Ghost"),))
        raise RuntimeError
    assert catalogue.last_change() == before
    assert catalogue.numbers() == []
    assert catalogue.history() == past
    assert catalogue.find_term("topic", "Ghost") is None


def test_inside_a_transaction_what_it_wrote_is_seen_outside_it_is_not(catalogue: Catalogue) -> None:
    seen: list[object] = []
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(external_id="x", tags=()), "published", fingerprint="p")
        term = writing.add_term("person", (Text("", "Ada"),))
        assert (catalogue.number_of("x"), catalogue.number_with("p")) == (number, number)
        found = catalogue.report(number)
        assert found is not None
        assert found.title.text == "A title"
        assert catalogue.find_term("person", "ada") == writing.find_term("person", "ADA") == term
        thread = threading.Thread(target=lambda: seen.extend([catalogue.report(number), catalogue.find_term("person", "Ada")]))
        thread.start()
        thread.join()
    assert seen == [None, None]
    assert catalogue.find_term("person", "Ada") == term


def test_a_savepoint_undoes_only_itself(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        kept = writing.add_report(record("kept", external_id="kept"), "published")
        with pytest.raises(Conflict), writing.savepoint():
            ghost = writing.add_term("topic", (Text("en", "Ghost"),))
            writing.add_report(record("twin", external_id="twin", tags=(NewTag(ghost.id),)), "published")
            assert catalogue.number_of("twin") is not None
            raise Conflict("already_there")
        assert writing.find_term("topic", "Ghost") is None
        assert catalogue.number_of("twin") is None
        assert catalogue.number_of("kept") == kept
    assert catalogue.numbers() == [kept]


def test_savepoints_undo_what_was_written_through_and_stand_inside_each_other(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        first = writing.add_report(record("first"), "published")
        with pytest.raises(InputError), writing.savepoint():
            writing.update_report(first, record("changed"))
            with writing.savepoint():
                writing.add_file(writing.add_report(record("inner"), "published"), original())
            raise InputError("row_title")
        with writing.savepoint():
            second = writing.add_report(record("second"), "published")
            with pytest.raises(InputError), writing.savepoint():
                writing.move(second, "withdrawn")
                raise InputError("row_title")
            writing.set_own_pages(second, [NewPage(1, "1", "text", "en")])
    reports = catalogue.reports(catalogue.numbers())
    assert [(report.title.text, report.state, report.own_pages) for report in reports.values()] == [
        ("first", "published", 0), ("second", "published", 1)]  # fmt: skip
    assert {change.report for change in catalogue.changes(0)} == {first, second}


def test_own_text_set_in_a_savepoint_that_fails_is_not_kept(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "published")
        with pytest.raises(InputError), writing.savepoint():
            writing.set_own_pages(number, [NewPage(1, "1", "lost", "en")])
            raise InputError("row_title")
    report = catalogue.report(number)
    assert report is not None
    assert report.own_pages == len(catalogue.pages(number, None)) == 0


def test_two_editors_do_not_overwrite_each_other(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "published")
    with catalogue.writing(ME) as writing:
        writing.update_report(number, record("first"), expect=1)
    with pytest.raises(Conflict), catalogue.writing(ME) as writing:
        writing.update_report(number, record("second"), expect=1)
    report = catalogue.report(number)
    assert report is not None
    assert (report.title.text, report.version) == ("first", 2)


def test_an_update_that_says_the_same_changes_nothing(catalogue: Catalogue) -> None:
    said = record(date="2017", external_id="x", relations=(Relation("announces", None, "later"),))
    with catalogue.writing(ME) as writing:
        number = writing.add_report(said, "published")
        writing.set_own_pages(number, [NewPage(1, "1", "text", "en")])
    with catalogue.writing(ME) as writing:
        writing.add_report(record(external_id="later"), "published")
    page, past, change = catalogue.page(number, None, 1), catalogue.history(), catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.update_report(number, said, fingerprint="new")
        writing.set_own_pages(number, [NewPage(1, "1", "text", "en")])
    assert (catalogue.page(number, None, 1), catalogue.history(), catalogue.last_change()) == (page, past, change)
    assert catalogue.fingerprint_of(number) == "new"


def test_external_ids_belong_to_one_report(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        writing.add_report(record(external_id="x"), "published")
        with pytest.raises(Conflict):
            writing.add_report(record(external_id="x"), "published")
        other = writing.add_report(record(), "published")
        with pytest.raises(Conflict):
            writing.update_report(other, record(external_id="x"))


@pytest.mark.parametrize("wrong", [
    record("half \ud83d"), record(date="2017-13"), record(tags=(NewTag(10**9),)), record(relations=(Relation("announces", 999),)),
])  # fmt: skip
def test_what_cannot_be_kept_is_refused_at_once(catalogue: Catalogue, wrong: object) -> None:
    with catalogue.writing(ME) as writing:
        with pytest.raises(InputError):
            writing.add_report(wrong, "published")  # type: ignore[arg-type]
        kept = writing.add_report(record(), "published")
    assert catalogue.numbers() == [kept]


def test_unknown_reports_and_files_cannot_be_changed(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        for change in (lambda: writing.update_report(9, record()), lambda: writing.move(9, "published"),
                       lambda: writing.set_own_pages(9, []), lambda: writing.add_file(9, original()),
                       lambda: writing.remove_file(9), lambda: writing.merge_terms(1, 10**9)):  # fmt: skip
            with pytest.raises(NotFound):
                change()


def test_states_and_their_dates(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        heir = writing.add_report(record("heir"), "published")
        number = writing.add_report(record(), "submitted")
    assert catalogue.changes(0)[-1].report == heir
    with catalogue.writing(ME) as writing:
        writing.move(number, "published")
    assert [report.number for report in catalogue.newest(5)] == [number, heir]
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.move(number, "withdrawn", reason="court order", successor=heir)
    report = catalogue.report(number)
    assert report is not None
    assert (report.state, report.reason, report.successor, report.published is None) == ("withdrawn", "court order", heir, False)
    assert [change.report for change in catalogue.changes(before)] == [number]
    assert [report.number for report in catalogue.newest(5)] == [heir]
    assert list(catalogue.versions()) == [heir]


def test_the_history_keeps_what_was_before(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record("old", date="2016"), "submitted")
    with catalogue.writing(ME) as writing:
        writing.update_report(number, record("new", date="2016"))
        writing.move(number, "published")
        bulk = writing.record("bulk_edit", reports=1)
    newest, moved, edited, added = catalogue.history(limit=4)
    assert (newest.id, newest.what, newest.detail, newest.who) == (bulk, "bulk_edit", {"reports": 1}, "test")
    assert (moved.what, moved.detail["before"]) == ("state_moved", {"state": "submitted", "reason": "", "successor": None})
    assert (edited.what, edited.detail) == ("report_edited", {"before": {"titles": [["en", "old"]]}, "after": {"titles": [["en", "new"]]}})
    assert added.what == "report_added"
    assert catalogue.history(report=number, limit=2, before=edited.id) == [added]


def test_titles_are_found_without_an_index(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        writing.add_report(record("Trata de personas: 100 % análisis"), "submitted")
        one = writing.add_report(record("Análisis de la migración"), "published")
        two = writing.add_report(record("L’analyse des migrations"), "published")
        tres = writing.add_report(record("هجرة اليد العاملة"), "published")
    assert catalogue.title_search(["analisis"], 10) == (1, [one])
    assert catalogue.title_search(["anal", "migra"], 1) == (2, [two])
    assert catalogue.title_search(["anal", "migra"], 1, 1) == (2, [one])
    assert catalogue.title_search(["هجره"], 10) == (1, [tres])
    assert catalogue.title_search(["%"], 10) == (0, [])


def test_relations_find_their_report_when_it_comes_later(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        news = writing.add_report(record(relations=(Relation("announces", None, "later"),)), "published")
        own = writing.add_report(record(external_id="own", relations=(Relation("related", None, "own"),)), "published")
    with catalogue.writing(ME) as writing:
        report = writing.add_report(record(external_id="later"), "published")
    found, self_related = catalogue.report(news), catalogue.report(own)
    assert found is not None
    assert self_related is not None
    assert found.relations == (Relation("announces", report, "later"),)
    assert self_related.relations[0].number is None
    assert catalogue.related_to(report) == [("announces", news)]


def test_writers_wait_for_each_other(catalogue: Catalogue) -> None:
    held = threading.Event()

    def hold() -> None:
        with catalogue.writing(ME) as writing:
            writing.add_report(record("slow"), "published")
            held.set()
            time.sleep(0.3)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with catalogue.writing(ME) as writing:
        writing.add_report(record("patient"), "published")
    thread.join()
    assert len(catalogue.numbers("published")) == 2
    with pytest.raises(RuntimeError), catalogue.writing(ME), catalogue.writing(ME):
        pass


def test_the_version_grows_with_whatever_anybody_could_see(catalogue: Catalogue) -> None:
    seen = [catalogue.version()]

    def grew() -> bool:
        seen.append(catalogue.version())
        return seen[-1] > seen[-2]

    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "published")
        topic = writing.add_term("topic", (Text("en", "Fees"),))
    assert grew()
    with catalogue.writing(ME) as writing:
        file = writing.add_file(number, original())
    assert grew()
    with catalogue.writing(ME) as writing:
        writing.set_extraction(file, [], "no_text", {}, "")
    assert grew()
    with catalogue.writing(ME) as writing:
        writing.update_report(number, record("Another title"))
    assert grew()
    with catalogue.writing(ME) as writing:
        writing.update_term(replace(topic, labels=(Text("en", "Charges"),)))
    assert grew()
    with catalogue.writing(ME) as writing:
        writing.add_facet(Facet("campaign", 20, public=True, labels=(Text("en", "Campaign"),)))
    assert grew()
    with catalogue.writing(ME) as writing:
        writing.update_facet(Facet("campaign", 20, public=False, labels=(Text("en", "Campaign"),)))
    assert grew()
    with catalogue.writing(ME) as writing:
        writing.move(number, "withdrawn", reason="A mistake")
    assert grew()
    with catalogue.writing(ME) as writing:
        writing.record("looked", report=number)
    catalogue.report(number)
    assert not grew(), "what only the history tells"


def test_a_line_of_the_history_is_found_by_its_number(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        writing.add_report(record(), "published")
    (newest,) = catalogue.history(limit=1)
    assert catalogue.line(newest.id) == newest
    assert [catalogue.line(number) for number in (newest.id + 1, 0, -1, 2**70)] == [None] * 4
