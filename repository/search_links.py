"""Given a question, the addresses of its neighbours: one value more, one less, another order."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from repository.search import Ask, address


def href(ask: Ask, *, path: str = "/search", **changes: Any) -> str:
    """The address of a question with some of it changed."""
    pairs = address(ask, **changes)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def included(ask: Ask, facet: str, value: str) -> str:
    """The question with one more value."""
    bare = _without(ask, facet, value)
    return href(bare, include={**bare.include, facet: (*bare.include.get(facet, ()), value)})


def excluded(ask: Ask, facet: str, value: str) -> str:
    """The question with one value left out."""
    bare = _without(ask, facet, value)
    return href(bare, exclude={**bare.exclude, facet: (*bare.exclude.get(facet, ()), value)})


def without(ask: Ask, facet: str, value: str) -> str:
    """The question that no longer names a value."""
    return href(_without(ask, facet, value))


def pairs_without(ask: Ask, *names: str) -> tuple[tuple[str, str], ...]:
    """The parameters of a question but some, for the hidden fields of a form."""
    return tuple(pair for pair in address(ask) if pair[0] not in names)


def _without(ask: Ask, facet: str, value: str) -> Ask:
    def less(chosen: Any) -> dict[str, tuple[str, ...]]:
        kept = {name: tuple(each for each in values if (name, each) != (facet, value)) for name, values in chosen.items()}
        return {name: values for name, values in kept.items() if values}

    return replace(ask, include=less(ask.include), exclude=less(ask.exclude), page=1)
