"""Hostile words in every field, in file names and in the text of files, on every page of the table, in a real browser: nothing runs.

No dialog opens, no script of theirs leaves a trace, nothing is asked of another place, and nothing is loaded that they named.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request
from starlette.testclient import TestClient

from repository import access
from repository.accounts import links
from repository.accounts.record import Role
from repository.app import create_app
from repository.engines import open_engines
from repository.indexing import catch_up
from repository.ingest import read_all
from repository.routes import TABLE
from repository.settings import load
from tests import samples
from tests.people import PASSWORD
from tests.programs import FEES, program
from tests.serving import serving

pytestmark = pytest.mark.journey
WAYS_IN = (
    "<script>top.hit=1;alert(1)</script>", "\"'><img src=/hit onerror=\"top.hit=1;alert(2)\">",
    "</title></textarea></script><svg onload=alert(3)>", "' onmouseover=alert(4) autofocus onfocus=alert(5) x='",
    "<img src=//evil.example/hit.png>", "<link rel=stylesheet href=//evil.example/hit.css>", "<style>@import '//evil.example/hit.css';</style>",
    "{{ 7*7 }}{% raise %}${7*7}", "<!--", "]]>", "<meta http-equiv=refresh content='0;url=//evil.example/hit'>", "<base href=//evil.example/>",
    "javascript:alert(6)", "\u202e<iframe srcdoc='<script>alert(7)</script>'></iframe>",
)  # fmt: skip
EVIL = " ".join(WAYS_IN)
ROLES: tuple[Role, ...] = ("partner", "admin")  # who runs the place sees all that staff see


@dataclass(frozen=True)
class Place:
    """Where it is served, and what stands for the parameters of addresses."""

    address: str
    values: dict[str, list[object]]

    def values_of(self, name: str, address: str) -> list[object]:
        """What may stand for a parameter; numbers of reports for one that is new."""
        term = name == "id" and address.startswith(("/terms", "/vocabulary"))
        return self.values["terms" if term else name if name in self.values else "number"]

    def addresses(self, role: Role | None) -> Iterator[str]:
        """Every address of the table that answers this role, with every value of its parameters, and one that sends it away; somebody
        signed in need not see again what everybody sees."""  # fmt: skip
        yield "/accounts"
        for address, module in TABLE:
            names, rule = re.findall(r"\{(\w+)(?::int)?\}", address), access.rule_of("GET", address)
            if not hasattr(module, "get") or "link" in names or address.startswith(("/static", "/account/sign-out")):
                continue
            if rule is None or access.RANK[role] < access.RANK[rule.own or rule.least]:
                continue
            if role and rule == access.ANYONE and not address.startswith("/reports"):
                continue
            chosen = [self.values_of(each, address) for each in names]
            for row in range(max(map(len, chosen), default=1)):
                made = address
                for each, values in zip(names, chosen, strict=True):
                    made = re.sub(rf"\{{{each}(:int)?\}}", quote(str(values[row % len(values)]), safe=""), made)
                yield made
        if role:
            return
        for query in (EVIL, f'"{EVIL}"', WAYS_IN[0], WAYS_IN[1]):
            yield from (f"{path}?q={quote(query)}" for path in ("/search", "/search.atom", "/api/v1/search", "/search/topic"))
        yield from (
            f"/reports/1/?q={quote(EVIL)}",
            f"/account?to={quote('javascript:alert(8)')}",
            f"/contact?report={quote(EVIL)}",
            f"/{quote(WAYS_IN[0])}",
        )


def columns(number: int) -> dict[str, object]:
    """A report that is hostile in every column."""
    plain = ("title", "title_fr", "abstract", "abstract_ar", "date_note", "licence")
    tags = ("organisation", "person", "topic", "event", "process", "region")
    found: dict[str, object] = {name: f"{name} {number} {EVIL}" for name in plain}
    found |= {name: f"{name} {WAYS_IN[number % len(WAYS_IN)]}{WAYS_IN[0]}".replace("|", "/") for name in tags}
    return found | {"external_id": f"{number}{EVIL}", "text": f"{FEES} {EVIL}\f{EVIL}", "language": "en", "country": "TG", "date": "2017"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A site that took it all in: published, returned, drafts."""
    settings = load({"REPOSITORY_HOME": str(tmp_path_factory.mktemp("hostile") / "home")})
    engines = open_engines(settings)
    for role in ROLES:
        links.sample(f"{role}@library.example", role=role, password=PASSWORD, organisations=(f"Org {EVIL[:200]}",) if role == "partner" else (),
                     language="en", accounts=engines.accounts)  # fmt: skip
    with TestClient(create_app(settings, engines), base_url="http://127.0.0.1") as client:
        partner, curator = program(client, engines, "partner@library.example"), program(client, engines, "curator@library.example", "curator")
        page = f"<!doctype html><title>{EVIL}</title><body>{EVIL}<p>{FEES}".encode()
        pdf = samples.pdf(f"{FEES} {EVIL}".encode("latin-1", "replace").decode("latin-1"), title=EVIL[:300])
        mail = f"Subject: {WAYS_IN[0]}\nFrom: x@evil.example\nContent-Type: text/html\n\n{EVIL}".encode()
        sent = [
            [(f"{WAYS_IN[0]}.pdf", pdf), ("page.html", page)],
            [(f"{WAYS_IN[1]}.txt", EVIL.encode()), (f"{WAYS_IN[4]}.docx", samples.docx(FEES, EVIL))],
            [("notes.md", f"# {EVIL}\n{FEES} md".encode())], [("mail.eml", mail)], [],
        ]  # fmt: skip
        for number, files in enumerate(sent, start=1):
            parts = [
                ("metadata", (None, json.dumps(columns(number) | ({"state": "draft"} if number > 3 else {})))),
                *(("file", each) for each in files),
            ]
            answer = partner.ask("POST", "/reports", files=parts)
            assert answer.status_code == 201, answer.text
        read_all(store=engines.store, catalogue=engines.catalogue, extract=engines.extract, worker="test", threads=2)
        for number, to in ((1, "published"), (2, "published"), (3, "returned")):
            answer = curator.ask("POST", f"/reports/{number}/transitions", json={"to": to, "reason": EVIL})
            assert answer.status_code == 200, answer.text
        catch_up(catalogue=engines.catalogue, index=engines.index)
    catalogue = engines.catalogue
    reports = catalogue.reports(catalogue.numbers())
    terms = {tag.term.facet: tag.term.id for report in reports.values() for tag in report.tags}
    names = [f"{file.slug}.{file.extension}" for number in (1, 2) for file in reports[number].files]
    values = {"number": [1, 3, 4], "n": [1, 2], "name": names, "facet": sorted(terms)[-4:], "id": [1, 2, 3], "terms": list(terms.values())[:4],
              "format": ["csv", "json", "ris", "bib", "atom", "txt"]}  # fmt: skip
    with serving(settings, engines) as address:
        yield Place(address, values)
    engines.close()


def signed_in(browser: Browser, place: Place, role: Role | None) -> BrowserContext:
    """A browser of nobody, or of somebody."""
    context = browser.new_context(base_url=place.address, locale="en-GB", accept_downloads=False)
    if role:
        page = context.new_page()
        page.goto("/account")
        page.fill("#email", f"{role}@library.example")
        page.fill("#password", PASSWORD)
        with page.expect_navigation():
            page.press("#password", "Enter")
        page.close()
    return context


@pytest.mark.parametrize("role", [None, *ROLES])
def test_nothing_runs_anywhere(browser: Browser, place: Place, role: Role | None) -> None:
    context, wrong, shown = signed_in(browser, place, role), [], 0

    def asked(request: Request) -> None:
        if request.url.startswith(("http", "ws")) and (not request.url.startswith(place.address) or urlsplit(request.url).path == "/hit"):
            wrong.append((page.url, "asked for", request.url))

    def watched() -> Page:
        made = context.new_page()
        made.on("request", asked)
        made.on("dialog", lambda dialog: (wrong.append((made.url, "dialog", dialog.message)), dialog.dismiss()))
        made.on("pageerror", lambda error: wrong.append((made.url, "error", str(error))))
        return made

    page = watched()
    for address in dict.fromkeys(place.addresses(role)):
        try:
            page.goto(address, wait_until="load")
        except Error as error:  # what is there to be saved is not shown
            if not re.search("Download is starting|ERR_ABORTED", str(error)):
                raise
            continue
        if page.evaluate("window.top.hit === 1"):
            wrong.append((address, "ran", ""))
        shown += "<script>top.hit=1;alert(1)</script>" in page.inner_text("body")
    context.close()
    assert not wrong, "\n".join(map(str, wrong))
    assert shown > 10, "the words are to be seen as words"
