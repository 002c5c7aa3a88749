"""What the pages with the form for a publication share: its fields and what can be chosen in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from repository.accounts import Account
from repository.catalogue import Catalogue
from repository.model import RELATIONS, ROLES, Facet, Term
from repository.named import public
from repository.reader import Reader
from repository.receipts import Typed
from repository.render import Voice
from repository.typed import PEOPLE, Wrong, rows, sent_choices

OPTIONS = 1_000  # of one field
LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-ND 4.0", "CC0 1.0")
Option = tuple[str, str]  # value, label


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as it stands: what is in its fields, what is wrong with them, what they may be."""

    typed: Typed = ()
    wrong: Mapping[str, str] = field(default_factory=dict)  # field → sentence
    proposed: frozenset[str] = frozenset()  # fields a file filled in
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    types: Sequence[Option] = ()
    roles: Sequence[str] = ROLES
    relations: Sequence[str] = RELATIONS
    licences: Sequence[str] = LICENCES
    choices: Sequence[Option] = ()  # facets with any number of values, and what they are called
    whole: bool = False  # whether it has everything there is to say of a report
    long: bool = False  # whether its own text is too long for a form
    numbered: bool = False  # whether it asks by what others know it
    noted: bool = True  # whether there is a note to the staff

    def one(self, name: str) -> str:
        """What is in a field."""
        return next((value for key, value in self.typed if key == name), "")

    def several(self, name: str) -> Sequence[str]:
        """What is in the fields of a name, and an empty one for another."""
        return [*(value for key, value in self.typed if key == name and value.strip()), ""]

    def rows(self, facet: str) -> Sequence[tuple[str, str]]:
        """Names with roles, and an empty one for another."""
        return rows(self.typed, facet)


def sheet(
    reader: Reader, typed: Typed, wrong: Wrong, *, catalogue: Catalogue, proposed: frozenset[str] = frozenset(),
    choices: Sequence[str] | None = None,
) -> Sheet:  # fmt: skip
    """The form in the words of a reader; with `choices`, facets, the form of everything."""
    voice = Voice(reader.words, reader.languages)
    asked = sent_choices(catalogue) if choices is None else choices
    with catalogue.reading():
        terms = {facet: public(facet, catalogue=catalogue) for facet in (*asked, *PEOPLE)}
        facets = {facet.key: called(facet, voice, reader) for facet in catalogue.facets()}
        labels = {facet: labels_of(facet, voice, catalogue=catalogue) for facet in terms}
    options = {facet: sorted({labels[facet][term.id] for term in those[:OPTIONS]}) for facet, those in terms.items()}
    types = sorted(((term.key, voice.label(term).text) for term in terms["type"]), key=lambda option: option[1])
    places = ("file", "title", "abstract", "text", "type", *PEOPLE, "date", "date_note", *asked, *wrong)  # as they stand in the form
    sentences = {name: reader.words(f"error.{wrong[name].key}", **wrong[name].data) for name in dict.fromkeys(places) if name in wrong}
    several = [(name, facets.get(name, name)) for name in asked if name != "type"]
    return Sheet(typed, sentences, proposed, options, types, choices=several, whole=choices is not None)


def labels_of(facet: str, voice: Voice, *, catalogue: Catalogue) -> Mapping[int, str]:
    """What the terms of a facet are called for readers of these languages; made once."""
    return catalogue.derived(("labels", facet, voice.languages), lambda: {term.id: voice.label(term).text for term in catalogue.terms_of(facet)})


def called(facet: Facet, voice: Voice, reader: Reader) -> str:
    """What its field is called, and how much it is wanted."""
    name = voice.facet(facet).text
    return name if facet.wanted == "optional" else f"{name} ({reader.words(f'vocabulary.wanted_{facet.wanted}').lower()})"


def preset(account: Account, reader: Reader, terms: Mapping[int, Term]) -> Typed:
    """A new form: the person's own organisations are there."""
    voice = Voice(reader.words, reader.languages)
    pairs = [(voice.label(terms[each]).text, "author") for each in account.organisations if each in terms]
    return tuple(pair for name, role in pairs for pair in (("organisation", name), ("organisation_role", role)))
