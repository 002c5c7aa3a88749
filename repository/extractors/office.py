"""Given the bytes of a zipped office file, one of its XML parts, safely: bounded, no entities, no network."""

import io
import zipfile

from lxml import etree

OLE = b"\xd0\xcf\x11\xe0"
MEMBER = 96 * 2**20  # bytes of one part, unpacked


class Unreadable(Exception):
    """The container or the part cannot be read."""


def part(data: bytes, name: str) -> "etree._Element | None":
    """The root of a part; None when it is not there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if name not in archive.namelist():
                return None
            with archive.open(name) as member:
                content = member.read(MEMBER + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Unreadable from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise Unreadable from error
        raise
    if len(content) > MEMBER:
        raise Unreadable
    return parse(content)


def parse(content: bytes) -> "etree._Element":
    """XML without entities, DTD or network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable from error
