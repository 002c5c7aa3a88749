"""Accounts: adds, lists, disables, resets, and makes keys for programs. Prints one-time links, never a password."""

import argparse
import time

from repository.accounts import Account, Accounts, links, manage, tokens
from repository.accounts.record import ROLES
from repository.cli.options import one_of
from repository.cli.talk import Talk
from repository.engines import Engines, open_engines
from repository.errors import NotFound
from repository.model import Actor, in_language
from repository.settings import USUAL, Settings, first_language
from repository.words import speak

OPERATOR = Actor("command")
SCOPES = ("read", "write")


def arguments(parser: argparse.ArgumentParser) -> None:
    """add, list, disable, enable, reset, token."""
    actions, words, made = parser.add_subparsers(dest="action", required=True), speak(first_language()), {}
    for name in ("add", "list", "disable", "enable", "reset", "token"):
        said = words(f"cli.user_part_{name}")
        action = made[name] = actions.add_parser(name, words=words, description=said, help=said)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=words("cli.json"))
        if name != "list":
            action.add_argument("email", metavar="EMAIL")
    made["add"].add_argument("--role", type=one_of("--role", *ROLES), metavar="|".join(ROLES), required=True)
    made["add"].add_argument("--organisation", action="append", default=[], metavar="NAME")
    made["add"].add_argument("--name", default="", metavar="NAME")
    made["token"].add_argument("--name", required=True, metavar="NAME")
    made["token"].add_argument("--scope", type=one_of("--scope", *SCOPES), metavar="|".join(SCOPES), default="write")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when done."""
    engines = open_engines(settings)
    try:
        if chosen.action == "list":
            return listed(engines, talk, settings)
        if chosen.action == "add":
            return added(chosen, engines, talk, settings)
        return ACTIONS[chosen.action](chosen, known(chosen.email, engines.accounts), engines.accounts, talk, settings)
    finally:
        engines.close()


def known(email: str, accounts: Accounts) -> Account:
    """The account of an address; raises NotFound `no_account`."""
    found = accounts.account_of(email)
    if found is None:
        raise NotFound("no_account")
    return found


def address(settings: Settings, held: str) -> str:
    """Where a one-time link is opened."""
    return f"{settings.url or USUAL}{links.PATH}{held}"


def added(chosen: argparse.Namespace, engines: Engines, talk: Talk, settings: Settings) -> int:
    """Invites somebody."""
    account, held = links.invite(
        chosen.email, role=chosen.role, organisations=tuple(chosen.organisation), name=chosen.name, language=settings.languages[0],
        actor=OPERATOR, accounts=engines.accounts, now=time.time(),
    )  # fmt: skip
    talk.say("cli.user_added", email=account.email)
    talk.plain(address(settings, held))
    talk.value({"email": account.email, "role": account.role, "link": address(settings, held)})
    return 0


def listed(engines: Engines, talk: Talk, settings: Settings) -> int:
    """Everybody, a line each."""
    for account in engines.accounts.accounts():
        terms = engines.accounts.terms(account.organisations)
        organisations = [in_language(term.labels, settings.languages).text or term.key for term in terms.values()]
        if not talk.as_json:
            talk.plain("\t".join((account.email, account.role, account.state, ", ".join(organisations))))
        talk.value({
            "id": account.id, "email": account.email, "name": account.name, "role": account.role, "state": account.state,
            "organisations": organisations, "second_factor": account.second_factor, "created": account.created,
        })  # fmt: skip
    return 0


def disabled(_chosen: argparse.Namespace, account: Account, accounts: Accounts, talk: Talk, _settings: Settings) -> int:
    """Nothing this person has is good any more."""
    done = manage.disable(account, actor=OPERATOR, accounts=accounts)
    talk.say("cli.user_disabled" if done else "cli.user_disabled_already", email=account.email)
    talk.value({"email": account.email, "state": "disabled"})
    return 0


def enabled(_chosen: argparse.Namespace, account: Account, accounts: Accounts, talk: Talk, _settings: Settings) -> int:
    """May come in again."""
    done = manage.enable(account, actor=OPERATOR, accounts=accounts)
    talk.say("cli.user_enabled" if done else "cli.user_enabled_already", email=account.email)
    talk.value({"email": account.email, "state": known(account.email, accounts).state})
    return 0


def renewed(_chosen: argparse.Namespace, account: Account, accounts: Accounts, talk: Talk, settings: Settings) -> int:
    """A link for a new password and a new second factor."""
    held = links.reset(account, actor=OPERATOR, accounts=accounts, now=time.time())
    talk.say("cli.user_reset", email=account.email)
    talk.plain(address(settings, held))
    talk.value({"email": account.email, "link": address(settings, held)})
    return 0


def keyed(chosen: argparse.Namespace, account: Account, accounts: Accounts, talk: Talk, _settings: Settings) -> int:
    """A key for a program, told once."""
    held = tokens.make(account, name=chosen.name, scope=chosen.scope, actor=OPERATOR, accounts=accounts)
    talk.say("cli.user_token", email=account.email)
    talk.plain(held)
    talk.value({"email": account.email, "name": chosen.name, "scope": chosen.scope, "token": held})
    return 0


ACTIONS = {"disable": disabled, "enable": enabled, "reset": renewed, "token": keyed}
