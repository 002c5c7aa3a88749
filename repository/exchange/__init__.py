"""One format a file; each single-report format has `write(Cited) -> str`. `FORMATS` is the table pages and API choose from."""

from repository.exchange import bibtex, csl, plain, ris
from repository.exchange.cited import Cited, cited

FORMATS = {"ris": (ris.write, ris.MEDIA_TYPE), "bib": (bibtex.write, bibtex.MEDIA_TYPE), "json": (csl.write, csl.MEDIA_TYPE),
           "txt": (plain.write, plain.MEDIA_TYPE)}  # fmt: skip

__all__ = ["FORMATS", "Cited", "cited"]
