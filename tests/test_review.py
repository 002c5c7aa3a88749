"""Who may move what where, what has to be said, who is told; embargoes that open by themselves, whatever clocks do."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest

from repository import review
from repository.accounts import Account
from repository.engines import Engines
from repository.errors import Conflict, InputError, NotAllowed, NotFound, RepositoryError
from repository.model import Actor, NewTag, Record, State, Text
from tests.people import person

NOW = 1_900_000_000.0  # 2030-03-17
TOMORROW = "2030-03-18"
DESK = review.Desk("Library of tests", "https://library.example", "en")
STATES: tuple[State, ...] = get_args(State)


@pytest.fixture
def people(engines: Engines) -> dict[str, Account]:
    """A curator, two colleagues, a stranger, a reader."""
    return {
        "curator": person(engines, "cur@library.example", "curator"), "pat": person(engines, "pat@voices.example", "partner", "Voices"),
        "colleague": person(engines, "col@voices.example", "partner", "Voices"),
        "stranger": person(engines, "strange@other.example", "partner", "Other"),
        "reader": person(engines, "reader@library.example", "reader"),
    }  # fmt: skip


def taken(engines: Engines, by: Account | Actor, state: State = "submitted", title: str = "A title", **more: object) -> int:
    """A report somebody brought in."""
    organisation = by.organisations[0] if isinstance(by, Account) and by.organisations else None
    tags = (NewTag(organisation, "author"),) if organisation else ()
    with engines.catalogue.writing(by.actor if isinstance(by, Account) else by) as writing:
        return writing.add_report(Record(titles=(Text("en", title),), tags=tags, **more), state)  # type: ignore[arg-type]


def move(engines: Engines, number: int, to: State, by: Account | Actor, *, now: float = NOW, **more: object) -> bool:
    """The move under test, with what a kind caller says."""
    return review.move(number, to, by=by, catalogue=engines.catalogue, accounts=engines.accounts, desk=DESK, now=now, **more)  # type: ignore[arg-type]


def outcome(act: Callable[[], bool]) -> str:
    """What came of it."""
    try:
        act()
    except RepositoryError as error:
        return error.key
    return "moved"


def test_every_state_to_every_state_for_everybody(engines: Engines, people: dict[str, Account]) -> None:
    said: dict[tuple[State, State, str], str] = {}
    everybody: dict[str, Account | Actor] = {**people, "command": Actor("command")}
    cases, pat = [*itertools.product(STATES, STATES, everybody)], people["pat"]
    with engines.catalogue.writing(pat.actor) as writing:
        record = Record(titles=(Text("en", "A title"),), tags=(NewTag(pat.organisations[0], "author"),))
        numbers = [writing.add_report(record, before) for before, _, _ in cases]
    for number, (before, to, who) in zip(numbers, cases, strict=True):

        def act(number: int = number, to: State = to, by: Account | Actor = everybody[who]) -> bool:
            return move(engines, number, to, by, reason="because", until=TOMORROW if to == "embargoed" else "")

        said[before, to, who] = outcome(act)
    for (before, to, who), came in said.items():
        if who in ("stranger", "reader"):
            assert came == "no_report", (before, to, who)
        elif to not in review.MOVES[before]:
            assert came == "move_impossible", (before, to, who)
        elif who in ("pat", "colleague"):
            own = (before, to) in {
                ("draft", "draft"), ("draft", "submitted"), ("submitted", "draft"), ("returned", "submitted"), ("returned", "draft"),
                ("draft", "refused"), ("returned", "refused"),
            }  # fmt: skip
            assert came == ("moved" if own else "move_not_allowed"), (before, to, who)
        else:
            assert came == "moved", (before, to, who)
    assert said["draft", "withdrawn", "curator"] == "move_impossible"
    assert said["published", "refused", "command"] == "move_impossible"


@pytest.mark.parametrize(
    ("to", "more", "key"),
    [
        ("returned", {"reason": " \n"}, "reason_needed"), ("refused", {}, "reason_needed"), ("refused", {"reason": "x" * 2001}, "reason_long"),
        ("embargoed", {}, "embargo_day"), ("embargoed", {"until": "2030-02-30"}, "embargo_day"),
        ("embargoed", {"until": "20300318"}, "embargo_day"),
        ("embargoed", {"until": "2030-03-17"}, "embargo_past"), ("refused", {"reason": "x", "successor": 1}, "successor"),
        ("refused", {"reason": "x", "successor": 99}, "successor"), ("published", {"successor": 2}, "successor"),
    ],
)  # fmt: skip
def test_what_has_to_be_said(engines: Engines, to: State, more: dict[str, object], key: str) -> None:
    number = taken(engines, Actor("command"))
    assert number == 1
    taken(engines, Actor("command"))
    with pytest.raises(InputError) as refused:
        move(engines, number, to, Actor("command"), **more)
    assert refused.value.key == key
    found = engines.catalogue.report(number)
    assert found is not None
    assert (found.state, found.version) == ("submitted", 1)


def test_a_decision_is_made_on_what_was_seen(engines: Engines, people: dict[str, Account]) -> None:
    number = taken(engines, people["pat"])
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.update_report(number, Record(titles=(Text("en", "Another title"),)))
    with pytest.raises(Conflict) as refused:
        move(engines, number, "published", people["curator"], expect=1)
    assert refused.value.key == "edited_meanwhile"
    assert move(engines, number, "published", people["curator"], expect=2)
    assert not move(engines, number, "published", people["curator"])
    with pytest.raises(NotFound):
        move(engines, 99, "published", people["curator"])


def letters_of(engines: Engines) -> list[tuple[str, str, str]]:
    """Kind, address and subject of what waits, oldest first."""
    return [(letter.kind, letter.address, letter.subject) for letter in reversed(engines.accounts.letters(secret=False))]


def test_who_brought_it_in_is_told_in_their_language(engines: Engines, people: dict[str, Account]) -> None:
    with engines.accounts.writing(Actor("test")) as writing:
        writing.change_account(replace(people["pat"], language="fr"))
    number = taken(engines, people["pat"], title="Fees\r\nBcc: everybody@evil.example\r\n\r\n<b>")
    move(engines, number, "returned", people["curator"], reason="The date is missing.\r\nTo: x@evil.example")
    move(engines, number, "submitted", people["pat"])
    move(engines, number, "published", people["curator"])
    move(engines, number, "withdrawn", people["curator"], reason="It names people at risk.")
    title = "Fees Bcc: everybody@evil.example <b>"
    assert letters_of(engines) == [
        ("report_returned", "pat@voices.example", f"À revoir : {title}"), ("report_published", "pat@voices.example", f"Publié : {title}"),
        ("report_withdrawn", "pat@voices.example", f"Retiré : {title}"),
    ]  # fmt: skip
    newest, _, oldest = engines.accounts.letters(secret=False)
    assert "The date is missing." in oldest.body
    assert "https://library.example/uploads" in oldest.body
    assert f"https://library.example/reports/{number}/" in newest.body
    assert "\n\nIt names people at risk.\n\n" in newest.body


def test_no_header_begins_in_a_letter(engines: Engines, people: dict[str, Account]) -> None:
    from repository.engines.smtp import SmtpPost

    number = taken(engines, people["pat"], title="Fees\r\nBcc: everybody@evil.example\r\n\r\nbody")
    move(engines, number, "returned", people["curator"], reason="why\r\n.\r\nMAIL FROM:<x@evil.example>")
    (letter,) = engines.accounts.letters(secret=False)
    message = SmtpPost("smtp://127.0.0.1", sender="desk@library.example", site="Library\r\nX-Evil: 1").message(letter)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["To"] == "pat@voices.example"
    head = message.as_bytes().partition(b"\r\n\r\n")[0]
    assert not [line for line in head.split(b"\r\n") if line.lower().startswith((b"bcc", b"x-evil"))]


def test_colleagues_are_told_when_nobody_brought_it_in_or_they_left(engines: Engines, people: dict[str, Account]) -> None:
    number = taken(engines, people["pat"])
    with engines.accounts.writing(Actor("test")) as writing:
        writing.change_account(replace(people["pat"], state="disabled"))
    move(engines, number, "returned", people["curator"], reason="why")
    assert [address for _, address, _ in letters_of(engines)] == ["col@voices.example"]


def test_a_blocked_organisation_sends_nothing_in_and_a_trusted_one_publishes(engines: Engines, people: dict[str, Account]) -> None:
    term = people["pat"].organisations[0]
    with engines.catalogue.writing(Actor("test")) as writing:
        assert writing.set_trust(term, "blocked")
        assert not writing.set_trust(term, "blocked")
    number = taken(engines, people["pat"], "draft")
    with pytest.raises(NotAllowed) as refused:
        move(engines, number, "submitted", people["pat"])
    assert refused.value.key == "organisation_blocked"
    assert engines.catalogue.states([number]) == {number: "draft"}
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.set_trust(term, "trusted")
    assert move(engines, number, "submitted", people["pat"])
    assert engines.catalogue.states([number]) == {number: "published"}
    assert [event.what for event in engines.catalogue.history(term=term)][:2] == ["organisation_trust"] * 2
    both = replace(people["pat"], organisations=(term, people["stranger"].organisations[0]))
    assert review.trust_in(both, (term,), catalogue=engines.catalogue) == "trusted"
    assert review.trust_in(both, (), catalogue=engines.catalogue) == "reviewed"
    assert review.trust_in(people["pat"], (), catalogue=engines.catalogue) == "trusted"
    strangers = people["stranger"].organisations
    assert review.trust_in(people["pat"], strangers, catalogue=engines.catalogue) == "reviewed", "in the name of others"
    assert review.trust_in(people["pat"], (term, *strangers), catalogue=engines.catalogue) == "trusted"


def test_a_claim_keeps_others_out_and_ends(engines: Engines, people: dict[str, Account]) -> None:
    second = person(engines, "second@library.example", "curator")
    number = taken(engines, people["pat"])
    review.claim(number, people["curator"], catalogue=engines.catalogue, now=NOW)
    review.claim(number, people["curator"], catalogue=engines.catalogue, now=NOW + 60)
    for act in (
        lambda: move(engines, number, "published", second, now=NOW + 60),
        lambda: review.claim(number, second, catalogue=engines.catalogue, now=NOW + 60),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.data == {"number": number, "minutes": 30}
    review.release(number, second, catalogue=engines.catalogue)
    assert number in engines.catalogue.claims()
    review.claim(number, second, catalogue=engines.catalogue, now=NOW + 60 + review.CLAIM)
    review.claim(number, people["curator"], catalogue=engines.catalogue, now=NOW + 120 + review.CLAIM, take_over=True)
    claim = engines.catalogue.claims()[number]
    assert not review.running(claim, claim.since - 86_400)  # the clock was put back: nobody waits a day
    assert move(engines, number, "published", people["curator"], now=NOW + 130 + review.CLAIM)
    assert engines.catalogue.claims() == {}


def test_a_withdrawal_is_asked_for_and_answered(engines: Engines, people: dict[str, Account]) -> None:
    def ask(number: int, by: Account, reason: str = "It names people") -> None:
        review.ask_withdrawal(number, reason, by=by, catalogue=engines.catalogue, accounts=engines.accounts)

    def decline(number: int, by: Account, reason: str = "It is needed") -> None:
        review.decline_withdrawal(number, reason, by=by, catalogue=engines.catalogue, accounts=engines.accounts, desk=DESK, now=NOW)

    number = taken(engines, people["pat"])
    with pytest.raises(Conflict, match="move_impossible"):
        ask(number, people["pat"])
    move(engines, number, "published", people["curator"])
    with pytest.raises(NotFound):
        ask(number, people["stranger"])
    with pytest.raises(NotFound):
        decline(number, people["curator"])
    with pytest.raises(InputError, match="reason_needed"):
        ask(number, people["pat"], " ")
    ask(number, people["colleague"])
    with pytest.raises(Conflict, match="wish_there"):
        ask(number, people["pat"])
    assert engines.catalogue.wishes()[number].reason == "It names people"
    with pytest.raises(NotAllowed):
        decline(number, people["pat"])
    decline(number, people["curator"])
    assert engines.catalogue.wishes() == {}
    assert letters_of(engines)[-1][0] == "withdrawal_declined"
    ask(number, people["pat"])
    move(engines, number, "withdrawn", people["curator"], reason="as asked")
    assert engines.catalogue.wishes() == {}


def test_taking_back_tells_what_a_move_tells(engines: Engines, people: dict[str, Account]) -> None:
    def back(by: Account | Actor) -> State:
        change = next(event.id for event in engines.catalogue.history(report=number) if event.what in ("state_moved", "report_edited"))
        take = review.taking_back(change, by=by, catalogue=engines.catalogue, accounts=engines.accounts, desk=DESK, now=NOW)
        with engines.catalogue.writing(by.actor if isinstance(by, Account) else by) as writing:
            take(writing)
        return engines.catalogue.states([number])[number]

    number = taken(engines, people["pat"])
    move(engines, number, "returned", people["curator"], reason="The date is missing")
    move(engines, number, "submitted", people["pat"])
    review.claim(number, people["curator"], catalogue=engines.catalogue, now=NOW)
    assert back(people["curator"]) == "returned"
    assert engines.catalogue.claims() == {}
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.update_report(number, Record(titles=(Text("en", "Another title"),)))
    assert back(people["curator"]) == "returned"
    assert [kind for kind, _, _ in letters_of(engines)] == ["report_returned", "report_returned"]
    assert "The date is missing" in engines.accounts.letters(secret=False)[0].body
    number = taken(engines, people["pat"])
    move(engines, number, "on_hold", people["curator"])
    assert back(Actor("command")) == "submitted"
    assert len(letters_of(engines)) == 2  # nobody was told of it, so nobody is told that it is over
    for change in (0, 2**80):
        with pytest.raises(NotFound, match="no_change"), engines.catalogue.writing(Actor("test")) as writing:
            review.taking_back(change, by=Actor("test"), catalogue=engines.catalogue, accounts=engines.accounts, desk=DESK, now=NOW)(writing)


def test_an_embargo_opens_on_its_day(engines: Engines, people: dict[str, Account]) -> None:
    def opens(day: str) -> int:
        return review.open_embargoes(day, catalogue=engines.catalogue, accounts=engines.accounts, desk=DESK, now=NOW)

    number = taken(engines, people["pat"])
    move(engines, number, "embargoed", people["curator"], until=TOMORROW)
    assert move(engines, number, "embargoed", people["curator"], until="2030-04-01")
    move(engines, number, "embargoed", people["curator"], until=TOMORROW)
    other = taken(engines, people["pat"])
    move(engines, other, "embargoed", people["curator"], until=TOMORROW)
    move(engines, other, "on_hold", people["curator"])
    assert (opens("2030-03-17"), opens("")) == (0, 0)
    assert opens("2030-03-20") == 1
    assert opens("2030-03-20") == 0
    report = engines.catalogue.report(number)
    assert report is not None
    assert (report.state, report.opens) == ("published", "")
    assert engines.catalogue.states([other]) == {other: "on_hold"}
    assert letters_of(engines)[-1][0] == "report_published"


def test_a_clock_that_jumps_opens_nothing_until_it_has_settled() -> None:
    wall, steady = [NOW], [0.0]
    calendar = review.Calendar(lambda: wall[0], lambda: steady[0])

    def later(seconds: float, jump: float = 0.0) -> str:
        wall[0] += seconds + jump
        steady[0] += seconds
        return calendar.today()

    assert later(20) == "2030-03-17"
    assert later(20, jump=86_400) == ""  # a day forward
    assert later(300) == ""
    assert later(20, jump=-86_400) == ""  # and put right
    assert later(590) == ""
    assert later(20) == "2030-03-17"
    assert later(86_400) == "2030-03-18"  # time that really went by
