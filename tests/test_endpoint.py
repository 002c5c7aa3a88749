"""What stands before every module of the table: a file that came when its session had just ended is kept for its owner only."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from repository import access
from repository.accounts import Account, keys, manage, sessions, tokens
from repository.accounts.record import Scope
from repository.app import create_app
from repository.endpoint import endpoint, methods
from repository.engines import Engines
from repository.forms import Fields, Form, Limits, Sink
from repository.pages.account import give_back
from repository.settings import Settings
from tests.people import ME, ORIGIN, PASSWORD, Browser, person

ADDRESSES = ("/desk", "/api/v1/desk")


class Kept:
    """A sink that gives back a ticket."""

    def __init__(self, owner: Account, name: str) -> None:
        self.ticket, self.data = f"{owner.email}/{name}", b""

    def write(self, chunk: bytes) -> None:
        self.data += chunk

    def close(self) -> object:
        return self.ticket

    def abort(self) -> None:
        self.data = b""


def open_file(request: Request, owner: Account, field: str, name: str, fields: Fields) -> Sink:
    """Keeps it."""
    return Kept(owner, name)


def post(request: Request, form: Form) -> Response:
    """Says what came."""
    return PlainTextResponse(repr((form.without("token"), form.files, form.passed)))


@pytest.fixture
def desk(settings: Settings, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The application with more addresses, which take files."""
    module = SimpleNamespace(post=post, open_file=open_file, limits=lambda _: Limits(files=2))
    more = {f"POST {address}": access.Rule("partner") for address in ADDRESSES}
    monkeypatch.setattr(access, "RULES", {**access.RULES, **more})
    app = create_app(settings, engines)
    for address in ADDRESSES:
        app.router.routes.append(Route(address, endpoint(address, module, give_back), methods=methods(module)))  # type: ignore[arg-type]
    with TestClient(app, base_url=ORIGIN) as client:
        yield Browser(client)


def send(browser: Browser, token: str, *, first: bool = True) -> Browser:
    """A form with a file."""
    fields = [("token", (None, token)), ("title", (None, "Title"))]
    parts = [*fields, ("files", ("a.pdf", b"%PDF"))] if first else [("files", ("a.pdf", b"%PDF")), *fields]
    return browser._take(browser.client.post("/desk", files=parts, headers={"origin": ORIGIN}))


def test_files_come_after_the_token(desk: Browser, engines: Engines) -> None:
    person(engines, "pat@voices.example", "partner", "Voices")
    token = str(desk.sign_in("pat@voices.example").filled("/account/sign-out")[1]["token"])
    assert send(desk, token).text == "((('title', 'Title'),), (('files', 'pat@voices.example/a.pdf'),), ())"
    assert send(desk, token, first=False).text == "((('title', 'Title'),), (), ('a.pdf',))"
    assert "a.pdf" in send(desk, "0" * 80).main
    assert "pat@voices.example/a.pdf" not in desk.text


def test_a_file_that_came_is_not_sent_again(desk: Browser, engines: Engines) -> None:
    person(engines, "pat@voices.example", "partner", "Voices")
    token = str(desk.sign_in("pat@voices.example").filled("/account/sign-out")[1]["token"])
    session = engines.accounts.session(keys.digest(desk.client.cookies["session"]))
    assert session
    with engines.accounts.writing(ME) as writing:
        writing.put_session(replace(session, seen=time.time() - 2 * sessions.IDLE["partner"]))
    send(desk, token)
    assert desk.status == 401
    desk.send("/account", email="pat@voices.example", password=PASSWORD)
    assert desk.filled("/desk")[1]["files"] == "pat@voices.example/a.pdf"


def test_nobody_else_leaves_files(desk: Browser, engines: Engines) -> None:
    person(engines, "pat@voices.example", "partner", "Voices")
    token = str(desk.go("/account").filled("/account")[1]["token"])
    send(desk, token)
    assert desk.status == 401
    assert "a.pdf" not in str(desk.filled("/account"))
    desk.sign_in("pat@voices.example")
    token, held = str(desk.filled("/account/sign-out")[1]["token"]), desk.client.cookies["session"]
    desk.send("/account/sign-out")
    desk.client.cookies.set("session", held)
    assert "pat@voices.example" not in str(send(desk, token).filled("/account"))


def test_programs_need_a_key_that_may_and_nothing_else(desk: Browser, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "partner", "Voices")
    reader = person(engines, "rea@voices.example", "reader")

    def status(headers: dict[str, str]) -> int:
        return desk.client.post("/api/v1/desk", data={"title": "T"}, headers=headers).status_code

    def key(owner: Account, scope: Scope) -> dict[str, str]:
        return {"authorization": f"Bearer {tokens.make(owner, name='x', scope=scope, actor=ME, accounts=engines.accounts)}"}

    assert status(key(account, "write")) == 200
    assert status({**key(account, "write"), "origin": "https://elsewhere.example"}) == 200
    assert status(key(account, "read")) == 403
    assert status(key(reader, "write")) == 403
    assert status({}) == 401
    assert status({"origin": ORIGIN}) == 401
    token = str(desk.sign_in("pat@voices.example").filled("/account/sign-out")[1]["token"])
    assert status({"origin": ORIGIN}) == 403, "a session wants the token of a form"
    assert status({"origin": ORIGIN, "x-csrf-token": token}) == 200
    assert status({"x-csrf-token": token}) == 403


def test_who_lost_the_right_while_a_long_form_came_does_nothing(desk: Browser, engines: Engines) -> None:
    account = person(engines, "pat@voices.example", "partner", "Voices")
    token = str(desk.sign_in("pat@voices.example").filled("/account/sign-out")[1]["token"])

    def body(meanwhile: Callable[[], object]) -> Iterator[bytes]:
        yield f"token={token}&title=".encode()
        meanwhile()
        yield b"T"

    def send_long(meanwhile: Callable[[], object]) -> int:
        headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
        return desk.client.post("/desk", content=body(meanwhile), headers=headers).status_code

    def demote() -> None:
        with engines.accounts.writing(ME) as writing:
            writing.change_account(replace(account, role="reader"))

    assert send_long(lambda: None) == 200
    assert send_long(demote) == 403
    with engines.accounts.writing(ME) as writing:
        writing.change_account(account)
    assert send_long(lambda: manage.disable(account, actor=ME, accounts=engines.accounts)) == 401
