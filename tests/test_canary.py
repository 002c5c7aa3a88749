"""The canary: words that stand only in what is not public are nowhere, whoever else asks whatever of whichever address.

Two homes are the same to the byte, then one of them is given a report in every state that is not public, through the real ways in.
Whoever may not know of them is answered alike by both: the same status, headers, length and body.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from repository import access
from repository.app import create_app
from repository.engines import Engines, open_engines
from repository.indexing import catch_up
from repository.ingest import read_all
from repository.model import State
from repository.routes import TABLE
from repository.settings import Settings, load
from tests import samples
from tests.collection import ROWS as PUBLIC
from tests.collection import files, take
from tests.pages.test_upload import send
from tests.people import PASSWORD, Browser, person
from tests.programs import FEES, Program, key_of

MARK = "zqv"  # every word of the canary begins so, and no other word does
STATES: tuple[State, ...] = ("draft", "submitted", "on_hold", "returned", "refused", "embargoed")
FACETS = ("organisation", "person", "topic", "event", "process", "region")
NEVER = 97  # a number, and the id of a term and of an upload, that nothing has
DRAWN = ("/static/{name}", "/account/second-factor")  # the same for everybody; a key drawn for each answer
ASKING = ("/search", "/browse", "/terms", "/api")
SHAPE = re.compile(r"\{(\w+)(?::int)?\}")  # a parameter of an address
RANDOM = ((re.compile(r'("took_ms": ?)\d+'), r"\g<1>0"), (re.compile(r'(name="token" value=")[^"]*'), r"\g<1>"))


def word(state: str, place: str) -> str:
    """A word that is in one place of one report only."""
    return MARK + state.replace("_", "") + place


def columns(state: str) -> dict[str, object]:
    """A report with such a word in every column."""
    plain = {name: word(state, name.replace("_", "")) for name in ("title", "title_fr", "abstract", "abstract_ar", "date_note", "licence")}
    tags = {facet: f"{word(state, facet)} {word(state, facet)}er" for facet in FACETS}
    return plain | tags | {
        "external_id": word(state, "id"), "text": f"{word(state, 'text')} {FEES}", "source": f"https://{word(state, 'source')}.example/",
        "relation": "related:analysis", "language": "en", "country": "KI", "date": "1823-04", "type": "hearing",
    }  # fmt: skip


def original(state: str) -> tuple[str, bytes]:
    """A file with such words in its name, its properties and its text."""
    return f"{word(state, 'name')}.pdf", samples.pdf(f"{FEES} {word(state, 'page')}", title=word(state, "properties"))


@dataclass
class World:
    """A home, and those who ask it; `numbers` are the hidden reports of the one that has them."""

    settings: Settings
    engines: Engines
    askers: dict[str, TestClient] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def read(self) -> None:
        """Everything is read and findable."""
        read_all(store=self.engines.store, catalogue=self.engines.catalogue, extract=self.engines.extract, worker="test", threads=2)
        catch_up(catalogue=self.engines.catalogue, index=self.engines.index)

    def client(self) -> TestClient:
        """Somebody new, who asks as programs do: bodies as they are."""
        client = TestClient(create_app(self.settings, self.engines), base_url="http://127.0.0.1", follow_redirects=False)
        client.headers["accept-encoding"] = "identity"
        client.__enter__()
        return client

    def enter(self) -> None:
        """Nobody, a reader, and a partner of another organisation."""
        self.askers = {"nobody": self.client()}
        for role in ("reader", "partner"):
            client = self.client()
            Browser(client).sign_in(f"{role}@elsewhere.example", PASSWORD)
            self.askers[role] = client


def opened(home: Path) -> World:
    settings = load({"REPOSITORY_HOME": str(home)})
    return World(settings, open_engines(settings))


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, World]]:
    """The one with hidden reports, and the one without."""
    folder = tmp_path_factory.mktemp("canary")
    first = opened(folder / "first")
    files(folder / "in")
    take(first.engines, first.settings, [row for row in PUBLIC if row["external_id"] != "gone"], folder / "in", publish=True)
    for role in ("reader", "partner"):
        person(first.engines, f"{role}@elsewhere.example", role, *(["Elsewhere"] if role == "partner" else []))
    withdrawn(first)
    first.engines.close()
    shutil.copytree(folder / "first", folder / "second")
    first, second = opened(folder / "first"), opened(folder / "second")
    hide(first, folder)
    for world in (first, second):
        world.read()
        world.enter()
    yield first, second
    for world in (first, second):
        for client in world.askers.values():
            client.__exit__(None, None, None)
        world.engines.close()


def programs(world: World) -> tuple[TestClient, Program, Program]:
    """A browser, and the programs of a partner and of a curator."""
    client = world.client()
    keys = [key_of(world.engines, "pat@voices.example", "partner", f"{word('own', 'organisation')} {word('own', 'network')}"),
            key_of(world.engines, "cora@library.example", "curator")]  # fmt: skip
    return client, *(Program(client, *key) for key in keys)  # type: ignore[return-value]


def sent(partner: Program, state: str) -> int:
    answer = partner.send(columns(state), original(state))
    assert answer.status_code == 201, answer.text
    return int(answer.json()["number"])


def move(curator: Program, number: int, to: str, **more: object) -> None:
    answer = curator.ask("POST", f"/reports/{number}/transitions", json={"to": to, **more})
    assert answer.status_code == 200, answer.text


def withdrawn(world: World) -> None:
    """One that was public; only its reason may be known."""
    client, partner, curator = programs(world)
    number = sent(partner, "withdrawn")
    world.read()
    move(curator, number, "published")
    world.read()
    assert word("withdrawn", "title") in client.get(f"/reports/{number}/").text
    move(curator, number, "withdrawn", reason="It named people at risk")
    looked_at_again(world, partner, curator)
    world.read()
    client.__exit__(None, None, None)


def looked_at_again(world: World, partner: Program, curator: Program) -> None:
    """Two that were public: a decision was taken back, and one is held. Only that they were public may be known."""
    for state in ("takenback", "held"):
        number = sent(partner, state)
        world.read()
        move(curator, number, "published")
        if state == "held":
            move(curator, number, "on_hold", reason=word(state, "reason"))
        else:
            change = next(event.id for event in world.engines.catalogue.history(report=number) if event.what == "state_moved")
            assert curator.ask("POST", f"/undo/{change}").status_code == 200


def hide(world: World, folder: Path) -> None:
    """A report in every state, by form, program and command; one with nothing but a form that is still wrong."""
    client, partner, curator = programs(world)
    browser = Browser(client).sign_in("pat@voices.example")
    fields = {name: value for name, value in columns("draft").items() if "_" not in name and name not in ("external_id", "date", "relation")}
    send(
        browser,
        [original("draft")],
        **fields | {"note": word("draft", "note"), "date_year": "1823", "relation_kind": "related", "relation_to": "1"},
    )
    assert browser.status == 200, browser.main
    send(browser, [], title=word("typed", "title"), country=word("typed", "country"), abstract=word("typed", "abstract"))
    assert "is not a country" in browser.main
    client.__exit__(None, None, None)
    for state in ("submitted", "returned", "refused"):
        number = sent(partner, state)
        if state != "submitted":
            move(curator, number, state, reason=word(state, "reason"))
    rows = [columns(state) | {"file": original(state)[0]} for state in ("on_hold", "embargoed")]
    for name, content in map(original, ("on_hold", "embargoed")):
        (folder / name).write_bytes(content)
    numbers = take(world.engines, world.settings, rows, folder, publish=False)
    for state, more in (("on_hold", {"reason": word("onhold", "reason")}), ("embargoed", {"until": "2999-01-31"})):
        move(curator, numbers[word(state, "id")], state, **more)
    catalogue = world.engines.catalogue
    reports = catalogue.reports(catalogue.numbers())
    for number in sorted(reports):
        if not reports[number].published:
            world.numbers.setdefault(reports[number].state, number)
    world.numbers = {state: world.numbers[state] for state in STATES}
    assert all(MARK in reports[number].title.text for number in world.numbers.values())
    assert max(reports) < NEVER


# ---- what is asked ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """Values for the parameters of addresses, taken from the world that has hidden reports."""

    numbers: Sequence[int]
    names: Sequence[str]  # of files, as they stand in addresses
    terms: Sequence[int]
    keys: Sequence[tuple[str, str]]  # facet and key of terms nobody may know of
    facets: Sequence[str]

    @classmethod
    def of(cls, world: World) -> "Asked":
        catalogue = world.engines.catalogue
        reports = [report for report in catalogue.reports(catalogue.numbers()).values() if report.state != "published"]
        facets = [facet.key for facet in catalogue.facets()]
        hidden = [term for facet in facets for term in catalogue.all_terms(facet) if any(MARK in text.text for text in term.labels)]
        terms = list({term.facet: term for term in hidden}.values())  # one of each facet
        names = {f"{file.slug}.{file.extension}" for report in reports for file in report.files}
        return cls([report.number for report in reports] + [NEVER, 1], sorted(names), [term.id for term in terms] + [NEVER],
                   [(term.facet, term.key) for term in terms], [*facets, "year", "nothing"])  # fmt: skip

    def values(self, address: str, name: str) -> Sequence[object]:
        """What may stand for a parameter of an address; one nobody has thought of here gets whatever there is to hide."""
        kinds: dict[str, Sequence[object]] = {
            "number": self.numbers, "n": (1, 2), "name": self.names, "facet": self.facets, "link": ("x",),
            "id": self.terms if "terms" in address or "vocabulary" in address else (1, 2, 3, NEVER),
            "format": ("csv", "json", "ris", "bib", "atom") if "search" in address else ("ris", "bib", "json", "txt"),
        }  # fmt: skip
        return kinds.get(name, (*self.numbers, *self.names, word("draft", "title")))

    def paths(self) -> Iterator[str]:
        """Every address of the table with every value, one parameter after the other."""
        for address, module in TABLE:
            if not hasattr(module, "get") or address in DRAWN:
                continue
            parameters = SHAPE.findall(address)
            choices = [self.values(address, each) for each in parameters]
            for row in range(max(map(len, choices), default=1)):
                made = address
                for parameter, values in zip(parameters, choices, strict=True):
                    made = re.sub(rf"\{{{parameter}(:int)?\}}", quote(str(values[row % len(values)])), made)
                yield made

    def questions(self) -> Iterator[str]:
        """Query strings: words that are hidden, words like them, values that are hidden, and what usually is asked."""
        for place in ("title", "page", "organisation"):
            yield f"q={word('submitted', place)}"
        yield from (
            f"q={MARK}*",
            f"q={word('onhold', 'title')[:-1]}x",
            f"q={word('draft', 'text')[:-1]}~",
            "q=state:draft",
            "q=recruitment",
            "q=",
        )
        yield from (f"q=title:{word('returned', 'title')}", f"q=organisation:{word('submitted', 'organisation')}")
        yield f"q=%22{word('refused', 'text')}+the%22"
        yield from (f"{facet}={quote(key)}" for facet, key in self.keys[:4])
        yield from ("country=KI", "type=hearing", "year=1823..1823", "q=fees&-country=KI", "sort=newest&per_page=100", "facet=topic&limit=1000")
        yield from (f"report={self.numbers[0]}", f"term={self.terms[0]}", f"find={MARK}", f"q={MARK}&facet=topic", "page=1&part=1", "lang=ar")


def open_addresses() -> Iterator[str]:
    """Those that nobody has to sign in for: the others are closed whatever stands behind the question mark."""
    yield from (address for address, module in TABLE if hasattr(module, "get") and access.rule_of("GET", address) == access.ANYONE)


def ask(world: World, who: str, method: str, address: str, **headers: str) -> Response:
    return world.askers[who].request(method, address, headers=headers)


def told(answer: Response) -> tuple[int, dict[str, str], str]:
    """What somebody is told, without what is drawn for each answer."""
    body = answer.content.decode("utf-8", "replace")
    for pattern, instead in RANDOM:
        body = pattern.sub(instead, body)
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "set-cookie")}
    if "took_ms" in body or answer.request.url.path == "/api/v1/search":
        headers.pop("content-length", None)
    return answer.status_code, headers, body


def leaks(address: str, answer: Response) -> str:
    """The words of the canary in an answer; what was asked may be repeated."""
    said = answer.content.decode("utf-8", "replace") + str(answer.headers)
    return " ".join(sorted({found for found in re.findall(rf"{MARK}\w+", said, re.IGNORECASE) if found.lower() not in address.lower()}))


def test_nobody_is_told_anything(worlds: tuple[World, World]) -> None:
    first, second = worlds
    asked = Asked.of(first)
    paths = list(dict.fromkeys(asked.paths()))
    ways = (
        [(path, {}) for path in paths]
        + [(path, {"range": "bytes=0-20"}) for path in paths[::2]]
        + [(path, {"if-none-match": "*"}) for path in paths[1::2]]
    )
    wrong = []
    for method in ("GET", "HEAD"):
        for address, headers in ways if method == "GET" else ways[: len(paths)]:
            answer, other = ask(first, "nobody", method, address, **headers), ask(second, "nobody", method, address, **headers)
            wrong += [(method, address, headers, leaks(address, answer))] if leaks(address, answer) else []
            wrong += [(method, address, headers, "differs")] if told(answer) != told(other) else []
    assert not wrong, "\n".join(map(str, wrong))


def test_of_one_that_was_public_only_that_is_told(worlds: tuple[World, World]) -> None:
    first, _ = worlds
    catalogue = first.engines.catalogue
    once = [
        report for report in catalogue.reports(catalogue.numbers()).values() if report.published and report.state in ("submitted", "on_hold")
    ]
    assert len(once) == 2
    for report in once:
        files = [f"{file.slug}.{file.extension}" for file in report.files]
        for address in (f"/reports/{report.number}/", *(f"/reports/{report.number}/{name}" for name in files)):
            answer = ask(first, "nobody", "GET", address)
            assert (answer.status_code, f"Report {report.number} was public" in answer.text, leaks(address, answer)) == (404, True, "")
        answer = ask(first, "nobody", "GET", f"/api/v1/reports/{report.number}")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:problem:report_not_now")


def test_no_question_finds_anything(worlds: tuple[World, World]) -> None:
    first, second = worlds
    asked = Asked.of(first)
    once = {address: path for path in asked.paths() for address in open_addresses() if re.fullmatch(SHAPE.sub("[^/]+", address), path)}
    wrong = []
    for turn, path in enumerate(dict.fromkeys(once.values())):
        every = 1 if path.startswith(ASKING) else 3  # others read few of them: one in three, another third for each
        for question in list(asked.questions())[turn % every :: every]:
            address = f"{path}?{question}"
            answer, other = ask(first, "nobody", "GET", address), ask(second, "nobody", "GET", address)
            wrong += [(address, leaks(address, answer))] if leaks(address, answer) else []
            wrong += [(address, "differs")] if told(answer) != told(other) else []
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("who", ["reader", "partner"])
def test_nor_are_a_reader_and_a_partner_of_another_organisation(worlds: tuple[World, World], who: str) -> None:
    first, second = worlds
    asked = Asked.of(first)
    addresses = [*dict.fromkeys(asked.paths()), *(f"/search?{question}" for question in asked.questions()),
                 *(f"/api/v1/search?{question}" for question in asked.questions())]  # fmt: skip
    wrong = []
    for address in addresses:
        answer, other = ask(first, who, "GET", address), ask(second, who, "GET", address)
        wrong += [(address, leaks(address, answer))] if leaks(address, answer) else []
        wrong += [(address, "differs")] if told(answer) != told(other) else []
    assert not wrong, "\n".join(map(str, wrong))


def test_the_canary_sings_to_who_may_hear_it(worlds: tuple[World, World]) -> None:
    """What is looked for is really there, or the tests above would find nothing for the wrong reason."""
    first, _ = worlds
    client, partner, curator = programs(first)
    for state, number in first.numbers.items():
        seen = curator.ask("GET", f"/reports/{number}")
        assert word(state, "title") in seen.text
        assert word(state, "abstract") in seen.text
        assert f'"state":"{state}"' in seen.text
    assert word("submitted", "title") in partner.ask("GET", f"/reports/{first.numbers['submitted']}").text
    assert sum(len(first.engines.catalogue.pages(number, None)) for number in first.numbers.values()) >= len(STATES) - 1
    client.__exit__(None, None, None)
