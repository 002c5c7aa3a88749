"""Given terms and facets, the promise to change them: the part of a transaction that writes the vocabulary."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from repository.model import PLAIN, Details, Facet, Term, TermState, Texts


@dataclass(frozen=True, slots=True)
class Done:
    """What one change to the vocabulary or to many reports did, or would do: its id in the history (0: there was nothing to do)."""

    change: int
    what: str
    reports: int  # that it concerns
    examples: tuple[int, ...] = ()  # the first of them
    term: int | None = None


class TermsWriting(Protocol):
    """Changes of the vocabulary in one transaction; every report concerned is logged for the index."""

    def term(self, term: int) -> Term | None:
        """One, as this transaction left it."""

    def find_term(self, facet: str, label: str) -> Term | None:
        """By key, label or synonym, terms of this transaction included."""

    def facet(self, key: str) -> Facet | None:
        """One, as this transaction left it."""

    def term_with_key(self, facet: str, key: str) -> Term | None:
        """The term itself, also when it was merged."""

    def as_one(self, what: str, *, term: int | None = None, **detail: object) -> AbstractContextManager[None]:
        """What is done to terms inside is one line of history."""

    def add_term(
        self,
        facet: str,
        labels: Texts,
        *,
        key: str = "",
        synonyms: Texts = (),
        state: TermState = "proposed",
        broader: Sequence[int] = (),
        uri: str = "",
        details: Details = PLAIN,
    ) -> Term:
        """A new term; `key` is made from the first label when empty. Raises Conflict when the key is taken."""

    def update_term(self, term: Term) -> int:
        """Replaces labels, synonyms, broader and state; every report that has it is logged for the index. Its line of history."""

    def merge_terms(self, source: int, target: int) -> int:
        """Source's reports and labels go to target; source stays as `merged` and leads there. Its line of history."""

    def split_term(self, source: int, labels: Texts, numbers: Sequence[int]) -> Done:
        """A new approved term beside this one, which those of these reports that have it get in its place; raises NotFound."""

    def used_by(self, terms: Sequence[int]) -> tuple[int, tuple[int, ...]]:
        """How many reports, whatever their state, have one of these terms, and the first of them."""

    def set_apart(self, one: int, other: int) -> int:
        """Remembers that two terms of a facet are not the same. Its line of history."""

    def add_facet(self, facet: Facet) -> int:
        """A curated facet; raises Conflict when it is there."""

    def with_several(self, facet: str) -> int:
        """How many reports have more than one term of this facet."""

    def with_tree(self, facet: str) -> int:
        """How many terms of this facet stand under another one of it."""

    def update_facet(self, facet: Facet) -> int:
        """Replaces names, place, form and audience of a facet."""
