"""E-mail: subject, people, date and text as one page; attachments are named, not opened."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from repository.extractors.emit import Emitter
from repository.extractors.html import text_of


def read(data: bytes, emit: Emitter) -> None:
    """One page."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    head = [f"{name}: {value}" for name in ("Subject", "From", "To", "Date") if (value := _header(message, name))]
    body = _body(message)
    names = [name for part in message.walk() if (name := part.get_filename())]
    try:
        date = parsedate_to_datetime(_header(message, "Date")).date().isoformat()
    except (TypeError, ValueError, IndexError):
        date = ""
    author = parseaddr(_header(message, "From"))[0]
    emit.propose(title=_header(message, "Subject"), date=date, authors=(author,) if author else ())
    emit.page("\n".join(head) + "\n\n" + body + ("\n\n" + "\n".join(names) if names else ""))
    emit.end()


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""


def _body(message: EmailMessage) -> str:
    for kind in ("plain", "html"):
        for part in message.walk():
            if part.get_content_type() == f"text/{kind}" and not part.get_filename():
                raw = part.get_payload(decode=True)
                if not isinstance(raw, bytes):
                    continue
                if kind == "html":
                    return text_of(raw)[0]
                try:
                    return raw.decode(part.get_content_charset() or "utf-8", errors="replace")
                except LookupError:
                    return raw.decode("utf-8", errors="replace")
    return ""
