"""Given a vocabulary from a file, the changes that bring a facet to it: terms added, changed, left alone or refused, one by one.

Terms are found by key, by the address of the same concept, or by name. Terms the file does not have stay as they are, and
so do names in languages it does not speak. All of it is one line of history; merges that the file tells come after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from repository import dates
from repository.catalogue import Writing
from repository.curation import LONGEST_TEXT, add_facet, addresses, merge
from repository.errors import InputError, RepositoryError
from repository.exchange.vocabulary_file import TEXTS, Entry, VocabularyFile
from repository.model import PLAIN, Details, Facet, Term, Text, Texts

Outcome = Literal["added", "changed", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What happened to one entry; `fields` are what changed, `error` is why it was refused, or could not be taken as a whole."""

    entry: Entry
    outcome: Outcome
    term: int | None = None
    fields: tuple[str, ...] = ()
    error: RepositoryError | None = None


@dataclass(slots=True)
class _Import:
    """One import under way: entries by their name in the file."""

    file: VocabularyFile
    facet: str
    writing: Writing
    terms: Mapping[str, Term]  # of the facet, by the address of the same concept
    keys: frozenset[str]  # of the file: a term of one of them is another entry's
    names: frozenset[str]  # of the file
    ids: dict[str, int]
    relating: Mapping[str, Sequence[str]]  # name of an entry → entries that say they are related to it

    def one(self, entry: Entry) -> Imported:
        """Finds or makes the term; its place comes later, when all are there."""
        if entry.error is not None:
            return Imported(entry, "refused", error=entry.error)
        try:
            with self.writing.savepoint():
                now = self.known(entry)
                if now is not None and now.state == "merged" and entry.state not in ("merged", None):
                    raise InputError("term_is_merged", term=now.id, target=now.merged_into)
                for facet, name in entry.broader or ():
                    if facet != self.facet or name not in self.names:
                        self.above(facet, name)
                done = self.added(entry) if now is None else self.changed(entry, now)
        except RepositoryError as error:
            return Imported(entry, "refused", error=error)
        self.ids[entry.name] = done.term or 0
        return done

    def known(self, entry: Entry) -> Term | None:
        """By key, by address, by name; a merged one is itself, not where it leads."""
        if entry.key:
            found = self.writing.term_with_key(self.facet, entry.key)
            if found is not None:
                return found
        elif entry.uri and entry.uri in self.terms:
            return self.terms[entry.uri]
        named = (self.writing.find_term(self.facet, label.text) for label in entry.labels)
        return next((found for found in named if found is not None and found.key not in self.keys), None)

    def added(self, entry: Entry) -> Imported:
        """A new term; what the file says is merged is retired until it is."""
        if not entry.labels and not entry.key:
            raise InputError("label_needed")
        state = "retired" if entry.state == "merged" else entry.state or "approved"
        details = self.detailed(entry, PLAIN)
        term = self.writing.add_term(self.facet, entry.labels, key=entry.key, synonyms=entry.synonyms, state=state, uri=entry.uri or "",
                                     details=details)  # fmt: skip
        return Imported(entry, "added", term.id)

    def changed(self, entry: Entry, now: Term) -> Imported:
        """The term as the file has it."""
        state = now.state if entry.state in (None, "merged") or now.state == "merged" else entry.state
        labels = _spoken(now.labels, entry.labels, self.file.languages) or now.labels
        synonyms = _spoken(now.synonyms, entry.synonyms, self.file.synonyms)
        uri, details = now.uri if entry.uri is None else entry.uri, self.detailed(entry, now.details)
        if {uri, *details.exact} == {now.uri, *now.details.exact}:  # the same ones in another order
            uri, details = now.uri, replace(details, exact=now.details.exact)
        term = replace(now, labels=labels, synonyms=synonyms, state=state or now.state, uri=uri, details=details)
        fields = tuple(name for name in ("labels", "synonyms", "state", "uri", "details") if getattr(term, name) != getattr(now, name))
        if fields:
            self.writing.update_term(term)
        return Imported(entry, "changed" if fields else "unchanged", now.id, fields)

    def detailed(self, entry: Entry, now: Details) -> Details:
        """What is said of the term beyond its names, as the file has it."""
        wanted = entry.details
        addresses((entry.uri or "", *wanted.exact, *wanted.close))
        dates.read(wanted.date)
        for name in ("definitions", "notes"):
            if any(len(text.text) > LONGEST_TEXT for text in getattr(wanted, name)):
                raise InputError("label_long", limit=LONGEST_TEXT)
        said: dict[str, Any] = {
            name: _spoken(getattr(now, name), getattr(wanted, name), self.file.spoken.get(name, frozenset())) for name in TEXTS
        }
        said |= {name: getattr(wanted, name) for name in ("exact", "close", "date") if name in self.file.says}
        return replace(now, **said)

    def placed(self, done: Imported) -> Imported:
        """With its broader terms and those it is related to."""
        now = self.writing.term(done.term) if done.term else None
        if now is None or done.error is not None:
            return done
        try:
            with self.writing.savepoint():
                placed = self.beside(done.entry, now)
                fields = tuple(name for name in ("broader", "details") if getattr(placed, name) != getattr(now, name))
                if not fields:
                    return done
                self.writing.update_term(placed)
        except RepositoryError as error:
            return replace(done, error=error)
        return replace(done, outcome="added" if done.outcome == "added" else "changed", fields=tuple(dict.fromkeys((*done.fields, *fields))))

    def beside(self, entry: Entry, now: Term) -> Term:
        """The term among the others as the file has them; one side saying that two are related is enough."""
        broader = now.broader if entry.broader is None else tuple(sorted({self.above(facet, name) for facet, name in entry.broader}))
        if "related" not in self.file.says:
            return replace(now, broader=broader)
        named = (*entry.related, *((self.facet, name) for name in self.relating.get(entry.name, ())))
        related = tuple(sorted({self.above(facet, name) for facet, name in named}))
        return replace(now, broader=broader, details=replace(now.details, related=related))

    def above(self, facet: str, name: str) -> int:
        """A broader term, of the file or of the home."""
        if facet == self.facet and self.ids.get(name):
            return self.ids[name]
        found = self.writing.term_with_key(facet, name) or self.writing.find_term(facet, name)
        if found is None:
            raise InputError("vocabulary_broader", value=f"{facet}:{name}"[:200])
        return found.id

    def merged(self, done: Imported) -> Imported:
        """A merge the file tells, for a term that no report has."""
        now = self.writing.term(done.term) if done.term else None
        if now is None or not done.entry.merged_into or now.state == "merged" or done.error is not None:
            return done
        try:
            with self.writing.savepoint():
                merge(now.id, self.above(self.facet, done.entry.merged_into), writing=self.writing)
        except RepositoryError as error:
            return replace(done, error=error)
        return replace(done, outcome="added" if done.outcome == "added" else "changed", fields=(*done.fields, "state"))


def take(file: VocabularyFile, *, facets: Sequence[Facet], terms: Sequence[Term], writing: Writing) -> list[Imported]:
    """Every entry with what happened to it; `facets` and `terms` are what is there. The facet is made when it is missing."""
    if file.facet not in {facet.key for facet in facets}:
        if file.about is None or not file.about.labels:
            raise InputError("vocabulary_new_facet", facet=file.facet)
        add_facet(file.about, writing=writing)
    run = _Import(file, file.facet, writing, {term.uri: term for term in terms if term.uri}, frozenset(entry.key for entry in file.entries),
                  frozenset(entry.name for entry in file.entries), {}, _relating(file))  # fmt: skip
    with writing.as_one("terms_imported", facet=file.facet):
        done = [run.one(entry) for entry in file.entries]
        done = [run.placed(each) for each in done]
    return [run.merged(each) for each in done]


def _relating(file: VocabularyFile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in file.entries:
        for facet, name in entry.related:
            if facet == file.facet:
                found.setdefault(name, []).append(entry.name)
    return found


def _spoken(now: Texts, wanted: Texts, languages: frozenset[str]) -> Texts:
    """What the file says in its languages, what is there in others; the same names in another order are the same."""
    texts = (*wanted, *(text for text in now if text.language not in languages))
    return now if set(texts) == set(now) else tuple(texts)


def label_of(entry: Entry) -> Text:
    """What to call an entry."""
    return entry.labels[0] if entry.labels else Text("", entry.name)
