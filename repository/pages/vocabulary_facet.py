"""Given a facet, its terms as a curator works on them: proposed ones first, found, filtered, alike ones beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.catalogue import Catalogue, Done, Writing
from repository.errors import Conflict, InputError, NotFound
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Fields, Form
from repository.model import Facet, Term
from repository.pages import show
from repository.pages.browse import sorting
from repository.pages.changing import Made, made_of, make
from repository.reader import house, page_asked, reader_of
from repository.render import Voice
from repository.similar import Pair, similar

KINDS = ("all", "proposed", "unused", "untranslated", "retired", "alike")
SHOWN = 100  # terms on a page
PAIRS = 60  # that look alike, on a page; the surest first


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term, its published reports and what stands over it."""

    term: Term
    reports: int
    broader: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class VocabularyFacet:
    """The context of `pages/vocabulary_facet.html`. `kinds` are filters with their addresses; `missing` languages without a name."""

    facet: Facet
    lines: tuple[TermLine, ...]
    pairs: tuple[Pair, ...]
    kinds: tuple[tuple[str, str], ...]
    kind: str
    find: str
    total: int
    before: str
    after: str
    languages: tuple[str, ...]
    made: Made | None
    error: str = ""
    typed: Fields = ()


def facet_of(request: Request) -> Facet:
    """The facet of the address; raises NotFound."""
    key = request.path_params["facet"]
    for facet in house(request)["engines"].catalogue.facets():
        if facet.key == key:
            return facet
    raise NotFound("facet_unknown", value=key)


def get(request: Request) -> Response:
    """The list."""
    return page(request, facet_of(request))


def page(request: Request, facet: Facet, *, typed: Fields = (), error: InputError | Conflict | None = None) -> Response:
    """The page, with a form that was wrong when there is one."""
    home, reader = house(request), reader_of(request)
    catalogue, languages = home["engines"].catalogue, home["settings"].languages
    wish = request.query_params.get("show", "all")
    kind, find = wish if wish in KINDS else "all", request.query_params.get("find", "").strip()[:100]
    at = page_asked(request, 10_000)
    counts = catalogue.term_counts(facet.key)
    chosen = [] if kind == "alike" else wanted(catalogue.all_terms(facet.key), kind, find, counts, languages)
    voice = Voice(reader.words, reader.languages)
    chosen.sort(key=lambda term: (term.state != "proposed", sorting(voice.label(term).text), term.id))
    shown = chosen[(at - 1) * SHOWN : at * SHOWN]
    known = catalogue.terms([above for term in shown for above in term.broader])
    lines = tuple(TermLine(term, counts.get(term.id, 0), tuple(known[one] for one in term.broader if one in known)) for term in shown)
    context = VocabularyFacet(
        facet=facet, lines=lines,
        pairs=tuple(similar(catalogue.terms_of(facet.key), apart=catalogue.apart()))[:PAIRS] if kind == "alike" else (),
        kinds=tuple((each, address(facet, each)) for each in KINDS), kind=kind, find=find, total=len(chosen),
        before=address(facet, kind, find, at - 1) if at > 1 else "",
        after=address(facet, kind, find, at + 1) if len(chosen) > at * SHOWN else "",
        languages=languages, made=made_of(request),
        error=reader.words(f"error.{error.key}", **error.data) if error else "", typed=typed,
    )  # fmt: skip
    return show(request, "vocabulary_facet", context, status=status_of(error) if error else 200, place="vocabulary", indexed=False, form=True)


def address(facet: Facet, kind: str, find: str = "", page: int = 1) -> str:
    """A list of the facet's terms."""
    pairs = [(name, value) for name, value, usual in (("show", kind, "all"), ("find", find, ""), ("page", str(page), "1")) if value != usual]
    return f"/vocabulary/{facet.key}" + (f"?{urlencode(pairs)}" if pairs else "")


def wanted(terms: Sequence[Term], kind: str, find: str, counts: dict[int, int], languages: Sequence[str]) -> list[Term]:
    """The terms of one filter that have what is looked for in one of their names."""
    looked = sorting(find)

    def fits(term: Term) -> bool:
        if kind == "retired":
            return term.state in ("retired", "merged")
        if not term.used:
            return False
        spoken = {text.language for text in term.labels}
        return {"proposed": term.state == "proposed", "unused": not counts.get(term.id),
                "untranslated": not spoken.issuperset(languages)}.get(kind, True)  # fmt: skip

    found = [term for term in terms if fits(term)]
    if not looked:
        return found
    return [term for term in found if looked in term.key or any(looked in sorting(text.text) for text in term.finding)]


def post(request: Request, form: Form) -> Response:
    """Adds a term."""
    facet = facet_of(request)
    languages = house(request)["settings"].languages
    try:
        labels = curation.texts([(code, form.get(f"label_{code}")) for code in languages if form.get(f"label_{code}").strip()])

        def change(writing: Writing) -> Done:
            return curation.add_term(facet.key, labels, writing=writing)

        return make(request, change, f"/vocabulary/{facet.key}")
    except (InputError, Conflict) as error:
        return page(request, facet, typed=form.fields, error=error)


def named(value: str, facet: str, *, catalogue: Catalogue) -> Term:
    """A term somebody wrote: its number, or one of its names; raises InputError `term_written`."""
    text = " ".join(value.split())[:300]
    number = whole(text)
    term = catalogue.term(number) if number is not None else catalogue.find_term(facet, text)
    if term is None or not text:
        raise InputError("term_written", value=text)
    return term
