"""Given an upload, its receipt: what became of each file; and while it is a draft the form, filled in from files and text."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import access, review, typed
from repository.accounts import Account
from repository.arrivals import came, open_file, over_of, sender_of, too_large
from repository.arrivals import limits_of as limits
from repository.drafts import OPEN, Sender
from repository.engines import desk_of
from repository.errors import Conflict, DiskFull, InputError, NotAllowed, NotFound, RepositoryError, TooLarge
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.mentions import Mention
from repository.model import Report
from repository.named import named_in
from repository.outcomes import Line, like_of, lines
from repository.pages import show
from repository.pages.sheet import Sheet, sheet
from repository.pages.upload import fields_in
from repository.past import Teller
from repository.reader import Reader, house, reader_of
from repository.receipts import Upload
from repository.render import Voice
from repository.store import has_room

__all__ = ["Uploaded", "broken", "get", "limits", "open_file", "owners", "post"]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The context of `pages/uploaded.html`."""

    upload: Upload
    report: Report | None
    lines: Sequence[Line]
    open: bool  # whether its people may change it
    mine: bool  # whether the reader is one of them
    waiting: bool  # a file is being read and the form is not shown meanwhile
    sheet: Sheet | None
    limit: int  # bytes of all files of a form together
    named: Sequence[tuple[str, Sequence[Mention]]] = ()
    like: Sequence[tuple[Report, int]] = ()  # reports it looks like and per cent, to be answered
    who: Account | None = None
    error: str = ""
    asked: bool = False  # a withdrawal was asked for


def owners(request: Request) -> access.Owners:
    """Its person's, and the organisations' they sent it in for."""
    upload = request.state.upload = house(request)["engines"].receipts.upload(request.path_params["id"])
    return access.Owners(frozenset({upload.account}), frozenset(upload.organisations)) if upload else access.Owners()


def upload_of(request: Request) -> Upload:
    """Raises NotFound `not_here`."""
    found = house(request)["engines"].receipts.upload(request.path_params["id"])
    if found is None:
        raise NotFound("not_here")
    return found


def get(request: Request) -> Response:
    """The receipt."""
    looked_at: Upload | None = getattr(request.state, "upload", None)  # when it was asked whose it is
    return page(request, looked_at or upload_of(request))


def page(request: Request, upload: Upload, error: str = "", status: int = 200, wrong: typed.Wrong | None = None) -> Response:
    """The receipt with the form."""
    reader, sender = reader_of(request), sender_of(request)
    report = sender.report_of(upload)
    like = like_of(upload, report, sender)
    told = lines(upload, report, like, reader.words, sender)
    open_ = report is None or report.state in OPEN
    mine = sender.owns(upload)
    described = bool(upload.typed or error or wrong) or "describe" in request.query_params
    waiting = any(line.under_way for line in told) and not described
    shown = form_of(upload, report, reader, sender, wrong or {}) if open_ and mine and not waiting else None
    found = sender.catalogue.reports([each.number for each in like]) if like else {}
    who = sender.person if upload.account == sender.person.id else sender.accounts.account(upload.account)
    context = Uploaded(
        upload, report, told, open_, mine, waiting, shown, house(request)["settings"].upload_limit,
        named_in(report, catalogue=sender.catalogue) if shown and report else (),
        tuple((found[each.number], each.percent) for each in like if each.number in found), who, error,
        report is not None and report.state == "published" and report.number in sender.catalogue.wishes(),
    )  # fmt: skip
    return show(request, "uploaded", context, status=status, indexed=False, box=False, place="uploads", form=True, script=True)


def form_of(upload: Upload, report: Report | None, reader: Reader, sender: Sender, wrong: typed.Wrong) -> Sheet:
    """What stands in the form: what was typed and is not right yet, else the report with what its files propose."""
    if upload.typed or report is None:
        found = typed.read(upload.typed, catalogue=sender.catalogue, sees=sender.sees).wrong
        return sheet(reader, upload.typed, {**found, **wrong}, catalogue=sender.catalogue)
    voice = Voice(reader.words, reader.languages)
    text = "\f".join(page.text for page in sender.catalogue.pages(report.number, None)) if report.own_pages else ""
    choices, proposed = typed.sent_choices(sender.catalogue), set()
    fields = typed.fields_of(report, text, label=lambda term: voice.label(term).text, choices=choices)
    titles = [each.get("title") for each in _proposals(report)]
    if report.title.text and report.title.text in titles:
        proposed.add("title")
    day = next((str(each["date"]) for each in _proposals(report) if each.get("date")), "")
    if day and not report.date:
        fields = (*fields, *typed.parts_of(day))
        proposed.add("date")
    if report.files and report.languages() and not sender.edited(report):
        proposed.add("language")
    return sheet(reader, (*fields, ("note", upload.note)), wrong, catalogue=sender.catalogue, proposed=frozenset(proposed))


def _proposals(report: Report) -> list[dict[str, object]]:
    return [dict(found) for file in report.files if isinstance(found := file.detail.get("proposed"), dict)]


def post(request: Request, form: Form) -> Response:
    """Saves, sends in, answers, tries again, as the pressed button says."""
    upload, sender, words = upload_of(request), sender_of(request), reader_of(request).words
    action, _, value = form.get("action").partition(":")
    try:
        if not sender.owns(upload):
            raise NotAllowed("not_allowed")
        if action in ("retry", "discard", "answer", "remove", "withdraw"):
            _act(request, form, action, value, upload, sender)
        elif not _save(request, form, action, upload, sender):
            return page(request, upload_of(request), words("error.draft_wrong"), 400)
    except TooLarge as error:
        return page(request, upload_of(request), status=status_of(error), wrong={"file": error})
    except (InputError, Conflict, NotAllowed, DiskFull) as error:
        teller = Teller(sender.catalogue, words, reader_of(request).languages)
        said = {**error.data, "facet": teller.facet(error.data.get("facet", ""))}
        return page(request, upload_of(request), words(f"error.{error.key}", **said), status_of(error))
    return RedirectResponse(f"/uploads/{upload.id}", status_code=303)


def _save(request: Request, form: Form, action: str, upload: Upload, sender: Sender) -> bool:
    """Whether nothing is wrong with it; it is kept in any case."""
    home = house(request)
    fields, files = fields_in(form, sender), came(request, form)
    said = typed.read(fields, catalogue=sender.catalogue, sees=sender.sees, of=sender.report_of(upload))
    sender.save(upload, files, fields, said)
    if over_of(form):
        raise too_large(request)
    if form.passed and not has_room(home["engines"].store):
        raise DiskFull("disk_low")
    if said.wrong:
        return False
    if action == "send":
        desk = desk_of(home["settings"], reader_of(request).base)
        sender.submit(upload_of(request), desk=desk, now=time.time())
    return True


def _act(request: Request, form: Form, action: str, value: str, upload: Upload, sender: Sender) -> None:
    words, desk, now = reader_of(request).words, desk_of(house(request)["settings"], reader_of(request).base), time.time()
    if action == "retry":
        sender.retry(upload)
    elif action == "discard":
        sender.discard(upload, words("uploads.discarded"), desk=desk, now=now)
    elif action == "remove" and (file := whole(value)) is not None:
        sender.take_off(upload, file)
    elif action == "answer":
        other, _, said = value.partition(":")
        number = whole(other, 9) or 0
        sender.answer(upload, number, said, words("uploads.same_as", number=number), desk=desk, now=now)
    elif action == "withdraw" and upload.report is not None:
        try:
            review.ask_withdrawal(upload.report, form.get("reason"), by=sender.person, catalogue=sender.catalogue, accounts=sender.accounts)
        except RepositoryError as error:
            raise InputError("reason_missing") if error.key == "reason_needed" else error from None


def broken(request: Request, form: Form) -> None:
    """The connection broke: the files that came whole are with the draft, and what it says stays."""
    upload, sender = upload_of(request), sender_of(request)
    if sender.owns(upload):
        sender.add(upload, came(request, form))
