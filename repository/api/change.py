"""Given a change that a program asks for, the change made, or with `dry_run` only looked at; the answer is that of the command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from repository import curation
from repository.api import send
from repository.api.report import texts
from repository.arrivals import person_of
from repository.catalogue import Catalogue, Done, Writing
from repository.columns import members
from repository.errors import InputError
from repository.forms import Form
from repository.model import Term, Texts
from repository.reader import house, reader_of
from repository.render import Voice

Change = Callable[[Writing], Done]
HIGHEST = 2**62  # ids past it are nobody's


@dataclass(frozen=True, slots=True)
class Wanted:
    """The members of a body, each read as what it has to be; raises InputError `row_value` for anything else."""

    given: Mapping[str, object]

    def has(self, *names: str) -> bool:
        """Whether one of these was sent."""
        return any(self.given.get(name) is not None for name in names)

    def text(self, name: str) -> str:
        """A text; empty when it was not sent."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, str):
            raise InputError("row_value", column=name)
        return value or ""

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, bool):
            raise InputError("member_type", name=name)
        return bool(value)

    def number(self, value: object, name: str) -> int:
        """An id."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < HIGHEST:
            raise InputError("member_type", name=name)
        return value

    def numbers(self, name: str) -> list[int]:
        """Ids."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, list):
            raise InputError("member_type", name=name)
        return [self.number(each, name) for each in value or ()]

    def texts(self, name: str) -> Texts:
        """Names: language → one, or a list of them."""
        return curation.texts(self.pairs(name))

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """An object of texts, or of lists of them, as pairs; an empty list is a pair with an empty text."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, dict):
            raise InputError("member_type", name=name)
        found: list[tuple[str, str]] = []
        for key, each in (value or {}).items():
            several: Sequence[object] = each or [""] if isinstance(each, list) else [each]
            if not all(isinstance(one, str) for one in several):
                raise InputError("row_value", column=name)
            found += [(key, str(one)) for one in several]
        return found


def wanted(form: Form, *names: str) -> Wanted:
    """The members of a body, `dry_run` among them."""
    return Wanted(members(form.json, (*names, "dry_run")))


def make(request: Request, change: Change, *, dry: bool, made: int = 200, **more: object) -> Response:
    """Makes it in one transaction; `made` is the status of what is new then."""
    engines, reader = house(request)["engines"], reader_of(request)
    catalogue, voice = engines.catalogue, Voice(reader.words, reader.languages)
    with (catalogue.trying if dry else catalogue.writing)(person_of(request).actor) as writing:
        done = change(writing)
        examples = [{"number": number, "title": report.title.text} for number, report in catalogue.reports(done.examples).items()]
        term = writing.term(done.term) if done.term is not None else None
        became = told(term, catalogue.term_counts(term.facet).get(term.id, 0), voice, catalogue) if term is not None else None
    answer = {"change": None if dry else done.change or None, "what": done.what, "dry_run": dry, "reports": done.reports,
              "examples": examples, "term": became, **more}  # fmt: skip
    return send(request, answer, status=200 if dry else made)


def told(term: Term, count: int, voice: Voice, catalogue: Catalogue) -> dict[str, object]:
    """A term as JSON; only terms in use stand above it."""
    above, related = catalogue.terms(term.broader), catalogue.terms(term.details.related)
    return {
        "id": term.id, "facet": term.facet, "value": term.key, "label": voice.label(term).text, "labels": texts(term.labels),
        "synonyms": texts(term.synonyms), "broader": [each for each in term.broader if each in above and above[each].state == "approved"],
        "definitions": texts(term.details.definitions), "notes": texts(term.details.notes), "date": term.details.date,
        "related": [each for each in term.details.related if each in related and related[each].state == "approved"],
        "exact": [uri for uri in (term.uri, *term.details.exact) if uri], "close": list(term.details.close),
        "state": term.state, "uri": term.uri, "count": count,
    }  # fmt: skip
