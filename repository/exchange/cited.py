"""Given a report and where it stands, what every citation format needs: people, organisations, date parts, page, address."""

import unicodedata
from dataclasses import dataclass

from repository import dates
from repository.model import Report, Term, in_language
from repository.settings import INTERFACE_LANGUAGES

AUTHORS = ("author", "speaker", "interviewee")
KINDS = {  # our type → RIS, BibTeX, CSL
    "report": ("RPRT", "techreport", "report"), "policy_brief": ("RPRT", "techreport", "report"),
    "open_letter": ("PCOMM", "misc", "personal_communication"), "joint_statement": ("GEN", "misc", "document"),
    "statement": ("GEN", "misc", "document"), "interview": ("GEN", "misc", "interview"), "hearing": ("HEAR", "misc", "hearing"),
    "speech": ("GEN", "misc", "speech"), "press_release": ("PRESS", "misc", "article-newspaper"), "news": ("NEWS", "misc", "article-newspaper"),
    "submission": ("GEN", "misc", "document"), "consultation": ("GEN", "misc", "document"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cited:
    """One report (or one page of it) to be cited. `year` None when unknown; corporate names stay whole."""

    report: Report
    url: str
    title: str
    language: str
    people: tuple[str, ...]
    organisations: tuple[str, ...]
    publishers: tuple[str, ...]
    year: int | None
    month: int | None
    day: int | None
    abstract: str
    keywords: tuple[str, ...]
    kind: tuple[str, str, str]
    tongue: str = "en"  # language of the interface the citation is said in: that of the title, else the reader's
    page: str = ""  # printed label

    @property
    def key(self) -> str:
        """A key for BibTeX: first word of the first author, year, number, page."""
        first = (self.people or self.organisations or ("report",))[0].split()
        plain = unicodedata.normalize("NFKD", first[-1] if self.people else first[0])
        word = "".join(char for char in plain if char.isascii() and char.isalnum())
        page = "".join(char for char in self.page if char.isascii() and char.isalnum())
        return f"{word.lower() or 'report'}{self.year or ''}-{self.report.number}{f'-p{page}' if page else ''}"


def cited(report: Report, url: str, languages: tuple[str, ...] = ("en",), page: str = "") -> Cited:
    """The facts of a citation; authors are people with an author's role, else the organisations that wrote it.

    Names stand in the language of the title where they have one, as on the work itself, else in the first of `languages`.
    """
    own = report.title.language
    languages = (own, *languages) if own else languages

    def name(term: Term) -> str:
        return in_language(term.labels, languages).text or term.key

    def names(facet: str, *roles: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name(tag.term) for tag in report.of(facet) if tag.role in roles))

    organisations = names("organisation", *AUTHORS) or names("organisation", "publisher", "signatory", "organiser")
    span = dates.read(report.date)
    point = span.first if span else None
    exact = span is not None and span.first == span.last
    types = [tag.term.key for tag in report.of("type")]
    return Cited(
        report, url, report.title.text, (report.languages() or (report.title.language,))[0], names("person", *AUTHORS), organisations,
        names("organisation", "publisher"), point.year if point else None, point.month if point and point.year and exact else None,
        point.day if point and point.year and exact else None, report.abstracts[0].text if report.abstracts else "",
        tuple(name(tag.term) for facet in ("topic", "country", "region", "process", "event") for tag in report.of(facet)),
        next((KINDS[kind] for kind in types if kind in KINDS), ("GEN", "misc", "document")),
        next((language for language in languages if language in INTERFACE_LANGUAGES), "en"), page,
    )  # fmt: skip


def parted(name: str) -> tuple[str, str]:
    """(given names, family name): the last word is the family's; a single word is all family."""
    given, _, family = name.rpartition(" ")
    return given, family
