"""Letters by a real SMTP server: sent once, tried again, given up; nothing somebody typed begins a header."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from repository import letters
from repository.engines import Engines, open_post
from repository.engines.smtp import SmtpPost
from repository.errors import InputError
from repository.model import Actor
from repository.settings import load
from tests.people import person

ME = Actor("test")


class Box:
    """Keeps what arrives; answers as told."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.messages.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return self.answer


@pytest.fixture
def box() -> Iterator[tuple[Box, str]]:
    """A mail server and its URL."""
    handler = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


def write(engines: Engines, email: str = "pat@voices.example", name: str = "Pat", now: float | None = None) -> int:
    """An invitation in the outbox."""
    account = engines.accounts.account_of(email) or person(engines, email, "reader", active=False)
    with engines.accounts.writing(ME) as writing:
        return letters.write("invitation", replace(account, name=name, language="ar"), site="مكتبة", fallback="en", writing=writing,
                             now=now or time.time(), link="http://127.0.0.1/account/link/x")  # fmt: skip


def test_sent_once_and_wiped(engines: Engines, box: tuple[Box, str]) -> None:
    handler, url = box
    number = write(engines)
    post = SmtpPost(url, sender="desk@library.example", site="Bibliothèque\r\nBcc: all@x.example")
    assert letters.deliver(accounts=engines.accounts, post=post, now=time.time()) == 1
    assert letters.deliver(accounts=engines.accounts, post=post, now=time.time()) == 0
    (message,) = handler.messages
    assert message["to"] == "pat@voices.example"
    assert "Bcc" not in message
    assert message["from"].addresses[0].addr_spec == "desk@library.example"
    assert message["subject"] == "حسابك في مكتبة"
    assert "http://127.0.0.1/account/link/x\n" in message.get_content().replace("\r\n", "\n")
    found = engines.accounts.letter(number)
    assert found
    assert (found.state, found.body) == ("sent", "")


@pytest.mark.parametrize("name", ["Pat\r\nBcc: all@x.example\r\n\r\nBody", "Pat\nX: y", "Pat\u2028Bcc: a@b", "Pat\x00\x1b[0m"])
def test_nothing_typed_begins_a_header(engines: Engines, box: tuple[Box, str], name: str) -> None:
    handler, url = box
    write(engines, name=name)
    letters.deliver(accounts=engines.accounts, post=SmtpPost(url, sender="desk@library.example", site=name), now=time.time())
    (message,) = handler.messages
    assert set(message) <= {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip


def test_tried_again_ever_later_then_given_up(engines: Engines, box: tuple[Box, str]) -> None:
    handler, url = box
    handler.answer = "451 later"
    now = time.time()
    number = write(engines, now=now)
    post = SmtpPost(url, sender="desk@library.example", site="Library")
    for tries in range(1, len(letters.PAUSES) + 1):
        assert letters.deliver(accounts=engines.accounts, post=post, now=now) == 0
        found = engines.accounts.letter(number)
        assert found
        assert (found.state, found.tries) == ("waiting", tries)
        assert "451" in found.error
        assert engines.accounts.letters_due(found.due - 1, 9) == []
        now = found.due
    letters.deliver(accounts=engines.accounts, post=post, now=now)
    found = engines.accounts.letter(number)
    assert found
    assert found.state == "failed"
    assert found.body, "staff can still copy it"
    letters.again(found, actor=ME, accounts=engines.accounts, now=now)
    handler.answer = "250 OK"
    assert letters.deliver(accounts=engines.accounts, post=post, now=now) == 1


def test_a_final_no_is_final_and_a_server_that_is_away_is_not(engines: Engines, box: tuple[Box, str]) -> None:
    handler, url = box
    handler.answer = "550 no such person"
    number = write(engines)
    letters.deliver(accounts=engines.accounts, post=SmtpPost(url, sender="desk@library.example", site="x"), now=time.time())
    found = engines.accounts.letter(number)
    assert found
    assert found.state == "failed"
    other = write(engines, "eve@voices.example")
    letters.deliver(accounts=engines.accounts, post=SmtpPost("smtp://127.0.0.1:1", sender="desk@library.example", site="x"), now=time.time())
    found = engines.accounts.letter(other)
    assert found
    assert (found.state, found.tries) == ("waiting", 1)


def test_an_old_letter_with_a_link_is_not_sent(engines: Engines, box: tuple[Box, str]) -> None:
    handler, url = box
    number = write(engines, now=time.time() - letters.OLD - 60)
    letters.deliver(accounts=engines.accounts, post=SmtpPost(url, sender="desk@library.example", site="x"), now=time.time())
    assert handler.messages == []
    found = engines.accounts.letter(number)
    assert found
    assert (found.state, found.body) == ("done", "")


def test_a_password_never_travels_in_the_open(engines: Engines, box: tuple[Box, str]) -> None:
    handler, url = box
    number = write(engines)
    post = SmtpPost(url.replace("smtp://", "smtp://user:secret@"), sender="desk@library.example", site="x")
    letters.deliver(accounts=engines.accounts, post=post, now=time.time())
    assert handler.messages == []
    found = engines.accounts.letter(number)
    assert found
    assert "STARTTLS" in found.error
    assert "secret" not in found.error


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://x:port", "mail.example"])
def test_what_is_no_mail_server_is_said_at_the_start(url: str) -> None:
    with pytest.raises(InputError):
        open_post(load({"REPOSITORY_SMTP_URL": url}))
    assert open_post(load({})) is None
