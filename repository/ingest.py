"""Given one file, runs the stages 2 to 5 on it; resumable at every step, so running it again completes it."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

from repository.alike import sketch_each
from repository.catalogue import Catalogue
from repository.errors import NotFound, RepositoryError
from repository.extract import Extract, Extraction
from repository.model import Actor, File, NewTag, Receipt, Record, Report, Text, Work
from repository.store import Store

log = logging.getLogger(__name__)
READER = Actor("worker")
QUEUE = 2  # files claimed for each thread: few claims, and none waits longer than its lease
LEASE = 300.0  # seconds: two files one after the other, each as long as one may be read at most


def read_file(work: Work, *, store: Store, catalogue: Catalogue, extract: Extract) -> None:
    """Reads the text of one file and records it, ending its work; what could not be done now is given back."""
    file = catalogue.file(work.file)
    if file is None:
        return
    try:
        extraction = extract(store.path(file.sha256), file.extension)
        record_extraction(file, extraction, catalogue=catalogue)
    except NotFound as error:
        catalogue.give_back(work, error.key)
    except RepositoryError as error:
        log.warning("file %s could not be read now: %s", file.id, error.key)
        catalogue.give_back(work, error.key)
    except Exception as error:
        log.exception("file %s could not be read", file.id)
        catalogue.give_back(work, type(error).__name__)
        if not isinstance(error, (OSError, ValueError, RuntimeError)):
            raise


def record_extraction(file: File, extraction: Extraction, *, catalogue: Catalogue) -> None:
    """Stores pages and outcome, and fills what the record leaves open: title, language. Proposals never overwrite."""
    language = main_language(extraction) or file.language
    detail = dict(extraction.detail)
    proposed = extraction.proposed
    if proposed.title or proposed.date or proposed.authors:
        detail["proposed"] = {"title": proposed.title, "date": proposed.date, "authors": list(proposed.authors)}
    (sketch,) = sketch_each([[page.text for page in extraction.pages]])
    with catalogue.writing(READER) as writing:
        report = catalogue.report(file.report)  # as it is now: its person goes on with it while its files are read
        if report is not None:
            record = filled(report, file, extraction, language, catalogue=catalogue)
            if record is not None:
                writing.update_report(report.number, record)
        writing.set_extraction(file.id, extraction.pages, extraction.outcome, detail, language, sketch)


def main_language(extraction: Extraction) -> str:
    """The language most of its text is in."""
    sizes: Counter[str] = Counter()
    for page in extraction.pages:
        if page.language and page.health == "ok":
            sizes[page.language] += len(page.text)
    return sizes.most_common(1)[0][0] if sizes else extraction.proposed.language


def page_languages(extraction: Extraction) -> list[str]:
    """Languages that fill at least a fifth of the pages with text, and more than one page; the main one first."""
    pages = [page.language for page in extraction.pages if page.language and page.health == "ok"]
    counted = Counter(pages).most_common()
    return [code for code, n in counted if n == counted[0][1] or (n > 1 and n * 5 >= len(pages))]


def filled(report: Report, file: File, extraction: Extraction, language: str, *, catalogue: Catalogue) -> Record | None:
    """The record with title and language filled in where they were open; None when nothing is. The languages of several files are
    put beside each other, whichever of them is read first."""  # fmt: skip
    title_open = not report.titles or (len(report.titles) == 1 and report.title == Text("", title_from_name(file.name)))
    codes = page_languages(extraction) or [language]
    found = [term for code in codes if language and (term := catalogue.term_by_key("language", code))]
    there = {tag.term.id for tag in report.of("language")}
    terms = [term.id for term in found if term.id not in there]
    language_open = bool(terms) and (not there or (len(report.files) > 1 and there <= told_by_files(report, catalogue=catalogue)))
    title_filled = title_open and bool(extraction.proposed.title)
    if not (title_filled or language_open or (title_open and language)):
        return None
    record = record_of(report)
    if title_open:
        text = extraction.proposed.title or (report.title.text or title_from_name(file.name))
        record = replace(record, titles=(Text(language if extraction.proposed.title else "", text),))
    if language_open:
        record = replace(record, tags=record.tags + tuple(map(NewTag, terms)))
    return record


def told_by_files(report: Report, *, catalogue: Catalogue) -> set[int]:
    """The terms that its files put on it, and no person, by the history."""
    put: set[int] = set()
    for event in catalogue.history(report=report.number, limit=1000):
        if event.what == "report_edited" and event.who == READER.name:
            put |= _terms_in(event.detail.get("after")) - _terms_in(event.detail.get("before"))
    return put


def _terms_in(said: object) -> set[int]:
    tags = said.get("tags") if isinstance(said, dict) else None
    return {int(tag[0]) for tag in tags} if isinstance(tags, list) else set()


def record_of(report: Report) -> Record:
    """The metadata of a report, to be written back changed."""
    return Record(
        titles=report.titles, abstracts=report.abstracts, date=report.date, date_note=report.date_note,
        licence=report.licence, source=report.source,
        tags=tuple(NewTag(tag.term.id, tag.role) for tag in report.tags),
        relations=report.relations, external_id=report.external_id,
    )  # fmt: skip


def over(report: Report, record: Record, facets: Collection[str], *, whole: bool) -> Record:
    """A record with what it leaves open as the report has it: title and language, which its files may have told; all of it when
    the record is not meant to be `whole`. `facets`: those the record speaks of."""
    kept = record_of(report)
    left = {"language"} if whole else {tag.term.facet for tag in report.tags}
    tags = tuple(NewTag(tag.term.id, tag.role) for tag in report.tags if tag.term.facet in left - set(facets))
    if whole:
        return replace(record, titles=record.titles or kept.titles, tags=record.tags + tags)
    return Record(
        titles=record.titles or kept.titles, abstracts=record.abstracts or kept.abstracts, date=record.date or kept.date,
        date_note=record.date_note or (kept.date_note if not record.date else ""), licence=record.licence or kept.licence,
        source=record.source or kept.source, tags=record.tags + tags, relations=record.relations or kept.relations,
        external_id=record.external_id or kept.external_id,
    )  # fmt: skip


def titled(record: Record, title: str) -> Record:
    """The record under this name alone, whose language nobody knows."""
    return replace(record, titles=(Text("", title),))


def title_from_name(name: str) -> str:
    """`Rapport_annuel-2017.pdf` → `Rapport annuel-2017`."""
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split()) or name


def receipt_for(file: File, report: Report, *, name: str = "", line: int | None = None) -> Receipt:
    """What is to be told about one file once it was read."""
    state = report.state
    outcome = file.outcome or ("published" if state == "published" else "waiting")
    detail = {key: value for key, value in file.detail.items() if key != "proposed"}
    return Receipt(name or file.name, report.number, outcome, detail, state, file.pages, file.pages_with_text,
                   file.sha256, line)  # fmt: skip


def read_all(
    *, store: Store, catalogue: Catalogue, extract: Extract, worker: str, threads: int,
    stop: threading.Event | None = None, done: Callable[[Work], None] = lambda _: None,
) -> int:  # fmt: skip
    """Reads every file that waits and nobody else holds, on `threads` at once; how many it read."""
    count = 0
    with ThreadPoolExecutor(threads, thread_name_prefix="read") as pool:
        running: dict[Future[None], Work] = {}
        while True:
            room = QUEUE * threads - len(running) if len(running) <= threads else 0
            stopped = stop is not None and stop.is_set()
            claimed = catalogue.claim(worker, room, LEASE) if room and not stopped else []
            for work in claimed:
                running[pool.submit(read_file, work, store=store, catalogue=catalogue, extract=extract)] = work
            if not running:
                return count
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                work = running.pop(future)
                future.result()
                count += 1
                done(work)


def wait_until_read(
    files: Iterable[int], *, catalogue: Catalogue, give_up: Callable[[], bool] = lambda: False, patience: float = 3600.0
) -> None:
    """Waits for files somebody else is reading."""
    until = time.monotonic() + patience
    for number in files:
        while not give_up() and time.monotonic() < until:
            file = catalogue.file(number)
            if file is None or file.state != "waiting":
                break
            time.sleep(0.02)
