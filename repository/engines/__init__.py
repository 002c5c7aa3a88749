"""One library a file (or small package), named after it; which one is used is chosen by the scheme of a URL."""

from dataclasses import dataclass

from repository.catalogue import Catalogue
from repository.errors import InputError
from repository.extract import Extract
from repository.index import Index
from repository.settings import Settings
from repository.store import Store


@dataclass(frozen=True, slots=True)
class Engines:
    """What the core functions take, opened together and closed together."""

    store: Store
    catalogue: Catalogue
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


def open_engines(settings: Settings) -> Engines:
    """The engines the settings name, prepared; raises InputError `setting_engine` for a scheme nobody serves."""
    from repository.engines.filesystem import FileStore
    from repository.engines.sql import SqlCatalogue
    from repository.engines.whoosh import WhooshIndex
    from repository.extractors.sandbox import Sandbox

    stores = {"file": FileStore}
    catalogues = {"sqlite": SqlCatalogue}
    indexes = {"whoosh": WhooshIndex}
    for name, url, known in (
        ("REPOSITORY_STORE_URL", settings.store_url, stores),
        ("REPOSITORY_DATABASE_URL", settings.database_url, catalogues),
        ("REPOSITORY_INDEX_URL", settings.index_url, indexes),
    ):
        if scheme_of(url) not in known:
            raise InputError("setting_engine", name=name, value=url, known=", ".join(sorted(known)))
    store = stores[scheme_of(settings.store_url)](settings.store_url)
    catalogue = catalogues[scheme_of(settings.database_url)](settings.database_url)
    index = indexes[scheme_of(settings.index_url)](settings.index_url)
    store.prepare()
    catalogue.prepare()
    return Engines(store=store, catalogue=catalogue, index=index, extract=Sandbox())
