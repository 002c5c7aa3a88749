"""Given a facet, its terms with their numbers of reports, from A to Z; without one, the facets there are."""

from dataclasses import dataclass
from itertools import groupby
from unicodedata import normalize

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository.catalogue import Catalogue
from repository.errors import NotFound
from repository.model import Facet, Term
from repository.pages import show
from repository.reader import house, reader_of
from repository.render import Voice

LISTED = 5_000  # terms on one page at most


@dataclass(frozen=True, slots=True)
class Browse:
    """The context of `pages/browse.html`: letter → terms with counts; `facet` is None for the list of facets."""

    facet: Facet | None
    facets: tuple[tuple[Facet, int], ...]
    letters: tuple[tuple[str, tuple[tuple[Term, int], ...]], ...]
    total: int


def get(request: Request) -> Response:
    """The list."""
    catalogue = house(request)["engines"].catalogue
    public = {facet.key: facet for facet in sorted(catalogue.facets(), key=lambda facet: facet.position) if facet.public}
    key = request.path_params.get("facet")
    if key is None:
        facets = tuple((facet, len(catalogue.term_counts(facet.key))) for facet in public.values())
        return show(request, "browse", Browse(None, tuple(one for one in facets if one[1]), (), 0), place="browse")
    if key not in public:
        if key == "year":
            return RedirectResponse("/search?sort=newest", status_code=303)
        raise NotFound("facet_unknown", value=key)
    reader = reader_of(request)
    terms = counted(key, catalogue=catalogue)
    browse = Browse(public[key], (), by_letter(terms[:LISTED], Voice(reader.words, reader.languages)), len(terms))
    return show(request, "browse", browse, place="browse")


def counted(facet: str, *, catalogue: Catalogue) -> list[tuple[Term, int]]:
    """Terms that have published reports, with how many, commonest first."""
    counts = catalogue.term_counts(facet)
    terms = catalogue.terms([each for each, count in counts.items() if count])
    return sorted(((term, counts[each]) for each, term in terms.items()), key=lambda one: (-one[1], one[0].id))


def by_letter(terms: list[tuple[Term, int]], voice: Voice) -> tuple[tuple[str, tuple[tuple[Term, int], ...]], ...]:
    """Terms under their first letters, as the reader's labels sort."""
    keyed = sorted((sorting(voice.label(term).text), term.id, term, count) for term, count in terms)
    groups = groupby(keyed, key=lambda one: one[0][:1].upper() if one[0][:1].isalpha() else "#")
    merged: dict[str, list[tuple[Term, int]]] = {}
    for letter, found in groups:
        merged.setdefault(letter, []).extend((term, count) for _, _, term, count in found)
    return tuple((letter, tuple(found)) for letter, found in merged.items())


def sorting(text: str) -> str:
    """A label without accents and case, and in Arabic without its article."""
    plain = "".join(letter for letter in normalize("NFKD", text) if not "\u0300" <= letter <= "\u036f").casefold()
    return plain.removeprefix("ال") if len(plain) > 4 else plain
