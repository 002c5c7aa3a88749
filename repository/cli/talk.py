"""Given receipts and results, lines on standard output: plain sentences, or JSON lines; progress on a watched terminal."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tqdm import tqdm

from repository.model import Receipt
from repository.words import Words


@dataclass(frozen=True, slots=True)
class Talk:
    """How one command speaks."""

    words: Words
    as_json: bool

    def say(self, key: str, **data: object) -> None:
        """One sentence, unless JSON was asked for."""
        if not self.as_json:
            print(self.words(key, **data), flush=True)

    def plain(self, text: str) -> None:
        """A result on a line of its own, unless JSON was asked for."""
        if not self.as_json:
            print(text, flush=True)

    def counted(self, key: str, n: int) -> str:
        """`3 pages`, for a sentence that tells several numbers."""
        return self.words(key, n=n, number=n)

    def warn(self, key: str, **data: object) -> None:
        """One sentence on standard error."""
        print(self.words(key, **data), file=sys.stderr, flush=True)

    def value(self, value: Mapping[str, object]) -> None:
        """One JSON value on a line, when JSON was asked for."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, default=str), flush=True)

    def receipt(self, receipt: Receipt, sentence: str = "") -> None:
        """What happened to one file or row, in the sentence of its outcome or another."""
        if self.as_json:
            self.value(self.said(receipt))
            return
        place = f"{receipt.line}: " if receipt.line else ""
        print(f"{place}{receipt.name} — {self.told(receipt, sentence)}", flush=True)

    def said(self, receipt: Receipt) -> dict[str, object]:
        """A receipt for programs."""
        return {
            "name": receipt.name, "number": receipt.number, "outcome": receipt.outcome,
            "detail": self.details(receipt), "pages": receipt.pages,
            "pages_with_text": receipt.pages_with_text, "sha256": receipt.sha256, "line": receipt.line,
            "state": receipt.state,
        }  # fmt: skip

    def told(self, receipt: Receipt, sentence: str = "") -> str:
        """A receipt for people."""
        key = sentence or f"receipt.{receipt.outcome}"
        bare = f"{key}.bare"
        told = self.words(bare if not receipt.pages and self.words.has(bare) else key, number=receipt.number, n=receipt.pages,
                          pages=receipt.pages, with_text=receipt.pages_with_text)  # fmt: skip
        detail = self.details(receipt)
        return f"{told}{' ' + detail if detail else ''}"

    def details(self, receipt: Receipt) -> str:
        """The sentences of its detail and its notes."""
        return " ".join(filter(None, map(self.detail, (receipt.detail, *receipt.notes))))

    def detail(self, detail: Mapping[str, object]) -> str:
        """The sentence of a receipt's detail, empty when there is none."""
        key = str(detail.get("key", ""))
        if not key:
            return ""
        data = {name: value for name, value in detail.items() if name != "key"}
        for known in (key, f"detail.{key}", f"error.{key}"):
            if self.words.has(known):
                return self.words(known, **data)
        return key + (" " + json.dumps(data, ensure_ascii=False, default=str) if data else "")

    @contextmanager
    def progress(self, key: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """A bar when a person watches standard error, else nothing; it takes how many are done so far."""
        watched = sys.stderr.isatty() and not self.as_json
        with tqdm(total=total, desc=self.words(key), file=sys.stderr, disable=not watched, leave=False) as bar:

            def reached(done: int) -> None:
                bar.update(done - bar.n)

            yield reached
