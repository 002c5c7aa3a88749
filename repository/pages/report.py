"""Given a report's number, its full record, its files, its own text, and the pages that have some words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from repository import review
from repository.catalogue import Catalogue
from repository.model import ROLES, Facet, Page, Piece, Report, Tag, Texts
from repository.pages import show
from repository.pages.cite import Citation, citation
from repository.pages.counted import counted
from repository.pages.found import Found, found_inside
from repository.paragraphs import Paragraph, paragraphs
from repository.reader import Reader, house, reader_of
from repository.reading import public_report

CONTRIBUTORS = ("organisation", "person")
ELSEWHERE = (*CONTRIBUTORS, "language", "type")  # facets with a place of their own on the page
SHOWN = 60  # pages of its own text, one under the other; further ones by their address


@dataclass(frozen=True, slots=True)
class Linked:
    """Another report and how it stands to this one; with `back` the relation is told by the other one."""

    kind: str
    back: bool
    report: Report


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of the report's own text, cut for reading."""

    page: Page
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """The context of `pages/report.html`."""

    report: Report
    contributors: tuple[tuple[str, tuple[Tag, ...]], ...]  # role → who
    facets: tuple[tuple[Facet, tuple[Tag, ...]], ...]
    abstracts: Texts  # the one in the reader's language first
    linked: tuple[Linked, ...]
    own: tuple[OwnPage, ...]
    first_page: Mapping[int, int]  # file id → its first page with text
    cited: Citation
    query: str
    found: Found | None
    edit: bool = False  # whether the reader may change it


def get(request: Request) -> Response:
    """The page of a report; its address ends in a slash."""
    engines = house(request)["engines"]
    report = public_report(request.path_params["number"], catalogue=engines.catalogue)
    here = f"/reports/{report.number}/"
    if request.scope["path"] != here:
        return RedirectResponse(here, status_code=308)
    reader = reader_of(request)
    found = found_inside(request, report, reader, catalogue=engines.catalogue, index=engines.index)
    record = record_of(report, found, reader, catalogue=engines.catalogue)
    counted(request, report)
    edit = reader.account is not None and review.may_edit(report, reader.account, catalogue=engines.catalogue, accounts=engines.accounts)
    return show(request, "report", replace(record, edit=edit), query=record.query)


def record_of(report: Report, found: Found | None, reader: Reader, *, catalogue: Catalogue) -> ReportRecord:
    """Everything the page of a report shows."""
    own = catalogue.pages(report.number, None)[:SHOWN] if report.own_pages else []
    return ReportRecord(
        report=report,
        contributors=contributors(report),
        facets=facets_of(report, catalogue=catalogue),
        abstracts=tuple(sorted(report.abstracts, key=lambda text: text.language != reader.language)),
        linked=linked(report, catalogue=catalogue),
        own=tuple(OwnPage(page, paragraphs([Piece(page.text, match=False)])) for page in own),
        first_page={file.id: first_readable(catalogue.pages(report.number, file.id)) for file in report.files},
        cited=citation(report, base=reader.base, languages=reader.languages),
        query=found.query if found else "",
        found=found,
    )


def facets_of(report: Report, *, catalogue: Catalogue) -> tuple[tuple[Facet, tuple[Tag, ...]], ...]:
    """Its public facets but those that have a place of their own."""
    facets = sorted((facet for facet in catalogue.facets() if facet.public), key=lambda facet: facet.position)
    return tuple((facet, tags) for facet in facets if facet.key not in ELSEWHERE and (tags := report.of(facet.key)))


def contributors(report: Report) -> tuple[tuple[str, tuple[Tag, ...]], ...]:
    """Organisations and people by role, in the order of ROLES; those without a role last."""
    tags = [tag for facet in CONTRIBUTORS for tag in report.of(facet)]
    order = [*ROLES, ""]
    roles = sorted({tag.role for tag in tags}, key=lambda role: order.index(role) if role in order else len(order))
    return tuple((role, tuple(tag for tag in tags if tag.role == role)) for role in roles)


def linked(report: Report, *, catalogue: Catalogue) -> tuple[Linked, ...]:
    """Published reports this one names, and those that name it."""
    ways = [(relation.kind, False, relation.number) for relation in report.relations if relation.number]
    ways += [(kind, True, number) for kind, number in catalogue.related_to(report.number)]
    found = catalogue.reports([number for _, _, number in ways if number])
    return tuple(Linked(kind, back, found[number]) for kind, back, number in ways if number in found and found[number].state == "published")


def first_readable(pages: list[Page]) -> int:
    """The first page with text, 1 when there is none."""
    return next((page.n for page in pages if page.health == "ok"), 1)
