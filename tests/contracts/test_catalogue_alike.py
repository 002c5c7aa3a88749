"""What every catalogue promises of near duplicates: found at once, told only to those who may see them, no letterheads."""

from collections.abc import Sequence

import pytest

from repository.alike import Alike, sketch
from repository.catalogue import Catalogue
from repository.model import NewPage, Report
from tests.contracts.conftest import ME, original, record
from tests.test_alike import prose


def pages(*texts: str) -> list[NewPage]:
    """Of a text."""
    return [NewPage(n, str(n), text, "en") for n, text in enumerate(texts, 1)]


def add(catalogue: Catalogue, *texts: str, state: str = "published") -> int:
    """A statement."""
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), state)  # type: ignore[arg-type]
        writing.set_own_pages(number, pages(*texts))
    return number


def add_file(catalogue: Catalogue, *texts: str) -> int:
    """A report with a file that was read."""
    with catalogue.writing(ME) as writing:
        number = writing.add_report(record(), "published")
        file = writing.add_file(number, original(sha256=f"{number:064}"))
        writing.set_extraction(file, pages(*texts), None, {}, "en")
    return number


def numbers(found: Sequence[Alike]) -> list[int]:
    """Which."""
    return [each.number for each in found]


def test_a_copy_with_a_page_less_is_found_from_both_sides(catalogue: Catalogue) -> None:
    texts = [prose(n, 250) for n in range(4)]
    report, other, cropped = add_file(catalogue, *texts), add(catalogue, prose(9, 250)), add(catalogue, *texts[:3])
    assert catalogue.alike(cropped) == [Alike(report, 1.0)]
    assert catalogue.alike(report) == [Alike(cropped, 1.0)]
    assert catalogue.alike(other) == []
    assert catalogue.alike(99) == []


def test_a_text_that_is_not_kept_yet(catalogue: Catalogue) -> None:
    texts = [prose(n, 250) for n in range(30)]
    report = add_file(catalogue, *texts)
    assert catalogue.alike(sketch(texts[7:8])) == [Alike(report, 1.0)]
    assert numbers(catalogue.alike(sketch(texts[1:]))) == [report]
    assert catalogue.alike(sketch([prose(77, 250)])) == []


def test_changes_are_seen_at_once(catalogue: Catalogue) -> None:
    one, two = add(catalogue, prose(1, 200)), add_file(catalogue, prose(1, 200))
    assert numbers(catalogue.alike(one)) == [two]
    with catalogue.writing(ME) as writing:
        writing.set_own_pages(one, pages(prose(2, 200)))
    assert catalogue.alike(one) == catalogue.alike(two) == []
    with catalogue.writing(ME) as writing:
        writing.set_own_pages(one, pages(prose(1, 200)))
    assert numbers(catalogue.alike(one)) == [two]
    (file,) = catalogue.report(two).files  # type: ignore[union-attr]
    with catalogue.writing(ME) as writing:
        writing.remove_file(file.id)
    assert catalogue.alike(one) == catalogue.alike(two) == []


def test_what_is_taken_back_was_never_there(catalogue: Catalogue) -> None:
    one = add(catalogue, prose(1, 200))
    assert catalogue.alike(one) == []
    with pytest.raises(RuntimeError), catalogue.writing(ME) as writing:
        writing.set_own_pages(writing.add_report(record(), "published"), pages(prose(1, 200)))
        catalogue.alike(one)
    two = add(catalogue, prose(2, 200))
    assert catalogue.alike(one) == catalogue.alike(two) == []


def test_only_what_the_person_may_see(catalogue: Catalogue) -> None:
    text = prose(1, 200)
    public, waiting, _refused, _withdrawn, asked = (add(catalogue, text, state=state) for state in (
        "published", "submitted", "refused", "withdrawn", "published"))  # fmt: skip

    def visible(report: Report) -> bool:
        return report.state == "published"

    assert numbers(catalogue.alike(asked, visible=visible)) == [public]
    assert numbers(catalogue.alike(asked)) == [public, waiting]
    assert catalogue.alike_before([asked, public, waiting], visible=visible) == {asked: [Alike(public, 1.0)], waiting: [Alike(public, 1.0)]}


def test_the_five_most_alike_best_first(catalogue: Catalogue) -> None:
    words = prose(1, 400).split()
    for changed in (40, 30, 20, 10, 5, 3, 0):
        add(catalogue, " ".join([*prose(changed + 50, changed).split(), *words[changed:]]))
    found = catalogue.alike(sketch([" ".join(words)]))
    assert numbers(found) == [7, 6, 5, 4, 3]
    assert [each.share for each in found] == sorted((each.share for each in found), reverse=True)
    assert found[0].percent == 100
    assert 90 < found[4].percent < 100


def test_a_letterhead_is_no_likeness(catalogue: Catalogue) -> None:
    head, foot = prose(1, 60), prose(2, 140)
    told = [add(catalogue, f"{head} {prose(n, 60)} {foot}") for n in range(10, 40)]
    assert all(catalogue.alike(number) == [] for number in told)
    mostly = [add(catalogue, f"{head} {prose(n, 30)} {foot}") for n in range(50, 80)]
    assert catalogue.alike(mostly[-1]) == []
    again = add(catalogue, f"{head} {prose(60, 30)} {foot}")
    assert numbers(catalogue.alike(again)) == [mostly[10]]


def test_one_text_of_everybody_is_alike_all_the_same(catalogue: Catalogue) -> None:
    text = prose(1, 200)
    with catalogue.writing(ME) as writing:
        for _ in range(120):
            writing.set_own_pages(writing.add_report(record(), "published"), pages(text))
    assert [each.share for each in catalogue.alike(120)] == [1.0] * 5
    assert set(catalogue.alike_before(range(1, 121))) == set(range(2, 121))


def test_texts_from_before_there_were_sketches(catalogue: Catalogue) -> None:
    one, two, three = add(catalogue, prose(1, 200)), add_file(catalogue, prose(1, 200), prose(2, 200)), add(catalogue, prose(2, 200))
    assert catalogue.sketch_missing(10) == 0
    forget(catalogue)
    fresh = type(catalogue)(f"sqlite:///{catalogue.database.path}")  # type: ignore[attr-defined,call-arg]
    assert fresh.alike(one) == []
    assert [fresh.sketch_missing(2) for _ in range(3)] == [2, 1, 0]
    assert numbers(fresh.alike(one)) == [two]
    assert numbers(fresh.alike(three)) == [two]
    fresh.close()


def forget(catalogue: Catalogue) -> None:
    """As an upgrade finds it."""
    with catalogue.database.alone() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("DELETE FROM sketches")
