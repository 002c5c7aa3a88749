"""Given a request of somebody who sends in, where its files go while they come, and the engines that keep them for this person."""

import json
from collections.abc import Sequence

from starlette.requests import Request

from repository.accounts import Account
from repository.drafts import Came, Sender
from repository.errors import InputError, NotSignedIn, Refused
from repository.extract import KINDS
from repository.forms import Fields, Form, Limits, Sink
from repository.identity import account_of
from repository.reader import house, reader_of
from repository.receipts import Item, refused
from repository.secret import agrees, signed
from repository.settings import Settings
from repository.store import Store, has_room
from repository.upload import Arrival, Kept, display_name

FILES = 50  # of one form
REST = 2**21  # bytes of a form beside its files
SEAL = 64  # hex digits of a signature
HOURS = 2 * 3600.0  # for a slow line


def person_of(request: Request) -> Account:
    """Who is signed in; raises NotSignedIn `sign_in_first`."""
    account = reader_of(request).account
    if account is None:
        raise NotSignedIn("sign_in_first")
    return account


def sender_of(request: Request) -> Sender:
    """The engines for the person who asks."""
    engines = house(request)["engines"]
    return Sender(engines.catalogue, engines.receipts, engines.accounts, person_of(request))


# -- files


def limits_of(settings: Settings) -> Limits:
    """Of a form with files."""
    return Limits(body=settings.upload_limit + REST, files=FILES, seconds=HOURS)


def left_of(request: Request, person: Account) -> int | None:
    """Bytes that this person's organisation may still send in today; None for staff, who may always."""
    if person.staff:
        return None
    home = house(request)
    settings, sent = home["settings"], home["engines"].receipts.sent(person.id, person.organisations)
    return max(0, settings.quota - sent.bytes) if sent.files < settings.quota_files else 0


class FileSink:
    """A file on its way into the store; one that is refused is read past, and the others still come."""

    def __init__(self, name: str, *, store: Store, limit: int, left: int | None = None) -> None:
        self.name, self.left = display_name(name), left
        self.wrong: Refused | None = None
        self.arrival = Arrival(name, store=store, limit=limit)

    def write(self, chunk: bytes) -> None:
        """Appends."""
        if self.wrong is None:
            try:
                if self.left is not None and self.arrival.incoming.size + len(chunk) > self.left:
                    raise Refused("quota")
                self.arrival.write(chunk)
            except Refused as error:
                self._refuse(error)

    def close(self) -> object:
        """The kept original, or why not."""
        with self.arrival:
            return self.whole()

    def whole(self, *, keep: bool = True) -> Came:
        """What came, kept or only looked at; or why it is refused."""
        if self.wrong is None:
            try:
                return self.arrival.end(keep=keep)
            except Refused as error:
                self._refuse(error)
        return refused(self.name, self.wrong or Refused("empty"))

    def _refuse(self, error: Refused) -> None:
        self.wrong = error
        self.arrival.close()

    def abort(self) -> None:
        """It did not come whole."""
        self.arrival.close()


class PatientSink(FileSink):
    """A file that is kept only once all that came with it is known to be right; whoever takes it says `keep` or `abort`."""

    came: Came

    def close(self) -> object:
        """Itself, with what came."""
        self.came = self.whole(keep=False)
        return self

    def keep(self) -> None:
        """The original is kept, durable."""
        if isinstance(self.came, Kept):
            with self.arrival:
                self.arrival.incoming.keep()


class TextSink:
    """A field that comes as a file, as some programs send JSON; bounded."""

    def __init__(self, limit: int) -> None:
        self.limit, self.text = limit, b""

    def write(self, chunk: bytes) -> None:
        """Appends; raises InputError `form_long`."""
        self.text += chunk
        if len(self.text) > self.limit:
            raise InputError("form_long")

    def close(self) -> object:
        """What came."""
        return self.text

    def abort(self) -> None:
        """Nothing was kept."""


class CarriedSink(FileSink):
    """A file of somebody whose session ended meanwhile: kept, and carried through signing in as a text only they can use."""

    def __init__(self, name: str, person: Account, *, secret: bytes, store: Store, limit: int, left: int | None) -> None:
        super().__init__(name, store=store, limit=limit, left=left)
        self.person, self.secret = person, secret

    def close(self) -> object:
        """What stands for it in the form."""
        came = super().close()
        if isinstance(came, Item):
            return self.name
        assert isinstance(came, Kept)  # noqa: S101
        value = json.dumps([came.name, came.sha256, came.size, came.kind.extension], ensure_ascii=False)
        return f"{_seal(self.secret, self.person, value)}{value}"


def _seal(secret: bytes, person: Account, value: str) -> str:
    return signed(secret, "file", f"{person.id}:{value}")


def open_file(request: Request, person: Account, field: str, name: str, _fields: Fields) -> Sink | None:
    """Where a file of the form goes; nowhere when the disk is nearly full."""
    home = house(request)
    store, limit = home["engines"].store, home["settings"].upload_limit
    if field != "file" or not has_room(store):
        return None
    if account_of(request) is None:
        return CarriedSink(name, person, secret=home["secret"], store=store, limit=limit, left=left_of(request, person))
    return FileSink(name, store=store, limit=limit, left=left_of(request, person))


def came(request: Request, form: Form) -> Sequence[Came]:
    """The files of a form, those that came before somebody had to sign in again first."""
    carried = [kept for value in form.all("file") if (kept := _carried(request, value)) is not None]
    return [*carried, *(each for _, each in form.files if isinstance(each, Kept | Item))]


def carried_name(value: str) -> str:
    """What a file that is carried through signing in is called."""
    try:
        return str(json.loads(value[SEAL:])[0])
    except (ValueError, LookupError, TypeError):
        return value


def _carried(request: Request, value: str) -> Kept | None:
    """A file that was kept for this person; anything else is none."""
    home, person = house(request), person_of(request)
    seal, told = value[:SEAL], value[SEAL:]
    if not agrees(home["secret"], "file", f"{person.id}:{told}", seal):
        return None
    name, sha256, size, extension = json.loads(told)
    return Kept(name, sha256, size, KINDS[extension]) if home["engines"].store.has(sha256) else None
