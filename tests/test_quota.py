"""The quota of an organisation holds for all its people together, also when they send at the same moment."""

import io
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from repository import arrivals
from repository.accounts import Account
from repository.app import create_app
from repository.drafts import Sender
from repository.engines import Engines
from repository.quota import Allowance
from repository.settings import Settings
from repository.typed import read
from repository.upload import take
from tests.pages.partners import published
from tests.pages.test_batch import packed, send_many
from tests.pages.test_batched import act, press_of
from tests.pages.test_upload import send
from tests.people import ORIGIN, Browser, person
from tests.programs import program

PEOPLE = ("pat@voices.example", "eve@voices.example")
OVER = "Your organisation has sent in as much as is taken in a day"


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two forms have both asked what is left before either of them takes it."""
    together, ask = threading.Barrier(2), arrivals.left_of

    def left_of(request: Request, person: Account) -> Allowance | None:
        first = not hasattr(request.state, "allowance")
        found = ask(request, person)
        if first:
            together.wait(timeout=30)
        return found

    for place in ("repository.arrivals", "repository.api.reports", "repository.pages.batch"):
        monkeypatch.setattr(f"{place}.left_of", left_of)


def at_once(engines: Engines, settings: Settings, *acts: Callable[[TestClient], object]) -> None:
    """Each does its part in a browser of its own, at the same time."""
    with ExitStack() as stack, ThreadPoolExecutor(len(acts)) as pool:
        app = create_app(settings, engines)
        clients = [stack.enter_context(TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)) for _ in acts]
        for done in [pool.submit(act, client) for act, client in zip(acts, clients, strict=True)]:
            done.result()


def sent_by(email: str, said: dict[str, str], *files: tuple[str, bytes]) -> Callable[[TestClient], None]:
    """Sends a form and keeps what its receipt says."""

    def act(client: TestClient) -> None:
        said[email] = send(Browser(client).sign_in(email), list(files)).main

    return act


@pytest.mark.usefixtures("meet")
@pytest.mark.parametrize("quota", [{"quota": 60}, {"quota_files": 3}])
def test_two_forms_at_the_same_moment_share_the_quota(engines: Engines, settings: Settings, quota: dict[str, int]) -> None:
    for email in PEOPLE:
        person(engines, email, "partner", "Voices")
    said: dict[str, str] = {}
    files = {email: [(f"{email[:3]}{n}.txt", f"{n} {email[:3]} words of it".encode()) for n in range(2)] for email in PEOPLE}  # of 18 bytes
    at_once(engines, replace(settings, **quota), *(sent_by(email, said, *files[email]) for email in PEOPLE))  # type: ignore[arg-type]
    refused = {name for name, _ in [*files[PEOPLE[0]], *files[PEOPLE[1]]] if any(f"{name} refused. {OVER}" in main for main in said.values())}
    assert refused in ({"pat1.txt"}, {"eve1.txt"})
    account = engines.accounts.account_of(PEOPLE[0])
    assert account is not None
    assert engines.receipts.sent(account.id, account.organisations).files == 3
    assert len(engines.catalogue.digests()) == 3  # the fourth is named by nothing: it goes with what is tidied away


@pytest.mark.usefixtures("meet")
def test_a_program_and_a_form_share_it(engines: Engines, settings: Settings) -> None:
    person(engines, PEOPLE[0], "partner", "Voices")
    said: dict[str, str] = {}
    answers = []

    def deposit(client: TestClient) -> None:
        answers.append(program(client, engines, PEOPLE[1]).send({"title": "On fees"}, ("eve.txt", b"words of the program"), key="one"))

    at_once(engines, replace(settings, quota_files=1), sent_by(PEOPLE[0], said, ("pat.txt", b"words of the form")), deposit)
    (answer,) = answers
    if answer.status_code == 201:
        assert f"pat.txt refused. {OVER}" in said[PEOPLE[0]]
    else:
        assert answer.status_code == 422
        (file,) = answer.json()["files"]
        assert (file["outcome"], OVER in file["detail"]) == ("refused", True)
        assert "pat.txt refused" not in said[PEOPLE[0]]
    assert len(engines.catalogue.digests()) == 1


@pytest.mark.usefixtures("meet")
def test_two_of_many_files_share_it(engines: Engines, settings: Settings) -> None:
    said: list[tuple[int, bool]] = []

    def many(email: str) -> Callable[[TestClient], None]:
        person(engines, email, "partner", "Voices")

        def act(client: TestClient) -> None:
            browser = send_many(Browser(client).sign_in(email), ("ours.zip", packed(a__txt=email.encode())))
            said.append((browser.status, OVER in browser.main))

        return act

    at_once(engines, replace(settings, quota_files=1), *map(many, PEOPLE))
    assert sorted(said) == [(200, False), (400, True)]


def test_what_a_zip_holds_counts_when_it_is_taken_in(engines: Engines, settings: Settings) -> None:
    person(engines, PEOPLE[0], "partner", "Voices")
    with TestClient(create_app(replace(settings, quota=3_000), engines), base_url=ORIGIN, raise_server_exceptions=False) as client:
        browser = Browser(client).sign_in(PEOPLE[0])
        for n in range(1, 3):
            whole = io.BytesIO()
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("a.txt", f"{n} words of it " * 120)  # of 1,680 bytes, packed much less
            send_many(browser, ("ours.zip", whole.getvalue()))
            press_of(engines).work()
            act(browser, "take", n)
            assert (OVER in browser.main) == (n == 2)
    held = engines.batches.batch(2)
    assert held is not None
    assert held.state == "looked"


def test_a_new_edition_counts(engines: Engines, settings: Settings, browse: Callable[[], Browser]) -> None:
    browser, number = published(browse, engines)
    with TestClient(create_app(replace(settings, quota_files=2), engines), base_url=ORIGIN, raise_server_exceptions=False) as client:
        browser = Browser(client).sign_in("pat@voices.example")
        send(browser, [("better.txt", b"better words")], f"/reports/{number}/replace")
        assert OVER not in browser.main
        send(browser, [("best.txt", b"the best words")], f"/reports/{number}/replace")
        assert OVER in browser.main


def test_what_colleagues_add_to_one_draft_at_once_is_all_on_its_receipt(engines: Engines, settings: Settings) -> None:
    people = [person(engines, email, "partner", "Voices") for email in PEOPLE]
    senders = [Sender(engines.catalogue, engines.receipts, engines.accounts, each) for each in people]
    number = senders[0].begin([], (), read((), catalogue=engines.catalogue, sees=senders[0].sees))
    opened = engines.receipts.upload(number)
    assert opened is not None
    for sender, name in zip(senders, ("a.txt", "b.txt"), strict=True):
        sender.add(opened, [take([name.encode()], name, store=engines.store, limit=100)])
    found = engines.receipts.upload(number)
    assert found is not None
    assert [item.name for item in found.items] == ["a.txt", "b.txt"]
    assert engines.catalogue.numbers() == [found.report]


def test_what_was_sent_under_a_key_is_told_again_when_nothing_more_may_come(engines: Engines, settings: Settings) -> None:
    with TestClient(create_app(replace(settings, quota_files=1), engines), base_url=ORIGIN, raise_server_exceptions=False) as client:
        sender = program(client, engines)
        first, again = (sender.send({"title": "Fees"}, ("fees.txt", b"words about fees"), key="one") for _ in range(2))
        other = sender.send({"title": "Fees"}, ("more.txt", b"other words"), key="one")
        new = sender.send({"title": "Fees"}, ("more.txt", b"other words"), key="two")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert other.json()["type"].endswith("key_used")
    assert (other.status_code, new.status_code) == (409, 422)
