"""What the pages with the form for a publication share: its fields, what can be chosen, and where files go while they come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from repository.accounts import Account
from repository.catalogue import Catalogue
from repository.drafts import Came, Sender
from repository.errors import NotSignedIn, Refused
from repository.forms import Fields, Form, Limits, Sink
from repository.identity import account_of
from repository.model import RELATIONS, ROLES, Term
from repository.named import public
from repository.reader import Reader, house, reader_of
from repository.receipts import Item, Typed, refused
from repository.render import Voice
from repository.settings import Settings
from repository.store import Store
from repository.typed import CHOICES, PEOPLE, Wrong, rows
from repository.upload import Arrival, Kept, display_name

FILES = 50  # of one form
REST = 2**21  # bytes of a form beside its files
OPTIONS = 1_000  # of one field
ROOM = 0.1  # of the disk that stays free
HOURS = 2 * 3600.0  # for a slow line
LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-ND 4.0", "CC0 1.0")
Option = tuple[str, str]  # value, label


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as it stands: what is in its fields, what is wrong with them, what they may be."""

    typed: Typed = ()
    wrong: Mapping[str, str] = field(default_factory=dict)  # field → sentence
    proposed: frozenset[str] = frozenset()  # fields a file filled in
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    types: Sequence[Option] = ()
    roles: Sequence[str] = ROLES
    relations: Sequence[str] = RELATIONS
    licences: Sequence[str] = LICENCES

    def one(self, name: str) -> str:
        """What is in a field."""
        return next((value for key, value in self.typed if key == name), "")

    def several(self, name: str) -> Sequence[str]:
        """What is in the fields of a name, and an empty one for another."""
        return [*(value for key, value in self.typed if key == name and value.strip()), ""]

    def rows(self, facet: str) -> Sequence[tuple[str, str]]:
        """Names with roles, and an empty one for another."""
        return rows(self.typed, facet)


def sheet(reader: Reader, typed: Typed, wrong: Wrong, *, catalogue: Catalogue, proposed: frozenset[str] = frozenset()) -> Sheet:
    """The form in the words of a reader."""
    voice = Voice(reader.words, reader.languages)
    with catalogue.reading():
        terms = {facet: public(facet, catalogue=catalogue) for facet in (*CHOICES, *PEOPLE)}
    options = {facet: sorted({voice.label(term).text for term in those[:OPTIONS]}) for facet, those in terms.items()}
    types = sorted(((term.key, voice.label(term).text) for term in terms["type"]), key=lambda option: option[1])
    sentences = {name: reader.words(f"error.{error.key}", **error.data) for name, error in wrong.items()}
    return Sheet(typed, sentences, proposed, options, types)


def preset(account: Account, reader: Reader, terms: Mapping[int, Term]) -> Typed:
    """A new form: the person's own organisations are there."""
    voice = Voice(reader.words, reader.languages)
    pairs = [(voice.label(terms[each]).text, "author") for each in account.organisations if each in terms]
    return tuple(pair for name, role in pairs for pair in (("organisation", name), ("organisation_role", role)))


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


def has_room(store: Store) -> bool:
    """Whether anything more is taken in; reading goes on without."""
    return store.room() >= ROOM


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

    def close(self) -> Came:
        """The kept original, or why not."""
        if self.wrong is None:
            try:
                with self.arrival:
                    return self.arrival.end()
            except Refused as error:
                self._refuse(error)
        return refused(self.name, self.wrong or Refused("empty"))

    def _refuse(self, error: Refused) -> None:
        self.wrong = error
        self.arrival.close()

    def abort(self) -> None:
        """It did not come whole."""
        self.arrival.close()


def open_file(request: Request, _person: Account, field: str, name: str, _fields: Fields) -> Sink | None:
    """Where a file of the form goes; nowhere when the disk is nearly full, or when the session has ended."""
    home = house(request)
    if field != "file" or account_of(request) is None or not has_room(home["engines"].store):
        return None
    return FileSink(name, store=home["engines"].store, limit=home["settings"].upload_limit)


def came(form: Form) -> Sequence[Came]:
    """The files of a form."""
    return [each for _, each in form.files if isinstance(each, Kept | Item)]
