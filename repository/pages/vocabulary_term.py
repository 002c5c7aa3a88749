"""Given a term, everything about it and all that can be done with it; each change is shown before it is made."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import curation, review
from repository.arrivals import person_of
from repository.catalogue import Catalogue, Done, Writing
from repository.errors import Conflict, InputError, NotFound
from repository.failure import status_of
from repository.figures import whole
from repository.forms import Form
from repository.model import Event, Facet, Term, Trust
from repository.pages import show
from repository.pages.changing import Change, Made, Preview, made_of, make, preview
from repository.pages.term_sheet import TermSheet, beside, defined, names_in, terms_in
from repository.pages.vocabulary_facet import facet_of, named
from repository.past import Teller
from repository.reader import house, reader_of
from repository.reading import LARGEST
from repository.search import of_term
from repository.similar import Pair, similar

TICKED = 200  # reports one may leave out one by one
LISTS = {"1": "", "alike": "?show=alike"}  # where a list's own buttons lead back to


@dataclass(frozen=True, slots=True)
class VocabularyTerm:
    """The context of `pages/vocabulary_term.html`."""

    facet: Facet
    term: Term
    into: Term | None
    reports: int
    sheet: TermSheet
    narrower: tuple[Term, ...]
    alike: tuple[Pair, ...]
    past: tuple[tuple[Event, str], ...]
    preview: Preview | None
    made: Made | None
    trust: Trust | None = None  # of an organisation
    levels: tuple[Trust, ...] = review.LEVELS
    error: str = ""


def get(request: Request) -> Response:
    """The term."""
    return page(request)


def term_of(request: Request) -> Term:
    """The term of the address; raises NotFound."""
    number = request.path_params["id"]
    term = house(request)["engines"].catalogue.term(number) if 0 < number < LARGEST else None
    if term is None:
        raise NotFound("term_unknown", value=number)
    return term


def page(
    request: Request, *, shown: Preview | None = None, form: Form | None = None, error: InputError | Conflict | NotFound | None = None
) -> Response:  # fmt: skip
    """The page; what was typed stays in its form."""
    facet, term, reader, home = facet_of(request), term_of(request), reader_of(request), house(request)
    if term.facet != facet.key:
        return RedirectResponse(f"/vocabulary/{term.facet}/{term.id}", status_code=301)
    catalogue = home["engines"].catalogue
    teller = Teller(catalogue, reader.words, reader.languages)
    context = VocabularyTerm(
        facet=facet, term=term, into=catalogue.term(term.merged_into) if term.merged_into else None,
        reports=catalogue.term_counts(facet.key).get(term.id, 0),
        sheet=TermSheet(term, form, home["settings"].languages, teller, request.query_params.get("synonym", "")[:100]),
        narrower=tuple(catalogue.narrower(term.id)),
        alike=tuple(similar(catalogue.terms_of(facet.key), term.id, apart=catalogue.apart())) if term.used else (),
        past=tuple((event, teller.sentence(event)) for event in catalogue.history(term=term.id, limit=10)),
        preview=shown, made=made_of(request), trust=catalogue.trust().get(term.id, "reviewed") if facet.key == "organisation" else None,
        error=reader.words(f"error.{error.key}", **error.data) if error else "",
    )  # fmt: skip
    return show(request, "vocabulary_term", context, status=status_of(error) if error else 200, place="vocabulary", indexed=False, form=True)


def post(request: Request, form: Form) -> Response:
    """Shows what a change would do, or makes it."""
    term = term_of(request)
    catalogue = house(request)["engines"].catalogue
    try:
        if form.get("do") == "trust":
            review.entrust(term.id, form.get("level"), by=person_of(request), catalogue=catalogue)
            return RedirectResponse(f"/vocabulary/{term.facet}/{term.id}#trust", status_code=303)
        if form.get("do") == "split":
            return split(request, term, form)
        change = change_of(term, form, catalogue=catalogue)
        if form.get("step") == "apply":
            return make(request, change, f"/vocabulary/{term.facet}" + LISTS.get(form.get("list"), f"/{term.id}"))
        return page(request, shown=preview(request, form, change), form=form)
    except (InputError, Conflict, NotFound) as error:
        return page(request, form=form, error=error)


def change_of(term: Term, form: Form, *, catalogue: Catalogue) -> Change:
    """The change a form asks for; raises InputError."""
    match form.get("do"):
        case "describe":
            given = [(name.removeprefix("label_"), value) for name, value in form.fields if name.startswith("label_") and value.strip()]
            labels = curation.texts(given)
            old = tuple(text for text in term.labels if text not in labels)  # the old name goes on being found
            synonyms, hidden = (*names_in(form, "synonyms"), *old), names_in(form, "hidden")
            return lambda writing: curation.describe(term.id, labels, synonyms, writing=writing, hidden=hidden)
        case "define":
            details = defined(term, form)
            return lambda writing: curation.define(term.id, details, writing=writing)
        case "relate" | "group" as what:
            return beside(what, term, form, catalogue=catalogue)
        case "merge":
            into = named(form.get("into"), term.facet, catalogue=catalogue)
            return lambda writing: curation.merge(term.id, into.id, writing=writing)
        case "apart":
            unlike = named(form.get("into"), term.facet, catalogue=catalogue)
            return lambda writing: curation.apart(term.id, unlike.id, writing=writing)
        case "move":
            above = terms_in(form, "broader", term.facet, catalogue=catalogue)
            return lambda writing: curation.move(term.id, above, writing=writing)
        case "alone" | "together" as how:
            return lambda writing: curation.widen(term.id, on=how == "together", writing=writing)
        case "approve":
            return lambda writing: curation.approve(term.id, writing=writing)
        case "retire":
            return lambda writing: curation.retire(term.id, writing=writing)
    raise InputError("form_unknown")


def split(request: Request, term: Term, form: Form) -> Response:
    """Some of its reports get an entry of their own: those a question finds, which one may leave out one by one."""
    engines, reader = house(request)["engines"], reader_of(request)
    labels = curation.texts([(reader.words.language, form.get("name"))])
    if form.get("chosen"):
        found = [number for value in form.all("report") if (number := whole(value)) is not None]
    else:
        found = of_term(term, form.get("q")[:500], catalogue=engines.catalogue, index=engines.index, languages=reader.languages)

    def change(writing: Writing) -> Done:
        return curation.split(term.id, labels, found, writing=writing)

    if form.get("step") == "apply":
        return make(request, change, f"/vocabulary/{term.facet}/{term.id}")
    shown = preview(request, form, change)
    if len(found) <= TICKED:
        ticks = tuple(engines.catalogue.reports(found).values())
        shown = replace(shown, ticks=ticks, hidden=(*shown.hidden, ("chosen", "1")))
    return page(request, shown=shown, form=form)
