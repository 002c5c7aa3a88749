"""Given what came in since rules were applied last, terms that a curator gave a rule, set on reports that clearly name them.

Clearly is: in a title or an abstract, or twice in the text. What was declined stays off, what somebody took back is not set again
until the report's text changes.
"""

from repository.catalogue import Catalogue, Edit
from repository.describe import named_tag
from repository.mentions import Mention, mentions, names_of
from repository.model import Actor, Report, Term
from repository.suggesting import pieces_of

RULE = Actor("rule")
MANY = 50  # reports at a time
ENOUGH = 2  # times that a text names it
GONE = ("refused", "withdrawn")


def apply_rules(*, catalogue: Catalogue) -> int:
    """How many reports were given a term; each term's reports are one line of history, which can be undone."""
    with catalogue.reading():
        rules = [term for term in catalogue.terms(catalogue.rules()).values() if term.used]
        if not rules:
            return 0
        line, numbers = catalogue.to_be_ruled(MANY)
        if not numbers:
            return 0
        given = _named(rules, [report for report in catalogue.reports(numbers).values() if report.state not in GONE], catalogue)
    with catalogue.writing(RULE) as writing:
        for term, reports in given.items():
            writing.edit_reports(reports, Edit(append=(named_tag(term),)), append=[[term.facet, term.key]])
        writing.ruled_up_to(line)
    return len({number for reports in given.values() for number in reports})


def _named(rules: list[Term], reports: list[Report], catalogue: Catalogue) -> dict[Term, list[int]]:
    names = names_of(sorted({term.facet for term in rules}), catalogue=catalogue)
    single = {facet.key for facet in catalogue.facets() if not facet.several}
    given: dict[Term, list[int]] = {}
    for report in reports:
        found = mentions(pieces_of(report, catalogue=catalogue), names)
        off = {term for _, term in catalogue.declined(report=report.number)} | {tag.term.id for tag in report.tags}
        for term in rules:
            full = term.facet in single and bool(report.of(term.facet) or any(report.number in given.get(other, ()) for other in rules
                                                                               if other.facet == term.facet))  # fmt: skip
            if term.id not in off and not full and _clearly(found.get(term.id)):
                given.setdefault(term, []).append(report.number)
    return given


def _clearly(named: Mention | None) -> bool:
    return named is not None and (named.first or named.times >= ENOUGH)
