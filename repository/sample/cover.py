"""Given a page and the headers of a source, a cover: a field of colour with a route drawn over it."""

import zlib
from collections.abc import Mapping

from fpdf import FPDF

from repository.sample.faces import RIGHT_TO_LEFT, choose, wrap


def draw_cover(pdf: FPDF, headers: Mapping[str, str], width: float, height: float, accent: tuple[int, ...]) -> None:
    """Draws on the page now open; the route follows from the title, so it is the same each time."""
    language = headers["language"]
    scale = 0.8 if width < 200 else 1.0
    margin = width * 0.1
    band = height * 0.66
    pdf.set_fill_color(*accent)
    pdf.rect(0, 0, width, band, style="F")
    _route(pdf, headers["title"], width, band, accent)
    choose(pdf, language, "label", scale=1.15 * scale)
    pdf.set_text_color(255, 255, 255)
    _lines(pdf, headers["publisher"], language, margin, margin, width)
    y = band * 0.36
    choose(pdf, language, "heading", scale=2.1 * scale)
    y = _lines(pdf, headers["title"], language, margin, y, width, 12.5 * scale) + 4
    if "parallel" in headers:
        other = headers["parallel_language"]
        choose(pdf, other, "heading", scale=2.1 * scale)
        y = _lines(pdf, headers["parallel"], other, margin, y, width, 14 * scale) + 4
    choose(pdf, language, "quotation", scale=1.25 * scale)
    _lines(pdf, headers.get("subtitle", ""), language, margin, y, width, 7.5 * scale)
    pdf.set_text_color(34, 34, 38)
    choose(pdf, language, "body", scale=scale)
    y = _lines(pdf, headers.get("authors", ""), language, margin, band + 12, width, 6.5 * scale)
    choose(pdf, language, "label", scale=scale)
    _lines(pdf, headers.get("imprint", ""), language, margin, y + 3, width, 6 * scale)


def _lines(pdf: FPDF, text: str, language: str, margin: float, y: float, width: float, line: float = 6.0) -> float:
    for part in wrap(pdf, text, width - 2 * margin):
        pdf.set_xy(margin, y)
        pdf.cell(width - 2 * margin, line, part, align="R" if language in RIGHT_TO_LEFT else "L")
        y += line
    return y


def _route(pdf: FPDF, title: str, width: float, band: float, accent: tuple[int, ...]) -> None:
    seed = zlib.crc32(title.encode())
    lighter = tuple(min(255, part + 28) for part in accent)
    pdf.set_draw_color(*lighter)
    pdf.set_fill_color(*lighter)
    pdf.set_line_width(0.7)
    x, y = width * 0.05, band * (0.72 + (seed % 13) / 100)
    for step in range(7):
        seed = zlib.crc32(seed.to_bytes(4, "big"))
        right = x + width * 0.15
        up = band * (0.62 + (seed % 29) / 100)
        pdf.line(x, y, right, up)
        pdf.circle(right, up, 1.4 + step * 0.5, style="F")
        x, y = right, up
