"""A small library of every kind of report, taken in through the real intake, for tests of pages, API and journeys."""

import json
from dataclasses import dataclass
from pathlib import Path

from repository.engines import Engines
from repository.folder import Folder
from repository.indexing import catch_up
from repository.ingest import read_all
from repository.intake import Intake
from repository.manifest import read_manifest
from repository.model import Actor
from repository.settings import Settings
from tests import samples

EVIL = "\"'><script>alert('x')</script><img src=x onerror=alert(1)>&amp;</title>"
CANARY = "xylocanary"
REASON = "Withdrawn because it named people at risk"
ME = Actor("test")


@dataclass(frozen=True)
class Library:
    """Settings, engines, and the numbers of the reports by their external ids."""

    settings: Settings
    engines: Engines
    numbers: dict[str, int]


ROWS: list[dict[str, object]] = [
    {
        "external_id": "analysis", "title": "Analyse de la traite des travailleurs migrants togolais", "file": "analyse.pdf",
        "title_en": "Analysis of trafficking in Togolese migrant workers", "abstract": "Une enquête menée à Lomé.",
        "abstract_en": "A study made in Lomé.", "organisation": ["Voies Ouvertes (author)", "Réseau des Rives (publisher)"],
        "person": ["Afi Mensah (author)"], "date": "2017-09", "language": "fr", "type": "report", "country": ["TG", "GA"],
        "region": ["Western Africa"], "topic": ["Recruitment", "Trafficking"], "licence": "CC-BY-4.0",
        "source": "https://voies.example/analyse",
    },
    {
        "external_id": "letter", "title": "Open letter on recruitment fees", "organisation": "Harbour Coalition (author)",
        "text": "Recruitment fees trap migrant workers.\n\nWe ask every State to end them.\fSecond page: signatures of quokka friends.",
        "date": "2018-03-02/2018-03-04", "language": "en", "type": "open_letter", "country": "KE", "topic": "Recruitment",
        "process": "Global Compact for Migration", "event": "Second round, New York", "relation": "announces:analysis",
    },
    {
        "external_id": "arabic", "title": "رسالة مفتوحة عن رسوم الاستقدام", "text": "نطالب بإنهاء رسوم الاستقدام التي يدفعها العمال المهاجرون.",
        "language": "ar", "type": "open_letter", "organisation": "شبكة المشرق (author)", "date": "2017", "topic": "Recruitment",
    },
    {"external_id": "scan", "title": "A scanned brief", "file": "scan.pdf", "language": "en", "type": "policy_brief"},
    {
        "external_id": "annexes", "title": "Brief with annexes", "file": ["brief.docx", "page.html", "notes.txt"],
        "language": "en", "date": "XXXX-07-10", "date_note": "the week before the forum", "type": "policy_brief",
    },
    {"external_id": "plain", "title": "Nothing but a title", "text": "Short words about recruitment."},
    {
        "external_id": "evil", "title": f"Evil {EVIL}", "title_fr": f"Mal {EVIL}", "abstract": f"Abstract {EVIL}",
        "organisation": f"Org {EVIL}", "person": f"Person {EVIL}", "topic": f"Topic {EVIL}", "event": f"Event {EVIL}",
        "process": f"Process {EVIL}", "date": "2016", "date_note": f"Note {EVIL}", "licence": f"Licence {EVIL}",
        "text": f"Evil text {EVIL} with recruitment\n\n=cmd|' /C calc'!A0\fpage two {EVIL}", "language": "en", "type": "statement",
    },
    {"external_id": "evilfile", "title": "=HYPERLINK(\"http://evil.example\")", "file": "evil.pdf", "language": "en"},
    {"external_id": "gone", "title": "Gone report", "text": "It said something that is gone.", "language": "en"},
]  # fmt: skip
HIDDEN: list[dict[str, object]] = [
    {
        "external_id": f"hidden-{CANARY}", "title": f"Hidden {CANARY}", "abstract": f"{CANARY} abstract",
        "text": f"{CANARY} text about recruitment", "organisation": f"{CANARY} organisation", "topic": f"{CANARY} topic",
        "language": "en", "file": "hidden.pdf", "relation": "part_of:analysis",
    },
]  # fmt: skip


def files(folder: Path) -> None:
    """The originals the rows name."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = ("Voies Ouvertes, Lomé", "La traite commence par un recrutement et des frais.", "Recommandations: abolir les frais. Zanzibar.")
    contents = {
        "analyse.pdf": samples.pdf(*pages),
        "scan.pdf": samples.scanned(),
        "brief.docx": samples.docx("A brief on recruitment.", "Its second paragraph."),
        "page.html": b"<!doctype html><title>Page</title><script>alert(1)</script><p>Annex about fees.</p>",
        "notes.txt": b"Notes on fees.\fPage two of the notes.",
        "evil.pdf": samples.pdf(f"Evil page {EVIL}"),
        "hidden.pdf": samples.pdf(f"{CANARY} in a file"),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def take(engines: Engines, settings: Settings, rows: list[dict[str, object]], folder: Path, *, publish: bool) -> dict[str, int]:
    """Takes rows in; external id → number."""
    manifest = folder / "rows.jsonl"
    manifest.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    intake = Intake(engines.store, engines.catalogue, ME, settings.upload_limit, publish=publish)
    taken = list(intake.rows(read_manifest(manifest), Folder(folder)))
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker="test", threads=2)
    found = {}
    for row, one in zip(rows, taken, strict=True):
        assert one.receipt.number is not None, one.receipt
        found[str(row["external_id"])] = one.receipt.number
    return found


def fill(engines: Engines, settings: Settings, folder: Path) -> Library:
    """The whole library, findable."""
    files(folder)
    numbers = take(engines, settings, ROWS, folder, publish=True)
    numbers["hidden"] = take(engines, settings, HIDDEN, folder, publish=False)[f"hidden-{CANARY}"]
    with engines.catalogue.writing(ME) as writing:
        writing.move(numbers["gone"], "withdrawn", reason=REASON, successor=numbers["letter"])
    catch_up(catalogue=engines.catalogue, index=engines.index)
    return Library(settings, engines, numbers)
