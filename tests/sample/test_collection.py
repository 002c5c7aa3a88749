"""The rows of the sample collection: enough of them, of every kind, honest dates, relations that lead somewhere."""

import json
from collections import Counter
from pathlib import Path

import pytest

from repository import dates
from repository.describe import Description, describe
from repository.manifest import read_manifest
from repository.sample.build import HERE, build, rows

KINDS = {"report", "open_letter", "joint_statement", "statement", "interview", "hearing", "consultation", "speech",
         "press_release", "policy_brief", "news", "submission", "other"}  # fmt: skip
TRAFFICKING = {"en": "trafficking", "fr": "traite", "es": "trata", "pt": "tráfico de pessoas", "ar": "الاتجار"}


@pytest.fixture(scope="module")
def descriptions(tmp_path_factory: pytest.TempPathFactory) -> list[Description]:
    read = list(read_manifest(build(tmp_path_factory.mktemp("sample"))))
    assert [row.error for row in read if row.error] == []
    return [describe(row.values) for row in read]


def values(description: Description, facet: str) -> list[str]:
    return [value for name, value, _ in description.tags if name == facet]


def test_enough_reports_of_every_kind_in_five_languages(descriptions: list[Description]) -> None:
    languages = Counter(values(one, "language")[0] for one in descriptions)
    assert len(descriptions) >= 40
    assert {kind for one in descriptions for kind in values(one, "type")} == KINDS
    assert set(languages) == {"en", "fr", "es", "pt", "ar"}
    assert min(languages.values()) >= 5


def test_every_row_is_complete(descriptions: list[Description]) -> None:
    for one in descriptions:
        assert one.unknown == ()
        assert one.titles
        assert values(one, "organisation")
        assert values(one, "topic")
        assert bool(one.text) != bool(one.files), one.external_id
    identities = [one.external_id for one in descriptions]
    assert len(set(identities)) == len(identities)


def test_statements_are_long_enough_to_read(descriptions: list[Description]) -> None:
    for one in descriptions:
        if one.text:
            assert 150 <= len(one.text.split()) <= 650, one.external_id
            assert one.text.count("\n\n") >= 4, one.external_id


def test_dates_are_honest_and_of_every_form(descriptions: list[Description]) -> None:
    forms = Counter()
    for one in descriptions:
        span = dates.read(one.date)
        if span is None or span.first.year is None:
            assert one.date_note, one.external_id
            forms["unknown" if span is None else "without year"] += 1
        elif span.first != span.last:
            forms["days" if span.first.day else "months" if span.first.month else "years"] += 1
        else:
            forms["day" if span.first.day else "month" if span.first.month else "year"] += 1
    assert set(forms) == {"unknown", "without year", "days", "months", "years", "day", "month", "year"}
    assert any(one.date_note and one.date for one in descriptions)


def test_relations_of_every_kind_point_to_reports_there_are(descriptions: list[Description]) -> None:
    known = {one.external_id for one in descriptions}
    kinds = set()
    for one in descriptions:
        for relation in one.relations:
            assert relation.external_id in known
            assert relation.external_id != one.external_id
            kinds.add(relation.kind)
    assert kinds == {"announces", "translation_of", "new_edition_of", "part_of", "replaces", "responds_to", "annex_of"}


def test_every_facet_has_values_and_roles_are_used(descriptions: list[Description]) -> None:
    facets = {facet for one in descriptions for facet, _, _ in one.tags}
    roles = {role for one in descriptions for facet, _, role in one.tags if facet in ("organisation", "person")}
    assert facets >= {"organisation", "person", "country", "region", "topic", "type", "language", "event", "process"}
    assert roles >= {"author", "publisher", "signatory", "speaker", "interviewee", "moderator", "organiser", "translator"}


def test_one_subject_is_found_in_each_language(descriptions: list[Description]) -> None:
    for language, word in TRAFFICKING.items():
        with_it = [one for one in descriptions if values(one, "language")[0] == language and word in one.text.lower()]
        assert len(with_it) >= 2, (language, word)


def test_nothing_is_filler_and_no_source_lies_idle() -> None:
    named = {name.partition(".")[0] for row in rows() for name in row.get("file", [])}
    identities = {row["external_id"] for row in rows()}
    assert {path.stem for path in (HERE / "files").iterdir()} == named
    assert {path.stem for path in (HERE / "texts").iterdir()} <= identities
    for path in [*HERE.glob("texts/*"), *HERE.glob("files/*"), HERE / "collection.jsonl"]:
        text = path.read_text("utf-8").lower()
        assert not any(word in text for word in ("lorem", "ipsum", "dolor sit", "tbd", "xxx ")), path.name


def test_fonts_are_small_and_come_with_their_licence() -> None:
    fonts = list((HERE / "fonts").glob("*.ttf"))
    licence = (HERE / "fonts" / "OFL.txt").read_text("utf-8")
    assert sum(font.stat().st_size for font in fonts) < 350_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "The Amiri Project Authors" in licence


def test_rows_are_plain_json_lines() -> None:
    for line in Path(HERE / "collection.jsonl").read_text("utf-8").splitlines():
        assert isinstance(json.loads(line), dict)
