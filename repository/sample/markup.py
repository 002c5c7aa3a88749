"""Given the source text of a sample file, its headers and blocks: a small part of Markdown, read line by line.

Headers (`title: …`) come first, an empty line ends them. Then blocks, parted by empty lines:

    # Chapter   ## Section   plain paragraph[^1]   > quotation   - list item   [^1]: footnote
    | a | b |       table, first row is its heading; a line `Table: caption` before it
    = label: 12     bars; a line `Figure: caption` before them
    -----           a new page        =====   the main part starts (pages count from 1)
    @ar             from here on in that language
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["chapter", "section", "paragraph", "quotation", "item", "table", "bars", "break", "main"]

_HEADER = re.compile(r"^([a-z_]+): *(.*)$")
_NOTE = re.compile(r"^\[\^(\w+)\]: *(.*)$")
_STARTS: Mapping[str, BlockKind] = {"## ": "section", "# ": "chapter", "> ": "quotation", "- ": "item"}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a text. `rows` are the cells of a table, or (label, value) of bars; `text` is then the caption."""

    kind: BlockKind
    language: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A sample file before it is set."""

    headers: Mapping[str, str]
    blocks: tuple[Block, ...]
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """ISO 639-1 code of the language it starts in."""
        return self.headers["language"]


def read_source(text: str) -> Source:
    """The headers, blocks and footnotes of a source text."""
    head, _, body = text.partition("\n\n")
    headers = {found[1]: found[2] for line in head.splitlines() if (found := _HEADER.match(line))}
    language = headers["language"]
    blocks: list[Block] = []
    notes: dict[str, str] = {}
    for chunk in re.split(r"\n{2,}", body.strip("\n")):
        note = _NOTE.match(chunk)
        if note:
            notes.update(found.groups() for line in chunk.splitlines() if (found := _NOTE.match(line)))  # type: ignore[misc]
        elif re.fullmatch(r"@[a-z]{2}", chunk):
            language = chunk[1:]
        else:
            blocks.extend(_blocks(chunk, language))
    return Source(headers, tuple(blocks), notes)


def _blocks(chunk: str, language: str) -> list[Block]:
    if chunk == "-----":
        return [Block("break", language)]
    if chunk == "=====":
        return [Block("main", language)]
    lines = chunk.splitlines()
    caption = ""
    if lines[0].startswith(("Table: ", "Figure: ")):
        caption = lines.pop(0).partition(": ")[2]
    if lines[0].startswith("|"):
        rows = tuple(tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines)
        return [Block("table", language, caption, rows)]
    if lines[0].startswith("= "):
        parts = (line[2:].rpartition(":") for line in lines)
        return [Block("bars", language, caption, tuple((label.strip(), value.strip()) for label, _, value in parts))]
    if lines[0].startswith("- "):
        return [Block("item", language, line[2:].strip()) for line in lines]
    for start, kind in _STARTS.items():
        if chunk.startswith(start):
            return [Block(kind, language, chunk[len(start) :].replace("\n", " ").replace(" > ", " "))]
    return [Block("paragraph", language, " ".join(lines))]
