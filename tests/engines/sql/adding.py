"""A report in a catalogue, for tests of what holds it."""

from repository.engines.sql import SqlCatalogue
from repository.model import Actor, NewPage, Record, Text

ME = Actor("test")


def add(catalogue: SqlCatalogue, text: str = "text") -> int:
    """One report."""
    with catalogue.writing(ME) as writing:
        number = writing.add_report(Record(titles=(Text("en", "Title"),)), "published")
        writing.set_own_pages(number, [NewPage(1, "1", text, "en")])
    return number
