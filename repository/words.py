"""Given a language, the sentences of the interface: `templates/locale/<language>.po`, read once at start.

Keys, not English sentences, are the message ids (`error.disk_full`); English is a file like the others.
"""

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from repository.settings import INTERFACE_LANGUAGES

_FIELD = re.compile(r"\{(\w+)\}")
RIGHT_TO_LEFT = ("ar",)


def templates_folder() -> Path:
    """Where templates live: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@dataclass(frozen=True)
class Words:
    """The sentences of one interface language."""

    language: str
    sentences: Mapping[str, tuple[str, ...]] = field(repr=False)
    plural: Callable[[int], int] = field(repr=False)

    def __call__(self, key: str, **data: object) -> str:
        """The sentence for a key with its data filled in; with `n` the plural form for that number."""
        forms = self.sentences[key]
        number = data.get("n")
        form = forms[min(self.plural(number), len(forms) - 1)] if isinstance(number, int) else forms[0]
        if "{" not in form:
            return form
        return _FIELD.sub(lambda found: str(data.get(found[1], "")), form)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.sentences

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, for the `dir` attribute."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@cache
def speak(language: str) -> Words:
    """The words of a language; English for one there is no file for."""
    if language not in INTERFACE_LANGUAGES:
        language = "en"
    path = templates_folder() / "locale" / f"{language}.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    sentences: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        text = message.string
        forms = tuple(text) if isinstance(text, (tuple, list)) else (text,)
        sentences[key] = tuple(str(form) for form in forms)
    return Words(language, sentences, gettext.c2py(catalog.plural_expr))
