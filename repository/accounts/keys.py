"""Given nothing, something only its holder knows; given that, the digest the record keeps."""

import hashlib
import secrets


def fresh() -> str:
    """256 bits for a session, link or token, in letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(32)


def digest(held: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(held.encode("utf-8", "replace")).hexdigest()
