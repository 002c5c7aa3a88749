"""Given somebody, where they are signed in; ends one of these sessions, or all but this one."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from repository.accounts import sessions
from repository.accounts.record import Account, Session
from repository.forms import Form
from repository.identity import visit_of
from repository.pages import agent, show
from repository.pages.entering import leads, now
from repository.reader import house


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of them: what the browser calls itself, and the days it came and was last seen."""

    digest: str
    agent: str
    created: str
    seen: str
    current: bool


@dataclass(frozen=True, slots=True)
class Sessions:
    """The context of `pages/sessions.html`."""

    sessions: tuple[OpenSession, ...]


def get(request: Request) -> Response:
    """The list."""
    visit = visit_of(request)
    if visit is None:
        return leads(request, "/account")
    found = sessions.open_ones(visit.account, accounts=house(request)["engines"].accounts, now=now())
    shown = tuple(shown_of(each, current=each.digest == visit.session.digest) for each in found)
    return show(request, "sessions", Sessions(shown), indexed=False, place="account", form=True)


def shown_of(session: Session, *, current: bool) -> OpenSession:
    """As the page has it."""
    return OpenSession(session.digest, agent.told(session.agent), day(session.created), day(session.seen), current)


def day(moment: float) -> str:
    """A moment as a date (UTC)."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def post(request: Request, form: Form) -> Response:
    """Ends what was chosen; this very session is ended by signing out."""
    visit = visit_of(request)
    if visit is None:
        return leads(request, "/account")
    end(visit.account, form.get("session"), keep=visit.session.digest, request=request)
    return leads(request, "/account/sessions")


def end(account: Account, digest: str, *, keep: str, request: Request) -> None:
    """One of the account's sessions, or for `others` all but `keep`."""
    accounts = house(request)["engines"].accounts
    with accounts.writing(account.actor) as writing:
        if digest == "others":
            writing.end_sessions(account.id, keep=keep)
            return
        found = accounts.session(digest)
        if found is not None and found.account == account.id:
            writing.end_session(digest)
