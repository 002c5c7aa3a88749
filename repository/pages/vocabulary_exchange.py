"""Given a facet, its vocabulary to take along, and what breaks the rules of SKOS in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository.exchange.integrity import Finding
from repository.model import Facet
from repository.pages import show
from repository.pages.vocabulary_export import KINDS
from repository.pages.vocabulary_facet import facet_of
from repository.reader import house, reader_of
from repository.spoken import Spoken
from repository.vocabulary_reading import checked
from repository.words import Words

SHOWN = 200  # findings
FSI, PDI = "\u2068", "\u2069"  # what stands between them has a direction of its own


@dataclass(frozen=True, slots=True)
class VocabularyExchange:
    """The context of `pages/vocabulary_exchange.html`; each finding is its rule and its sentence."""

    facet: Facet
    formats: Sequence[str]
    findings: Sequence[tuple[str, str]]
    more: int


def get(request: Request) -> Response:
    """The page."""
    facet, reader = facet_of(request), reader_of(request)
    found = checked(facet, catalogue=house(request)["engines"].catalogue, languages=reader.languages)
    context = VocabularyExchange(facet, tuple(KINDS), sentences(found[:SHOWN], reader.words), len(found[SHOWN:]))
    return show(request, "vocabulary_exchange", context, indexed=False, place="vocabulary")


def sentences(found: Sequence[Finding], words: Words) -> list[tuple[str, str]]:
    """Each finding as its rule and its sentence."""
    say = Spoken(words.language)

    def said(name: str, value: object) -> object:
        if name == "language":
            return say.tongue(str(value)) if value else words("integrity.unknown_language")
        return f"{FSI}{value}{PDI}" if isinstance(value, str) else value

    return [(each.rule, words(f"integrity.{each.kind}", **{name: said(name, value) for name, value in each.data().items()})) for each in found]
