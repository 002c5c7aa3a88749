"""Given a request of somebody who sends in, where its files go while they come, and the engines that keep them for this person."""

import hashlib
import json
from collections.abc import Sequence

from starlette.requests import Request

from repository import quota
from repository.accounts import Account
from repository.drafts import Sender
from repository.errors import InputError, NotSignedIn, Refused, TooLarge
from repository.extract import KINDS
from repository.forms import Fields, Form, Limits, Sink
from repository.identity import account_of
from repository.quota import Allowance, Came, Quota
from repository.reader import house, reader_of
from repository.receipts import Item, refused
from repository.secret import agrees, signed
from repository.settings import Settings
from repository.spoken import Spoken
from repository.store import Store, has_room
from repository.upload import Arrival, Kept, display_name

FILES = 50  # of one form
REST = 2**21  # bytes of a form beside its files
OVER = "over"  # the field of a form that carries the name of a file there was no room for
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
    return Sender(engines.catalogue, engines.receipts, engines.accounts, person_of(request), quota_of(house(request)["settings"]))


# -- files


def limits_of(settings: Settings, files: int = FILES) -> Limits:
    """Of a form with files: as many bytes as one file may have; as many again are read past, so that what was typed is given back."""
    return Limits(body=settings.upload_limit + REST, past=settings.upload_limit, files=files, seconds=HOURS)


def too_large(request: Request) -> TooLarge:
    """What is said of a form whose files have more bytes than that."""
    return TooLarge("form_large", limit=Spoken(reader_of(request).language).size(house(request)["settings"].upload_limit))


def quota_of(settings: Settings) -> Quota:
    """What the partners of one organisation may send in on a day."""
    return Quota(settings.quota_files, settings.quota)


def left_of(request: Request, person: Account) -> Allowance | None:
    """What may still come today, asked once a form, so that nothing over it travels for nothing; None for staff, who may always."""
    if person.staff:
        return None
    found: Allowance | None = getattr(request.state, "allowance", None)
    if found is None:
        home = house(request)
        found = request.state.allowance = quota.left_of(quota_of(home["settings"]), person, home["engines"].receipts)
    return found


class FileSink:
    """A file on its way into the store; one that is refused is read past, and the others still come."""

    def __init__(self, name: str, *, store: Store, limit: int, left: Allowance | None = None) -> None:
        self.name, self.left = display_name(name), left
        self.wrong: Refused | None = None
        self.arrival = Arrival(name, store=store, limit=limit)

    def write(self, chunk: bytes) -> None:
        """Appends."""
        if self.wrong is None:
            try:
                if self.left is not None and not self.left.holds(self.arrival.incoming.size + len(chunk)):
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
                kept = self.arrival.end(keep=keep)
            except Refused as error:
                self._refuse(error)
            else:
                if self.left is not None:
                    self.left.take(kept.size)
                return kept
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

    def __init__(self, name: str, *, store: Store, limit: int, left: Allowance | None = None) -> None:
        super().__init__(name, store=store, limit=limit, left=left)
        self._sum = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Appends; what is refused is read, too, so that it is known when it is sent again."""
        self._sum.update(chunk)
        super().write(chunk)

    @property
    def digest(self) -> str:
        """Of the bytes that came, also of a file that is refused."""
        return self._sum.hexdigest()

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
    """A file of somebody whose session ended meanwhile: kept, and carried through signing in as a text only they can use; of one that
    is refused, why.
    """

    def __init__(self, name: str, person: Account, *, secret: bytes, store: Store, limit: int, left: Allowance | None) -> None:
        super().__init__(name, store=store, limit=limit, left=left)
        self.person, self.secret = person, secret

    def close(self) -> object:
        """What stands for it in the form."""
        with self.arrival:
            came = self.whole()
        told = [came.name, dict(came.detail)] if isinstance(came, Item) else [came.name, came.sha256, came.size, came.kind.extension]
        value = json.dumps(told, ensure_ascii=False)
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
    """The files of a form, those that came before somebody had to sign in again first, and what became of those there was no room for."""
    carried = [kept for value in form.all("file") if (kept := _carried(request, value)) is not None]
    large = Refused("form_large", limit=f"{house(request)['settings'].upload_limit / 2**20:.0f} MiB")
    over = [refused(display_name(name), large) for name in over_of(form)]
    return [*carried, *(each for _, each in form.files if isinstance(each, Kept | Item)), *over]


def over_of(form: Form) -> tuple[str, ...]:
    """Names of files there was no room for, also when that was before somebody had to sign in again."""
    return (*form.over, *form.all(OVER))


def carried_name(value: str) -> str:
    """What a file that is carried through signing in is called."""
    try:
        return str(json.loads(value[SEAL:])[0])
    except (ValueError, LookupError, TypeError):
        return value


def _carried(request: Request, value: str) -> Came | None:
    """A file that was kept for this person, or that it is gone; anything else is none."""
    home, person = house(request), person_of(request)
    seal, told = value[:SEAL], value[SEAL:]
    if not agrees(home["secret"], "file", f"{person.id}:{told}", seal):
        return None
    name, *known = json.loads(told)
    if len(known) == 1:
        return Item(name, "refused", detail=known[0])
    sha256, size, extension = known
    return Kept(name, sha256, size, KINDS[extension]) if home["engines"].store.renew(sha256) else refused(name, Refused("gone"))
