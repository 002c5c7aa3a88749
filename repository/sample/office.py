"""Given a source, a word processor's file: DOCX, ODT or RTF, written part by part with a fixed clock."""

import io
import zipfile
from xml.sax.saxutils import escape

from repository.sample.markup import Block, Source

_MOMENT = (2018, 1, 15, 9, 0, 0)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def _pack(parts: dict[str, str], *, stored_first: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (name, text) in enumerate(parts.items()):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_STORED if stored_first and number == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return buffer.getvalue()


def _dated(source: Source) -> str:
    return f"{source.headers.get('made', '2018-01-15')}T09:00:00Z"


def make_docx(source: Source) -> bytes:
    """A DOCX with heading styles, lists and tables."""
    title, author = escape(source.headers["title"]), escape(source.headers.get("authors", source.headers["publisher"]))
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    body = "".join(_docx_block(block) for block in source.blocks)
    opening = _docx_paragraph(source.headers["title"], "Title") + _docx_paragraph(source.headers.get("subtitle", ""), "Subtitle")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for key, name, size in (("Title", "Title", 40), ("Subtitle", "Subtitle", 26), ("Heading1", "heading 1", 30),
                                ("Heading2", "heading 2", 26), ("Quote", "Quote", 22), ("ListBullet", "List Bullet", 22))
    )  # fmt: skip
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    return _pack(
        {
            "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{types}.styles+xml"/>'
            '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            "</Types>",
            "_rels/.rels": f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="r2" Type="{package}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
            "</Relationships>",
            "word/_rels/document.xml.rels": '<?xml version="1.0" encoding="UTF-8"?>'
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{relation}/styles" Target="styles.xml"/>'
            "</Relationships>",
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{opening}{body}'
            "<w:sectPr/></w:body></w:document>",
            "word/styles.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="{_W}">{normal}{styles}</w:styles>',
            "docProps/core.xml": '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties '
            f'xmlns:cp="{package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{source.language}</dc:language>"
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{_dated(source)}</dcterms:created></cp:coreProperties>',
        }
    )


def _docx_paragraph(text: str, style: str = "") -> str:
    if not text:
        return ""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _docx_block(block: Block) -> str:
    if block.rows:
        rows = "".join(
            "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{_docx_paragraph(cell) or '<w:p/>'}</w:tc>" for cell in row) + "</w:tr>" for row in block.rows
        )
        grid = "<w:gridCol/>" * len(block.rows[0])
        return f"{_docx_paragraph(block.text)}<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    styles = {"chapter": "Heading1", "section": "Heading2", "quotation": "Quote", "item": "ListBullet"}
    return _docx_paragraph(block.text, styles.get(block.kind, ""))


def make_odt(source: Source) -> bytes:
    """An ODT with headings, lists and tables."""
    media = "application/vnd.oasis.opendocument.text"
    spaces = " ".join(f'xmlns:{key}="{_ODF}{key}:1.0"' for key in ("office", "text", "table", "meta", "manifest"))
    head = f'<text:h text:outline-level="1">{escape(source.headers["title"])}</text:h>'
    body = head + "".join(_odt_block(block) for block in source.blocks)
    author = escape(source.headers.get("authors", source.headers["publisher"]))
    return _pack(
        {
            "mimetype": media,
            "META-INF/manifest.xml": f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {spaces} manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>',
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-meta {spaces} '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:meta>'
            f"<dc:title>{escape(source.headers['title'])}</dc:title><meta:initial-creator>{author}</meta:initial-creator>"
            f"<dc:language>{source.language}</dc:language><meta:creation-date>{_dated(source)}</meta:creation-date>"
            "</office:meta></office:document-meta>",
        },
        stored_first=True,
    )


def _odt_block(block: Block) -> str:
    text = escape(block.text)
    if block.rows:
        rows = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
            + "</table:table-row>"
            for row in block.rows
        )
        columns = f'<table:table-column table:number-columns-repeated="{len(block.rows[0])}"/>'
        return f"<text:p>{text}</text:p><table:table>{columns}{rows}</table:table>"
    if block.kind in ("chapter", "section"):
        level = 2 if block.kind == "chapter" else 3
        return f'<text:h text:outline-level="{level}">{text}</text:h>'
    if block.kind == "item":
        return f"<text:list><text:list-item><text:p>{text}</text:p></text:list-item></text:list>"
    return f"<text:p>{text}</text:p>"


def make_rtf(source: Source) -> bytes:
    """An RTF in plain ASCII, other letters as \\u escapes."""
    paragraphs = [r"{\b\fs32 " + _rtf(source.headers["title"]) + r"\par}"]
    for block in source.blocks:
        look = {"chapter": r"\b\fs28", "section": r"\b\fs24", "quotation": r"\i", "item": r"\bullet\tab"}.get(block.kind, "")
        if block.text:
            paragraphs.append("{\\pard\\sa120" + look + " " + _rtf(block.text) + r"\par}")
        paragraphs += ["{\\pard " + r"\tab ".join(map(_rtf, row)) + r"\par}" for row in block.rows]
    info = r"{\info{\title " + _rtf(source.headers["title"]) + r"}{\author " + _rtf(source.headers["publisher"]) + "}}"
    return (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Georgia;}}\fs22" + info + "\n" + "\n".join(paragraphs) + "}").encode("ascii")


def _rtf(text: str) -> str:
    safe = text.replace("\\", r"\\").replace("{", r"\{").replace("}", r"\}")
    return "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in safe)
