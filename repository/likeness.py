"""Given a report and another one it looks like, what staff say of the two, kept so that nobody is asked again."""

from dataclasses import replace

from repository import review
from repository.accounts import Account, Accounts
from repository.catalogue import Catalogue
from repository.errors import InputError, NotAllowed, NotFound
from repository.ingest import record_of
from repository.model import Relation
from repository.receipts import ANSWERS


def answer(
    number: int, other: int, said: str, *, by: Account, catalogue: Catalogue, accounts: Accounts, desk: review.Desk, now: float, reason: str
) -> None:  # fmt: skip
    """`same` refuses or withdraws it with `reason`, the other one taking its place; any other answer makes the relation, or none.

    Raises InputError `answer_unknown`, NotFound `no_report`, NotAllowed, and what `review.move` raises.
    """
    if not by.staff:
        raise NotAllowed("not_allowed")
    if said not in ANSWERS or other == number or catalogue.report(other) is None:
        raise InputError("answer_unknown")
    if said == "same":
        found = catalogue.report(number)
        to = review.over(found.state) if found else "refused"
        review.move(number, to, by=by, catalogue=catalogue, accounts=accounts, desk=desk, now=now, reason=reason, successor=other)
        return
    with catalogue.writing(by.actor) as writing:
        report = catalogue.report(number)
        if report is None:
            raise NotFound("no_report", number=number)
        review.check_claim(number, by, catalogue=catalogue, now=now)
        relations = tuple(relation for relation in report.relations if relation.number != other)
        if said != "different":
            relations += (Relation(said, other),)
        writing.update_report(number, replace(record_of(report), relations=relations))
        writing.record("likeness_answered", report=number, like=other, said=said)
