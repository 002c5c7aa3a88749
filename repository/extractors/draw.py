"""Given the bytes of a PDF and a page, a picture of that page: pdfium draws it, within the jail and within bounds."""

import io

import pypdfium2
from PIL import Image

from repository.extract import DRAWN_HIGH, DRAWN_WIDE

GREYS = 16  # enough for the edges of letters
COLOURS = 128
Image.preinit()  # in the parent, so that no child has to


def picture(data: bytes, extension: str, n: int) -> bytes:
    """PNG; empty when there is no such page, when it cannot be drawn, and for formats that have no pages to draw."""
    if extension != "pdf":
        return b""
    try:
        document = pypdfium2.PdfDocument(data)
        if not 0 < n <= len(document):
            return b""
        page = document[n - 1]
        scale = min(DRAWN_WIDE / max(1.0, page.get_width()), DRAWN_HIGH / max(1.0, page.get_height()))
        image = page.render(scale=scale, may_draw_forms=False, limit_image_cache=True).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, MemoryError, OverflowError):
        return b""
    image = image.crop((0, 0, min(image.width, DRAWN_WIDE), min(image.height, DRAWN_HIGH)))
    red, green, blue = (channel.tobytes() for channel in image.split())
    grey = red == green == blue
    image = image.convert("L").quantize(GREYS) if grey else image.quantize(COLOURS, dither=0)
    out = io.BytesIO()
    image.save(out, "PNG", bits=4 if grey else 8)
    return out.getvalue()
