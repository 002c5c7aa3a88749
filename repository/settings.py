"""Given the environment, the frozen settings: the only reader of environment variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit

from repository.errors import InputError

_SIZE = re.compile(r"^\s*(\d+)\s*(b|kib|mib|gib|kb|mb|gb)?\s*$", re.IGNORECASE)
_UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_SITE = re.compile(r"^https?://[^/?#@\s\\]+$", re.IGNORECASE)
INTERFACE_LANGUAGES = ("en", "fr", "es", "pt", "ar")
USUAL = "http://127.0.0.1:8000"  # where `serve` answers when nothing else is said


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
    quota: int = 5 * 2**30  # bytes an organisation may send in on one day
    quota_files: int = 5_000
    site_name: str = ""
    contact: str = ""
    trusted_proxies: tuple[str, ...] = field(default=())
    smtp_url: str = ""
    secret_file: Path = Path("secret.key")

    @property
    def uploads(self) -> Path:
        """The record: originals and catalogue."""
        return self.home / "uploads"

    @property
    def sender(self) -> str:
        """The address letters come from: the contact where it is one, else one of this host."""
        if re.match(r"^[^@\s/]+@[^@\s/]+$", self.contact):
            return self.contact
        return f"library@{urlsplit(self.url).hostname or 'localhost'}"

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


def count_of(text: str, *, name: str) -> int:
    """A whole number; raises InputError `setting_number`."""
    if not (text.isascii() and text.isdecimal()):
        raise InputError("setting_number", name=name, value=text)
    return int(text)


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; raises InputError for a value that cannot be read."""

    def value(name: str, default: str = "") -> str:
        return environment.get(f"REPOSITORY_{name}", "").strip() or default

    home = _place("REPOSITORY_HOME", value("HOME", "."))
    under = quote(str(home))
    return Settings(
        home=home,
        store_url=value("STORE_URL", f"file://{under}/uploads/originals"),
        database_url=value("DATABASE_URL", f"sqlite:///{home}/uploads/catalogue.sqlite3"),
        index_url=value("INDEX_URL", f"whoosh://{under}/index"),
        url=_site(value("URL")),
        languages=_languages(value("LANGUAGES")),
        upload_limit=bytes_of(value("UPLOAD_LIMIT", "200 MiB"), name="REPOSITORY_UPLOAD_LIMIT"),
        quota=bytes_of(value("QUOTA", "5 GiB"), name="REPOSITORY_QUOTA"),
        quota_files=count_of(value("QUOTA_FILES", "5000"), name="REPOSITORY_QUOTA_FILES"),
        site_name=value("SITE_NAME"),
        contact=value("CONTACT"),
        trusted_proxies=tuple(_proxy(part) for part in _parts(value("TRUSTED_PROXIES"))),
        smtp_url=value("SMTP_URL"),
        secret_file=_place("REPOSITORY_SECRET_FILE", value("SECRET_FILE", str(home / "uploads" / "secret.key"))),
    )


def first_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the command line, also when other settings cannot be read."""
    known = (part.lower() for part in _parts(environment.get("REPOSITORY_LANGUAGES", "")))
    return next((part for part in known if part in INTERFACE_LANGUAGES), INTERFACE_LANGUAGES[0])


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _place(name: str, text: str) -> Path:
    try:
        return Path(text).expanduser().resolve()
    except (OSError, RuntimeError):  # a user who is not there, links in a circle
        raise InputError("setting_home", name=name, value=text) from None


def _languages(text: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(part.lower() for part in _parts(text))) or INTERFACE_LANGUAGES
    for language in languages:
        if language not in INTERFACE_LANGUAGES:
            raise InputError("setting_language", value=language, known=", ".join(INTERFACE_LANGUAGES))
    return languages


def _site(url: str) -> str:
    """A scheme, a host and perhaps a port: every address of the site begins at its root."""
    url = url.rstrip("/")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        if _SITE.match(url) and parts.hostname and parts.port != 0:
            return parts.geturl()
    except ValueError:  # a port that is none, half an IPv6 address
        pass
    raise InputError("setting_url", name="REPOSITORY_URL", value=url)


def _proxy(text: str) -> str:
    """An address, a network, or `*` for whoever asks."""
    try:
        return text if text == "*" else str(ip_network(text))
    except ValueError:
        raise InputError("setting_proxy", value=text) from None
