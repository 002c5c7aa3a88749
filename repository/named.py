"""Given a report, the countries and organisations its text names that its record does not say yet: proposals for a form."""

from collections.abc import Sequence
from itertools import islice

from repository.catalogue import Catalogue
from repository.mentions import Mention, Piece, mentions, names_of
from repository.model import Report, Term

PAGES = 200
MOST = 12  # terms of a facet
SOUGHT = ("country", "organisation")


def named_in(report: Report, *, catalogue: Catalogue) -> list[tuple[str, Sequence[Mention]]]:
    """By facet of `SOUGHT`, those named most often first; only terms that readers may know of."""
    places = [*(file.id for file in report.files), *([None] if report.own_pages else [])]
    pages = islice((page for place in places for page in catalogue.pages(report.number, place)), PAGES)
    with catalogue.reading():
        found = mentions([Piece(page.n, page.text, page.language, page.file) for page in pages], names_of(SOUGHT, catalogue=catalogue))
        known = {tag.term.id for tag in report.tags}
        made = []
        for facet in SOUGHT:
            public_ids = {term.id for term in public(facet, catalogue=catalogue)} - known
            those = [each for each in found.values() if each.term.id in public_ids]
            made.append((facet, sorted(those, key=lambda each: (-each.times, each.page, each.term.id))[:MOST]))
    return [(facet, those) for facet, those in made if those]


def public(facet: str, *, catalogue: Catalogue) -> list[Term]:
    """Terms of a facet that readers may know of."""
    terms = catalogue.terms_of(facet)
    proposed = [term.id for term in terms if term.state != "approved"]
    counts = catalogue.term_counts(facet, proposed) if proposed else {}
    return [term for term in terms if term.state == "approved" or counts.get(term.id)]
