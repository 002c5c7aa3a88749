"""Given the fields of the form of a facet, the facet they mean; the way back is the template's."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from repository import curation
from repository.errors import InputError
from repository.figures import whole
from repository.forms import Form
from repository.model import Facet, Kind, Wanted

KINDS: tuple[Kind, ...] = get_args(Kind)
WANTED: tuple[Wanted, ...] = get_args(Wanted)
LAST = 20  # where a facet of one's own stands
MOST = 10_000  # the last place


def facet_in(form: Form, languages: Sequence[str], now: Facet | None = None) -> Facet:
    """A new facet, or `now` with what the form says of it; raises InputError for a name or place that cannot be."""
    labels = curation.texts([(code, form.get(f"label_{code}")) for code in languages if form.get(f"label_{code}").strip()])
    place = form.get("position").strip() or str(LAST)
    position = whole(place, 5)
    if position is None or position > MOST:
        raise InputError("facet_position", value=place[:40], most=MOST)
    kinds = [kind for kind in KINDS if kind == form.get("kind")]
    wanted = [each for each in WANTED if each == form.get("wanted")]
    facet = now or Facet(form.get("key").strip(), LAST, public=True, kind=kinds[0] if kinds else "terms")
    others = tuple(label for label in facet.labels if label.language not in languages)
    return replace(facet, position=position, public=not form.get("staff"), labels=(*labels, *others), tree=not form.get("flat"),
                   several=not form.get("one"), wanted=wanted[0] if wanted else "optional")  # fmt: skip
