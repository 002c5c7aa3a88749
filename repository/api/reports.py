"""Given metadata and files that a program sends, a report of its person's; the answer tells what became of each file."""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from repository import deposit as core
from repository.accounts import Account
from repository.api import send
from repository.api.report import tag_of
from repository.arrivals import PatientSink, TextSink, left_of, limits_of, sender_of
from repository.columns import read
from repository.deposit import Deposit
from repository.drafts import Sender
from repository.errors import DiskFull, InputError, NoneTaken
from repository.forms import Fields, Form, Limits, Sink, json_of
from repository.ingest import wait_until_read
from repository.model import State
from repository.outcomes import LIKE, Line, like_of, lines
from repository.reader import house, reader_of
from repository.receipts import Item, Upload
from repository.settings import Settings
from repository.store import has_room

FIELDS = ("metadata", "token")  # a session sends the token of a form; a program has none
WAIT, LONGEST = 1.5, 30.0  # seconds until the answer is given although a file is still being read; the most one may ask for
WAITING = 4  # at a time, of six that change something; others are answered at once, so that nobody waits for a thread
_PREFER = re.compile(r"\bwait=(\d{1,5})\b")
_KEY = re.compile(r"^[\x20-\x7e]{1,200}$")
_turns = threading.BoundedSemaphore(WAITING)


def limits(settings: Settings) -> Limits:
    """As of the form in a browser; a program is told at once."""
    return replace(limits_of(settings), past=0)


def open_file(request: Request, person: Account, field: str, name: str, _fields: Fields) -> Sink | None:
    """Where a part goes; raises DiskFull `no_room`."""
    if field == "metadata":
        return TextSink(Limits().field)
    home = house(request)
    if field != "file":
        return None
    if not has_room(home["engines"].store):
        raise DiskFull("no_room")
    return PatientSink(name, store=home["engines"].store, limit=home["settings"].upload_limit, left=left_of(request, person))


def post(request: Request, form: Form) -> Response:
    """201 with a new report, 200 when all of its files are here already."""
    sinks = [each for _, each in form.files if isinstance(each, PatientSink)]
    try:
        return _take(request, form, sinks)
    finally:
        for sink in sinks:
            sink.abort()


def _take(request: Request, form: Form, sinks: Sequence[PatientSink]) -> Response:
    sender = sender_of(request)
    sent = deposit_of(request, form, sinks, sender)
    upload = core.earlier(sent, sender=sender)
    if upload is None:
        try:
            if sinks:
                core.look(sent, sender=sender)
            for sink in sinks:
                sink.keep()
            upload = sender.receipts.upload(core.deposit(sent, sender=sender))
        except NoneTaken as error:
            raise _told(request, error, sender) from None
        assert upload is not None  # noqa: S101
        _wait(request, upload, sender)
    return answer(request, upload, sender)


def deposit_of(request: Request, form: Form, sinks: Sequence[PatientSink], sender: Sender) -> Deposit:
    """What was sent; raises InputError for a part, a name or a value that cannot be."""
    if form.passed:
        raise InputError("part_unknown", names=", ".join(form.passed)[:300])
    strange = sorted({name for name, _ in form.fields} - set(FIELDS))
    if strange:
        raise InputError("member_unknown", name=", ".join(strange)[:300], known="metadata, file")
    columns, more = read(_metadata(form), ("state", "file"), person=sender.person, catalogue=sender.catalogue)
    came = tuple(sink.came for sink in sinks)
    named = more.get("file")
    names = named if isinstance(named, list) else str(named or "").split("|")
    if wrong := [str(name).strip() for name in names if str(name).strip() not in {"", *(each.name for each in came)}]:
        raise InputError("file_not_sent", names=", ".join(wrong)[:300])
    state = more.get("state", "submitted")
    if state not in core.STATES:
        raise InputError("state_new", value=str(state)[:100], known=", ".join(core.STATES))
    key = request.headers.get("idempotency-key", "").strip()
    if key and not _KEY.match(key):
        raise InputError("key_form")
    chosen: State = "draft" if state == "draft" else "submitted"
    return Deposit(columns, came, chosen, key, tuple(sink.digest for sink in sinks))


def _metadata(form: Form) -> object:
    """A part called `metadata`, as a field or as a file; or the whole body where there are no files."""
    if form.json is not None:
        return form.json
    texts: list[str | bytes] = [*form.all("metadata")]
    texts += [each for name, each in form.files if name == "metadata" and isinstance(each, bytes)]
    return json_of(texts[0]) if texts else {}


def _told(request: Request, error: NoneTaken, sender: Sender) -> NoneTaken:
    """The same with what is to be told of each file, when nothing would be left of it."""
    found = error.data["files"]
    items = tuple(each for each in found if isinstance(each, Item)) if isinstance(found, tuple) else ()
    told = lines(Upload(0, 0, items=items), None, (), reader_of(request).words, sender)
    return type(error)(error.key, files=[file_of(line) for line in told])


def _wait(request: Request, upload: Upload, sender: Sender) -> None:
    """Until its files are read, for a while: most are in a second."""
    wish = _PREFER.search(request.headers.get("prefer", ""))
    seconds = min(float(wish[1]), LONGEST) if wish else WAIT
    files = [item.file for item in upload.items if item.file is not None]
    if files and seconds and _turns.acquire(blocking=False):
        try:
            wait_until_read(files, catalogue=sender.catalogue, patience=seconds)
        finally:
            _turns.release()


def answer(request: Request, upload: Upload, sender: Sender) -> Response:
    """The answer; one to a key is kept and given again."""
    told = json.loads(upload.answer) if upload.answer else receipt(request, upload, sender)
    if upload.key and not upload.answer:
        with sender.catalogue.writing(sender.person.actor) as writing:
            writing.keep_answer(upload.id, json.dumps(told, ensure_ascii=False))
    made = upload.report is not None
    headers = {"Location": f"{reader_of(request).base}/api/v1/reports/{upload.report}", "ETag": tag_of(told["version"])} if made else {}
    return send(request, told, status=201 if made else 200, headers=headers)


def receipt(request: Request, upload: Upload, sender: Sender) -> dict[str, object]:
    """What became of it: the report, and each file with exactly one outcome."""
    reader, report = reader_of(request), sender.report_of(upload)
    told = lines(upload, report, like_of(upload, report, sender, (*LIKE, "published")), reader.words, sender)
    same = next((line for line in told if line.outcome == "same_file" and line.number is not None), None) if report is None else None
    number = report.number if report else same.number if same else None
    return {
        "number": number, "state": report.state if report else same.state if same else None, "version": report.version if report else None,
        "url": f"{reader.base}/reports/{number}/" if number else None, "receipt": f"{reader.base}/uploads/{upload.id}",
        "files": [file_of(line) for line in told],
    }  # fmt: skip


def file_of(line: Line) -> Mapping[str, object]:
    """One file; `waiting` with `reading` while its text is read."""
    return {
        "name": line.name, "sha256": line.sha256 or None, "outcome": line.outcome or "waiting", "detail": line.said,
        "number": line.number, "percent": line.percent, "pages": line.pages, "pages_with_text": line.with_text, "reading": line.under_way,
    }  # fmt: skip
