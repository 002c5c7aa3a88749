"""A citation in plain text, in the language of the work: who (year). Title. Publisher, p. 15. Address."""

from dataclasses import dataclass

from repository.exchange.cited import Cited
from repository.words import speak

MEDIA_TYPE = "text/plain; charset=utf-8"
NAMED = 6  # authors; of more the first ones and others
ENDS = (".", "?", "!", "…", "؟", "۔")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a citation: a `name`, `title` or `address` stands in its own direction, plain signs in that of the sentence."""

    text: str
    kind: str = ""


def write(cited: Cited) -> str:
    """One line."""
    return "".join(piece.text for piece in pieces(cited)) + "\n"


def pieces(cited: Cited) -> tuple[Piece, ...]:
    """The sentence; its words and commas are those of `cited.tongue`."""
    words = speak(cited.tongue)
    names = cited.people or cited.organisations
    made: list[Piece] = []
    for place, name in enumerate(names[:NAMED]):
        made += [Piece(words("word.comma"))] if place else []
        made.append(Piece(name, "name"))
    made += [Piece(f" {words('cite.others')}")] if len(names) > NAMED else []
    made.append(Piece(f"{' ' if names else ''}({cited.year or words('cite.undated')}). "))
    made += [Piece(cited.title, "title"), Piece(" " if cited.title.endswith(ENDS) else ". ")]
    publisher = next((name for name in cited.publishers if name not in names), "")
    made += [Piece(publisher, "name")] if publisher else []
    if cited.page:
        made += [Piece(words("word.comma"))] if publisher else []
        made += [Piece(words("page.label", label=cited.page), "name")]
    made += [Piece(". ")] if publisher or cited.page else []
    return (*made, Piece(cited.url, "address"))
