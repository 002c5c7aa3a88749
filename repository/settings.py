"""Given the environment, the frozen settings: the only reader of environment variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from repository.errors import InputError

_SIZE = re.compile(r"^\s*(\d+)\s*(b|kib|mib|gib|kb|mb|gb)?\s*$", re.IGNORECASE)
_UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
INTERFACE_LANGUAGES = ("en", "fr", "es", "pt", "ar")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose; every field is documented in `docs/settings.md`."""

    home: Path
    store_url: str
    database_url: str
    index_url: str
    url: str = ""
    languages: tuple[str, ...] = INTERFACE_LANGUAGES
    upload_limit: int = 200 * 2**20  # bytes
    site_name: str = ""
    contact: str = ""
    trusted_proxies: tuple[str, ...] = field(default=())
    secret_file: Path = Path("secret.key")

    @property
    def uploads(self) -> Path:
        """The record: originals and catalogue."""
        return self.home / "uploads"

    @property
    def index(self) -> Path:
        """Derived; may be deleted at any time."""
        return self.home / "index"


def bytes_of(text: str, *, name: str) -> int:
    """Bytes from `200 MiB`, `5MB`, `1048576`; raises InputError `setting_size`."""
    found = _SIZE.match(text)
    if found is None:
        raise InputError("setting_size", name=name, value=text)
    return int(found[1]) * _UNITS[(found[2] or "b").lower()]


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; raises InputError for a value that cannot be read."""

    def value(name: str, default: str = "") -> str:
        return environment.get(f"REPOSITORY_{name}", "").strip() or default

    home = Path(value("HOME", ".")).expanduser().resolve()
    languages = tuple(part.strip().lower() for part in value("LANGUAGES", ",".join(INTERFACE_LANGUAGES)).split(",") if part.strip())
    for language in languages:
        if language not in INTERFACE_LANGUAGES:
            raise InputError("setting_language", value=language, known=", ".join(INTERFACE_LANGUAGES))
    url = value("URL").rstrip("/")
    if url and not re.match(r"^https?://[^/\s]+", url):
        raise InputError("setting_url", name="REPOSITORY_URL", value=url)
    return Settings(
        home=home,
        store_url=value("STORE_URL", f"file://{home}/uploads/originals"),
        database_url=value("DATABASE_URL", f"sqlite:///{home}/uploads/catalogue.sqlite3"),
        index_url=value("INDEX_URL", f"whoosh://{home}/index"),
        url=url,
        languages=languages,
        upload_limit=bytes_of(value("UPLOAD_LIMIT", "200 MiB"), name="REPOSITORY_UPLOAD_LIMIT"),
        site_name=value("SITE_NAME"),
        contact=value("CONTACT"),
        trusted_proxies=tuple(part.strip() for part in value("TRUSTED_PROXIES").split(",") if part.strip()),
        secret_file=Path(value("SECRET_FILE", str(home / "uploads" / "secret.key"))).expanduser(),
    )
