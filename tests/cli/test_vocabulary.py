"""Facets, terms, changes of many reports, history and undo, as a curator does it on the command line."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from repository.app import create_app
from repository.cli import main
from repository.engines import open_engines
from repository.settings import load
from tests.cli.conftest import Run

ROWS = [
    {"external_id": "a", "title": "Fees", "text": "The fees of recruitment.", "organisation": "MFA", "topic": "Recruitment", "country": "TG"},
    {"external_id": "b", "title": "Debts", "text": "Debts after recruitment.", "organisation": "Migrant Forum in Asia", "country": "GH"},
    {"external_id": "c", "title": "Rivers", "text": "Rivers and shores.", "organisation": "M.F.A. (publisher)|MFA (author)", "country": "MA"},
]  # fmt: skip


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    """A home with three published reports."""
    manifest = tmp_path / "rows.jsonl"
    manifest.write_text("\n".join(json.dumps({**row, "language": "en"}) for row in ROWS), encoding="utf-8")
    assert run("import", str(manifest), "--publish")[0] == 0
    return run


def terms(run: Run, facet: str = "organisation") -> dict[str, dict[str, object]]:
    """Key → its line."""
    return {str(line["key"]): line for line in run("term", "list", facet)[1]}


def found(run: Run, *question: str) -> list[int]:
    """Numbers of the reports found."""
    hits = run("search", *question)[1][0]["hits"]
    return sorted(hit["number"] for hit in hits)  # type: ignore[attr-defined]


def test_a_merge_is_seen_before_made_found_and_taken_back(filled: Run, tmp_path: Path) -> None:
    before = terms(filled)
    source, target = str(before["mfa"]["id"]), str(before["migrant-forum-in-asia"]["id"])
    assert (before["mfa"]["reports"], before["migrant-forum-in-asia"]["reports"]) == (2, 1)
    code, (told,) = filled("term", "merge", source, target, "--dry-run")
    assert (code, told["reports"], told["change"]) == (0, 2, None)
    assert [one["title"] for one in told["examples"]] == ["Fees", "Rivers"]  # type: ignore[attr-defined]
    assert terms(filled) == before
    code, (made,) = filled("term", "merge", source, target)
    assert (code, made["reports"]) == (0, 2)
    after = terms(filled)
    assert after["mfa"]["state"] == "merged"
    assert after["migrant-forum-in-asia"]["reports"] == 3
    assert after["migrant-forum-in-asia"]["synonyms"] == {"": ["MFA"]}
    for value in ("mfa", "migrant-forum-in-asia"):
        assert found(filled, "", "--facet", f"organisation={value}") == [1, 2, 3]
    newest = filled("history", "--limit", "1")[1][0]
    assert (newest["what"], newest["change"], newest["who"], newest["undone_by"]) == ("term_merged", made["change"], "command", None)
    assert filled("history", "--report", "1", "--limit", "1")[1][0]["change"] == made["change"]
    assert filled("history", "--term", source, "--limit", "1")[1][0]["change"] == made["change"]
    settings = load({"REPOSITORY_HOME": str(tmp_path / "home")})
    engines = open_engines(settings)
    with TestClient(create_app(settings, engines), base_url="http://127.0.0.1", follow_redirects=False) as site:
        moved = site.get(f"/terms/{source}")
        assert (moved.status_code, moved.headers["location"]) == (301, f"/terms/{target}")
        assert site.get("/api/v1/search?organisation=mfa").json()["total"] == 3
    engines.close()
    assert filled("undo", str(made["change"]))[0] == 0
    assert terms(filled) == before
    assert found(filled, "", "--facet", "organisation=mfa") == [1, 3]
    assert filled("history", "--limit", "2")[1][1]["undone_by"] == made["change"] + 1  # type: ignore[operator]
    assert filled("check")[1][0]["ok"] is True


def test_terms_are_added_renamed_moved_approved_and_retired(filled: Run) -> None:
    _, (made,) = filled("term", "add", "topic", "--label", "en=Nannies", "--label", "fr=Nounous", "--synonym", "fr=Gardes d’enfants",
                           "--broader", "topic:recruitment")  # fmt: skip
    number = str(made["term"])
    line = terms(filled, "topic")["nannies"]
    assert (line["labels"], line["synonyms"], line["state"]) == ({"en": "Nannies", "fr": "Nounous"}, {"fr": ["Gardes d’enfants"]}, "approved")
    assert line["broader"] == [terms(filled, "topic")["recruitment"]["id"]]
    assert filled("term", "rename", number, "--label", "en=Care workers")[1][0]["reports"] == 0
    line = terms(filled, "topic")["nannies"]
    assert line["labels"] == {"en": "Care workers", "fr": "Nounous"}
    assert line["synonyms"] == {"fr": ["Gardes d’enfants"], "en": ["Nannies"]}
    assert filled("term", "move", number)[0] == 0
    assert terms(filled, "topic")["nannies"]["broader"] == []
    assert filled("term", "retire", number)[0] == 0
    assert terms(filled, "topic")["nannies"]["state"] == "retired"
    assert filled("term", "approve", number)[0] == 0
    assert terms(filled, "topic")["nannies"]["state"] == "approved"
    assert filled("term", "rename", "organisation:mfa", "--label", "en=M. F. Asia")[1][0]["reports"] == 2
    assert terms(filled)["mfa"]["labels"] == {"en": "M. F. Asia"}
    assert found(filled, '"M. F. Asia"') == [1, 3]
    for _ in range(2):
        newest = filled("history", "--limit", "1")[1][0]
        assert filled("undo", str(newest["change"]))[0] == 0
    assert terms(filled)["mfa"]["labels"] == {"en": "M. F. Asia"}


def test_a_change_of_many_reports_is_seen_before_made_and_taken_back(filled: Run) -> None:
    wish = ("edit", "recruitment", "--append", "topic=Debt bondage", "--set", "country=NP", "--remove", "organisation=MFA",
            "--set", "licence=CC0")  # fmt: skip
    code, (told,) = filled(*wish, "--dry-run")
    assert (code, told["found"], told["reports"], told["new_terms"]) == (0, 2, 2, {"topic": ["Debt bondage"]})
    assert "debt-bondage" not in terms(filled, "topic")
    _, (made,) = filled(*wish)
    assert found(filled, "", "--facet", "topic=debt-bondage") == found(filled, "", "--facet", "country=NP") == [1, 2]
    assert found(filled, "", "--facet", "organisation=mfa") == [3]
    assert filled(*wish)[1][0]["change"] is None
    lines = [line["what"] for line in filled("history", "--report", "2")[1]]
    assert lines == ["reports_edited", "report_added"]
    assert filled("undo", str(made["change"]), "--dry-run")[1][0]["reports"] == 2
    assert found(filled, "", "--facet", "country=NP") == [1, 2]
    assert filled("undo", str(made["change"]))[1][0]["reports"] == 2
    assert found(filled, "", "--facet", "country=NP") == []
    assert found(filled, "", "--facet", "organisation=mfa") == [1, 3]
    assert filled("edit", "", "--facet", "country=MA", "--append", "topic=Shores")[1][0]["found"] == 1


def test_a_facet_of_ones_own_is_everywhere_at_once(filled: Run, tmp_path: Path) -> None:
    assert filled("facet", "add", "campaign", "--label", "en=Campaign", "--label", "fr=Campagne", "--dry-run")[0] == 0
    assert "campaign" not in {line["key"] for line in filled("facet", "list")[1]}
    assert filled("facet", "add", "campaign", "--label", "en=Campaign", "--label", "fr=Campagne", "--one", "--flat")[0] == 0
    line = next(line for line in filled("facet", "list")[1] if line["key"] == "campaign")
    assert (line["labels"], line["public"], line["tree"], line["several"]) == ({"en": "Campaign", "fr": "Campagne"}, True, False, False)
    manifest = tmp_path / "more.csv"
    manifest.write_text("title,text,campaign\nWalls,Words on walls.,No wall\nBoth,More words.,No wall|Other\n", encoding="utf-8")
    code, lines = filled("import", str(manifest), "--publish")
    assert (code, [line["outcome"] for line in lines]) == (3, ["published", "refused"])
    assert filled("edit", "rivers", "--set", "campaign=No wall")[0] == 0
    assert found(filled, "", "--facet", "campaign=no-wall") == [3, 4]
    settings = load({"REPOSITORY_HOME": str(tmp_path / "home")})
    engines = open_engines(settings)
    with TestClient(create_app(settings, engines), base_url="http://127.0.0.1") as site:
        french = site.get("/search?campaign=no-wall&lang=fr")
        assert "Campagne" in french.text
        assert "No wall" in site.get("/browse/campaign").text
        assert site.get("/api/v1/search?campaign=no-wall").json()["total"] == 2
        facets = {facet["facet"]: facet["label"] for facet in site.get("/api/v1/facets").json()["facets"]}
        assert facets["campaign"] == "Campaign"
    engines.close()


WRONG = [
    ("term", "merge", "organisation:mfa", "country:TG"),
    ("term", "merge", "region:002", "region:011"),
    ("term", "merge", "organisation:mfa", "organisation:mfa"),
    ("term", "merge", "organisation:mfa", "999999"),
    ("term", "move", "topic:recruitment", "--broader", "topic:recruitment"),
    ("term", "rename", "organisation:mfa", "--label", "en=Migrant forum in ASIA"),
    ("term", "rename", "organisation:mfa", "--label", "en=   "),
    ("term", "rename", "organisation:mfa", "--label", "en=" + "x" * 5000),
    ("term", "rename", "organisation:mfa", "--label", "english"),
    ("term", "rename", "organisation:mfa", "--label", "not a language=x"),
    ("term", "rename", "organisation:mfa"),
    ("term", "add", "topic", "--label", "en=Recruitment"),
    ("term", "add", "nowhere", "--label", "en=Recruitment"),
    ("term", "list", "nowhere"),
    ("facet", "add", "page", "--label", "en=Page"),
    ("facet", "add", "topic", "--label", "en=Topic"),
    ("facet", "add", "Bad Key", "--label", "en=Bad"),
    ("edit", "recruitment"),
    ("edit", "recruitment", "--append", "country=Atlantis"),
    ("edit", "recruitment", "--append", "nowhere=x"),
    ("edit", "recruitment", "--append", "licence=CC0"),
    ("edit", "recruitment", "--remove", "topic=Never heard of"),
    ("edit", "recruitment", "--set", "date=soon"),
    ("edit", "recruitment", "--set", "source=javascript:alert(1)"),
    ("edit", "recruitment", "--set", "topic"),
    ("edit", "recruitment", "--facet", "nowhere=x", "--append", "topic=x"),
    ("undo", "1"),
    ("undo", "9999999999999999999999"),
    ("history", "--report", "99"),
    ("history", "--term", "99999999999999999999999999999"),
]


def test_what_cannot_be_is_one_sentence_and_changes_nothing(filled: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = filled("history", "--limit", "99")[1], terms(filled)
    for wrong in WRONG:
        capsys.readouterr()
        assert main(list(wrong)) in (1, 2), wrong
        said = capsys.readouterr()
        assert len(said.err.strip().splitlines()) == 1, wrong
        assert not said.err.startswith(("This cannot be used", "Something went wrong")), wrong
    assert (filled("history", "--limit", "99")[1], terms(filled)) == before


def test_some_reports_of_a_term_get_one_of_their_own(filled: Run) -> None:
    mfa = str(terms(filled)["mfa"]["id"])
    code, (told,) = filled("term", "split", mfa, "--label", "en=River Forum", "--query", "shores", "--dry-run")
    assert (code, told["reports"], told["change"]) == (0, 1, None)
    code, (made,) = filled("term", "split", mfa, "--label", "en=River Forum", "--query", "shores")
    assert (code, made["what"], made["reports"]) == (0, "term_split", 1)
    assert (found(filled, "", "--facet", "organisation=mfa"), found(filled, "", "--facet", "organisation=river-forum")) == ([1], [3])
    assert filled("undo", str(made["change"]))[0] == 0
    assert found(filled, "", "--facet", "organisation=mfa") == [1, 3]
    assert filled("term", "split", mfa, "--label", "en=Fee Forum", "--report", "1", "--report", "2")[1][0]["reports"] == 1
    assert filled("term", "split", mfa, "--label", "en=None of them")[0] == 1
