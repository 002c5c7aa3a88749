"""Given an address, a method, a person and whose the thing is, whether they may: the one place that knows.

What has no line here nobody may do. `docs/access.md` is made from this table: `python -m repository.access > docs/access.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from repository.accounts import Account, Role
from repository.accounts.record import ROLES
from repository.errors import NotAllowed, NotFound, NotSignedIn

RANK: Mapping[Role | None, int] = {None: 0, **{role: n for n, role in enumerate(ROLES, start=1)}}


@dataclass(frozen=True, slots=True)
class Rule:
    """The least role that may; `own` is the least role that may when the thing is their own or their organisation's."""

    least: Role | None
    own: Role | None = None


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose a thing is: ids of accounts and of terms of organisations."""

    accounts: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()

    def include(self, account: Account) -> bool:
        """Whether it is this person's, or their organisation's."""
        return account.id in self.accounts or not self.organisations.isdisjoint(account.organisations)


ANYONE, SIGNED_IN, CURATOR, ADMIN = Rule(None), Rule("reader"), Rule("curator"), Rule("admin")
PARTNER, OWN = Rule("partner"), Rule("curator", own="partner")
RULES: Mapping[str, Rule] = {
    "GET /": ANYONE,
    "GET /search": ANYONE,
    "GET /search.{format}": ANYONE,
    "GET /search/{facet}": ANYONE,
    "GET /reports/{number}": ANYONE,
    "GET /reports/{number}/": ANYONE,
    "GET /reports/{number}/cite.{format}": ANYONE,
    "GET /reports/{number}/pages/{n}": ANYONE,
    "GET /reports/{number}/terms": CURATOR,
    "POST /reports/{number}/terms": CURATOR,
    "GET /reports/{number}/pages/{n}.txt": ANYONE,
    "GET /reports/{number}/{name}": ANYONE,
    "GET /reports/{number}/{name}/pages/{n}": ANYONE,
    "GET /reports/{number}/{name}/pages/{n}.png": ANYONE,
    "GET /reports/{number}/{name}/pages/{n}.txt": ANYONE,
    "GET /browse": ANYONE,
    "GET /browse/{facet}": ANYONE,
    "GET /terms/{id}": ANYONE,
    "GET /about": ANYONE,
    "GET /how-to-search": ANYONE,
    "GET /privacy": ANYONE,
    "GET /contact": ANYONE,
    "GET /language": ANYONE,
    "GET /static/{name}": ANYONE,
    "GET /robots.txt": ANYONE,
    "GET /feed.atom": ANYONE,
    "GET /sitemap.xml": ANYONE,
    "GET /opensearch.xml": ANYONE,
    "GET /live": ANYONE,
    "GET /ready": ANYONE,
    "GET /api/v1/search": ANYONE,
    "POST /api/v1/reports": PARTNER,
    "GET /api/v1/reports/{number}": ANYONE,
    "PATCH /api/v1/reports/{number}": OWN,
    "POST /api/v1/reports/{number}/transitions": OWN,
    "GET /api/v1/facets": ANYONE,
    "GET /api/v1/terms": ANYONE,
    "POST /api/v1/terms": CURATOR,
    "GET /api/v1/terms/{id}": ANYONE,
    "PATCH /api/v1/terms/{id}": CURATOR,
    "POST /api/v1/terms/{id}/merge": CURATOR,
    "POST /api/v1/terms/{id}/split": CURATOR,
    "POST /api/v1/edit": CURATOR,
    "GET /api/v1/history": CURATOR,
    "POST /api/v1/undo/{change}": CURATOR,
    "GET /api/v1/tasks/{id}": CURATOR,
    "GET /api/v1/openapi.json": ANYONE,
    "GET /account": ANYONE,
    "POST /account": ANYONE,
    "GET /account/code": ANYONE,
    "POST /account/code": ANYONE,
    "GET /account/second-factor": ANYONE,
    "POST /account/second-factor": ANYONE,
    "GET /account/link/{link}": ANYONE,
    "POST /account/link/{link}": ANYONE,
    "POST /account/sign-out": ANYONE,
    "POST /account/resume": SIGNED_IN,
    "GET /upload": PARTNER,
    "POST /upload": PARTNER,
    "GET /upload/batch": PARTNER,
    "POST /upload/batch": PARTNER,
    "GET /upload/template.csv": PARTNER,
    "GET /uploads": PARTNER,
    "GET /uploads/batches/{id}": OWN,
    "POST /uploads/batches/{id}": OWN,
    "GET /uploads/batches/{id}.csv": OWN,
    "GET /uploads/{id}": OWN,
    "POST /uploads/{id}": OWN,
    "GET /uploads/{id}.csv": OWN,
    "GET /account/password": SIGNED_IN,
    "POST /account/password": SIGNED_IN,
    "GET /account/sessions": SIGNED_IN,
    "POST /account/sessions": SIGNED_IN,
    "GET /account/tokens": SIGNED_IN,
    "POST /account/tokens": SIGNED_IN,
    "GET /account/forgotten": ANYONE,
    "POST /account/forgotten": ANYONE,
    "GET /accounts": ADMIN,
    "POST /accounts": ADMIN,
    "GET /accounts/{id}": ADMIN,
    "POST /accounts/{id}": ADMIN,
    "GET /mail": CURATOR,
    "POST /mail": CURATOR,
    "GET /vocabulary": CURATOR,
    "POST /vocabulary": CURATOR,
    "GET /vocabulary/import": CURATOR,
    "POST /vocabulary/import": CURATOR,
    "GET /vocabulary/{facet}/exchange": CURATOR,
    "GET /vocabulary/{facet}/export.{format}": CURATOR,
    "GET /vocabulary/{facet}": CURATOR,
    "POST /vocabulary/{facet}": CURATOR,
    "GET /vocabulary/{facet}/settings": CURATOR,
    "POST /vocabulary/{facet}/settings": CURATOR,
    "GET /vocabulary/{facet}/{id}": CURATOR,
    "POST /vocabulary/{facet}/{id}": CURATOR,
    "GET /review": CURATOR,
    "POST /review": CURATOR,
    "GET /review/{number}": CURATOR,
    "POST /review/{number}": CURATOR,
    "GET /health-of-text": CURATOR,
    "POST /health-of-text": CURATOR,
    "GET /health-of-text/{id}": CURATOR,
    "POST /health-of-text/{id}": CURATOR,
    "GET /reports/{number}/edit": OWN,
    "POST /reports/{number}/edit": OWN,
    "GET /reports/{number}/replace": OWN,
    "POST /reports/{number}/replace": OWN,
    "GET /reports/{number}/changes": OWN,
    "POST /reports/{number}/changes": OWN,
    "GET /reports/{number}/changes/{id}": OWN,
    "GET /changes": CURATOR,
    "GET /not-found": CURATOR,
    "POST /not-found": CURATOR,
    "GET /vocabulary/{facet}/{id}/named": CURATOR,
    "POST /vocabulary/{facet}/{id}/named": CURATOR,
    "GET /edit": CURATOR,
    "POST /edit": CURATOR,
    "GET /history": CURATOR,
    "POST /history": CURATOR,
    "GET /tasks/{id}": CURATOR,
}
PLACES: tuple[tuple[str, str], ...] = (
    ("upload", "/upload"),
    ("uploads", "/uploads"),
    ("review", "/review"),
    ("changes", "/changes"),
    ("vocabulary", "/vocabulary"),
    ("health_of_text", "/health-of-text"),
    ("history", "/history"),
    ("mail", "/mail"),
    ("accounts", "/accounts"),
)  # what is listed beside a person's name, as far as it is there and they may


def rule_of(method: str, address: str) -> Rule | None:
    """The line for an address as the table of routes writes it."""
    return RULES.get(f"{'GET' if method == 'HEAD' else method} {address.replace(':int}', '}')}")


def may(rule: Rule | None, account: Account | None, owners: Owners | None = None) -> bool:
    """Whether this person may."""
    if rule is None:
        return False
    rank = RANK[account.role if account else None]
    if rank >= RANK[rule.least]:
        return True
    return account is not None and rule.own is not None and rank >= RANK[rule.own] and owners is not None and owners.include(account)


def enter(rule: Rule | None, account: Account | None) -> None:
    """Before it is known whose the thing is; raises NotSignedIn `sign_in_first`, NotAllowed `not_allowed`."""
    least = RANK[rule.least if rule.own is None else rule.own] if rule else None
    if least is not None and RANK[account.role if account else None] >= least:
        return
    if account is None and rule is not None:
        raise NotSignedIn("sign_in_first")
    raise NotAllowed("not_allowed")


def touch(rule: Rule | None, account: Account | None, owners: Owners) -> None:
    """When it is known whose the thing is; somebody else's is not there: raises NotFound `not_here`."""
    if not may(rule, account, owners):
        raise NotFound("not_here")


def places(account: Account | None) -> tuple[tuple[str, str], ...]:
    """Where this person works."""
    return tuple((name, address) for name, address in PLACES if account and _reaches(RULES.get(f"GET {address}"), account))


def _reaches(rule: Rule | None, account: Account) -> bool:
    return rule is not None and RANK[account.role] >= RANK[rule.own or rule.least]


def matrix() -> str:
    """The table as a page of the documentation."""
    columns = ("anonymous", "reader", "partner", "curator", "administrator")
    lines = [
        "# Who may do what", "",
        "Made from `repository/access.py` (`python -m repository.access > docs/access.md`); a test holds this page to it, and the",
        "application to this page. What is not listed nobody may do. *own*: only what is their own or their organisation's; what is",
        "somebody else's is answered as if it were not there.", "",
        f"| Method and address | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}",
    ]  # fmt: skip
    lines += [f"| `{key}` | {' | '.join(_cell(rule, rank) for rank in range(len(columns)))} |" for key, rule in RULES.items()]
    return "\n".join(lines) + "\n"


def _cell(rule: Rule, rank: int) -> str:
    if rank >= RANK[rule.least]:
        return "yes"
    return "own" if rule.own is not None and rank >= RANK[rule.own] else "–"


if __name__ == "__main__":
    print(matrix(), end="")
