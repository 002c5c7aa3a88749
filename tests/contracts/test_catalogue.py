"""What every catalogue promises."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.catalogue import Catalogue
from repository.engines.sql import SqlCatalogue
from repository.errors import CatalogueUnavailable, Conflict
from repository.model import Actor, NewFile, NewPage, NewTag, Record, Relation, Text

ME = Actor("test")


@pytest.fixture(params=["sqlite"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    """Each engine in turn, empty."""
    opened = SqlCatalogue(f"sqlite:///{tmp_path}/uploads/catalogue.sqlite3")
    opened.prepare()
    yield opened
    opened.close()


def record(title: str = "A title", **more: object) -> Record:
    """A small record."""
    return Record(titles=(Text("en", title),), **more)  # type: ignore[arg-type]


def file(name: str = "a.pdf", sha256: str = "a" * 64) -> NewFile:
    """A kept original."""
    return NewFile(name, "pdf", "application/pdf", sha256, 10)


def test_a_report_comes_back_whole(catalogue: Catalogue) -> None:
    togo, icmc = catalogue.find_term("country", "Togo"), None
    assert togo is not None
    with catalogue.writing(ME) as writing:
        icmc = writing.add_term("organisation", (Text("en", "ICMC"),))
        number = writing.add_report(
            record(abstracts=(Text("fr", "Résumé"),), date="2017-08/2017-10", date_note="as stated", licence="CC BY 4.0",
                   tags=(NewTag(togo.id), NewTag(icmc.id, "speaker")), external_id="x1"), "published")  # fmt: skip
        writing.set_own_pages(number, [NewPage(1, "1", "text", "en")])
    report = catalogue.report(number)
    assert report is not None
    assert (report.title.text, report.date, report.date_note, report.external_id) == ("A title", "2017-08/2017-10", "as stated", "x1")
    assert [(tag.term.key, tag.role) for tag in report.tags] == [("TG", ""), ("icmc", "speaker")]
    assert catalogue.number_of("x1") == number
    assert [entry.number for entry in catalogue.entries()] == [number]


def test_countries_are_found_in_every_language_and_under_regions(catalogue: Catalogue) -> None:
    for name in ("CI", "Ivory Coast", "Côte d'Ivoire", "Costa do Marfim", "ساحل العاج"):
        term = catalogue.find_term("country", name)
        assert term is not None
        assert term.key == "CI"
    mena, morocco = catalogue.find_term("region", "MENA"), catalogue.find_term("country", "Maroc")
    assert mena is not None
    assert morocco is not None
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(tags=(NewTag(morocco.id),)), "published")
    entry = next(iter(catalogue.entries([number])))
    assert mena.id in entry.terms
    assert catalogue.term_counts("region")[mena.id] == 1


def test_a_failed_transaction_leaves_nothing(catalogue: Catalogue) -> None:
    before = catalogue.last_change()
    with pytest.raises(RuntimeError), catalogue.writing(ME) as writing:
        writing.add_report(record(), "published")
        writing.add_term("topic", (Text("en", "Ghost"),))
        raise RuntimeError
    assert catalogue.last_change() == before
    assert catalogue.numbers() == []
    assert catalogue.find_term("topic", "Ghost") is None


def test_a_savepoint_undoes_only_itself(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        kept = writing.add_report(record("kept", external_id="same"), "published")
        with pytest.raises(Conflict), writing.savepoint():
            writing.add_term("topic", (Text("en", "Ghost"),))
            writing.add_report(record("twin", external_id="other"), "published")
            raise Conflict("already_there")
        assert writing.find_term("topic", "Ghost") is None
    assert catalogue.numbers() == [kept]


def test_two_editors_do_not_overwrite_each_other(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "published")
    with catalogue.writing(ME) as writing:
        writing.update_report(number, record("first"), expect=1)
    with pytest.raises(Conflict), catalogue.writing(ME) as writing:
        writing.update_report(number, record("second"), expect=1)


def test_work_is_leased_given_back_and_parked(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "submitted", publish_when_read=True)
        writing.add_file(number, file())
    work = catalogue.claim("one", 5)
    assert len(work) == 1
    assert catalogue.claim("two", 5) == []
    catalogue.give_back(work[0], "later")
    assert catalogue.unfinished() == 1
    for attempt in (2, 3):
        time.sleep(2.0 * (attempt - 1) + 0.05)
        again = catalogue.claim("two", 5)
        assert again[0].tries == attempt
        catalogue.give_back(again[0], "still")
    assert catalogue.unfinished() == 0
    assert [parked.name for parked in catalogue.parked()] == ["a.pdf"]


def test_the_last_file_read_publishes_or_holds(catalogue: Catalogue) -> None:
    for outcome, state in ((None, "published"), ("encrypted", "on_hold")):
        with catalogue.writing(ME) as writing:
            number = writing.add_report(record(), "submitted", publish_when_read=True)
            first, second = writing.add_file(number, file()), writing.add_file(number, file("b.pdf", "b" * 64))
            writing.set_extraction(first, [NewPage(1, "i", "text", "en")], None, {}, "en")
        report = catalogue.report(number)
        assert report is not None
        assert report.state == "submitted"
        with catalogue.writing(ME) as writing:
            writing.set_extraction(second, [], outcome, {}, "")  # type: ignore[arg-type]
        report = catalogue.report(number)
        assert report is not None
        assert report.state == state


def test_relations_find_their_report_when_it_comes_later(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        news = writing.add_report(record(relations=(Relation("announces", None, "later"),)), "published")
        report = writing.add_report(record(external_id="later"), "published")
    found = catalogue.report(news)
    assert found is not None
    assert found.relations[0].number == report
    assert catalogue.related_to(report) == [("announces", news)]


def test_translations_share_a_group(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        first = writing.add_report(record(external_id="en"), "published")
        second = writing.add_report(record(relations=(Relation("translation_of", None, "en"),)), "published")
        third = writing.add_report(record(relations=(Relation("translation_of", second, ""),)), "published")
    assert {entry.group for entry in catalogue.entries([first, second, third])} == {first}


def test_merged_terms_lead_on(catalogue: Catalogue) -> None:
    with catalogue.writing(ME) as writing:
        old = writing.add_term("organisation", (Text("en", "MFA"),))
        new = writing.add_term("organisation", (Text("en", "Migrant Forum in Asia"),))
        number = writing.add_report(record(tags=(NewTag(old.id, "author"),)), "published")
    before = catalogue.last_change()
    with catalogue.writing(ME) as writing:
        writing.merge_terms(old.id, new.id)
    found = catalogue.report(number)
    assert found is not None
    assert found.tags[0].term.id == new.id
    assert [change.report for change in catalogue.changes(before)] == [number]
    led = catalogue.find_term("organisation", "MFA")
    assert led is not None
    assert led.id == new.id


def test_a_locked_catalogue_is_waited_for(catalogue: Catalogue) -> None:
    held = threading.Event()

    def hold() -> None:
        with catalogue.writing(ME) as writing:
            writing.add_report(record("slow"), "published")
            held.set()
            time.sleep(0.5)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with catalogue.writing(ME) as writing:
        writing.add_report(record("patient"), "published")
    thread.join()
    assert len(catalogue.numbers("published")) == 2


def test_a_home_of_a_newer_version_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(tmp_path / "uploads" / "catalogue.sqlite3")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(CatalogueUnavailable):
        SqlCatalogue(f"sqlite:///{tmp_path}/uploads/catalogue.sqlite3").prepare()
