"""Given the files in `templates/static`, their addresses, which change with their content, and their bytes."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache

from repository.words import templates_folder

TYPES = {
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
}
PACKED = ("css", "svg", "txt", "js")


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file: `url` carries the first digits of its digest, so it may be kept for ever."""

    name: str
    url: str
    media_type: str
    body: bytes
    packed: bytes | None  # gzip, when that is smaller
    etag: str


@cache
def assets() -> dict[str, Asset]:
    """Every static file by its plain name (`style.css`), read once."""
    folder = templates_folder() / "static"
    found = {}
    for path in sorted(folder.iterdir()):
        extension = path.suffix[1:]
        if extension not in TYPES:
            continue
        body = path.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:12]
        packed = gzip.compress(body, 9, mtime=0) if extension in PACKED else b""
        url = f"/static/{path.stem}.{digest}{path.suffix}"
        smaller = packed if packed and len(packed) < len(body) else None
        found[path.name] = Asset(path.name, url, TYPES[extension], body, smaller, f'"{digest}"')
    return found


def plain_name(name: str) -> str:
    """`style.css` of `style.1f2e3d4c5b6a.css`, whatever the digest: an older page still gets its style."""
    parts = name.split(".")
    return f"{parts[0]}.{parts[-1]}" if len(parts) in {2, 3} else name
