"""Given nothing or the name of a facet, the public facets with their terms and numbers of reports."""

from starlette.requests import Request
from starlette.responses import Response

from repository.api import send
from repository.catalogue import Catalogue
from repository.errors import InputError
from repository.model import Facet
from repository.reader import house, reader_of
from repository.render import Voice

COMMONEST = 100  # terms of each facet; with `?facet=` all of it


def get(request: Request) -> Response:
    """The facets."""
    catalogue = house(request)["engines"].catalogue
    reader = reader_of(request)
    voice = Voice(reader.words, reader.languages)
    public = sorted((facet for facet in catalogue.facets() if facet.public), key=lambda facet: facet.position)
    wish = request.query_params.get("facet")
    if wish is None:
        return send(request, {"facets": [told(facet, COMMONEST, voice, catalogue=catalogue) for facet in public]})
    for facet in public:
        if facet.key == wish:
            return send(request, {"facets": [told(facet, None, voice, catalogue=catalogue)]})
    raise InputError("facet_unknown", value=wish[:100])


def told(facet: Facet, limit: int | None, voice: Voice, *, catalogue: Catalogue) -> dict[str, object]:
    """A facet with its terms, commonest first."""
    counts = {each: count for each, count in catalogue.term_counts(facet.key).items() if count}
    ids = sorted(counts, key=lambda each: (-counts[each], each))
    terms = catalogue.terms(ids[:limit])
    values = [
        {"id": each, "value": terms[each].key, "label": voice.label(terms[each]).text, "count": counts[each], "state": terms[each].state,
         "broader": list(terms[each].broader)}
        for each in ids[:limit] if each in terms
    ]  # fmt: skip
    return {"facet": facet.key, "label": voice.facet(facet).text, "total": len(ids), "values": values}
