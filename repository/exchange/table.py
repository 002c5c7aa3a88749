"""CSV of a list of reports, safe in a spreadsheet: a cell that would be a formula is made text."""

import csv
import io
from collections.abc import Iterable, Sequence

from repository.exchange.cited import Cited
from repository.model import Report, Term

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = ("number", "external_id", "title", "authors", "organisations", "date", "date_note", "type", "language", "country", "region", "topic",
           "event", "process", "licence", "url")  # fmt: skip


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """A quote before = + - @ and control characters (OWASP, CSV injection)."""
    return "'" + cell if cell.lstrip("'")[:1] in FORMULA else cell


def unsafe(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in FORMULA else cell


def write(reports: Iterable[Cited], languages: tuple[str, ...] = ("en",), own: Sequence[str] = ()) -> str:
    """UTF-8 with a mark, so that spreadsheets read the letters right; `own` are further facets, a column each."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([*COLUMNS, *own])
    for each in reports:
        report = each.report

        def of(facet: str, report: Report = report) -> str:
            return " | ".join(_label(tag.term, languages) for tag in report.of(facet))

        rows.writerow([safe(cell) for cell in (
            str(report.number), report.external_id or "", each.title, " | ".join(each.people), of("organisation"),
            report.date, report.date_note, of("type"), of("language"), of("country"), of("region"), of("topic"),
            of("event"), of("process"), report.licence, each.url, *(of(facet) for facet in own),
        )])  # fmt: skip
    return "\ufeff" + out.getvalue()


def _label(term: Term, languages: Sequence[str]) -> str:
    spoken = {text.language: text.text for text in term.labels}
    return next((spoken[language] for language in (*languages, *spoken) if language in spoken), term.key)
