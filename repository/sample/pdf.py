"""Given a source, a PDF report: cover, contents, chapters, tables, bars, footnotes, page labels; the same bytes each time."""

import re
from datetime import UTC, datetime

from fpdf import FPDF

from repository.sample.cover import draw_cover
from repository.sample.faces import RIGHT_TO_LEFT, Use, add_fonts, choose, wrap
from repository.sample.markup import Block, Source

_MARK = re.compile(r"\[\^(\w+)\]")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
PAPERS = {"a4": (210.0, 297.0), "a5": (148.0, 210.0), "letter": (215.9, 279.4)}
INK = (34, 34, 38)


class Press:
    """Sets one source; `chapters` collects (title, language, label, page) for the contents of a second run."""

    def __init__(self, source: Source, known: list[tuple[str, str, str, int]]) -> None:
        self.source = source
        self.known = known
        self.chapters: list[tuple[str, str, str, int]] = []
        self.width, self.height = PAPERS[source.headers.get("paper", "a4")]
        self.scale = 0.94 if self.width < 200 else 1.0
        self.margin = self.width * 0.125
        self.accent = tuple(int(source.headers["colour"][n : n + 2], 16) for n in (0, 2, 4))
        self.pdf = FPDF(format=(self.width, self.height))
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.language = source.language
        self.y = 0.0
        self.main = 0  # printed number of the page in the main part, 0 before it
        self.front = 1
        self.footnotes: list[str] = []
        self.empty = True  # nothing set on this page yet

    # ---- pages -----------------------------------------------------------------------------------------------

    def run(self) -> bytes:
        """The whole document."""
        headers = self.source.headers
        add_fonts(self.pdf, {self.source.language, *(block.language for block in self.source.blocks)})
        self.pdf.set_creation_date(datetime.fromisoformat(headers.get("made", "2018-01-15")).replace(tzinfo=UTC))
        self.pdf.set_title(headers["title"])
        self.pdf.set_author(headers.get("authors", headers["publisher"]))
        self.pdf.set_creator("Confluence Network, publications desk")
        self.pdf.set_lang(self.source.language)
        if headers.get("cover", "yes") == "yes":
            self.pdf.add_page(label_style="r", label_start=1)
            draw_cover(self.pdf, headers, self.width, self.height, self.accent)
            if "contents" in headers:
                self.page()
                self.contents()
            elif self.source.blocks[0].kind != "main":
                self.page()
        else:
            self.main = 1
            self.page()
            self.masthead()
        for block in self.source.blocks:
            self.block(block)
        self.foot()
        return bytes(self.pdf.output())

    def page(self) -> None:
        """Ends the page and starts the next one."""
        self.foot()
        if self.main == 1:
            self.pdf.add_page(label_style="D", label_start=1)
        else:
            self.pdf.add_page()
        self.y = self.margin
        self.empty = True

    @property
    def label(self) -> str:
        """What is printed as this page's number."""
        if self.main:
            return str(self.main)
        return ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")[self.front - 1]

    def foot(self) -> None:
        """Footnotes and the page number, then the number moves on."""
        if self.pdf.page == 0:
            return
        if self.pdf.page > 1 or self.main:
            self.draw_notes()
            choose(self.pdf, self.language, "label", scale=self.scale)
            self.pdf.set_text_color(*self.accent)
            self.line(self.label, self.height - self.margin * 0.62, 5, align="C")
        if self.main:
            self.main += 1
        else:
            self.front += 1

    def draw_notes(self) -> None:
        """The footnotes of this page above its foot."""
        if not self.footnotes:
            return
        y = self.floor + 2.5
        rtl = self.language in RIGHT_TO_LEFT
        start = self.width - self.margin - 30 if rtl else self.margin
        self.pdf.set_draw_color(*self.accent)
        self.pdf.set_line_width(0.2)
        self.pdf.line(start, y - 1.2, start + 30, y - 1.2)
        face = choose(self.pdf, self.language, "note", scale=self.scale)
        self.pdf.set_text_color(*INK)
        for line in self.footnotes:
            self.line(line, y, face.line)
            y += face.line
        self.footnotes = []

    @property
    def floor(self) -> float:
        """Where the text of this page must end."""
        face = choose(self.pdf, self.language, "note", scale=self.scale)
        notes = len(self.footnotes) * face.line + 3.5 if self.footnotes else 0.0
        return self.height - self.margin - notes

    def line(self, text: str, y: float, height: float, *, indent: float = 0.0, align: str = "") -> None:
        """One line of text in the face and colour now set, from the side its language starts on."""
        side = align or ("R" if self.language in RIGHT_TO_LEFT else "L")
        left = self.margin + (0 if side == "R" else indent)
        self.pdf.set_xy(left, y)
        self.pdf.cell(self.width - 2 * self.margin - indent, height, text, align=side)

    # ---- blocks ----------------------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        """Sets one block where it belongs."""
        self.language = block.language
        match block.kind:
            case "main":
                self.foot()
                self.main = 1
                self.pdf.add_page(label_style="D", label_start=1)
                self.y, self.empty = self.margin, True
            case "break":
                self.page()
            case "chapter":
                self.heading(block.text, 0)
            case "section":
                self.heading(block.text, 1)
            case "quotation":
                self.flow(block.text, "quotation", indent=8, after=3)
            case "item":
                self.flow(block.text, "body", indent=5, after=1.2, bullet=True)
            case "table":
                self.table(block)
            case "bars":
                self.bars(block)
            case "paragraph":
                self.flow(block.text, "body", after=2.6)

    def heading(self, text: str, level: int) -> None:
        """A chapter or section heading, never at the foot of a page."""
        size = (1.3 if level == 0 else 0.95) * self.scale
        face = choose(self.pdf, self.language, "heading", scale=size)
        lines = wrap(self.pdf, text, self.width - 2 * self.margin)
        if not self.empty:
            self.y += 7 if level == 0 else 3.5
        opens = level == 0 and self.main > 0 and self.source.headers.get("chapters") == "new page"
        if self.y + face.line * len(lines) + 22 > self.floor or (opens and not self.empty):
            self.page()
        self.pdf.start_section(text, level, strict=False)
        if level == 0:
            self.chapters.append((text, self.language, self.label, self.pdf.page))
        face = choose(self.pdf, self.language, "heading", scale=size)
        self.pdf.set_text_color(*self.accent)
        for line in lines:
            self.line(line, self.y, face.line)
            self.y += face.line
        self.y += 2.5 if level == 0 else 1.2
        self.empty = False

    def flow(self, text: str, use: Use, *, indent: float = 0.0, after: float = 0.0, bullet: bool = False) -> None:
        """Lines of text over as many pages as they take, each line with its footnotes on its page."""
        face = choose(self.pdf, self.language, use, scale=self.scale)
        noted = _MARK.sub(lambda found: "\u2060" + found[1].translate(_SUPERSCRIPT), text)
        lines = wrap(self.pdf, self.marked(noted), self.width - 2 * self.margin - indent)
        marks = _MARK.findall(text)
        for n, line in enumerate(lines):
            notes = [mark for mark in marks if self.mark(mark) in line]
            marks = [mark for mark in marks if mark not in notes]
            added = [part for mark in notes for part in self.note(mark)]
            orphan = face.line if n == 0 and len(lines) > 1 else 0
            self.footnotes += added
            if self.y + face.line + orphan > self.floor:
                self.footnotes = self.footnotes[: len(self.footnotes) - len(added)]
                self.page()
                self.footnotes += added
            choose(self.pdf, self.language, use, scale=self.scale)
            self.pdf.set_text_color(*(self.accent if use == "quotation" else INK))
            if bullet and n == 0:
                self.line("•", self.y, face.line)
            self.line(line, self.y, face.line, indent=indent)
            self.y += face.line
            self.empty = False
        self.y += after

    def mark(self, number: str) -> str:
        """How a footnote is marked: a raised figure, in Arabic a figure in brackets."""
        return f"[{number}]" if self.language in RIGHT_TO_LEFT else number.translate(_SUPERSCRIPT)

    def marked(self, text: str) -> str:
        """The text with its footnote marks as printed."""
        if self.language in RIGHT_TO_LEFT:
            return re.sub("\u2060([⁰¹²³⁴-⁹]+)", lambda found: f" [{_plain(found[1])}]", text)
        return text.replace("\u2060", "")

    def note(self, number: str) -> list[str]:
        """The lines of one footnote."""
        choose(self.pdf, self.language, "note", scale=self.scale)
        return wrap(self.pdf, f"{self.mark(number)} {self.source.notes[number]}", self.width - 2 * self.margin)

    def caption(self, text: str, room: float) -> None:
        """The line over a table or figure, with at least `room` under it on the page."""
        if not text:
            return
        face = choose(self.pdf, self.language, "label", scale=self.scale, style="B")
        lines = wrap(self.pdf, text, self.width - 2 * self.margin)
        if self.y + face.line * len(lines) + room > self.floor:
            self.page()
        face = choose(self.pdf, self.language, "label", scale=self.scale, style="B")
        self.pdf.set_text_color(*INK)
        for line in lines:
            self.line(line, self.y, face.line)
            self.y += face.line
        self.y += 1.2
        self.empty = False

    def table(self, block: Block) -> None:
        """A table with a heading row; rows stay whole."""
        inner = self.width - 2 * self.margin
        longest = [max(min(len(row[n]), 60) for row in block.rows) for n in range(len(block.rows[0]))]
        weights = [max(length, 9) for length in longest]
        widths = [inner * weight / sum(weights) for weight in weights]
        self.caption(block.text, 20)
        for number, row in enumerate(block.rows):
            self.row(row, widths, heading=number == 0)
        self.y += 4

    def row(self, row: tuple[str, ...], widths: list[float], *, heading: bool) -> None:
        """One row of a table, and the rule under it."""
        style = "B" if heading else ""
        face = choose(self.pdf, self.language, "label", scale=self.scale, style=style)
        cells = [wrap(self.pdf, cell, width - 2) for cell, width in zip(row, widths, strict=True)]
        tall = max(map(len, cells)) * face.line + 1.6
        if self.y + tall > self.floor:
            self.page()
        choose(self.pdf, self.language, "label", scale=self.scale, style=style)
        self.pdf.set_text_color(*(self.accent if heading else INK))
        rtl = self.language in RIGHT_TO_LEFT
        x = self.width - self.margin if rtl else self.margin
        for lines, width in zip(cells, widths, strict=True):
            for n, line in enumerate(lines):
                self.pdf.set_xy(x - width if rtl else x, self.y + 0.8 + n * face.line)
                self.pdf.cell(width - 2, face.line, line, align="R" if rtl else "L")
            x += -width if rtl else width
        self.y += tall
        self.empty = False
        self.pdf.set_draw_color(*(self.accent if heading else (200, 200, 200)))
        self.pdf.set_line_width(0.4 if heading else 0.15)
        self.pdf.line(self.margin, self.y, self.width - self.margin, self.y)

    def bars(self, block: Block) -> None:
        """A figure of horizontal bars with their values."""
        self.caption(block.text, 7.0 * len(block.rows))
        inner = self.width - 2 * self.margin
        values = [float(re.sub(r"[^\d.]", "", value.replace(",", "."))) for _, value in block.rows]
        choose(self.pdf, self.language, "label", scale=self.scale)
        self.pdf.set_text_color(*INK)
        self.pdf.set_fill_color(*self.accent)
        rtl = self.language in RIGHT_TO_LEFT
        for (label, value), amount in zip(block.rows, values, strict=True):
            long = inner * 0.42 * amount / max(values)
            self.line(label, self.y, 5)
            left = self.width - self.margin - inner * 0.46 - long if rtl else self.margin + inner * 0.46
            self.pdf.rect(left, self.y + 0.8, long, 3.4, style="F")
            self.pdf.set_xy(left - 22 if rtl else left + long + 1.5, self.y)
            self.pdf.cell(20.5, 5, value, align="R" if rtl else "L")
            self.y += 6.2
        self.y += 4
        self.empty = False

    # ---- front matter ----------------------------------------------------------------------------------------

    def contents(self) -> None:
        """The list of chapters with the printed numbers a first run found."""
        self.heading(self.source.headers["contents"], 0)
        self.chapters.clear()
        for title, language, label, page in self.known:
            self.language = language
            face = choose(self.pdf, language, "body", scale=self.scale)
            self.pdf.set_text_color(*INK)
            link = self.pdf.add_link(page=page)
            rtl = language in RIGHT_TO_LEFT
            inner = self.width - 2 * self.margin
            for n, line in enumerate(wrap(self.pdf, title, inner - 14)):
                self.pdf.set_xy(self.margin + (14 if rtl else 0), self.y)
                self.pdf.cell(inner - 14, face.line, line, align="R" if rtl else "L", link=link)
                if n == 0:
                    self.pdf.set_xy(self.margin if rtl else self.width - self.margin - 12, self.y)
                    self.pdf.cell(12, face.line, label, align="L" if rtl else "R")
                self.y += face.line
            self.y += 1.6
        self.language = self.source.language
        self.empty = False
        self.page()

    def masthead(self) -> None:
        """The title over the text where there is no cover."""
        headers = self.source.headers
        self.pdf.set_fill_color(*self.accent)
        self.pdf.rect(0, 0, self.width, 6, style="F")
        for use, text, scale in (
            ("label", headers["publisher"], 1.1),
            ("heading", headers["title"], 1.6),
            ("quotation", headers.get("subtitle", ""), 1.1),
            ("label", headers.get("imprint", ""), 1.0),
        ):
            face = choose(self.pdf, self.language, use, scale=scale * self.scale)  # type: ignore[arg-type]
            self.pdf.set_text_color(*self.accent)
            for line in wrap(self.pdf, text, self.width - 2 * self.margin):
                self.line(line, self.y, face.line)
                self.y += face.line
            self.y += 2
        self.y += 4


def _plain(raised: str) -> str:
    return "".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(figure)) for figure in raised)


def make_pdf(source: Source) -> bytes:
    """The PDF; with a list of contents it is set again until the numbers in it are those of the pages."""
    known: list[tuple[str, str, str, int]] = []
    while True:
        press = Press(source, known)
        made = press.run()
        if "contents" not in source.headers or press.chapters == known:
            return made
        known = press.chapters
