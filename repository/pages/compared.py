"""Given fields that differ, what each said earlier, says now and is to say, for a reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repository.differing import DIGEST, Difference
from repository.errors import InputError
from repository.reader import Reader
from repository.receipts import Typed
from repository.render import Voice
from repository.spoken import Spoken
from repository.typed import PEOPLE, TEXTS, date_in, rows

LONGEST = 600  # characters shown of one value
NAMES = {
    "title": "sheet.title", "abstract": "report.abstract", "text": "report.text", "date": "sheet.date", "date_note": "sheet.date_note",
    "licence": "sheet.licence", "source": "report.source", "relation": "sheet.relation", "external_id": "sheet.external_id",
    "file": "report_changes.file",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """One field; `ask`: the reader has to say which of the two it is to be, `taken` what they said."""

    name: str
    label: str
    earlier: Sequence[str]
    now: Sequence[str]
    mine: Sequence[str]
    ask: bool
    taken: str = ""


def compared(found: Sequence[Difference], reader: Reader, labels: Mapping[str, str], taken: Mapping[str, str]) -> tuple[Compared, ...]:
    """`labels`: what facets are called."""
    return tuple(
        Compared(each.name, label_of(each.name, reader, labels), lines(each.name, each.earlier, reader), lines(each.name, each.now, reader),
                 lines(each.name, each.mine, reader), each.both, taken.get(each.name, ""))
        for each in found
    )  # fmt: skip


def label_of(name: str, reader: Reader, labels: Mapping[str, str]) -> str:
    """What a field is called."""
    return reader.words(NAMES[name]) if name in NAMES else labels.get(name, name)


def lines(name: str, fields: Typed, reader: Reader) -> Sequence[str]:
    """What a field says, a line a value; nothing when it is empty."""
    voice, say = Voice(reader.words, reader.languages), Spoken(reader.language)
    if name == "date":
        try:
            return [line for line in [say.date(date_in(fields))] if line]
        except InputError:
            return [" ".join(value for _, value in fields)]
    if name == "text":
        return [reader.words("compared.text_then") if key == DIGEST else value[:LONGEST] for key, value in fields if value]
    if name in TEXTS:
        return [_beside(text, say.tongue(of) if len(of) in (2, 3) else of) for text, of in rows(fields, name, 0)]
    if name in PEOPLE:
        return [_beside(who, voice.role(role)) for who, role in rows(fields, name, 0)]
    if name == "relation":
        return [f"{voice.relation(kind, back=False)}: {target}" for target, kind in rows(fields, name, 0)]
    return [value[:LONGEST] for _, value in fields if value.strip()]


def _beside(value: str, more: str) -> str:
    return f"{value[:LONGEST]} ({more})" if more else value[:LONGEST]
