"""Every address of the small library: each route with values that exist, and with some that do not."""

from urllib.parse import quote

from tests.collection import CANARY, EVIL, Library

QUERIES = (
    "recruitment", "recrutement traite", "رسوم الاستقدام", '"recruitment fees"', "fees -letter", EVIL, CANARY, "", "title:open", "a*", '"',
    "((((", "state:draft", "zzzz qqqq recruitment",
)  # fmt: skip


def searches() -> list[str]:
    """Searches in every form they can be had."""
    found = []
    for query in QUERIES:
        words = quote(query)
        found += [f"/search?q={words}", f"/api/v1/search?q={words}", f"/search/country?q={words}", f"/search.atom?q={words}"]
    for kind in ("csv", "json", "ris", "bib", "atom"):
        found.append(f"/search.{kind}?q=recruitment")
    return [
        *found, "/search?country=TG&-type=news&year=2015..2018&sort=oldest&match=any&exact=1", "/search?from=2017&to=2018",
        "/search?page=1000000000", "/search?page=-1", "/search?q=fees&page=2", "/search?year=nonsense&country=XX&unknown=1",
    ]  # fmt: skip


def reports(library: Library) -> list[str]:
    """Everything of every report, also of hidden and withdrawn ones."""
    found = []
    for number in library.numbers.values():
        here = f"/reports/{number}/"
        report = library.engines.catalogue.report(number)
        assert report is not None
        found += [here, f"/reports/{number}", f"{here}?q=recruitment", f"{here}pages/1", f"{here}pages/2?q=evil", f"{here}pages/1.txt"]
        found.append(f"/api/v1/reports/{number}")
        found += [f"{here}cite.{kind}{page}" for kind in ("ris", "bib", "json", "txt") for page in ("", "?page=1")]
        for file in report.files:
            stem = f"{here}{quote(file.slug)}.{file.extension}"
            found += [
                stem,
                f"{stem}/pages/1",
                f"{stem}/pages/1?q=fees",
                f"{stem}/pages/99",
                f"{stem}/pages/1.txt",
                f"{stem}/pages/1.png",
                f"{stem}/pages/99.png",
            ]
    return found


def vocabulary(library: Library) -> list[str]:
    """Every term and every list of terms."""
    facets = library.engines.catalogue.facets()
    terms = [term for facet in facets for term in library.engines.catalogue.terms_of(facet.key)]
    used = {term for facet in facets for term, count in library.engines.catalogue.term_counts(facet.key).items() if count}
    hidden = [term for term in terms if any(CANARY in text.text for text in term.labels)]
    shown = [term for term in terms if term.id in used] + hidden
    return [
        *(f"/search?{term.facet}={quote(term.key)}" for term in hidden), "/browse",
        *(f"/browse/{facet.key}" for facet in facets), *(f"/terms/{term.id}" for term in shown), "/browse/nothing",
        "/terms/999999999", "/terms/99999999999999999999", "/api/v1/facets", "/api/v1/facets?facet=organisation",
        "/api/v1/facets?facet=nothing", "/api/v1/terms", "/api/v1/terms?limit=1000", f"/api/v1/terms?q={CANARY}",
    ]  # fmt: skip


def everything(library: Library) -> list[str]:
    """All of it."""
    pages = [
        "/", "/about", "/how-to-search", "/privacy", "/contact", "/contact?report=1", "/language", "/language?lang=fr&to=/about",
        "/account", "/account?to=/search", "/account/code", "/account/second-factor", "/account/link/nothing", "/account/sign-out",
        "/account/resume", "/reports/1/edit", "/reports/1/replace", "/reports/1/changes", "/reports/1/changes/1", "/changes",
        "/upload", "/uploads", "/uploads/1", "/uploads/1.csv", "/account/password",
        "/upload/batch", "/upload/template.csv", "/uploads/batches/1", "/uploads/batches/1.csv",
        "/account/sessions", "/account/tokens", "/account/forgotten", "/accounts", "/accounts/1", "/mail",
        "/vocabulary", "/vocabulary/country", "/vocabulary/country/1", "/edit?q=recruitment", "/history", "/review", "/review/1",
        "/robots.txt", "/feed.atom", "/sitemap.xml", "/sitemap.xml?part=1", "/opensearch.xml", "/live", "/ready", "/api/v1/openapi.json",
        "/api/v1/reports", "/api/v1/reports/1/transitions",
        "/api/v1/terms/1", "/api/v1/terms/1/merge", "/api/v1/terms/1/split", "/api/v1/edit", "/api/v1/history", "/api/v1/undo/1",
        "/tasks/1", "/api/v1/tasks/1",
        "/static/style.css", "/static/nothing.css", "/nothing", "/search.exe", "/reports/0/", "/reports/99999999999999999999/",
        "/reports/1/nothing.pdf", "/api/nothing", "/reports/1/cite.exe",
        "/reports/1/terms", "/health-of-text", "/health-of-text/1", "/not-found", "/vocabulary/country/1/named", "/vocabulary/country/settings",
        "/vocabulary/import", "/vocabulary/country/exchange", "/vocabulary/country/export.ttl",
    ]  # fmt: skip
    return [*pages, *searches(), *reports(library), *vocabulary(library)]
