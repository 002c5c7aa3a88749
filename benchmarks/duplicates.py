"""Near duplicates: how long one check takes among many reports, which versions of real PDF files are noticed, and false alarms.

usage: python benchmarks/duplicates.py [--reports N] [--pages N] [--statements N]
"""

import argparse
import gzip
import io
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from docx import Document
from ingest import words_of
from material.data import DATA, PDFS
from pypdf import PdfReader, PdfWriter

from repository.alike import sketch
from repository.engines import Engines, open_engines
from repository.folder import Folder
from repository.ingest import read_all
from repository.intake import Intake, Taken
from repository.manifest import Row
from repository.model import Actor, NewPage, Receipt, Record, Text
from repository.settings import load

ME = Actor("benchmark")
WORDS = 380  # on a page
Version = Callable[[bytes, str], bytes | None]


@contextmanager
def home() -> Iterator[Engines]:
    """Engines on an empty home."""
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engines(load({"REPOSITORY_HOME": folder}))
        try:
            yield engines
        finally:
            engines.close()


def speed(reports: int, pages: int) -> None:
    """One check at a time, of reports that are there and of copies that are not kept yet."""
    chance, words = np.random.default_rng(7), np.array(words_of(7))
    weights = 1 / (np.arange(len(words)) + 2.7)
    weights /= weights.sum()

    def text() -> str:
        return " ".join(words[chance.choice(len(words), WORDS, p=weights)])

    with home() as engines:
        sample: list[str] = []
        for start in range(0, reports, 100):
            with engines.catalogue.writing(ME) as writing:
                for _ in range(min(100, reports - start)):
                    number = writing.add_report(Record(titles=(Text("en", "A report"),)), "published")
                    texts = [text() for _ in range(pages)]
                    sample = texts if number % 97 == 0 else sample
                    writing.set_own_pages(number, [NewPage(n, str(n), each, "en") for n, each in enumerate(texts, 1)])
        started = time.perf_counter()
        engines.catalogue.alike(1)
        print(f"{reports} reports of {pages} pages; first check, which reads every sketch: {1e3 * (time.perf_counter() - started):.0f} ms")
        taken: dict[str, list[float]] = {"unlike any": [], "copy of one": [], "a page of one": [], "a statement unlike any": []}
        for _ in range(50):
            for name, asked in (("unlike any", [text() for _ in range(pages)]), ("copy of one", [each.upper() for each in sample]),
                                ("a page of one", sample[:1]), ("a statement unlike any", [text()])):  # fmt: skip
                started = time.perf_counter()
                found = engines.catalogue.alike(sketch(asked))
                taken[name].append(time.perf_counter() - started)
                assert bool(found) == (asked[0].lower() in sample), name
        for name, times in taken.items():
            print(f"  {name:24} p50 {1e3 * np.percentile(times, 50):6.1f} ms   p95 {1e3 * np.percentile(times, 95):6.1f} ms")


def saved_again(data: bytes, _text: str) -> bytes:
    """Written anew by another program."""
    return written(PdfWriter(clone_from=io.BytesIO(data)))


def page_less(data: bytes, _text: str) -> bytes | None:
    """Without its last page."""
    reader = PdfReader(io.BytesIO(data))
    if len(reader.pages) < 2:
        return None
    writer = PdfWriter()
    for page in reader.pages[:-1]:
        writer.add_page(page)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """Its bytes, compressed as its first writer may not have done."""
    for page in writer.pages:
        page.compress_content_streams()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def as_txt(_data: bytes, text: str) -> bytes:
    """Its text."""
    return text.encode()


def as_docx(_data: bytes, text: str) -> bytes:
    """Its text in a word processor's file, a paragraph a line."""
    document = Document()
    for line in text.replace("\f", "\n").split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


VERSIONS: dict[str, tuple[str, Version]] = {
    "saved again": ("pdf", saved_again), "one page less": ("pdf", page_less), "as TXT": ("txt", as_txt), "as DOCX": ("docx", as_docx),
}  # fmt: skip


def quality() -> None:
    """Real files and their versions, through intake and receipts."""
    with home() as engines:
        intake = Intake(engines.store, engines.catalogue, ME, 2**30, publish=True)
        paths = sorted(PDFS.rglob("*.pdf"))
        first = dict(zip(paths, take(engines, intake, [(path.name, path.read_bytes()) for path in paths]), strict=True))
        alarms = [(path, told) for path, told in first.items() if told.outcome == "looks_like"]
        print(f"{len(paths)} real files, {len(paths) * (len(paths) - 1) // 2} pairs, {len(alarms)} look alike:")
        for path, told in alarms:
            other = next(each for each, one in first.items() if one.number == told.detail["like"])
            print(f"  {path.name} ~ {other.name} {told.detail['percent']} %")
        able = [(path, told) for path, told in first.items() if told.outcome in ("published", "partly_no_text", "looks_like")]
        for name, (extension, make) in VERSIONS.items():
            made, of = [], []
            for path, told in able:
                version = make(path.read_bytes(), whole_text(engines, told.number or 0))
                if version is not None:
                    made.append((f"{path.stem}.{extension}", version))
                    of.append(told)
            outcomes: Counter[str] = Counter()
            for told, original in zip(take(engines, intake, made), of, strict=True):
                alike = {each.number for each in engines.catalogue.alike(told.number or 0)}
                noticed = "noticed" if original.number in alike else "same file" if told.number == original.number else "missed"
                letters = sketch([whole_text(engines, original.number or 0)]).letters
                outcomes[noticed if noticed != "missed" or letters >= 100 else "fewer than 100 letters"] += 1
                strange = alike - {original.number} if noticed == "missed" else set()
                if noticed == "missed" and letters >= 100:
                    print(f"  missed: {name}, {told.name}, {letters} letters, {told.outcome} {sorted(strange)}")
            print(f"{name:14} {len(made):3} made: {', '.join(f'{count} {what}' for what, count in outcomes.most_common())}")


def take(engines: Engines, intake: Intake, files: list[tuple[str, bytes]]) -> list[Receipt]:
    """Receipts of files taken in one after the other, so that each sees those before."""
    taken: list[Taken] = [intake.file([data], name) for name, data in files]
    read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker="benchmark", threads=os.cpu_count() or 1)
    return intake.receipts(taken)


def whole_text(engines: Engines, number: int) -> str:
    """Of a report with one file, a form feed between pages."""
    report = engines.catalogue.report(number)
    assert report is not None
    return "\f".join(page.text for page in engines.catalogue.pages(number, report.files[0].id))


def statements(most: int) -> None:
    """Posts of one organisation: what they all have in common must not make them alike."""
    with home() as engines, gzip.open(DATA / "text" / "mst_pt.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(most), lines, strict=False)]
        intake = Intake(engines.store, engines.catalogue, ME, 2**30, publish=True)
        made = [Row(n, {"title": row["title"], "text": plain(row), "language": "pt"}) for n, row in enumerate(rows, 1)]
        receipts = intake.receipts(list(intake.rows(made, Folder(None))))
        alike = [told for told in receipts if told.outcome == "looks_like"]
        print(f"{len(receipts)} posts of one movement: {len(alike)} look like an earlier one")
        for told in alike[:20]:
            titles = [engines.catalogue.reports([n])[n].title.text[:60] for n in (told.number or 0, int(str(told.detail["like"])))]
            print(f"  {told.detail['percent']:3} %  {titles[0]} ~ {titles[1]}")


def plain(row: dict[str, str]) -> str:
    """The text of a post without its markup."""
    from lxml import html

    body = next((row[name] for name in ("text", "body", "html", "content") if row.get(name)), "")
    return str(html.fromstring(f"<div>{body}</div>").text_content())


def main() -> None:
    """Prints all three."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--statements", type=int, default=2_000)
    chosen = parser.parse_args()
    quality()
    statements(chosen.statements)
    speed(chosen.reports, chosen.pages)


if __name__ == "__main__":
    main()
