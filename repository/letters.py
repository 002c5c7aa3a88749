"""Given a person and what there is to tell them, a letter in their language, written into the outbox with the change it tells of.

A letter of kind `x` is the sentences `mail.x.subject` and `mail.x.text`. It is sent by the background work, or, where no
mail server is known, waits on a page for staff to copy.
"""

from typing import Protocol

from repository.accounts.record import Account, Accounts, Letter, LetterState
from repository.errors import RepositoryError
from repository.model import Actor
from repository.words import speak

POSTMAN = Actor("worker")
SECRET = ("invitation", "password", "reset")  # have a one-time link
PAUSES = (60.0, 300.0, 1_800.0, 7_200.0, 21_600.0, 43_200.0, 86_400.0)  # seconds after each failed try; then it is given up
OLD = 14 * 86_400.0  # seconds after which a letter with a link is of no use
AT_ONCE = 20


class Undeliverable(RepositoryError):
    """The mail server says no; `final` in the data when it would say so again."""


class Outbox(Protocol):
    """A transaction that takes letters: of the catalogue or of people."""

    def add_letter(self, letter: Letter) -> int: ...


class Post(Protocol):
    """What carries letters."""

    def send(self, letter: Letter) -> None:
        """Hands one over; raises Undeliverable `mail_refused`."""


def one_line(text: str) -> str:
    """Text for a header: nothing that could begin another one."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200]


def write(kind: str, account: Account, *, site: str, fallback: str, writing: Outbox, now: float, **data: object) -> int:
    """Puts a letter into the outbox; its number. `fallback` is the language of people who never chose one. What a person wrote (`reason`)
    and a link stand in lines of their own."""  # fmt: skip
    words = speak(account.language or fallback)
    told = {**data, "name": account.shown, "site": site, "email": account.email}
    if reason := str(told.get("reason", "")).strip():
        told["reason"] = f"\n\n{reason}\n\n"
    link = str(told.get("link", ""))
    text = words(f"mail.{kind}.text", **told).replace(f" {link}", f"\n\n{link}\n\n", 1) if link else words(f"mail.{kind}.text", **told)
    parts = (words("mail.hello", **told), *text.split("\n\n"), words("mail.end", **told))
    body = "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"
    subject = one_line(words(f"mail.{kind}.subject", **told))
    letter = Letter(0, kind, account.id, account.email, words.language, subject, body, kind in SECRET, "", "waiting", 0, now)
    return writing.add_letter(letter)


def deliver(*, accounts: Accounts, post: Post, now: float) -> int:
    """Sends what is due; how many went out."""
    sent = 0
    for letter in accounts.letters_due(now, AT_ONCE):
        if letter.secret and now - letter.due > OLD:
            _note(letter, "done", accounts, now)
            continue
        try:
            post.send(letter)
        except Undeliverable as error:
            final = bool(error.data.get("final")) or letter.tries >= len(PAUSES)
            _note(letter, "failed" if final else "waiting", accounts, now, str(error.data.get("reason", "")))
        else:
            _note(letter, "sent", accounts, now)
            sent += 1
    return sent


def _note(letter: Letter, state: LetterState, accounts: Accounts, now: float, reason: str = "") -> None:
    pause = PAUSES[min(letter.tries, len(PAUSES) - 1)]
    with accounts.writing(POSTMAN) as writing:
        writing.change_letter(letter.id, state, tries=letter.tries + 1, due=now + pause, error=one_line(reason))


def hand_on(letter: Letter, *, actor: Actor, accounts: Accounts) -> None:
    """A person took it along; its text is wiped if it had a link."""
    with accounts.writing(actor) as writing:
        writing.change_letter(letter.id, "done", tries=letter.tries, due=letter.due, error="")
        writing.record("letter_handed_on", person=letter.account, email=letter.address, kind=letter.kind)


def again(letter: Letter, *, actor: Actor, accounts: Accounts, now: float) -> None:
    """One that was given up is tried again."""
    with accounts.writing(actor) as writing:
        writing.change_letter(letter.id, "waiting", tries=0, due=now, error="")
