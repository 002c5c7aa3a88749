"""Given a facet, its names, place, audience and form, to be changed; shown before it counts."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.catalogue import Done, Writing
from repository.errors import Conflict, InputError
from repository.failure import status_of
from repository.forms import Fields, Form
from repository.model import Facet
from repository.pages import show
from repository.pages.changing import Preview, make, preview
from repository.pages.facet_form import KINDS, WANTED, facet_in
from repository.pages.vocabulary_facet import facet_of
from repository.reader import house, reader_of


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """The context of `pages/vocabulary_settings.html`; `typed` are the fields of the form."""

    facet: Facet
    languages: tuple[str, ...]
    typed: Fields
    preview: Preview | None
    error: str = ""
    kinds: tuple[str, ...] = KINDS
    wanted: tuple[str, ...] = WANTED


def get(request: Request) -> Response:
    """The form as it stands."""
    return page(request, facet_of(request))


def page(
    request: Request, facet: Facet, *, typed: Fields | None = None, shown: Preview | None = None, error: InputError | Conflict | None = None
) -> Response:  # fmt: skip
    """The page; what was typed stays in its form."""
    words = reader_of(request).words
    said = words(f"error.{error.key}", **error.data) if error else ""
    context = VocabularySettings(facet, house(request)["settings"].languages, fields_of(facet) if typed is None else typed, shown, said)
    return show(request, "vocabulary_settings", context, status=status_of(error) if error else 200, place="vocabulary", indexed=False, form=True)


def fields_of(facet: Facet) -> Fields:
    """The facet as the fields of the form."""
    ticked = (("staff", not facet.public), ("flat", not facet.tree), ("one", not facet.several))
    return (
        *((f"label_{label.language}", label.text) for label in facet.labels), ("position", str(facet.position)), ("wanted", facet.wanted),
        ("kind", facet.kind), *((name, "1") for name, on in ticked if on),
    )  # fmt: skip


def post(request: Request, form: Form) -> Response:
    """Shows what the change would do, or makes it."""
    facet = facet_of(request)
    try:
        wanted = facet_in(form, house(request)["settings"].languages, facet)

        def change(writing: Writing) -> Done:
            return curation.change_facet(wanted, writing=writing)

        if form.get("step") == "apply":
            return make(request, change, f"/vocabulary/{facet.key}")
        return page(request, facet, typed=form.fields, shown=preview(request, form, change))
    except (InputError, Conflict) as error:
        return page(request, facet, typed=form.fields, error=error)
