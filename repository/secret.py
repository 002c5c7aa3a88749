"""Given a path, this home's secret: 32 bytes nobody else may read, made on the first start.

It signs the tokens of forms, hides addresses in the counts of tries, and gives the demo its passwords. Nothing that lasts
depends on it: without it open forms are given back once more, that is all.
"""

import hashlib
import hmac
import logging
import os
import secrets
from pathlib import Path

from repository.errors import InputError

log = logging.getLogger(__name__)
SIZE = 32


def read_secret(path: Path) -> bytes:
    """The secret; raises InputError `secret_file` for a file that is not one. Where it cannot be kept, one for this process."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        if not path.exists():
            descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                os.write(descriptor, secrets.token_bytes(SIZE))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            try:
                os.link(part, path)  # the first of several processes wins
            except FileExistsError:
                pass
            finally:
                part.unlink()
        found = path.read_bytes()
    except OSError as error:
        log.warning("no secret can be kept at %s (%s): open forms will not outlive this process", path, error.strerror)
        return secrets.token_bytes(SIZE)
    if len(found) < SIZE:
        raise InputError("secret_file", path=str(path))
    return found


def signed(secret: bytes, purpose: str, value: str) -> str:
    """A signature of a value for one purpose, in hex."""
    return hmac.new(secret, f"{purpose}:{value}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def agrees(secret: bytes, purpose: str, value: str, claimed: str) -> bool:
    """Whether a signature is right."""
    return hmac.compare_digest(signed(secret, purpose, value).encode(), claimed.encode("utf-8", "replace"))
