"""Given a facet, its whole vocabulary as CSV or SKOS."""

from dataclasses import replace

from repository.catalogue import Catalogue
from repository.exchange.vocabulary_file import VocabularyFile, travelling
from repository.model import Facet, Text
from repository.settings import INTERFACE_LANGUAGES
from repository.words import speak

NOWHERE = "urn:report-repository"  # addresses of a site that has none yet


def exported(facet: Facet, form: str, syntax: str, *, base: str, catalogue: Catalogue) -> str:
    """The text; `form` is csv or skos, `syntax` one of `skos.FORMATS`."""
    from repository.exchange import skos, vocabulary_csv  # rdflib takes long to import, and few ask for it

    file = whole(facet, catalogue=catalogue)
    return vocabulary_csv.write(file) if form == "csv" else skos.write(file, base or NOWHERE, syntax)


def whole(facet: Facet, *, catalogue: Catalogue) -> VocabularyFile:
    """The facet and all its terms, those retired and merged included."""
    terms = catalogue.all_terms(facet.key)
    known = {term.id: term for term in terms}
    known |= catalogue.terms([above for term in terms for above in (*term.broader, *term.details.related) if above not in known])
    return travelling(named(facet), terms, known)


def named(facet: Facet) -> Facet:
    """A built-in facet with the names the interface has for it."""
    key = f"facet.{facet.key}"
    if facet.labels or not speak("en").has(key):
        return facet
    return replace(facet, labels=tuple(Text(language, speak(language)(key)) for language in INTERFACE_LANGUAGES))
