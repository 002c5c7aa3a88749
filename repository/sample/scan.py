"""Given a source, a PDF as an office scanner makes it: typed sheets as grey pictures, a little crooked, no text layer."""

import io
import random
from datetime import UTC, datetime

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from repository.sample.faces import FOLDER
from repository.sample.markup import Source

DOTS = 110  # per inch
WIDTH, HEIGHT = round(8.27 * DOTS), round(11.69 * DOTS)
PAPER = 236


def make_scan(source: Source) -> bytes:
    """The pictures of its pages in a PDF."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.fromisoformat(source.headers.get("made", "2018-01-15")).replace(tzinfo=UTC))
    pdf.set_creator("Office scanner")
    pdf.set_auto_page_break(False)
    for number, lines in enumerate(_sheets(source)):
        pdf.add_page()
        pdf.image(_sheet(lines, number), 0, 0, 210, 297)
    return bytes(pdf.output())


def _sheets(source: Source) -> list[list[tuple[str, bool]]]:
    """Lines for each sheet and whether they are set in bold."""
    font = ImageFont.truetype(FOLDER / "NotoSerif-Regular.ttf", 18)
    sheets: list[list[tuple[str, bool]]] = [[(source.headers["title"], True), ("", False)]]
    for block in source.blocks:
        if block.kind == "break":
            sheets.append([])
            continue
        line = ""
        for word in block.text.split():
            if line and font.getlength(f"{line} {word}") > WIDTH * 0.74:
                sheets[-1].append((line, block.kind == "chapter"))
                line = word
            else:
                line = f"{line} {word}".strip()
        sheets[-1] += [(line, block.kind == "chapter"), ("", False)]
    return sheets


def _sheet(lines: list[tuple[str, bool]], number: int) -> io.BytesIO:
    picture = Image.new("L", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    faces = {bold: ImageFont.truetype(FOLDER / f"NotoSerif-{'Bold' if bold else 'Regular'}.ttf", 18) for bold in (False, True)}
    y = HEIGHT * 0.1
    for line, bold in lines:
        draw.text((WIDTH * 0.13, y), line, fill=48, font=faces[bold])
        y += 26 if line else 14
    chance = random.Random(number)  # noqa: S311 - specks on paper, the same ones each time
    for _ in range(260):
        x, y, grey = chance.randrange(WIDTH), chance.randrange(HEIGHT), chance.randrange(90, 200)
        draw.point((x, y), fill=grey)
    turned = picture.rotate(0.6 if number % 2 else -0.4, resample=Image.Resampling.BILINEAR, fillcolor=PAPER)
    buffer = io.BytesIO()
    turned.quantize(8).convert("L").save(buffer, "PNG", optimize=False)
    buffer.seek(0)
    return buffer
