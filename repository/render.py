"""Given the name of a page and its context dataclass, its HTML: the only importer of Jinja2."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context
from markupsafe import Markup, escape

from repository.assets import assets
from repository.model import Facet, Note, Piece, Term, Text, Texts, in_language
from repository.spoken import Spoken, direction, machine_date
from repository.words import Words, templates_folder


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of the switch: its own name, and the address of this page in it."""

    code: str
    name: str
    switch: str  # sets the cookie and comes back
    address: str  # this page with `?lang=`, absolute
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    site: str
    words: Words
    languages: tuple[str, ...]  # to prefer for labels, the reader's first
    tongues: tuple[Tongue, ...]
    canonical: str
    query: str = ""  # what the search box shows
    box: bool = True  # whether the masthead has a search box
    place: str = ""  # which entry of the navigation is this one
    indexed: bool = True  # whether search engines may keep it
    kept: tuple[tuple[str, str], ...] = ()  # the parameters of a long address, for the language switch; empty for a short one
    person: str = ""  # who is signed in
    places: tuple[tuple[str, str], ...] = ()  # where they work: key and address
    waiting: Mapping[str, int] = field(default_factory=dict)  # place → how much waits there
    token: str = ""  # for the forms of the page
    here: str = "/"  # the way back to this page


class Plain(Context):
    """What a template sees. Nothing our templates call wants to be given this, which Jinja asks of each call, hundreds of times a page."""

    def call(self, called: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """Calls it."""
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*values, **named)


class Templates(Environment):
    """An environment of such contexts."""

    context_class = Plain


@cache
def environment() -> Environment:
    """The templates; every value is escaped, every name must exist."""
    made = Templates(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(asset=lambda name: assets()[name].url, direction=direction, machine_date=machine_date, marked=marked)
    made.tests["blank"] = lambda value: not str(value).strip()
    return made


def marked(pieces: Sequence[Piece]) -> Markup:
    """A text in pieces, escaped, those that match marked."""
    made = (f"<mark>{escape(piece.text)}</mark>" if piece.match else escape(piece.text) for piece in pieces)
    return Markup("".join(made))  # noqa: S704 every piece is escaped above


class Voice:
    """How one reader's language names terms, facets and texts; `voice` in the templates."""

    def __init__(self, words: Words, languages: tuple[str, ...]) -> None:
        self.words = words
        self.languages = languages

    def best(self, texts: Texts) -> Text:
        """The text in the reader's language, else in the site's, else any."""
        return in_language(texts, self.languages)

    def label(self, term: Term) -> Text:
        """What a term is called; its key when nobody gave it a label."""
        found = self.best(term.labels)
        return found if found.text else Text("", term.key)

    def facet(self, facet: Facet) -> Text:
        """What a facet is called."""
        if facet.labels:
            return self.best(facet.labels)
        return self.facet_key(facet.key)

    def role(self, role: str) -> str:
        """What somebody did for a report."""
        return self.words(f"role.{role}") if self.words.has(f"role.{role}") else role

    def relation(self, kind: str, back: bool) -> str:  # noqa: FBT001 called from templates
        """How a report stands to another one; `back` when the other one says it."""
        key = f"relation.{kind}.back" if back else f"relation.{kind}"
        return self.words(key if self.words.has(key) else "relation.related")

    def note(self, note: Note) -> str:
        """What the receipt says; its key when there is no sentence."""
        key = f"note.{note.key}"
        data = {name: self._datum(name, value) for name, value in note.data.items()}
        return self.words(key, **data) if self.words.has(key) else note.key

    def quoted(self, typed: str) -> str:
        """What somebody typed, within a sentence: in its own direction (isolates of Unicode's bidirectional algorithm)."""
        return f"\u2068“{typed}”\u2069"

    def _datum(self, name: str, value: object) -> object:
        if isinstance(value, tuple):
            return self.words("word.comma").join(map(self.quoted, value))
        if name == "facet":
            return self.facet_key(str(value)).text
        return self.quoted(value) if isinstance(value, str) else value

    def facet_key(self, key: str) -> Text:
        """What a built-in facet is called; the key itself for one nobody named."""
        name = f"facet.{key}"
        return Text(self.words.language, self.words(name)) if self.words.has(name) else Text("", key)


def values_of(context: object) -> Mapping[str, Any]:
    """The fields of a context dataclass, for the template."""
    return {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]


def html(name: str, context: object, frame: Frame) -> str:
    """The page `templates/pages/<name>.html` with the fields of its context."""
    voice = Voice(frame.words, frame.languages)
    return environment().get_template(f"pages/{name}.html").render(
        **values_of(context), frame=frame, t=frame.words, say=Spoken(frame.words.language), voice=voice,
    )  # fmt: skip
