"""Given a facet and the beginning of a name, the terms it has: labels, synonyms, place and numbers of reports; and one more of them."""

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.analysis.words import cut
from repository.api import send
from repository.api.change import make, told, wanted
from repository.catalogue import Catalogue
from repository.errors import InputError
from repository.figures import whole
from repository.forms import Form
from repository.model import Term
from repository.reader import house, reader_of
from repository.render import Voice

PER_PAGE, MOST = 100, 1_000


def get(request: Request) -> Response:
    """The terms readers may see: approved ones, and proposed ones that a published report has."""
    catalogue = house(request)["engines"].catalogue
    reader = reader_of(request)
    voice = Voice(reader.words, reader.languages)
    public = [facet.key for facet in catalogue.facets() if facet.public]
    facet = request.query_params.get("facet", "")
    if facet and facet not in public:
        raise InputError("facet_unknown", value=facet[:100])
    limit, page = number(request, "limit", PER_PAGE, MOST), number(request, "page", 1, 10**6)
    wanted = cut(request.query_params.get("q", "")[:200])
    with catalogue.reading():
        total, shown = shown_of([facet] if facet else public, wanted, limit, page, catalogue)
        terms = [told(term, count, voice, catalogue) for term, count in shown]
    return send(request, {"total": total, "page": page, "limit": limit, "terms": terms})


def shown_of(facets: list[str], wanted: list[str], limit: int, page: int, catalogue: Catalogue) -> tuple[int, list[tuple[Term, int]]]:
    """How many there are, and those of the page with their numbers of reports, the commonest first."""
    found = [(term, counts.get(term.id, 0)) for key in facets for counts in [catalogue.term_counts(key)]
             for term in catalogue.terms_of(key) if (term.state == "approved" or counts.get(term.id)) and named(term, wanted)]  # fmt: skip
    found.sort(key=lambda one: (-one[1], one[0].id))
    return len(found), found[(page - 1) * limit : page * limit]


def post(request: Request, form: Form) -> Response:
    """An approved term, made."""
    found = wanted(form, "facet", "labels", "synonyms", "broader")
    facet, labels, synonyms, broader = found.text("facet"), found.texts("labels"), found.texts("synonyms"), found.numbers("broader")
    if facet not in {each.key for each in house(request)["engines"].catalogue.facets()}:
        raise InputError("facet_unknown", value=facet[:100])
    return make(
        request, lambda writing: curation.add_term(facet, labels, writing=writing, synonyms=synonyms, broader=broader),
        dry=found.flag("dry_run"), made=201,
    )  # fmt: skip


def number(request: Request, name: str, default: int, most: int) -> int:
    """A number from 1 to `most`; raises InputError."""
    value = request.query_params.get(name, str(default))
    found = whole(value, 19)
    if found is None or not 0 < found <= most:
        raise InputError("number_range", name=name, value=value[:40], most=most)
    return found


def named(term: Term, wanted: list[str]) -> bool:
    """Whether one of its names has words that begin with all of the wanted ones."""
    names = [cut(text.text) for text in term.finding] if wanted else []
    return not wanted or any(all(any(word.startswith(each) for word in name) for each in wanted) for name in names)
