"""Files for tests, made here: nothing is committed that a program can build."""

import io
import zipfile
import zlib

from fpdf import FPDF

ENGLISH = "The recruitment of migrant workers must be free of fees, and every worker keeps the passport. "
FRENCH = "Les travailleurs migrants ont droit à un contrat écrit dans une langue qui est la leur, sans frais. "


def pdf(*pages: str, title: str = "", password: str = "", owner: str = "") -> bytes:
    """A PDF with a page for each text."""
    document = FPDF()
    if title:
        document.set_title(title)
    if password or owner:
        document.set_encryption(owner_password=owner or "owner", user_password=password or None)
    document.set_font("Helvetica", size=11)
    for text in pages:
        document.add_page()
        document.multi_cell(0, 6, text)
    return bytes(document.output())


def raw_pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF from hand-written objects, with a right cross-reference table."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, trailer, start)


def no_pages() -> bytes:
    """A PDF without pages."""
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")


def looping() -> bytes:
    """A PDF whose page tree is its own child."""
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")


def bomb() -> bytes:
    """A PDF whose page content unpacks to 300 MB."""
    content = zlib.compress(zlib.compress(b"0 0 m " * (50 * 2**20), 9), 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(content) + content + b"\nendstream"
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>", stream,
    )  # fmt: skip


def many_pages(count: int = 10_000) -> bytes:
    """A PDF with very many empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count, *[page] * count)


def scanned() -> bytes:
    """A PDF with a picture of text and no text."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(picture).text((50, 50), "scanned words", fill=0)
    document = FPDF()
    document.add_page()
    document.image(picture, 10, 10, 180)
    return bytes(document.output())


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A DOCX."""
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def odt(*paragraphs: str, key: str = "") -> bytes:
    """An ODT; with a key, one whose manifest says that its parts are encrypted."""
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        f'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>{body}</office:text></office:body></office:document-content>'
    )
    said = f"<manifest:encryption-data><manifest:algorithm manifest:algorithm-name='{key}'/></manifest:encryption-data>" if key else ""
    manifest = f"<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>{said}</manifest:manifest>"
    members = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"sealed" * 50 if key else content.encode()}
    return zipped({**members, "META-INF/manifest.xml": manifest.encode()})
