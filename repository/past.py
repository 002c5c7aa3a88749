"""Given a line of the history, the sentence that says what happened, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from repository.catalogue import Catalogue
from repository.model import Event, Term, in_language
from repository.words import Words

Data = dict[str, object]


SHORT = 300  # characters of one value that are told
IN_LANGUAGES = ("titles", "abstracts", "labels", "synonyms", "hidden", "definitions", "notes")
OF_TERMS = ("broader", "related")


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a report or a term: what no longer stands in it, and what does since."""

    field: str
    gone: tuple[str, ...]
    came: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells lines of history in one language; names are as the vocabulary has them today."""

    catalogue: Catalogue
    words: Words
    languages: tuple[str, ...]

    def sentence(self, event: Event) -> str:
        """What happened; what kind it was, for a kind nobody has words for."""
        key = f"past.{event.what}"
        if not self.words.has(key):
            return self.words("past.other", what=event.what)
        return self.words(key, **(_DATA.get(event.what, Teller._plain)(self, event))).strip()

    def changes(self, event: Event) -> tuple[Changed, ...]:
        """Field by field, of a line that changed one report or one term; nothing for any other."""
        before, after = event.detail.get("before"), event.detail.get("after")
        if event.what not in ("report_edited", "term_edited") or not isinstance(before, Mapping) or not isinstance(after, Mapping):
            return ()
        made = []
        for name in after:
            was, will = self._values(name, before.get(name)), self._values(name, after[name])
            gone, came = (tuple(each for each in one if each not in other) for one, other in ((was, will), (will, was)))
            if gone or came:
                made.append(Changed(self._field(name), gone, came))
        return tuple(made)

    def _values(self, name: str, value: object) -> list[str]:
        items = value if isinstance(value, list) else [value] if value else []
        return [shortened(self._value(name, item)) for item in items]

    def _value(self, name: str, item: object) -> str:
        if name in OF_TERMS and isinstance(item, int):
            return self.label(item)
        if not isinstance(item, list):
            return self._either(f"vocabulary.state_{item}", str(item)) if name == "state" else str(item)
        if name == "tags":
            term = self.catalogue.term(item[0])
            facet = f"{self.facet(term.facet)}: " if term else ""
            return f"{facet}{self.label(item[0])}" + (f" ({self._either(f'role.{item[1]}', item[1])})" if item[1] else "")
        if name == "relations":
            return f"{self._either(f'relation.{item[0]}', item[0])} {item[1] or item[2]}"
        return f"{item[1]} ({item[0]})" if name in IN_LANGUAGES and item[0] else str(item[-1])

    def label(self, term: int | None) -> str:
        """What a term is called today."""
        found: Term | None = self.catalogue.term(term) if term else None
        return (in_language(found.labels, self.languages).text or found.key) if found else "?"

    def facet(self, key: object) -> str:
        """What a facet is called."""
        found = next((facet for facet in self.catalogue.facets() if facet.key == key), None)
        if found and found.labels:
            return in_language(found.labels, self.languages).text
        return self._either(f"facet.{key}", str(key))

    def _plain(self, event: Event) -> Data:
        return {
            "n": next((count for name in ("reports", "pages") if isinstance(count := event.detail.get(name), int)), 0),
            "report": event.report,
            "label": self.label(event.term),
            **{k: v for k, v in event.detail.items() if isinstance(v, (str, int)) and k != "key"},
        }

    def _fields(self, event: Event) -> Data:
        after = event.detail.get("after")
        names = [*(after if isinstance(after, Mapping) else ()), *(["text"] if "text" in event.detail else [])]
        return {**self._plain(event), "fields": ", ".join(map(self._field, names))}

    def _field(self, name: str) -> str:
        return self._either(f"past.field_{name}", name)

    def _state(self, event: Event) -> Data:
        after = event.detail.get("after")
        said = after if isinstance(after, Mapping) else {}
        state, reason, opens = (str(said.get(name) or "") for name in ("state", "reason", "opens"))
        told = [self.words("past.until", day=opens)] if opens else []
        if reason:  # the worker holds a report for what one of its files is
            told.append(self.words("past.why", reason=self._either(f"review.flag_{reason}", reason)))
        return {**self._plain(event), "state": self._either(f"state.{state}", state), "why": " ".join(told)}

    def _either(self, key: str, text: str) -> str:
        return self.words(key) if self.words.has(key) else text

    def _trust(self, event: Event) -> Data:
        after = event.detail.get("after")
        level = str(after.get("trust", "")) if isinstance(after, Mapping) else ""
        return {**self._plain(event), "level": self._either(f"trust.{level}", level)}

    def _likeness(self, event: Event) -> Data:
        said = str(event.detail.get("said", ""))
        return {**self._plain(event), "said": self._either(f"review.answer_{said}", said)}

    def _account(self, event: Event) -> Data:
        """Somebody's role and organisations, as far as they are new."""
        after, before = (event.detail.get(name) for name in ("after", "before"))
        now: Mapping[str, object] = after if isinstance(after, Mapping) else {"role": event.detail.get("role")}
        was: Mapping[str, object] = before if isinstance(before, Mapping) else {}
        told = []
        role = str(now.get("role") or "")
        if role and role != was.get("role"):
            told.append(self.words("past.role", role=self._either(f"role_of.{role}", role)))
        terms = now.get("organisations")
        if isinstance(terms, list) and terms != was.get("organisations"):
            names = self.words("word.comma").join(self.label(term) for term in terms if isinstance(term, int))
            told.append(self.words("past.organisations", names=names or "–"))
        return {**self._plain(event), "how": " ".join(told)}

    def _edit(self, event: Event) -> Data:
        said = [f"{sign} {name}={value}" for sign, kind in (("=", "set"), ("+", "append"), ("−", "remove"))
                for name, value in _pairs(event.detail.get(kind))]  # fmt: skip
        return {**self._plain(event), "how": ", ".join(said)}

    def _facet(self, event: Event) -> Data:
        return {**self._plain(event), "facet": self.facet(event.detail.get("facet"))}

    def _undone(self, event: Event) -> Data:
        undoes = event.detail.get("undoes")
        line = self.catalogue.line(undoes) if isinstance(undoes, int) else None
        told = self.sentence(line) if line is not None and line.what != "undone" else ""
        return {**self._plain(event), "told": told}


def shortened(text: str) -> str:
    """Its beginning, when it is long."""
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def _pairs(value: object) -> list[tuple[str, str]]:
    return [(str(pair[0]), str(pair[1])) for pair in value if isinstance(pair, list) and len(pair) == 2] if isinstance(value, list) else []


_DATA: Mapping[str, Callable[[Teller, Event], Data]] = {
    "report_edited": Teller._fields, "term_edited": Teller._fields, "state_moved": Teller._state, "reports_edited": Teller._edit,
    "term_added": Teller._facet, "organisation_trust": Teller._trust, "likeness_answered": Teller._likeness,
    "terms_imported": Teller._facet, "facet_added": Teller._facet, "facet_edited": Teller._facet, "undone": Teller._undone,
    "account_invited": Teller._account, "account_changed": Teller._account,
}  # fmt: skip
