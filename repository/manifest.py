"""Given a manifest file, its rows with their line numbers, whatever its encoding; a bad row is itself an answer."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Protocol

from repository.errors import InputError
from repository.upload import one_line


class CsvReader(Protocol):
    """What csv.reader gives."""

    line_num: int

    def __next__(self) -> list[str]: ...


csv.field_size_limit(64 * 2**20)
JSON_LINES, TABLES = (".jsonl", ".ndjson"), (".csv", ".tsv", ".txt")
EXAMPLE = {
    "external_id": "example-row", "title": "Statement on recruitment fees", "abstract": "What it is about, in two sentences.",
    "text": "", "file": "statement.pdf|annex.docx", "organisation": "Our Organisation (author)|Our Partner (signatory)",
    "person": "Ada Mensah (author)", "date": "2017-10-11", "date_note": "", "language": "en", "type": "statement",
    "country": "TG|Ghana", "region": "Western Africa", "topic": "Recruitment|Labour migration", "event": "", "process": "",
    "licence": "CC-BY-4.0", "source": "https://example.org/statement", "relation": "announces:our-report-7",
}  # fmt: skip


class Lines:
    """The lines of a text, as the CSV reader takes them; `quotes` counts the quotation marks that went by."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.quotes = 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.quotes += line.count('"')
        return line


@dataclass(frozen=True, slots=True)
class Row:
    """One row: column → value (a text, or a list from JSON Lines). `error` is set when it could not be read."""

    line: int
    values: Mapping[str, object] = field(default_factory=dict)
    error: InputError | None = None

    @property
    def name(self) -> str:
        """What a receipt calls it: external id, title or file."""
        for column in ("external_id", "title", "file"):
            value = self.values.get(column)
            if value:
                return one_line(str(value if not isinstance(value, list) else value[0]))[:200]
        return ""


def named_files(row: Row) -> list[str]:
    """The files a row names."""
    value = row.values.get("file", "")
    names = (str(each).strip() for each in (value if isinstance(value, list) else str(value).split("|")))
    return [name for name in names if name]


def read_manifest(path: Path) -> Iterator[Row]:
    """Rows of a `.csv` or `.jsonl`; raises InputError when the file as a whole cannot be used."""
    return read_rows(bytes_of(path), path.name)


def bytes_of(path: Path) -> bytes:
    """The bytes of a file somebody named; raises InputError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("no_such_file", name=str(path)) from None
    except OSError as error:
        raise InputError("unreadable", name=str(path), reason=error.strerror or "") from None


def read_rows(data: bytes, name: str) -> Iterator[Row]:
    """The same of its bytes."""
    extension = PurePath(name).suffix.lower()
    if extension in JSON_LINES:
        return _json_rows(decode(data))
    if extension in TABLES:
        return _csv_rows(decode(data), name)
    raise InputError("manifest_kind", name=name)


def columns(facets: Sequence[str]) -> tuple[str, ...]:
    """Those a list may have, the collection's own facets included."""
    return tuple(dict.fromkeys((*EXAMPLE, *facets)))


def template(names: Sequence[str], delimiter: str = ",") -> bytes:
    """A list to fill in, as spreadsheets open it: the columns and a row that shows how; left in, that row is passed over.
    Where a comma stands in numbers, spreadsheets want `;` between cells.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(names)
    writer.writerow([EXAMPLE.get(name, "") for name in names])
    return out.getvalue().encode("utf-8-sig")


def written(rows: Sequence[Row], name: str) -> bytes:
    """A list of some rows of another one, as `read_rows` reads it; `name` says which kind."""
    if PurePath(name).suffix.lower() in JSON_LINES:
        return "".join(json.dumps(dict(row.values), ensure_ascii=False) + "\n" for row in rows).encode()
    out = io.StringIO()
    writer = csv.DictWriter(out, dict.fromkeys(column for row in rows for column in row.values), lineterminator="\n")
    writer.writeheader()
    writer.writerows(dict(row.values) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def decode(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else Windows-1252, as spreadsheets save them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[str]:
    """One after the other: a list of them would be a second copy of a long text."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _json_rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(text), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            yield Row(number, error=InputError("row_json"))
            continue
        if isinstance(values, dict):
            yield Row(number, {str(key).strip().lower(): value for key, value in values.items() if value is not None})
        else:
            yield Row(number, error=InputError("row_json"))


def _csv_rows(text: str, name: str) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    lines = Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header = [cell.strip().lower() for cell in next(reader)]
    except StopIteration:
        raise InputError("manifest_empty", name=name) from None
    except csv.Error:
        raise InputError("manifest_kind", name=name) from None
    if not {"title", "text", "file"} & set(header):
        raise InputError("manifest_columns", name=name, columns=one_line(", ".join(header))[:200])
    twice = [cell for cell, n in Counter(header).items() if cell and n > 1]
    if twice:
        raise InputError("manifest_twice", name=name, columns=one_line(", ".join(twice))[:200])
    return _csv_body(reader, header, lines)


def _csv_body(reader: "CsvReader", header: list[str], lines: "Lines") -> Iterator[Row]:
    while True:
        line, lines.quotes = reader.line_num + 1, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(line, error=InputError("row_csv"))
            continue
        if reader.line_num > line and lines.quotes % 2:  # what follows an open quote would be lost without a word
            yield Row(line, error=InputError("row_quote", first=line, last=reader.line_num))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            yield Row(line, dict(zip(header, cells, strict=False)), InputError("row_cells", cells=len(cells), columns=len(header)))
            continue
        values = {name: cell for name, cell in zip(header, cells, strict=False) if name and cell.strip()}
        if values.get("external_id") != EXAMPLE["external_id"]:
            yield Row(line, values)
