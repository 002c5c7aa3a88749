"""A vocabulary as CSV, to be edited in a spreadsheet: a row a term, a column a language; out, and in again."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import get_args

from repository.analysis.normalise import clean
from repository.errors import InputError
from repository.exchange.table import safe, unsafe
from repository.exchange.vocabulary_file import Entry, VocabularyFile, form_of, formed, languages_first
from repository.model import Details, Facet, TermState, Text, Texts

MEDIA_TYPE = "text/csv; charset=utf-8"
PLAIN = ("facet", "key", "state", "broader", "uri", "merged_into", "related", "close", "date")
MORE = {"hidden": "hidden", "definition": "definitions", "note": "notes"}  # columns of a language, and what they are of a term
_NAMES = re.compile(r"^(label|synonyms|hidden|definition|note)(?:_([a-z]{2,3}(?:-[a-z0-9]{2,8})*))?$")
_BAR = re.compile(r"(?<!\\)\|")
ITSELF = "facet"  # in the column `state` of the row that tells of the facet itself
LONGEST = 300  # characters of a name
LAST = 20  # where a new facet stands
Names = Mapping[str, tuple[str, str]]  # column → label or synonyms, and its language


def write(file: VocabularyFile) -> str:
    """UTF-8 with a mark; the first row is the facet itself. Several values of a cell are divided by |."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    spoken = file.languages | ({text.language for text in file.about.labels} if file.about else set())
    languages = sorted(spoken, key=languages_first)
    more = [(column, name, each) for column, name in MORE.items() for each in sorted(file.spoken.get(name, ()), key=languages_first)]
    rows.writerow([*PLAIN[:3], *(_column("label", each) for each in languages), *(_column("synonyms", each) for each in languages), *PLAIN[3:],
                   *(_column(column, each) for column, _, each in more)])  # fmt: skip
    if file.about is not None:
        itself = (
            file.facet,
            "",
            " ".join([ITSELF, *form_of(file.about)]),
            *_by(languages, file.about.labels),
            *[""] * (len(languages) + len(PLAIN) - 3 + len(more)),
        )
        rows.writerow([safe(cell) for cell in itself])
    for each in file.entries:
        broader, related = (_joined([key if facet == file.facet else f"{facet}:{key}" for facet, key in some or ()])
                            for some in (each.broader, each.related))  # fmt: skip
        exact = _joined([uri for uri in (each.uri, *each.details.exact) if uri])
        cells = (file.facet, each.key, each.state or "", *_by(languages, each.labels), *_by(languages, each.synonyms), broader, exact,
                 each.merged_into, related, _joined(list(each.details.close)), each.details.date,
                 *(_by([language], getattr(each.details, name))[0] for _, name, language in more))  # fmt: skip
        rows.writerow([safe(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _column(name: str, language: str) -> str:
    return f"{name}_{language}" if language else name


def _by(languages: list[str], texts: Texts) -> list[str]:
    return [_joined([text.text for text in texts if text.language == language]) for language in languages]


def _joined(values: list[str]) -> str:
    return "|".join(value.replace("|", "\\|") for value in values)


def read(text: str, facet: str = "") -> VocabularyFile:
    """The vocabulary; a row that cannot be used is an entry with its error. Raises InputError for the file as a whole."""
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max((",", ";", "\t"), key=first.count))
    try:
        header = [name.strip().lower() for name in next(rows)]
    except (StopIteration, csv.Error):
        raise InputError("vocabulary_empty") from None
    names = {column: (found[1], found[2] or "") for column in header if (found := _NAMES.match(column))}
    if not names and "key" not in header:
        raise InputError("vocabulary_columns", columns=", ".join(header)[:200])
    table = list(_rows(rows, header))
    key = facet or next((row["facet"] for _, row in table if row.get("facet")), "")
    if not key:
        raise InputError("vocabulary_facet")
    itself = [row for _, row in table if row.get("state", "").split()[:1] == [ITSELF]]
    entries: list[Entry] = []
    seen: set[str] = {""}
    for line, row in table:
        if row not in itself:
            entries.append(_entry(row, names, key, line, seen))
            seen.add(entries[-1].key.lower())
    spoken = {kind: frozenset(language for what, language in names.values() if what == kind) for kind in ("label", "synonyms", *MORE)}
    says = {name for name in ("related", "close", "date") if name in header} | ({"exact"} if "uri" in header else set())
    return VocabularyFile(key, tuple(entries), spoken["label"], _about(itself[0], names, key) if itself else None, spoken["synonyms"],
                          {MORE[kind]: spoken[kind] for kind in MORE}, frozenset(says))  # fmt: skip


def _about(row: Mapping[str, str], names: Names, key: str) -> Facet:
    return formed(key, LAST, _texts(row, names, "label"), set(row["state"].split()))


def _rows(rows: Iterator[list[str]], header: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    while True:
        line = rows.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise InputError("vocabulary_row", line=line) from None
        if any(cell.strip() for cell in cells):
            yield line, {name: unsafe(clean(cell).strip()) for name, cell in zip(header, cells, strict=False)}


def _texts(row: Mapping[str, str], names: Names, kind: str) -> Texts:
    return tuple(Text(language, " ".join(value.split()))
                 for column, (what, language) in names.items() if what == kind for value in _values(row.get(column, "")))  # fmt: skip


def _values(cell: str) -> list[str]:
    return [value.replace("\\|", "|").strip() for value in _BAR.split(cell) if value.strip()]


def _entry(row: Mapping[str, str], names: Names, facet: str, line: int, seen: set[str]) -> Entry:
    labels, synonyms = _texts(row, names, "label"), _texts(row, names, "synonyms")
    key, state = row.get("key", ""), row.get("state", "")
    error = None
    if key and key.lower() in seen:
        error = InputError("vocabulary_twice", value=key)
    elif row.get("facet", facet) not in ("", facet):
        error = InputError("vocabulary_other_facet", facet=row["facet"], wanted=facet)
    elif state and state not in get_args(TermState):
        error = InputError("vocabulary_state", value=state[:100])
    elif any(len(text.text) > LONGEST for text in (*labels, *synonyms, *_texts(row, names, "hidden"))):
        error = InputError("label_long", limit=LONGEST)
    chosen: TermState | None = state if error is None and state else None  # type: ignore[assignment]
    exact, close = _values(row.get("uri", "")), _values(row.get("close", ""))
    more = {name: _texts(row, names, column) for column, name in MORE.items()}
    details = Details(**more, exact=tuple(exact[1:]), close=tuple(close), date=row.get("date", ""))  # type: ignore[arg-type]
    return Entry(key, labels, synonyms, chosen, _others(row["broader"], facet) if "broader" in row else None,
                 "".join(exact[:1]) if "uri" in row else None, details, _others(row.get("related", ""), facet), row.get("merged_into", ""),
                 line, error)  # fmt: skip


def _others(cell: str, facet: str) -> tuple[tuple[str, str], ...]:
    """Terms a cell names: keys, `facet:key` for those of another facet."""
    parts = (each.partition(":") for each in _values(cell))
    return tuple((above, below) if colon else (facet, above) for above, colon, below in parts)
