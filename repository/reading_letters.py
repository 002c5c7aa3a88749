"""Given uploads of which everything is read, a letter for each that says what became of every file, also of those nobody could read."""

from repository import letters
from repository.accounts import Accounts
from repository.catalogue import Catalogue
from repository.drafts import Sender
from repository.letters import POSTMAN
from repository.model import in_language
from repository.outcomes import like_of, lines
from repository.receipts import Receipts, Upload
from repository.review import Desk
from repository.words import speak

LINES = 60  # files of one letter; the receipt has all


def tell_read(*, catalogue: Catalogue, receipts: Receipts, accounts: Accounts, desk: Desk, now: float) -> int:
    """How many were told; each once, in the transaction that writes its letter."""
    found = receipts.untold()
    for upload in found:
        _tell(upload, catalogue=catalogue, receipts=receipts, accounts=accounts, desk=desk, now=now)
    return len(found)


def _tell(upload: Upload, *, catalogue: Catalogue, receipts: Receipts, accounts: Accounts, desk: Desk, now: float) -> None:
    person = accounts.account(upload.account)
    report = catalogue.report(upload.report) if upload.report is not None else None
    wanted = person is not None and person.state == "active" and bool(upload.items) and not (report and report.state == "refused")
    data: dict[str, object] = {}
    if wanted and person is not None:
        words, sender = speak(person.language or desk.language), Sender(catalogue, receipts, accounts, person)
        said = lines(upload, report, like_of(upload, report, sender), words, sender)
        told = [f"{line.name}: {line.said}" for line in said[:LINES]]
        if len(said) > LINES:
            told.append(words("word.and_more", n=len(said) - LINES))
        title = in_language(report.titles, (words.language,)).text if report else ""
        data = {"title": letters.one_line(title or upload.items[0].name), "files": "\n\n" + "\n".join(told) + "\n\n"}
    with catalogue.writing(POSTMAN) as writing:
        current = receipts.upload(upload.id)
        if current != upload:  # something was added meanwhile: it is told with the rest
            return
        writing.upload_told(upload.id)
        if data and person is not None:
            letters.write("upload_read", person, site=desk.site, fallback=desk.language, writing=writing, now=now,
                          link=f"{desk.base}/uploads/{upload.id}", **data)  # fmt: skip
