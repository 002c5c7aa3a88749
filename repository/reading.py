"""Given a number, a report, file, page or term that any reader may see; what is not published is not there."""

from repository.catalogue import Catalogue
from repository.errors import NotFound, Withdrawn
from repository.model import File, Page, Report, Term

LARGEST = 2**31  # numbers past it are nobody's


def any_report(number: int, *, catalogue: Catalogue) -> Report | None:
    """The report whatever its state, for those who may see it."""
    return catalogue.report(number) if 0 < number < LARGEST else None


def public_report(number: int, *, catalogue: Catalogue) -> Report:
    """The published report; raises Withdrawn for one that was public and was withdrawn, NotFound `report_not_now` for one that was
    public and that the staff look at again, `report_unknown` for all others.
    """
    report = any_report(number, catalogue=catalogue)
    if report is not None and report.state == "published":
        return report
    if report is not None and report.state == "withdrawn" and report.published:
        raise Withdrawn("withdrawn", number=number, reason=report.reason, successor=public_number(report.successor, catalogue=catalogue))
    raise NotFound("report_not_now" if report is not None and report.published else "report_unknown", number=number)


def public_number(number: int | None, *, catalogue: Catalogue) -> int | None:
    """The number itself if that report is published."""
    return number if number is not None and catalogue.states([number]).get(number) == "published" else None


def file_named(report: Report, name: str) -> File:
    """The file whose address ends in `slug.extension`; raises NotFound."""
    for file in report.files:
        if f"{file.slug}.{file.extension}" == name:
            return file
    raise NotFound("file_unknown", number=report.number)


def page_of(report: Report, file: File | None, n: int, *, catalogue: Catalogue) -> Page:
    """A page of one of its files, or of its own text; raises NotFound."""
    page = catalogue.page(report.number, file.id if file else None, n) if 0 < n < LARGEST else None
    if page is None:
        raise NotFound("page_unknown", number=report.number, page=n)
    return page


def followed(number: int, *, catalogue: Catalogue) -> Term | None:
    """The term, or the one it was merged into."""
    term = catalogue.term(number) if 0 < number < LARGEST else None
    for _ in range(20):
        if term is None or term.merged_into is None:
            break
        term = catalogue.term(term.merged_into)
    return term


def known(term: Term, *, catalogue: Catalogue) -> bool:
    """Whether readers may know of a term of a public facet: an approved one, or one on a published report."""
    return term.state == "approved" or (term.state == "proposed" and catalogue.term_counts(term.facet).get(term.id, 0) > 0)
