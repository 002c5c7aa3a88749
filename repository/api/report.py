"""Given a report's number, its record and its files."""

from starlette.requests import Request
from starlette.responses import Response

from repository.api import send
from repository.catalogue import Catalogue
from repository.model import File, Report, Text, Texts, in_language
from repository.reader import house, reader_of
from repository.reading import public_report


def get(request: Request) -> Response:
    """The record."""
    catalogue = house(request)["engines"].catalogue
    reader = reader_of(request)
    report = public_report(request.path_params["number"], catalogue=catalogue)
    return send(request, record(report, catalogue=catalogue, base=reader.base, languages=reader.languages))


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
