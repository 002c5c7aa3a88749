"""Given nothing, what people of a country are called in the five languages, in every form: words → country and language."""

from collections.abc import Mapping
from functools import cache

from repository.analysis.words import cut
from repository.seeds import table
from repository.settings import INTERFACE_LANGUAGES

Words = tuple[str, ...]
# Endings of the masculine singular → those of all its forms; the first that fits counts.
_ENDINGS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "en": (("ese", ("ese",)), ("ish", ("ish",)), ("ch", ("ch",)), ("s", ("s",)), ("", ("", "s"))),
    "fr": (
        ("e", ("e", "es")), ("s", ("s", "se", "ses")), ("en", ("en", "ens", "enne", "ennes")), ("on", ("on", "ons", "onne", "onnes")),
        ("", ("", "s", "e", "es")),
    ),
    "es": (
        ("o", ("o", "a", "os", "as")), ("és", ("és", "esa", "eses", "esas")), ("án", ("án", "ana", "anes", "anas")),
        ("í", ("í", "íes", "ís")), ("e", ("e", "es")), ("a", ("a", "as")), ("", ("", "a", "es", "as", "s")),
    ),
    "pt": (
        ("o", ("o", "a", "os", "as")), ("ês", ("ês", "esa", "eses", "esas")), ("eu", ("eu", "eia", "eus", "eias")),
        ("e", ("e", "es")), ("", ("", "a", "s", "as")),
    ),
    "ar": (("ي", ("ي", "ية", "يون", "يين", "يات")), ("", ("",))),
}  # fmt: skip
_ARTICLE = "ال"


@cache
def demonyms() -> Mapping[Words, tuple[str, frozenset[str]]]:
    """Folded words → (country, languages); an empty country is a name that means something else. The first line has a word that
    two countries share."""
    made: dict[Words, tuple[str, frozenset[str]]] = {}
    for country, *cells in table("demonyms.tsv"):
        for language, cell in zip(INTERFACE_LANGUAGES, cells, strict=False):
            for base in filter(None, (part.strip() for part in cell.split("|"))):
                for form in _forms(base, language) if country else (base, base + "s"):
                    key = tuple(cut(form))
                    known, languages = made.get(key, (country, frozenset()))
                    if known == country:
                        made[key] = (country, languages | {language})
    return made


def _forms(base: str, language: str) -> list[str]:
    ending, endings = next(each for each in _ENDINGS[language] if base.endswith(each[0]))
    forms = [base[: len(base) - len(ending)] + each for each in endings]
    return [*forms, *(" ".join(_ARTICLE + word for word in form.split()) for form in forms)] if language == "ar" else forms
