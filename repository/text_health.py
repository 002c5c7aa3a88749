"""What is known of files whose text cannot be read well, how much their reports are looked for, and text that people typed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from repository.model import File, Report

Trouble = Literal["all", "unreadable", "pages", "garbled", "incomplete", "language"]
TROUBLES: tuple[Trouble, ...] = ("all", "unreadable", "pages", "garbled", "incomplete", "language")


@dataclass(frozen=True, slots=True)
class Unhealthy:
    """A file with trouble: pages without text, pages whose text makes no sense, its text in a language the record does not name.
    `looked` counts how often its report was opened in the last ninety days."""

    file: File
    report: Report
    empty: int
    garbled: int
    wrong_language: bool
    looked: int
    accepted: bool


class TextHealthWriting(Protocol):
    """The part of a transaction that mends text."""

    def accept_text(self, file: int, *, on: bool) -> int:
        """The text of this file stays as it is (`on`), or is listed again. Its line of history, 0 when it was so; raises NotFound."""

    def read_again(self, file: int) -> None:
        """Reads a file once more, whatever it was; typed pages stay. Raises NotFound."""

    def type_page(self, file: int, n: int, text: str, language: str) -> None:
        """A page's text as a person typed it: it stays when the file is read again. Raises NotFound."""

    def untype_page(self, file: int, n: int) -> None:
        """Takes a typed text away and reads the file again. Raises NotFound."""

    def add_looks(self, looks: Mapping[int, int], day: str) -> None:
        """Adds how often reports were opened on a day; what is older than ninety days goes."""


class TextHealth(Protocol):
    """What can be asked."""

    def unhealthy(self, trouble: Trouble, *, accepted: bool, limit: int, offset: int) -> tuple[int, Sequence[Unhealthy]]:
        """(how many, some of them), those first whose reports are opened most."""

    def typed_pages(self, file: int) -> Mapping[int, str]:
        """Page → when its text was typed, of those that people typed."""

    def bad_pages(self, file: int) -> Mapping[int, str]:
        """Page → health, of those that are not well."""
