"""Vocabularies out and in: nothing is lost on the way, and a bad file changes nothing or its bad rows only."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from repository.cli import main
from tests.cli.conftest import Run

PLAIN = ("key", "labels", "state", "hidden", "definitions", "notes", "close", "date")
Move = Callable[[str], None]
RDF_START = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">'


@pytest.fixture
def move(tmp_path: Path, first_home: Path, monkeypatch: pytest.MonkeyPatch) -> Move:
    """Goes to another home, an empty one."""

    def go(name: str) -> None:
        monkeypatch.setenv("REPOSITORY_HOME", str(shutil.copytree(first_home, tmp_path / name)))

    return go


def lines(run: Run, facet: str) -> list[dict[str, object]]:
    """Terms without the numbers of a home, by key."""
    told = run("term", "list", facet)[1]
    key = {line["id"]: line["key"] for line in told}
    return sorted(
        ({**{name: line[name] for name in PLAIN},
          "related": sorted(str(key.get(each, each)) for each in line["related"]),  # type: ignore[attr-defined]
          "exact": sorted(line["exact"]),  # type: ignore[call-overload]
          "broader": sorted(str(key.get(each, each)) for each in line["broader"]),  # type: ignore[attr-defined]
          "synonyms": {language: sorted(names) for language, names in line["synonyms"].items()},  # type: ignore[attr-defined]
          "into": key.get(line["merged_into"])} for line in told),
        key=lambda line: str(line["key"]),
    )  # fmt: skip


def campaigns(run: Run) -> None:
    """A facet with everything that can be lost."""
    run("facet", "add", "campaign", "--label", "en=Campaign", "--label", "ar=حملة", "--one", "--position", "6")
    run(
        "term", "add", "campaign", "--label", "en=No wall", "--label", "fr=Pas de mur", "--synonym", "en=Walls | borders", "--synonym", "fr=Murs"
    )
    run("term", "add", "campaign", "--label", "en=No wall in the south", "--label", "ar=لا جدار في الجنوب", "--broader", "campaign:no-wall")
    run("term", "add", "campaign", "--label", 'en==HYPERLINK("x"), "quoted"', "--synonym", "en=-1", "--synonym", "en='+quoted")
    run("term", "add", "campaign", "--label", "en=Walls off")
    run("term", "add", "campaign", "--label", "en=Old")
    run("term", "merge", "campaign:walls-off", "campaign:no-wall")
    run("term", "retire", "campaign:old")
    run(
        "term", "describe", "campaign:no-wall", "--hidden", "en=No wal", "--definition", "en=A campaign, with a | in it", "--definition",
        "ar=حملة ضد الجدران", "--note", "fr=Pour les actions aux frontières", "--related", "campaign:old", "--related", "country:TG",
        "--exact", "https://z.example/wall", "--exact", "https://a.example/wall", "--close", "https://a.example/fence", "--date", "2017-10/2018",
    )  # fmt: skip


@pytest.mark.parametrize("form", [("csv", "rdf"), ("skos", "rdf"), ("skos", "ttl"), ("skos", "jsonld")], ids=["csv", "rdf", "ttl", "jsonld"])
def test_nothing_is_lost_on_the_way_into_an_empty_home(run: Run, move: Move, tmp_path: Path, form: tuple[str, str]) -> None:
    move("one")
    campaigns(run)
    wanted, facet = lines(run, "campaign"), [line for line in run("facet", "list")[1] if line["key"] == "campaign"]
    file = tmp_path / ("out.csv" if form[0] == "csv" else "out.any")
    assert run("facet", "export", "campaign", "--format", form[0], "--syntax", form[1], "--output", str(file))[0] == 0
    assert run("facet", "import", str(file))[1][-1]["unchanged"] == 5
    move("two")
    code, told = run("facet", "import", str(file), "--dry-run")
    assert (code, told[-1]["added"], told[-1]["change"]) == (0, 5, None)
    assert "campaign" not in {line["key"] for line in run("facet", "list")[1]}
    assert run("facet", "import", str(file))[1][-1]["added"] == 5
    assert lines(run, "campaign") == wanted
    again = [line for line in run("facet", "list")[1] if line["key"] == "campaign"]
    where = {} if form[0] == "skos" else {"position": 6}
    assert [{**line, **where} for line in again] == facet
    assert run("facet", "import", str(file))[1][-1]["unchanged"] == 5
    assert run("check")[1][0]["ok"] is True


def test_the_seeds_travel_too(run: Run, move: Move, tmp_path: Path) -> None:
    move("one")
    for facet in ("region", "country"):
        run("facet", "export", facet, "--format", "skos", "--output", str(tmp_path / facet))
        graph = Graph().parse(data=(tmp_path / facet).read_bytes(), format="xml")
        concepts = set(graph.subjects(RDF.type, SKOS.Concept))
        assert len(concepts) == len(run("term", "list", facet)[1])
        for concept in concepts:
            labels = [label.language for label in graph.objects(concept, SKOS.prefLabel)]  # type: ignore[attr-defined]
            assert len(labels) == len(set(labels)), concept
            assert not set(graph.objects(concept, SKOS.prefLabel)) & set(graph.objects(concept, SKOS.altLabel)), concept
    move("two")
    for facet in ("region", "country"):
        summary = run("facet", "import", str(tmp_path / facet))[1][-1]
        assert (summary["added"], summary["changed"], summary["refused"], summary["change"]) == (0, 0, 0, None)


def test_a_file_edited_in_a_spreadsheet_is_seen_before_it_counts(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    campaigns(run)
    main(["facet", "export", "campaign"])
    text = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    chosen = next(row for row in rows if row["key"] == "no-wall")
    chosen["label_fr"] = "Non au mur"
    cells = [*rows, {"facet": "campaign", "label_en": "Brand new", "broader": "no-wall"}, {"key": "NO-WALL", "label_en": "Twice"},
             {"key": "x", "state": "gone"}, {"label_en": "Nowhere", "broader": "missing"}]  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, [name for name in rows[0] if not name.endswith("_ar")], delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(cells)
    file = tmp_path / "edited.csv"
    file.write_bytes(out.getvalue().encode("cp1252"))
    before = lines(run, "campaign")
    code, told = run("facet", "import", str(file), "--dry-run")
    assert code == 3
    outcomes = [(line["name"], line["outcome"], line["fields"]) for line in told[:-1] if line["outcome"] != "unchanged"]
    assert outcomes == [("No wall", "changed", ["labels"]), ("Brand new", "added", ["broader"]), ("Twice", "refused", []), ("x", "refused", []),
                        ("Nowhere", "refused", [])]  # fmt: skip
    assert all(line["detail"] for line in told[:-1] if line["outcome"] == "refused")
    assert lines(run, "campaign") == before
    change = run("facet", "import", str(file))[1][-1]["change"]
    after = {line["key"]: line for line in lines(run, "campaign")}
    assert after["no-wall"]["labels"] == {"en": "No wall", "fr": "Non au mur"}
    assert after["no-wall-in-the-south"]["labels"] == {"en": "No wall in the south", "ar": "لا جدار في الجنوب"}
    assert after["brand-new"]["broader"] == ["no-wall"]
    assert run("undo", str(change))[0] == 0
    now = {line["key"]: line for line in lines(run, "campaign")}
    assert now["brand-new"]["state"] == "retired"
    assert [line for line in lines(run, "campaign") if line["key"] != "brand-new"] == before


def test_skos_from_elsewhere_is_known_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "theirs.ttl"
    text = """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <https://their.example/> .
        x:work a skos:Concept ; skos:prefLabel "Work"@en, "Travail"@fr ; skos:narrower x:care .
        x:care a skos:Concept ; skos:prefLabel "Care work"@en ; skos:hiddenLabel "care-work"@en .
        x:recruit a skos:Concept ; skos:prefLabel "Recruitment"@en, "Вербовка"@ru ; skos:broader x:work ."""
    file.write_text(text, encoding="utf-8")
    assert main(["facet", "import", str(file)]) == 1
    summary = run("facet", "import", str(file), "--facet", "topic")[1][-1]
    assert (summary["added"], summary["changed"]) == (2, 1)
    topics = {line["key"]: line for line in run("term", "list", "topic")[1]}
    assert topics["care-work"]["broader"] == topics["recruitment"]["broader"] == [topics["work"]["id"]]
    assert topics["recruitment"]["labels"]["ru"] == "Вербовка"  # type: ignore[index]
    assert topics["recruitment"]["labels"]["es"]  # type: ignore[index]
    file.write_text(text.replace('"Care work"', '"Domestic and care work"'), encoding="utf-8")
    summary = run("facet", "import", str(file), "--facet", "topic")[1][-1]
    assert (summary["added"], summary["changed"], summary["unchanged"]) == (0, 1, 2)


CYCLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <https://x.example/> .
    x:a a skos:Concept ; skos:prefLabel "Aaa"@en ; skos:broader x:b . x:b a skos:Concept ; skos:prefLabel "Bbb"@en ; skos:broader x:a ."""


def test_a_cycle_is_cut_where_it_would_close(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cycle.ttl").write_text(CYCLE, encoding="utf-8")
    code, told = run("facet", "import", str(tmp_path / "cycle.ttl"), "--facet", "topic")
    assert (code, told[-1]["added"], told[-1]["refused"]) == (3, 2, 1)
    assert [bool(line["detail"]) for line in told[:-1]] == [False, True]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.rdf", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + RDF_START + "&b;</rdf:RDF>"),
        ("xxe.rdf", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RDF_START + "&a;</rdf:RDF>"),
        ("away.json", '{"@context": "http://127.0.0.1:9/context.json", "@id": "x"}'),
        ("broken.rdf", RDF_START + "<skos:Concept"),
        ("nothing.ttl", "@prefix x: <https://x.example/> ."),
        ("empty.csv", ""),
        ("columns.csv", "one,two\n1,2\n"),
        ("nofacet.csv", "key,label_en\na,A\n"),
        ("nul.ttl", "\x00\x01\x02"),
    ],
)
def test_a_file_that_is_no_vocabulary_is_one_sentence(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    before = run("history", "--limit", "9")[1]
    capsys.readouterr()
    assert main(["facet", "import", str(file), *(["--facet", "topic"] if "nofacet" not in name else [])]) == 1
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert not said.err.startswith(("This cannot be used", "Something went wrong"))
    assert "root:" not in said.err
    assert run("history", "--limit", "9")[1] == before


@pytest.mark.data
def test_thousands_of_real_terms_travel(run: Run, move: Move, tmp_path: Path, data: Path) -> None:
    move("one")
    with (data / "vocab" / "microthesauri.tsv").open(encoding="utf-8", newline="") as source:
        rows = [{"facet": "violation", "key": row["id"], "broader": row["parent"], **{f"label_{code}": row[code].replace("|", "\\|") for code in
                 ("en", "fr", "es", "ar", "ru", "tr")}} for row in csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)]  # fmt: skip
    file = tmp_path / "violations.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerow({"facet": "violation"})
        writer.writerows({row["key"]: row for row in rows}.values())
    run("facet", "add", "violation", "--label", "en=Violation")
    summary = run("facet", "import", str(file))[1][-1]
    assert summary["added"] > 4_000  # type: ignore[operator]
    run("facet", "export", "violation", "--format", "skos", "--syntax", "ttl", "--output", str(tmp_path / "out"))
    wanted = lines(run, "violation")
    move("two")
    assert run("facet", "import", str(tmp_path / "out"))[0] == 0
    assert lines(run, "violation") == wanted


def test_a_collection_is_a_term_over_its_members(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "theirs.ttl"
    file.write_text(
        """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <https://their.example/> .
        x:gulf a skos:Collection ; skos:prefLabel "Gulf work"@en ; skos:member x:a, x:b .
        x:a a skos:Concept ; skos:prefLabel "Aaa"@en ; skos:related x:c ; skos:definition "One."@en, "Two."@en .
        x:b a skos:Concept ; skos:prefLabel "Bbb"@en . x:c a skos:Concept ; skos:prefLabel "Ccc"@en .""", encoding="utf-8",
    )  # fmt: skip
    assert run("facet", "import", str(file), "--facet", "topic")[1][-1]["added"] == 4
    topics = {line["key"]: line for line in run("term", "list", "topic")[1]}
    assert topics["aaa"]["broader"] == topics["bbb"]["broader"] == [topics["gulf-work"]["id"]]
    assert (topics["aaa"]["related"], topics["ccc"]["related"]) == ([topics["ccc"]["id"]], [topics["aaa"]["id"]])
    assert topics["aaa"]["definitions"] == {"en": "One. Two."}


def test_what_is_said_of_a_term_is_taken_back_and_what_cannot_be_is_refused(run: Run) -> None:
    campaigns(run)
    before = run("term", "list", "campaign")[1]
    change = run("term", "describe", "campaign:no-wall", "--related", "", "--date", "2019", "--hidden", "en=Now all")[1][0]["change"]
    now = {line["key"]: line for line in run("term", "list", "campaign")[1]}
    assert (now["no-wall"]["related"], now["old"]["related"], now["no-wall"]["date"]) == ([], [], "2019")
    assert run("undo", str(change))[0] == 0
    assert run("term", "list", "campaign")[1] == before
    for wrong in (("--date", "soon"), ("--exact", "javascript:alert(1)"), ("--related", "campaign:no-wall"),
                  ("--related", "campaign:no-wall-in-the-south"), ("--definition", "en=" + "x" * 5_001)):  # fmt: skip
        assert run("term", "describe", "campaign:no-wall", *wrong)[0] == 1
    assert run("term", "list", "campaign")[1] == before


def test_the_sustainable_development_goals_come_along(run: Run) -> None:
    assert run("facet", "import", "sdg")[1][-1]["added"] == 17
    goals = {line["key"]: line for line in run("term", "list", "sdg")[1]}
    assert all(set(goal["labels"]) == {"en", "fr", "es", "pt", "ar"} for goal in goals.values())
    assert goals["8"]["exact"] == ["http://metadata.un.org/sdg/8"]
    assert run("facet", "import", "sdg")[1][-1]["unchanged"] == 17
