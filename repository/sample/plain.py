"""Given a source, a file of readable characters: a web page, a text, an e-mail."""

from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from repository.sample.markup import Block, Source

_TAGS = {"chapter": "h2", "section": "h3", "quotation": "blockquote", "item": "li", "paragraph": "p"}


def make_html(source: Source) -> bytes:
    """A web page as a member organisation's site would give it."""
    headers = source.headers
    direction = "rtl" if source.language == "ar" else "ltr"
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{source.language}" dir="{direction}">',
        f'<head><meta charset="utf-8"><title>{escape(headers["title"])}</title>',
        f'<meta name="author" content="{escape(headers.get("authors", headers["publisher"]))}">',
        f'<meta name="date" content="{escape(headers.get("made", ""))}"></head>',
        f"<body><header><p>{escape(headers['publisher'])}</p></header>",
        f"<main><h1>{escape(headers['title'])}</h1>",
        *(_html_block(block) for block in source.blocks),
        f"</main><footer><p>{escape(headers.get('imprint', ''))}</p></footer></body></html>",
    ]
    return "\n".join(lines).replace("</ul>\n<ul>\n", "").encode()


def _html_block(block: Block) -> str:
    if block.rows:
        rows = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        return f"<table><caption>{escape(block.text)}</caption>\n{rows}\n</table>"
    tag = _TAGS[block.kind]
    inner = f"<{tag}>{escape(block.text)}</{tag}>"
    return f"<ul>\n{inner}\n</ul>" if tag == "li" else inner


def make_txt(source: Source) -> bytes:
    """A plain text; a new page is a form feed."""
    parts = [source.headers["title"], "=" * len(source.headers["title"])]
    for block in source.blocks:
        if block.kind == "break":
            parts[-1] += "\n\f"
        elif block.kind in ("chapter", "section"):
            parts.append(f"{block.text}\n{'-' * len(block.text)}")
        else:
            parts.append(f"- {block.text}" if block.kind == "item" else block.text)
            parts += ["   ".join(row) for row in block.rows]
    return ("\n\n".join(parts) + "\n").replace("\n\f\n\n", "\n\f").encode()


def make_eml(source: Source) -> bytes:
    """An e-mail as it was sent round."""
    headers = source.headers
    message = EmailMessage(policy=SMTP.clone(max_line_length=200))
    message["From"] = headers["sender"]
    message["To"] = headers["recipient"]
    message["Subject"] = headers["title"]
    message["Date"] = headers["sent"]
    message["Message-ID"] = headers["message"]
    message["Content-Language"] = source.language
    body = "\n\n".join(f"- {block.text}" if block.kind == "item" else block.text for block in source.blocks)
    message.set_content(body + "\n", cte="quoted-printable")
    return message.as_bytes()
