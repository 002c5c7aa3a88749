"""What is carried through the pages of signing in: where somebody wanted to go, and the form they had sent there."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

from repository.forms import Fields, Form
from repository.pages.language import way_back

PREFIX = "kept:"


@dataclass(frozen=True, slots=True)
class Kept:
    """An address of this site, and the fields that were sent to it."""

    to: str = ""
    fields: Fields = ()

    @property
    def hidden(self) -> Fields:
        """As hidden fields of the next form."""
        return (("to", self.to), *((PREFIX + name, value) for name, value in self.fields)) if self.to else ()

    @property
    def wish(self) -> str:
        """The end of an address that carries on where somebody wanted to go."""
        return f"?to={quote(self.to, safe='')}" if self.to else ""


def kept_by(request: Request, form: Form | None = None) -> Kept:
    """What a form, or an address, carries on."""
    to = form.get("to") if form else request.query_params.get("to", "")
    fields = tuple((name.removeprefix(PREFIX), value) for name, value in form.fields if name.startswith(PREFIX)) if form else ()
    return Kept(way_back(to) if to else "", fields)
