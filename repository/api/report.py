"""Given a report's number, its record and its files; its people see it before it is public, and change columns of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import Response

from repository import review
from repository.access import Owners, may
from repository.amend import amend
from repository.api import send
from repository.arrivals import sender_of
from repository.catalogue import Catalogue
from repository.errors import Conflict, InputError, NotFound, Stale, Withdrawn
from repository.forms import Form
from repository.identity import account_of
from repository.model import File, Report, Text, Texts, in_language
from repository.reader import house, reader_of
from repository.reading import LARGEST, any_report, public_report
from repository.render import Voice

_TAG = re.compile(r'(?:W/)?"(\d{1,12})"')


def get(request: Request) -> Response:
    """The record."""
    catalogue = house(request)["engines"].catalogue
    try:
        report = public_report(request.path_params["number"], catalogue=catalogue)
    except Withdrawn:
        raise
    except NotFound as hidden:
        report = own_report(request, hidden)
    return told(request, report)


def owners(request: Request) -> Owners:
    """Whose it is; nobody's when it is not there."""
    engines, number = house(request)["engines"], request.path_params["number"]
    report = any_report(number, catalogue=engines.catalogue)
    return review.owners_of(report, catalogue=engines.catalogue, accounts=engines.accounts) if report else Owners()


def own_report(request: Request, hidden: NotFound) -> Report:
    """One that is not public, for its people and for staff; raises what everybody else is told."""
    engines, number, account = house(request)["engines"], request.path_params["number"], account_of(request)
    report = any_report(number, catalogue=engines.catalogue) if account else None
    if report is None or not may(review.OWN, account, review.owners_of(report, catalogue=engines.catalogue, accounts=engines.accounts)):
        raise hidden
    return report


def number_in(request: Request) -> int:
    """The number in the address; raises NotFound for one that nothing can have."""
    number = int(request.path_params["number"])
    if not 0 < number < LARGEST:
        raise NotFound("report_unknown", number=number)
    return number


def patch(request: Request, form: Form) -> Response:
    """Replaces the columns that were sent; the record as it is then. 202 when staff have to accept the change first."""
    sender, number = sender_of(request), number_in(request)
    value = form.json
    version = value.get("version") if isinstance(value, dict) else None
    columns = {name: each for name, each in value.items() if name != "version"} if isinstance(value, dict) else value
    reader = reader_of(request)
    voice = Voice(reader.words, reader.languages)
    with outdated():
        done = amend(number, columns, lambda term: voice.label(term).text, sender=sender, expect=expected(request, version))
    report = sender.catalogue.report(number)
    if report is None:
        raise NotFound("no_report", number=number)
    return told(request, report, 200 if done else 202)


def expected(request: Request, version: object) -> int | None:
    """The version a change was made for, by `If-Match` or by its member `version`; raises InputError `version_form`, Stale."""
    header = request.headers.get("if-match", "").strip()
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise InputError("version_form", value=str(version)[:100])
    if not header or header == "*":
        return version if isinstance(version, int) else None
    found = _TAG.fullmatch(header)
    if found is None or version not in (None, int(found[1])):
        raise Stale("edited_meanwhile", number=request.path_params["number"])
    return int(found[1])


@contextmanager
def outdated() -> Iterator[None]:
    """A change that was made for another version is answered as a precondition that failed."""
    try:
        yield
    except Conflict as error:
        raise Stale(error.key, **error.data) if error.key == "edited_meanwhile" else error from None


def tag_of(version: object) -> str:
    """The `ETag` of a version."""
    return f'"{version}"'


def told(request: Request, report: Report, status: int = 200) -> Response:
    """The record as an answer."""
    reader = reader_of(request)
    made = record(report, catalogue=house(request)["engines"].catalogue, base=reader.base, languages=reader.languages)
    if report.state != "published":
        made |= {"reason": report.reason, "until": report.opens}
    return send(request, made, status=status, headers={"ETag": tag_of(report.version)})


def record(report: Report, *, catalogue: Catalogue, base: str, languages: tuple[str, ...]) -> dict[str, object]:
    """A report as JSON; only published reports are named in its relations."""
    here = f"{base}/reports/{report.number}/"
    linked = [relation for relation in report.relations if relation.number]
    states = catalogue.states([relation.number for relation in linked if relation.number])
    facets: dict[str, list[dict[str, object]]] = {}
    public = {facet.key for facet in catalogue.facets() if facet.public}
    for tag in report.tags:
        if tag.term.facet in public:
            label = in_language(tag.term.labels, languages).text or tag.term.key
            value: dict[str, object] = {"id": tag.term.id, "value": tag.term.key, "label": label}
            facets.setdefault(tag.term.facet, []).append(value | ({"role": tag.role} if tag.role else {}))
    return {
        "number": report.number, "external_id": report.external_id, "url": here, "state": report.state,
        "version": report.version, "title": report.title.text, "titles": texts(report.titles),
        "abstracts": texts(report.abstracts), "date": report.date, "date_note": report.date_note,
        "languages": list(report.languages()), "facets": facets, "licence": report.licence, "source": report.source,
        "relations": [
            {"kind": relation.kind, "number": relation.number, "url": f"{base}/reports/{relation.number}/"}
            for relation in linked if relation.number and states.get(relation.number) == "published"
        ],
        "files": [file_of(file, here) for file in report.files],
        "text_pages": report.own_pages, "text_url": f"{here}pages/1" if report.own_pages else None,
        "published": report.published, "changed": report.changed,
    }  # fmt: skip


def texts(found: Texts) -> list[dict[str, str]]:
    """Texts with their languages."""

    def one(text: Text) -> dict[str, str]:
        return {"language": text.language, "text": text.text}

    return [one(text) for text in found]


def file_of(file: File, here: str) -> dict[str, object]:
    """A file; its outcome names what is wrong with it, if anything."""
    return {
        "name": file.name, "url": f"{here}{file.slug}.{file.extension}", "media_type": file.media_type,
        "size": file.size, "sha256": file.sha256, "language": file.language, "pages": file.pages,
        "pages_with_text": file.pages_with_text, "read": file.state, "outcome": file.outcome,
    }  # fmt: skip
