"""Plain text and Markdown: as it is; a form feed starts a new page."""

from repository.extractors.emit import Emitter


def read(data: bytes, emit: Emitter) -> None:
    """A page for each part between form feeds."""
    emit.form_feeds(decode(data))
    emit.end()


def decode(data: bytes) -> str:
    """By byte order mark, else UTF-8, else Windows-1256 when that looks Arabic, else Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:
            return data.decode("utf-8", errors="replace")
    arabic = data.decode("cp1256", errors="replace")
    letters = [char for char in arabic if char.isalpha() and not char.isascii()]
    if (
        letters
        and sum("\u0600" <= char <= "\u06ff" for char in letters) > 0.8 * len(letters)
        and len(letters) * 2 > sum(map(str.isalpha, arabic))
    ):
        return arabic
    return data.decode("cp1252", errors="replace")
