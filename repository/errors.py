"""Given what went wrong, an error that carries data and a message key; the edges turn it into sentences and numbers.

RepositoryError
├── InputError            the user can put it right: a value, a query parameter, a manifest row
│   ├── Refused           a file we do not take, with the reason
│   ├── NoneTaken         nothing of what was sent is taken: what is told of each file
│   │   └── TooLarge      and that is why
│   ├── BodyLarge         more bytes than are read at this address
│   └── Misused           a command line that cannot be read
├── NotFound              no such report, file, page or term (or it is not for this reader)
│   └── Withdrawn         it was public and no longer is: reason and successor
├── Conflict              someone else changed it meanwhile, or it is already there
│   └── Stale             it is no longer the version somebody said they had
├── NotAllowed            this person may not do that
├── NotSignedIn           somebody has to say who they are first
├── TooMany               too many tries: wait
├── Unavailable           not the user's fault and may pass: reading goes on where it can
│   ├── DiskFull
│   ├── ReadOnly
│   ├── CatalogueUnavailable
│   └── IndexUnavailable  being rebuilt, or damaged
└── Damaged               a kept original no longer has its digest: never served

The sentence is `error.<key>`, of a file `refused.<key>`, in `templates/locale/<language>.po`, with the data filled in.
"""


class RepositoryError(Exception):
    """Base of every error this package raises on purpose; `key` names the sentence, `data` fills it."""

    kind = "error"

    def __init__(self, key: str, **data: object) -> None:
        super().__init__(key, data)
        self.key = key
        self.data = data

    @property
    def sentence(self) -> str:
        """The name of its sentence."""
        return f"{self.kind}.{self.key}"

    def __str__(self) -> str:
        return f"{self.key} {self.data}" if self.data else self.key


class InputError(RepositoryError):
    """The user can put it right."""


class Refused(InputError):
    """A file we do not take; `key` is the reason."""

    kind = "refused"


class NoneTaken(InputError):
    """No file of what was sent is taken; data: files."""


class TooLarge(NoneTaken):
    """Every file of it is too large."""


class BodyLarge(InputError):
    """More bytes than are read at this address; data: limit (bytes)."""


class Misused(InputError):
    """A command line that cannot be read."""


class NotFound(RepositoryError):
    """No such thing, or not for this reader."""


class Withdrawn(NotFound):
    """It was public and no longer is; data: number, reason, successor."""


class Conflict(RepositoryError):
    """Someone else changed it meanwhile."""


class Stale(Conflict):
    """It is no longer the version somebody said they had."""


class NotAllowed(RepositoryError):
    """This person may not do that."""


class NotSignedIn(RepositoryError):
    """Somebody has to say who they are first."""


class TooMany(RepositoryError):
    """Too many tries; data: seconds to wait."""


class Unavailable(RepositoryError):
    """Not the user's fault and may pass."""


class DiskFull(Unavailable):
    """No room left where the data lives."""


class ReadOnly(Unavailable):
    """The place where the data lives cannot be written."""


class CatalogueUnavailable(Unavailable):
    """The catalogue does not answer, is locked, or was written by a newer version."""


class IndexUnavailable(Unavailable):
    """The index is being rebuilt or damaged."""


class Damaged(RepositoryError):
    """A kept original no longer has its digest; data: sha256."""
