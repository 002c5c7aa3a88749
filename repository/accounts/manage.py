"""What administrators do with accounts: role, organisations, disabling; each is a line of history and ends what the person had open."""

import re
from collections.abc import Sequence
from dataclasses import replace

from repository.accounts.record import Account, Accounts, AccountsWriting, Role
from repository.errors import Conflict, InputError, NotFound
from repository.model import Actor, Text

_EMAIL = re.compile(r"^[^@\s\"(),:;<>\[\\\]\x00-\x1f\x7f]{1,64}@[^@\s\"(),:;<>\[\\\]\x00-\x1f\x7f]{1,255}$")
LONGEST_NAME = 120  # characters
LONGEST_EMAIL = 254
SAMPLE = Actor("serve")


def check_email(email: str) -> str:
    """The address without spaces around; raises InputError `email_form`."""
    email = email.strip()
    if len(email) > LONGEST_EMAIL or not _EMAIL.match(email) or not email.isprintable():
        raise InputError("email_form", value=email[:80])
    return email


def check_name(name: str) -> str:
    """A name on one line; raises InputError `name_long`."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if len(name) > LONGEST_NAME:
        raise InputError("name_long", longest=LONGEST_NAME)
    return name


def organisations_named(names: Sequence[str], *, language: str, writing: AccountsWriting) -> tuple[int, ...]:
    """The terms of organisations by name, made if missing."""
    found = []
    for name in names:
        name = " ".join(name.split())
        if not name or len(name) > 300:
            raise InputError("organisation_form", value=name[:80])
        term = writing.find_term("organisation", name) or writing.add_term("organisation", (Text(language, name),))
        found.append(term.id)
    return tuple(dict.fromkeys(found))


def change(
    account: Account, *, role: Role, organisations: Sequence[str], name: str, language: str, actor: Actor, accounts: Accounts,
) -> None:  # fmt: skip
    """Another role, other organisations, another name; raises Conflict `last_admin`, InputError `organisation_needed`."""
    if role == "partner" and not organisations:
        raise InputError("organisation_needed")
    with accounts.writing(actor) as writing:
        account = _now(account, accounts)
        _somebody_left(account, role if account.state != "disabled" else "reader", accounts)
        terms = organisations_named(organisations, language=language, writing=writing)
        new = replace(account, role=role, organisations=terms, name=check_name(name), language=language)
        if new == account:
            return
        writing.change_account(new)
        if (new.role, new.organisations) != (account.role, account.organisations):
            writing.end_sessions(account.id)
        writing.record("account_changed", person=account.id, email=account.email, before={"role": account.role,
                       "organisations": list(account.organisations)}, after={"role": role, "organisations": list(terms)})  # fmt: skip


def disable(account: Account, *, actor: Actor, accounts: Accounts) -> bool:
    """Nothing the person has is good any more; False when it was so. Raises Conflict `last_admin`."""
    with accounts.writing(actor) as writing:
        account = _now(account, accounts)
        if account.state == "disabled":
            return False
        _somebody_left(account, "reader", accounts)
        writing.change_account(replace(account, state="disabled"))
        writing.end_sessions(account.id)
        writing.end_links(account.id)
        writing.end_tokens(account.id)
        writing.record("account_disabled", person=account.id, email=account.email)
    return True


def enable(account: Account, *, actor: Actor, accounts: Accounts) -> bool:
    """May come in again, with the password from before or by a reset; False when nothing was to be done.

    Raises InputError `account_sample` for a log-in of the demo, which has no second factor.
    """
    with accounts.writing(actor) as writing:
        account = _now(account, accounts)
        if account.state != "disabled":
            return False
        if account.sample:
            raise InputError("account_sample")
        has_password = bool(accounts.secrets(account.id).password)
        writing.change_account(replace(account, state="active" if has_password else "invited"))
        writing.record("account_enabled", person=account.id, email=account.email)
    return True


def disable_samples(*, accounts: Accounts) -> int:
    """The log-ins of the demo are good in the demo only; how many were switched off."""
    found = [account for account in accounts.accounts() if account.sample and account.state == "active"]
    if not found:
        return 0
    with accounts.writing(SAMPLE) as writing:
        for account in found:
            writing.change_account(replace(account, state="disabled"))
            writing.end_sessions(account.id)
            writing.end_tokens(account.id)
            writing.record("account_disabled", person=account.id, email=account.email)
    return len(found)


def after_restore(*, accounts: Accounts) -> None:
    """What was open when a backup was made is no longer good when it is restored: sessions and one-time links."""
    people = accounts.accounts()
    with accounts.writing(Actor("restore")) as writing:
        writing.end_sessions(None)
        for account in (None, *(person.id for person in people)):
            writing.end_links(account)


def _now(account: Account, accounts: Accounts) -> Account:
    """As it is inside the transaction: somebody else may have changed it since it was shown."""
    found = accounts.account(account.id)
    if found is None:
        raise NotFound("no_account")
    return found


def _somebody_left(account: Account, role: Role, accounts: Accounts) -> None:
    admins = [each for each in accounts.accounts() if each.role == "admin" and each.state == "active" and not each.sample]
    others = [each for each in admins if each.id != account.id]
    if account.role == "admin" and account.state == "active" and role != "admin" and not others and not account.sample:
        raise Conflict("last_admin")
