"""One library a file (or small package), named after it; which one is used is chosen by the scheme of a URL."""

from dataclasses import dataclass
from typing import TypeVar

from repository.accounts import Accounts
from repository.batches import Batches
from repository.catalogue import Catalogue
from repository.errors import InputError
from repository.extract import Extract
from repository.index import Index
from repository.letters import Post
from repository.receipts import Receipts
from repository.review import Desk
from repository.settings import USUAL, Settings
from repository.store import Store
from repository.words import speak

T = TypeVar("T")
LOCAL = ("file", "sqlite", "whoosh")  # on this machine: no host, a path


@dataclass(frozen=True, slots=True)
class Engines:
    """What the core functions take, opened together and closed together."""

    store: Store
    catalogue: Catalogue
    accounts: Accounts
    receipts: Receipts
    batches: Batches
    index: Index
    extract: Extract

    def close(self) -> None:
        """Closes them in the reverse order of opening."""
        self.extract.close()
        self.index.close()
        self.catalogue.close()


def scheme_of(url: str) -> str:
    """`sqlite` of `sqlite:///…`."""
    return url.partition(":")[0].lower()


def _known(name: str, url: str, table: "dict[str, type[T]]") -> "type[T]":
    scheme = scheme_of(url)
    if scheme not in table:
        raise InputError("setting_engine", name=name, value=url, known=", ".join(sorted(table)))
    if scheme in LOCAL and not url[len(scheme) :].startswith(":///"):
        raise InputError("setting_path", name=name, value=url, known=f"{scheme}:///")
    return table[scheme]


def open_store(settings: Settings) -> Store:
    """The store the settings name, prepared."""
    from repository.engines.filesystem import FileStore

    store = _known("REPOSITORY_STORE_URL", settings.store_url, {"file": FileStore})(settings.store_url)
    store.prepare()
    return store


def open_post(settings: Settings) -> Post | None:
    """What carries letters; None where no mail server is known. Raises InputError `setting_smtp`."""
    from repository.engines.smtp import SmtpPost

    site = settings.site_name or speak(settings.languages[0])("site.name")
    return SmtpPost(settings.smtp_url, sender=settings.sender, site=site) if settings.smtp_url else None


def desk_of(settings: Settings, base: str = "") -> Desk:
    """What letters about reports say of this site; `base` is its address where a request, or `serve`, knows it."""
    site = settings.site_name or speak(settings.languages[0])("site.name")
    return Desk(site, (base or settings.url or USUAL).rstrip("/"), settings.languages[0])


def open_engines(settings: Settings, *, gentle: bool = False) -> Engines:
    """The engines the settings name, prepared; with `gentle`, files are read with what the processors have left.

    Raises InputError `setting_engine` for a scheme nobody serves.
    """
    from repository.engines.sql import SqlCatalogue
    from repository.engines.whoosh import WhooshIndex
    from repository.extractors.sandbox import Sandbox

    store = open_store(settings)
    catalogue = _known("REPOSITORY_DATABASE_URL", settings.database_url, {"sqlite": SqlCatalogue})(settings.database_url)
    index = _known("REPOSITORY_INDEX_URL", settings.index_url, {"whoosh": WhooshIndex})(settings.index_url)
    catalogue.prepare()
    return Engines(
        store=store, catalogue=catalogue, accounts=catalogue, receipts=catalogue, batches=catalogue, index=index,
        extract=Sandbox(gentle=gentle),
    )  # fmt: skip
