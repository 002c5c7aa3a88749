"""Given what was read of a query, the same as one would type it: reading that again gives the same tree."""

from collections.abc import Mapping

from repository.query.grammar import Parsed, Part
from repository.query.tree import All, AnyOf, Everything, Node, Not


def written(parsed: Parsed) -> str:
    """The query without what was dropped; it stands in the receipt where something was."""
    return _node(parsed.tree, parsed)


def _node(node: Node, parsed: Parsed) -> str:
    if isinstance(node, Everything):
        return ""
    if isinstance(node, All):
        return " ".join(_node(part, parsed) for part in node.parts)
    if isinstance(node, AnyOf):
        return " OR ".join(_bracketed(part, parsed) if isinstance(part, All) else _node(part, parsed) for part in node.parts)
    if isinstance(node, Not):
        inner = node.part
        return "-" + (_bracketed(inner, parsed) if isinstance(inner, All | AnyOf | Not) else _node(inner, parsed))
    return _typed(parsed.parts[node.part], parsed.text)


def _bracketed(node: Node, parsed: Parsed) -> str:
    return f"({_node(node, parsed)})"


def _typed(part: Part, text: str) -> str:
    """The part where it stands in the query, without the sign that leaves it out."""
    piece = text[part.start : part.end]
    return piece.lstrip("-") if part.excluded else piece


def without(parsed: Parsed, number: int) -> str:
    """The query as typed without one of its parts."""
    return replaced(parsed, {number: ""})


def replaced(parsed: Parsed, other: Mapping[int, str]) -> str:
    """The query as typed with something else in the place of some of its parts."""
    text, end = "", 0
    for part in parsed.parts:
        if part.part in other:
            start = part.start
            while part.excluded and not other[part.part] and parsed.text[start - 1 : start] == "-":
                start -= 1
            text += parsed.text[end:start] + (other[part.part] or " ")
            end = part.end
    return " ".join((text + parsed.text[end:]).split())
