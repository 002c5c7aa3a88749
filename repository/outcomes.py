"""Given an upload, a line for each of its files: exactly one outcome of the contract, with page counts and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repository.alike import Alike
from repository.drafts import OPEN, Sender
from repository.ingest import receipt_for
from repository.model import File, Report, State
from repository.receipts import Item, Upload
from repository.words import Words

LIKE: tuple[State, ...] = (*OPEN, "submitted")  # in which it is asked how they belong together


@dataclass(frozen=True, slots=True)
class Line:
    """One file; `outcome` is empty while its text is read. `number` is a report this person may see."""

    name: str
    outcome: str
    said: str
    state: State | None = None
    pages: int = 0
    with_text: int = 0
    sha256: str = ""
    number: int | None = None
    percent: int | None = None
    file: File | None = None
    parked: bool = False

    @property
    def under_way(self) -> bool:
        """Whether its text is still being read."""
        return not self.outcome


def like_of(upload: Upload, report: Report | None, sender: Sender, states: Sequence[State] = LIKE) -> Sequence[Alike]:
    """What it looks like, as far as this person may know and nobody has said how they belong together."""
    if report is None or report.state not in states or any(file.state == "waiting" for file in report.files):
        return ()
    said = {relation.number for relation in report.relations} | set(upload.answers)
    return [each for each in sender.catalogue.alike(report.number, visible=sender.sees) if each.number not in said]


def lines(upload: Upload, report: Report | None, like: Sequence[Alike], words: Words, sender: Sender) -> tuple[Line, ...]:
    """In the order they came."""
    files = {file.id: file for file in report.files} if report else {}
    made = []
    for item in upload.items:
        if item.outcome != "kept":
            made.append(_not_kept(item, words, sender))
        elif report is not None and item.file in files:
            made.append(_kept(item, files[item.file], report, like, words))
    return tuple(made)


def _not_kept(item: Item, words: Words, sender: Sender) -> Line:
    if item.outcome == "refused":
        return Line(item.name, "refused", f"{words('receipt.refused')} {sentence(item.detail, words)}".strip())
    found = sender.catalogue.report(item.number) if item.number is not None else None
    if found is None or not sender.sees(found):
        return Line(item.name, "same_file", words("receipt.same_file.hidden"), sha256=item.sha256)
    said = words("receipt.same_file", number=found.number)
    return Line(item.name, "same_file", said, found.state, sha256=item.sha256, number=found.number)


def _kept(item: Item, file: File, report: Report, like: Sequence[Alike], words: Words) -> Line:
    if file.state == "waiting":
        return Line(item.name, "", words("receipt.reading"), report.state, sha256=item.sha256, file=file)
    if file.state == "parked":
        return Line(item.name, "incomplete", words("receipt.parked"), report.state, sha256=item.sha256, file=file, parked=True)
    told = receipt_for(file, report, name=item.name)
    outcome, counts = told.outcome, {"n": told.pages, "pages": told.pages, "with_text": told.pages_with_text, "number": report.number}
    if outcome == "waiting" and like:
        first = like[0]
        said = words("receipt.like", number=first.number, percent=first.percent)
        return Line(item.name, "looks_like", said, report.state, told.pages, told.pages_with_text, item.sha256, first.number,
                    first.percent, file)  # fmt: skip
    draft = report.state in ("draft", "returned") and outcome == "waiting"
    said = words("receipt.draft" if draft else f"receipt.{outcome}", **counts)
    more = sentence(told.detail, words) if outcome not in ("no_text", "partly_no_text", "incomplete") else ""
    return Line(item.name, outcome, f"{said} {more}".strip(), report.state, told.pages, told.pages_with_text, item.sha256, file=file)


def sentence(detail: Mapping[str, object], words: Words) -> str:
    """What a detail says; empty when it says nothing of its own."""
    key = str(detail.get("key", ""))
    data = {name: value for name, value in detail.items() if name != "key"}
    return next((words(known, **data) for known in (key, f"detail.{key}", f"error.{key}") if key and words.has(known)), "")
