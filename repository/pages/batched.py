"""Given a batch, what would become of each of its rows, how far it is, and what became of them; and the steps of its people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import access
from repository.accounts import Account
from repository.arrivals import person_of
from repository.batches import UNDER_WAY, Batch, BatchRow
from repository.batching import kind_of
from repository.errors import Conflict, InputError, NotAllowed, NotFound
from repository.failure import status_of
from repository.forms import Form
from repository.model import Receipt
from repository.outcomes import sentence
from repository.pages import show
from repository.pages.batch import press_of
from repository.reader import house, reader_of
from repository.words import Words

__all__ = ["Batched", "get", "owners", "post"]
SHOWN = 100  # rows of a kind; the table has all
KINDS = ("refused", "updated", "new", "here")
FINE = ("published", "waiting", "updated", "unchanged", "same_file")


@dataclass(frozen=True, slots=True)
class Told:
    """A row as its page tells it."""

    line: int | None
    name: str
    outcome: str
    said: str
    number: int | None
    public: bool
    upload: int | None = None  # where its people go on with it


@dataclass(frozen=True, slots=True)
class Batched:
    """The context of `pages/batched.html`."""

    batch: Batch
    mine: bool
    under_way: bool
    done: int  # rows so far, of `batch.total`
    counts: Mapping[str, int]
    groups: Sequence[tuple[str, int, Sequence[Told]]]  # kind, how many, the first of them
    who: Account | None
    wrong: str = ""  # why it cannot be used
    retry: bool = False
    error: str = ""


def owners(request: Request) -> access.Owners:
    """Its person's, and the organisations' they sent it in for."""
    found = house(request)["engines"].batches.batch(request.path_params["id"])
    return access.Owners(frozenset({found.account}), frozenset(found.organisations)) if found else access.Owners()


def batch_of(request: Request) -> Batch:
    """Raises NotFound `not_here`."""
    found = house(request)["engines"].batches.batch(request.path_params["id"])
    if found is None:
        raise NotFound("not_here")
    return found


def get(request: Request) -> Response:
    """How it stands."""
    return page(request, batch_of(request))


def told(row: BatchRow, words: Words) -> str:
    """What would happen to a row, or what did."""
    receipt = row.receipt
    key = f"receipt.{receipt.outcome}" if row.taken else f"preview.{kind_of(receipt)}"
    if receipt.number is None and words.has(f"{key}.hidden"):
        return words(f"{key}.hidden")
    bare = f"{key}.bare"
    counts = {"number": receipt.number, "n": receipt.pages, "pages": receipt.pages, "with_text": receipt.pages_with_text}
    said = words(bare if not receipt.pages and words.has(bare) else key, **counts)
    return " ".join(filter(None, [said, *(sentence(each, words) for each in (receipt.detail, *receipt.notes))]))


def problem(receipt: Receipt) -> bool:
    """Whether a person should look at it."""
    return receipt.outcome not in FINE


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a batch, looked through once: how many of each kind, and the first ones to be shown."""

    looked: int
    taken: int
    counts: Mapping[str, int]
    shown: Mapping[str, Sequence[BatchRow]]  # those a person should look at before the others
    again: bool  # whether trying again may help some


def sort(rows: Iterable[BatchRow]) -> Sorted:
    """By kind."""
    looked = taken = 0
    again, counts = False, dict.fromkeys(KINDS, 0)
    first: dict[tuple[str, bool], list[BatchRow]] = {(kind, wrong): [] for kind in KINDS for wrong in (True, False)}
    for row in rows:
        kind, receipt = kind_of(row.receipt), row.receipt
        looked, taken, counts[kind] = looked + 1, taken + row.taken, counts[kind] + 1
        again = again or receipt.outcome == "refused" or receipt.detail.get("key") == "receipt.parked"
        those = first[kind, problem(receipt)]
        if len(those) < SHOWN:
            those.append(row)
    shown = {kind: [*first[kind, True], *first[kind, False]][:SHOWN] for kind in KINDS if counts[kind]}
    return Sorted(looked, taken, counts, shown, again)


def page(request: Request, batch: Batch, error: str = "", status: int = 200) -> Response:
    """The page."""
    engines, words, person = house(request)["engines"], reader_of(request).words, person_of(request)
    rows = sort(engines.batches.batch_rows(batch.id))
    shown = rows.shown if batch.state != "looking" else {}
    numbers = [row.receipt.number for those in shown.values() for row in those if row.receipt.number is not None]
    states, uploads = engines.catalogue.states(numbers), engines.receipts.uploads_of(numbers)

    def line(row: BatchRow) -> Told:
        receipt, number = row.receipt, row.receipt.number or 0
        upload = uploads.get(number) if row.taken and problem(receipt) else None
        return Told(receipt.line, receipt.name, receipt.outcome, told(row, words), receipt.number, states.get(number) == "published", upload)

    context = Batched(
        batch, press_of(request).owns(batch, person), batch.state in UNDER_WAY,
        rows.looked if batch.state == "looking" else rows.taken, rows.counts,
        [(kind, rows.counts[kind], [line(row) for row in those]) for kind, those in shown.items()],
        engines.accounts.account(batch.account), sentence(batch.detail, words), batch.state == "done" and rows.again, error,
    )  # fmt: skip
    return show(request, "batched", context, status=status, indexed=False, box=False, place="uploads", form=True, script=True)


def post(request: Request, form: Form) -> Response:
    """Takes it in, gives it up, tries again what was refused."""
    batch, press, person, words = batch_of(request), press_of(request), person_of(request), reader_of(request).words
    step = {"take": press.take, "discard": press.discard, "retry": press.retry}.get(form.get("action"))
    try:
        if step is None:
            raise InputError("form_unreadable")
        if not press.owns(batch, person):
            raise NotAllowed("not_allowed")
        step(batch, person)
    except (InputError, Conflict, NotAllowed) as error:
        return page(request, batch_of(request), words(error.sentence, **error.data), status_of(error))
    return RedirectResponse(f"/uploads/batches/{batch.id}", status_code=303)
