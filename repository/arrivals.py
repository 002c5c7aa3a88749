"""Given a request of somebody who sends in, where its files go while they come, and the engines that keep them for this person."""

from collections.abc import Sequence

from starlette.requests import Request

from repository.accounts import Account
from repository.drafts import Came, Sender
from repository.errors import InputError, NotSignedIn, Refused
from repository.forms import Fields, Form, Limits, Sink
from repository.identity import account_of
from repository.reader import house, reader_of
from repository.receipts import Item, refused
from repository.settings import Settings
from repository.store import Store, has_room
from repository.upload import Arrival, Kept, display_name

FILES = 50  # of one form
REST = 2**21  # bytes of a form beside its files
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


class FileSink:
    """A file on its way into the store; one that is refused is read past, and the others still come."""

    def __init__(self, name: str, *, store: Store, limit: int) -> None:
        self.name = display_name(name)
        self.wrong: Refused | None = None
        self.arrival = Arrival(name, store=store, limit=limit)

    def write(self, chunk: bytes) -> None:
        """Appends."""
        if self.wrong is None:
            try:
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


def open_file(request: Request, _person: Account, field: str, name: str, _fields: Fields) -> Sink | None:
    """Where a file of the form goes; nowhere when the disk is nearly full, or when the session has ended."""
    home = house(request)
    if field != "file" or account_of(request) is None or not has_room(home["engines"].store):
        return None
    return FileSink(name, store=home["engines"].store, limit=home["settings"].upload_limit)


def came(form: Form) -> Sequence[Came]:
    """The files of a form."""
    return [each for _, each in form.files if isinstance(each, Kept | Item)]
