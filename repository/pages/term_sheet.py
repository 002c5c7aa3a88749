"""Given a term and what somebody typed of it, the fields of its forms; and what they mean when they come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from repository import curation
from repository.catalogue import Catalogue
from repository.forms import Form
from repository.model import Details, Term, Texts
from repository.pages.changing import Change
from repository.pages.vocabulary_facet import named
from repository.past import Teller

DATED = ("event",)  # facets whose terms have a date


@dataclass(frozen=True, slots=True)
class TermSheet:
    """The fields of a term's forms: as typed in the form that was sent, as kept in the others."""

    term: Term
    form: Form | None
    languages: Sequence[str]
    teller: Teller
    more: str = ""  # a synonym the address proposes

    def _typed(self, do: str, name: str, kept: str) -> str:
        return self.form.get(name) if self.form is not None and self.form.get("do") == do else kept

    def labels(self) -> tuple[tuple[str, str], ...]:
        """(language, name): every language of the interface, then those the term has besides."""
        return self._each("describe", "label", self.term.labels)

    def definitions(self) -> tuple[tuple[str, str], ...]:
        """The same of what it means."""
        return self._each("define", "definition", self.term.details.definitions)

    def notes(self) -> tuple[tuple[str, str], ...]:
        """The same of when to use it."""
        return self._each("define", "note", self.term.details.notes)

    def _each(self, do: str, name: str, texts: Texts) -> tuple[tuple[str, str], ...]:
        have = {text.language: text.text for text in texts}
        return tuple((code, self._typed(do, f"{name}_{code}", have.get(code, ""))) for code in dict.fromkeys((*self.languages, *have)))

    @property
    def synonyms(self) -> str:
        """A line each."""
        kept = _lines(self.term.synonyms)
        return self._typed("describe", "synonyms", "\n".join(filter(None, (kept, self.more))))

    @property
    def hidden(self) -> str:
        """A line each."""
        return self._typed("describe", "hidden", _lines(self.term.details.hidden))

    @property
    def meant(self) -> bool:
        """Whether something is said of what it means, or was typed."""
        details = self.term.details
        said = details.definitions or details.notes or details.exact or details.close or details.date or self.term.uri
        return bool(said) or (self.form is not None and self.form.get("do") == "define")

    @property
    def exact(self) -> str:
        """Addresses, a line each."""
        return self._typed("define", "exact", "\n".join(uri for uri in (self.term.uri, *self.term.details.exact) if uri))

    @property
    def close(self) -> str:
        """Addresses, a line each."""
        return self._typed("define", "close", "\n".join(self.term.details.close))

    @property
    def dated(self) -> bool:
        """Whether it may have a date."""
        return self.term.facet in DATED

    @property
    def date(self) -> str:
        """EDTF."""
        return self._typed("define", "date", self.term.details.date)

    def split(self, name: str) -> str:
        """What was typed of an entry that is to come out of it."""
        return self._typed("split", name, "")

    @property
    def broader(self) -> str:
        """Terms, a line each."""
        return self._typed("move", "broader", self._terms(self.term.broader))

    @property
    def related(self) -> str:
        """Terms, a line each."""
        return self._typed("relate", "related", self._terms(self.term.details.related))

    @property
    def members(self) -> str:
        """Terms, a line each."""
        return self._typed("group", "members", self._terms([each.id for each in self.teller.catalogue.narrower(self.term.id)]))

    def _terms(self, ids: Iterable[int]) -> str:
        """A line each: names of this facet, `facet: name` of others."""
        known = self.teller.catalogue.terms(tuple(ids))
        return "\n".join(("" if each.facet == self.term.facet else f"{each.facet}: ") + self.teller.label(each.id) for each in known.values())


def _lines(texts: Texts) -> str:
    return "\n".join(f"{text.language}: {text.text}" if text.language else text.text for text in texts)


def names_in(form: Form, name: str) -> Texts:
    """Lines as names: `fr: Traite`, or only a name; raises InputError."""
    return curation.texts([_named(line) for line in form.get(name).splitlines() if line.strip()])


def _named(line: str) -> tuple[str, str]:
    code, colon, name = line.partition(":")
    return (code.strip(), name) if colon and 1 < len(code.strip()) < 9 and code.strip().islower() and code.strip().isalpha() else ("", line)


def defined(term: Term, form: Form) -> Details:
    """The term's details with what the form says it means; raises InputError."""

    def texts(name: str) -> Texts:
        given = [(field.removeprefix(name), value) for field, value in form.fields if field.startswith(name) and value.strip()]
        return curation.texts(given, curation.LONGEST_TEXT)

    return replace(
        term.details, definitions=texts("definition_"), notes=texts("note_"), exact=curation.addresses(form.get("exact").splitlines()),
        close=curation.addresses(form.get("close").splitlines()), date=form.get("date").strip(),
    )  # fmt: skip


def terms_in(form: Form, name: str, facet: str, *, catalogue: Catalogue) -> list[int]:
    """Lines as terms: a name of this facet, `facet: name`, or a number; raises InputError `term_written`."""
    facets = {each.key for each in catalogue.facets()}
    found = []
    for line in form.get(name).splitlines():
        before, colon, after = line.partition(":")
        other = before.strip()
        if line.strip():
            found.append(named(after, other, catalogue=catalogue) if colon and other in facets else named(line, facet, catalogue=catalogue))
    return [term.id for term in found]


def beside(what: str, term: Term, form: Form, *, catalogue: Catalogue) -> Change:
    """What is related to a term, or stands under it."""
    if what == "relate":
        related = tuple(terms_in(form, "related", term.facet, catalogue=catalogue))
        details = replace(term.details, related=related, exact=tuple(uri for uri in (term.uri, *term.details.exact) if uri))
        return lambda writing: curation.define(term.id, details, writing=writing)
    members, now = terms_in(form, "members", term.facet, catalogue=catalogue), catalogue.narrower(term.id)
    return lambda writing: curation.group(term.id, members, writing=writing, now=now)
