"""Catalogued records: what a row says is never dropped in silence, whatever is there already."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from repository.cli import main
from tests import samples

Line = dict[str, object]
Import = Callable[..., tuple[int, list[Line]]]


@pytest.fixture
def folder(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files to be catalogued, beside an empty home."""
    monkeypatch.setenv("REPOSITORY_HOME", str(home))
    path = tmp_path / "in"
    path.mkdir()
    (path / "a.pdf").write_bytes(samples.pdf(samples.FRENCH * 3, title="Le rapport de la coalition"))
    (path / "b.txt").write_text("Quokkas came home from the valley. " + samples.ENGLISH * 2, encoding="utf-8")
    return path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Runs a command with --json: its exit code and its lines."""

    def command(*arguments: str) -> tuple[int, list[Line]]:
        capsys.readouterr()
        code = main([arguments[0], "--json", *arguments[1:]])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return command


@pytest.fixture
def rows(run: Import, folder: Path) -> Import:
    """Imports rows: the exit code and a line for each."""

    def imported(*records: dict[str, object], publish: bool = True) -> tuple[int, list[Line]]:
        path = folder / "list.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return run("import", str(path), "--files", str(folder), *(["--publish"] if publish else []))

    return imported


def found(run: Import, query: str) -> dict[str, object]:
    """The only report found."""
    (answer,) = run("search", query)[1]
    (hit,) = answer["hits"]  # type: ignore[misc]
    return hit  # type: ignore[no-any-return]


def test_the_digest_of_the_first_file_is_told(rows: Import) -> None:
    both = {"external_id": "r", "title": "Two files", "file": ["a.pdf", "b.txt"]}
    alone = {"external_id": "s", "title": "A statement", "text": "Words of a statement."}
    digest = rows({**both, "file": "a.pdf"})[1][0]["sha256"]
    assert isinstance(digest, str)
    for outcome in ("updated", "unchanged"):
        (told, statement) = rows(both, alone)[1]
        assert (told["outcome"], told["sha256"], statement["sha256"]) == (outcome, digest, None)


def test_a_row_catalogues_the_report_that_add_made(run: Import, rows: Import, folder: Path) -> None:
    run("add", str(folder), "--publish")
    row = {"external_id": "r1", "title": "Another title", "file": "b.txt", "country": "TG", "date": "2017", "organisation": "Coalition"}
    code, (line,) = rows(row)
    assert (code, line["outcome"], line["number"], line["pages"], line["state"]) == (0, "updated", 2, 1, "published")
    assert "already" in str(line["detail"])
    hit = found(run, "quokkas")
    assert (hit["external_id"], hit["title"], hit["date"], hit["organisations"]) == ("r1", "Another title", "2017", ["Coalition"])
    assert hit["language"] == "en"
    assert rows(row)[1][0]["outcome"] == "unchanged"
    assert run("add", str(folder / "b.txt"), "--publish")[1][0]["outcome"] == "same_file"
    assert run("check")[0] == 0


def test_a_row_without_title_keeps_what_the_file_told(run: Import, rows: Import, folder: Path) -> None:
    run("add", str(folder / "a.pdf"), "--publish", "--facet", "topic=Contracts", "--facet", "country=GH")
    assert rows({"external_id": "r1", "file": "a.pdf", "country": "TG"})[1][0]["outcome"] == "updated"
    hit = found(run, "travailleurs")
    assert (hit["title"], hit["language"]) == ("Le rapport de la coalition", "fr")
    assert run("search", "travailleurs", "--facet", "topic=Contracts", "--facet", "country=TG")[1][0]["total"] == 1
    assert run("search", "travailleurs", "--facet", "country=GH")[1][0]["total"] == 0


def test_an_update_keeps_what_only_the_file_told(run: Import, rows: Import) -> None:
    rows({"external_id": "r1", "file": "a.pdf"})
    assert rows({"external_id": "r1", "file": "a.pdf", "date": "2018"})[1][0]["outcome"] == "updated"
    hit = found(run, "travailleurs")
    assert (hit["title"], hit["language"], hit["date"]) == ("Le rapport de la coalition", "fr", "2018")
    assert rows({"external_id": "r1", "file": "b.txt", "date": "2018"})[1][0]["outcome"] == "updated"
    hit = found(run, "quokkas")
    assert (hit["title"], hit["language"]) == ("b", "en")


def test_a_statement_is_of_the_language_of_its_text(run: Import, rows: Import) -> None:
    rows({"external_id": "s", "title": "S", "text": samples.ENGLISH * 2})
    rows({"external_id": "s", "title": "S", "text": samples.FRENCH * 2})
    assert run("search", "travailleurs", "--facet", "language=fr")[1][0]["total"] == 1
    assert run("search", "travailleurs", "--facet", "language=en")[1][0]["total"] == 0


def test_a_row_that_only_names_the_file_adds_nothing(run: Import, rows: Import, folder: Path) -> None:
    run("add", str(folder), "--publish")
    (line,) = rows({"file": "b.txt"})[1]
    assert (line["outcome"], line["number"], line["detail"]) == ("same_file", 2, "")


def test_a_row_is_told_that_another_has_catalogued_its_file(rows: Import) -> None:
    _, (first, second) = rows({"external_id": "r1", "title": "One", "file": "b.txt"}, {"external_id": "r2", "title": "Two", "file": "b.txt"})
    assert (first["outcome"], second["outcome"], second["number"]) == ("published", "same_file", first["number"])
    assert "not taken" in str(second["detail"])


def test_a_row_with_more_files_takes_the_report_and_adds_them(run: Import, rows: Import, folder: Path) -> None:
    run("add", str(folder), "--publish")
    (line,) = rows({"external_id": "r1", "title": "Both", "file": ["a.pdf", "b.txt"]})[1]
    assert (line["outcome"], line["number"], line["pages"]) == ("updated", 1, 2)
    assert "also in report 2" in str(line["detail"])
    assert run("check")[0] == 0


def test_what_waits_to_be_read_is_published_only_then(run: Import, rows: Import, folder: Path) -> None:
    run("add", str(folder / "b.txt"), "--no-wait")
    (line,) = rows({"external_id": "r1", "title": "One", "file": "b.txt"})[1]
    assert (line["outcome"], line["state"], line["pages"]) == ("updated", "published", 1)
    assert run("check")[0] == 0


def test_an_update_with_another_file_is_published_too(run: Import, rows: Import) -> None:
    rows({"external_id": "r1", "title": "One", "file": "b.txt"}, publish=False)
    (line,) = rows({"external_id": "r1", "title": "One", "file": "a.pdf"})[1]
    assert (line["outcome"], line["state"]) == ("updated", "published")
    assert run("check")[0] == 0


def test_an_updated_record_without_text_is_published(rows: Import) -> None:
    rows({"external_id": "r1", "title": "One"}, publish=False)
    (line,) = rows({"external_id": "r1", "title": "One, better"})[1]
    assert (line["outcome"], line["state"], line["pages"]) == ("updated", "published", 0)


def test_a_record_alone_is_told_to_have_no_text(rows: Import) -> None:
    code, (line,) = rows({"external_id": "r1", "title": "A title and nothing else"})
    assert (code, line["outcome"], line["pages"]) == (0, "published", 0)
    assert "no text and no file" in str(line["detail"])


def test_a_relation_waits_for_its_report(run: Import, rows: Import, folder: Path) -> None:
    early = {"external_id": "early", "title": "Early", "text": "Words about quokkas.", "relation": ["announces:late", "related:later"]}
    _, (line,) = rows(early)
    assert str(line["detail"]) == "Its relations to late, later wait until those reports come in."
    assert run("check")[0] == 0
    code, (line,) = rows({"external_id": "late", "title": "Late", "file": "a.pdf", "relation": "responds_to:early"})
    assert (code, line["outcome"], line["detail"]) == (0, "published", "")
    assert related(early=1) == [("announces", 2), ("related", None)]
    rows({"external_id": "later", "title": "Later", "text": "More words."})
    assert related(early=1) == [("announces", 2), ("related", 3)]
    assert rows(early)[1][0]["outcome"] == "unchanged"
    assert run("check")[0] == 0


def test_a_relation_to_a_later_row_of_the_list_does_not_wait(rows: Import) -> None:
    first = {"external_id": "one", "title": "One", "text": "Words.", "relation": "announces:two"}
    _, lines = rows(first, {"external_id": "two", "title": "Two", "text": "Words."})
    assert [line["detail"] for line in lines] == ["", ""]


def related(*, early: int) -> list[tuple[str, int | None]]:
    """The relations of a report, in order."""
    from repository.engines import open_engines
    from repository.settings import load

    engines = open_engines(load())
    try:
        report = engines.catalogue.report(early)
        assert report is not None
        return [(relation.kind, relation.number) for relation in report.relations]
    finally:
        engines.close()


def test_half_a_character_stops_nothing(rows: Import) -> None:
    code, lines = rows({"title": "\ud800 half", "text": "Words."}, {"title": "T", "file": "\ud800.pdf"}, {"title": "Whole", "text": "Words."})
    assert (code, [line["outcome"] for line in lines]) == (3, ["published", "refused", "published"])
    assert all("\ud800" not in str(line["name"]) + str(line["detail"]) for line in lines)
