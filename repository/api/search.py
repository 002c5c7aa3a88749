"""Given the parameters of `/search`, the same answer as JSON: what the contract promises to programs and the command line."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from repository.api import send
from repository.model import FacetValue, FoundName, Hit, Passage, Piece, Results, in_language
from repository.reader import house, reader_of
from repository.search import read_address, search


def get(request: Request) -> Response:
    """The answer."""
    engines = house(request)["engines"]
    reader = reader_of(request)
    public = [facet.key for facet in engines.catalogue.facets() if facet.public]
    ask = read_address(request.query_params.multi_items(), public, reader.languages)
    results = search(ask, catalogue=engines.catalogue, index=engines.index)
    return send(request, answer(results, base=reader.base, languages=reader.languages))


def answer(results: Results, *, base: str, languages: Sequence[str]) -> dict[str, object]:
    """A page of results; `base` is put before every address."""
    receipt = results.receipt
    return {
        "total": results.total, "with_all": results.with_all, "page": results.page, "per_page": results.per_page,
        "took_ms": results.took_ms,
        "receipt": {
            "parts": [{"typed": part.typed, "read_as": list(part.read_as), "synonyms": list(part.synonyms), "reports": part.reports,
                       "concept": part.concept}
                      for part in receipt.parts],
            "match": receipt.match, "exact": receipt.exact,
            "notes": [{"key": note.key, **note.data} for note in receipt.notes], "query": receipt.query,
        },
        "suggestion": {"kind": offer.kind, "query": offer.query, "reports": offer.reports} if (offer := results.suggestion) else None,
        "hits": [hit_of(hit, base, tuple(languages)) for hit in results.hits],
        "facets": {facet: [value_of(value) for value in values] for facet, values in results.facets.items()},
        "years": [{"year": year, "count": count} for year, count in results.years],
        "undated": results.undated, "without_text": results.without_text, "degraded": results.degraded,
    }  # fmt: skip


def hit_of(hit: Hit, base: str, languages: tuple[str, ...]) -> dict[str, object]:
    """One row."""
    report = hit.report
    types = [tag.term.key for tag in report.of("type")]
    return {
        "number": report.number, "external_id": report.external_id, "title": report.title.text,
        "url": f"{base}/reports/{report.number}/", "type": types[0] if types else "", "date": report.date,
        "language": next(iter(report.languages()), report.title.language),
        "organisations": [in_language(tag.term.labels, languages).text or tag.term.key for tag in report.of("organisation")],
        "score": round(hit.score, 4), "has_all": hit.has_all,
        "passages": [passage_of(passage, base) for passage in hit.passages],
        "abstract": pieces(hit.abstract), "names": [name_of(name, languages) for name in hit.names],
        "folded": [other.number for other in hit.folded],
    }  # fmt: skip


def passage_of(passage: Passage, base: str) -> dict[str, object]:
    """A passage; `file` is null for the report's own text."""
    file = passage.file
    return {
        "file": f"{file.slug}.{file.extension}" if file else None, "page": passage.page.n, "label": passage.page.label,
        "url": base + passage.url, "text": pieces(passage.pieces),
    }  # fmt: skip


def name_of(found: FoundName, languages: tuple[str, ...]) -> dict[str, object]:
    """A term one of whose names has the words."""
    label = in_language(found.term.labels, languages).text or found.term.key
    return {"facet": found.term.facet, "value": found.term.key, "label": label, "text": pieces(found.name)}


def pieces(found: tuple[Piece, ...]) -> list[list[object]]:
    """Text in pieces, each with whether it is marked."""
    return [[piece.text, piece.match] for piece in found]


def value_of(value: FacetValue) -> dict[str, object]:
    """A value of a facet."""
    found: dict[str, object] = {"value": value.value, "label": value.label, "count": value.count, "selected": value.selected}
    return found | {"excluded": True} if value.excluded else found
