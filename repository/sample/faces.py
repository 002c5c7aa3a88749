"""Given a PDF being set, the letters it is set in: fonts by language and use, words broken into lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fpdf import FPDF

FOLDER = Path(__file__).resolve().parent / "fonts"
FILES: Mapping[tuple[str, str], str] = {
    ("serif", ""): "NotoSerif-Regular.ttf",
    ("serif", "B"): "NotoSerif-Bold.ttf",
    ("serif", "I"): "NotoSerif-Italic.ttf",
    ("sans", ""): "NotoSans-Regular.ttf",
    ("sans", "B"): "NotoSans-Bold.ttf",
    ("arabic", ""): "Amiri-Regular.ttf",
    ("arabic", "B"): "Amiri-Bold.ttf",
}
RIGHT_TO_LEFT = ("ar",)
_CLOSING = re.compile(r" ([»:;?!%])")  # French sets a blank before these: never at the start of a line
_OPENING = re.compile(r"(«) (?=\w)")
Use = Literal["body", "heading", "note", "quotation", "label"]


@dataclass(frozen=True, slots=True)
class Face:
    """How a use looks: family, style, size in points, line height in millimetres."""

    family: str
    style: str
    size: float
    line: float


LATIN: Mapping[Use, Face] = {
    "body": Face("serif", "", 10.5, 5.4),
    "heading": Face("sans", "B", 13, 6.6),
    "note": Face("serif", "", 8, 4),
    "quotation": Face("serif", "I", 10.5, 5.4),
    "label": Face("sans", "", 8.5, 4.4),
}
ARABIC: Mapping[Use, Face] = {
    "body": Face("arabic", "", 13.5, 7.2),
    "heading": Face("arabic", "B", 16, 8.2),
    "note": Face("arabic", "", 10, 5),
    "quotation": Face("arabic", "", 14, 7.4),
    "label": Face("arabic", "", 11, 5.4),
}


def add_fonts(pdf: FPDF, languages: set[str]) -> None:
    """Makes the faces these languages need known to the PDF."""
    families = {"arabic"} if languages == {"ar"} else {"serif", "sans", *(["arabic"] if "ar" in languages else [])}
    for (family, style), name in FILES.items():
        if family in families:
            pdf.add_font(family, style, FOLDER / name)


def choose(pdf: FPDF, language: str, use: Use, *, scale: float = 1.0, style: str | None = None) -> Face:
    """Sets the face for a use in a language; gives it, scaled."""
    base = (ARABIC if language in RIGHT_TO_LEFT else LATIN)[use]
    wanted = base.style if style is None else style
    if (base.family, wanted) not in FILES:
        wanted = base.style
    face = Face(base.family, wanted, base.size * scale, base.line * scale)
    pdf.set_font(face.family, face.style, face.size)
    if language in RIGHT_TO_LEFT:
        pdf.set_text_shaping(True, direction="rtl", script="arab", language="ara")
    else:
        pdf.set_text_shaping(False)
    return face


def wrap(pdf: FPDF, text: str, width: float) -> list[str]:
    """The text in lines that fit the width (mm) in the face now set; a longer word stands alone."""
    blank = pdf.get_string_width(" ")
    kept = _OPENING.sub("\\1\u00a0", _CLOSING.sub("\u00a0\\1", text))
    lines: list[str] = []
    line, used = "", 0.0
    for word in filter(None, kept.split(" ")):
        long = pdf.get_string_width(word)
        if line and used + blank + long > width:
            lines.append(line)
            line, used = word, long
        else:
            line, used = (f"{line} {word}", used + blank + long) if line else (word, long)
    return [*lines, line] if line else lines
