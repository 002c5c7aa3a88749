"""What every catalogue promises to the index."""

import threading

from repository.catalogue import Catalogue
from repository.index import Entry
from repository.model import NewPage, NewTag, Relation, State, Text
from tests.contracts.conftest import ME, original, record


def entries(catalogue: Catalogue) -> dict[int, Entry]:
    """All of them."""
    return {entry.number: entry for entry in catalogue.entries()}


def changed(catalogue: Catalogue, after: int) -> set[int]:
    """Reports in the change log."""
    return {change.report for change in catalogue.changes(after)}


def linked(catalogue: Catalogue, target: int, kind: str = "translation_of", state: State = "published") -> int:
    """A report that points at another one."""
    with catalogue.writing(ME) as writing:
        return writing.add_report(record(relations=(Relation(kind, target),)), state)


def test_an_entry_has_everything_a_report_is_found_by(catalogue: Catalogue) -> None:
    togo = catalogue.find_term("country", "TG")
    assert togo is not None
    with catalogue.writing(ME) as writing:
        org = writing.add_term("organisation", (Text("fr", "Visions Solidaires"),), synonyms=(Text("", "VS"),))
        number = writing.add_report(
            record("Situational Analysis: «Étude»", abstracts=(Text("pt", "Resumo"),), date="2016-11/2018-02",
                   tags=(NewTag(org.id, "author"), NewTag(org.id, "publisher"), NewTag(togo.id))), "published")  # fmt: skip
        writing.set_own_pages(number, [NewPage(1, "1", "own text", "en")])
        file = writing.add_file(number, original())
        writing.set_extraction(file, [NewPage(1, "i", "file text", "fr"), NewPage(2, "ii", "", "", "no_text")], None, {}, "fr")
    entry = entries(catalogue)[number]
    report = catalogue.report(number)
    assert report is not None
    assert entry.version == report.version
    assert [(page.file, page.n, page.language, page.text) for page in entry.pages] == [
        (0, 1, "en", "own text"), (file, 1, "fr", "file text"), (file, 2, "", "")]  # fmt: skip
    assert set(catalogue.pages_by_id([page.id for page in entry.pages])) == {page.id for page in entry.pages}
    assert entry.direct == (org.id, togo.id)
    assert {"Resumo", "Visions Solidaires", "VS", "Togo", "توغو"} <= {text.text for text in entry.cover}
    assert (entry.years, entry.title_key, entry.readable, entry.group) == ((2016, 2017, 2018), "situational analysis etude", True, number)
    assert entry.date_key == 736_269  # 1 November 2016


def test_only_published_reports_are_entries_in_any_number(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        numbers = [writing.add_report(record(str(n)), "published" if n % 2 else "submitted") for n in range(600)]
        for number in numbers:
            writing.set_own_pages(number, [NewPage(n, str(n), "text", "en") for n in range(1, 12)])
    assert [entry.number for entry in catalogue.entries()] == numbers[1::2]
    assert [entry.number for entry in catalogue.entries(numbers[:5])] == [numbers[1], numbers[3]]
    assert all(len(entry.pages) == 11 for entry in catalogue.entries(numbers[-3:]))


def test_a_report_without_readable_pages_says_so(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "submitted", publish_when_read=True)
        file = writing.add_file(number, original())
        writing.set_extraction(file, [NewPage(1, "1", "", "", "no_text")], "no_text", {}, "")
    assert not entries(catalogue)[number].readable
    assert catalogue.holdings().without_text == 1
    with catalogue.writing(ME) as writing:
        writing.set_own_pages(number, [NewPage(1, "1", "typed by hand", "en")])
    assert entries(catalogue)[number].readable
    assert catalogue.holdings().without_text == 0


def test_the_change_log_knows_every_public_change_once(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        hidden = writing.add_report(record(), "draft")
        writing.update_report(hidden, record("still hidden"))
        number = writing.add_report(record(), "published")
    assert changed(catalogue, 0) == {number}
    for change in (lambda w: w.update_report(number, record("new")), lambda w: w.set_own_pages(number, [NewPage(1, "1", "t", "en")]),
                   lambda w: w.add_file(number, original()), lambda w: w.remove_file(1), lambda w: w.move(number, "withdrawn")):  # fmt: skip
        before = catalogue.last_change()
        with catalogue.writing(ME) as writing:
            change(writing)
        assert changed(catalogue, before) == {number}
        assert catalogue.last_change() > before
    assert len(catalogue.changes(0)) == 1
    assert catalogue.changes(catalogue.last_change()) == []


def test_changes_are_read_in_pieces(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        numbers = [writing.add_report(record(str(n)), "published") for n in range(25)]
    seen: list[int] = []
    last = 0
    while part := catalogue.changes(last, 10):
        seen += [change.report for change in part]
        last = part[-1].id
    assert seen == numbers


def test_translations_and_editions_share_a_group(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        first = writing.add_report(record(), "published")
    second = linked(catalogue, first)
    before = catalogue.last_change()
    third = linked(catalogue, second, "new_edition_of")
    assert changed(catalogue, before) == {first, second, third}
    linked(catalogue, first, "responds_to")
    groups = {number: entry.group for number, entry in entries(catalogue).items() if number <= third}
    assert groups == dict.fromkeys((first, second, third), first)
    assert next(iter(catalogue.entries([third]))).group == first


def test_a_withdrawn_link_parts_a_group_and_everyone_is_told(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        first = writing.add_report(record(), "published")
    second = linked(catalogue, first)
    third = linked(catalogue, second)
    draft = linked(catalogue, first, state="draft")
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.move(second, "withdrawn")
    assert changed(catalogue, before) == {first, second, third}
    assert {number: entry.group for number, entry in entries(catalogue).items()} == {first: first, third: third}
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.move(draft, "published")
    assert changed(catalogue, before) == {first, draft}
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.update_report(draft, record())
    assert changed(catalogue, before) == {first, draft}
    assert entries(catalogue)[draft].group == draft


def test_a_translation_that_names_its_original_before_it_comes_joins_it(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        translation = writing.add_report(record(relations=(Relation("translation_of", None, "orig"),)), "published")
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        found = writing.add_report(record(external_id="orig"), "published")
    assert changed(catalogue, before) == {translation, found}
    assert {entry.group for entry in catalogue.entries()} == {translation}


def test_a_slow_reader_never_keeps_a_writer_waiting(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        for n in range(600):
            writing.add_report(record(str(n)), "published")
    reading = catalogue.entries()
    next(reading)
    done = threading.Event()

    def write() -> None:
        with catalogue.writing(ME) as writing:
            writing.move(600, "withdrawn")
        done.set()

    threading.Thread(target=write, daemon=True).start()
    assert done.wait(5)
    assert len(list(reading)) == 598
