"""Given what a change did to one thing and how the thing stands now, how it stands when the change is taken back.

A field goes back only where it still says what the change made of it. Lists of names and broader terms go back entry by
entry, so that what others added stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from repository.engines.sql.effects import Effect
from repository.model import Details, Facet, NewPage, NewTag, Record, Relation, Term, Text, Texts

SCALARS = ("state", "merged_into", "key", "uri")
ENTRIES = ("hidden", "related", "exact", "close")  # of the details: they go back one by one


class Differs(Exception):
    """Something was changed since, so that a change cannot be taken back without undoing that too."""

    def __init__(self, kind: str, item: object) -> None:
        super().__init__(kind, item)
        self.kind, self.item = kind, item


def turned(effect: Effect, now: Mapping[str, Any]) -> tuple[dict[str, object], dict[str, object]]:
    """(as they are, as they will be) of the plain fields that change; raises Differs."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name, value in now.items():
        if _same(value, effect.before[name]):
            continue
        if not _same(value, effect.after[name]):
            raise Differs(effect.kind, effect.item)
        before[name], after[name] = value, effect.before[name]
    return before, after


def _same(one: object, other: object) -> bool:
    return (one or None) == (other or None)


def term_back(now: Term, effect: Effect) -> Term:
    """The term with the change taken back; raises Differs."""
    was, will = effect.before, effect.after
    plain = turned(effect, {name: getattr(now, name) for name in SCALARS if name in will})[1]
    term = replace(now, **plain)  # type: ignore[arg-type]
    if "labels" in will:
        term = replace(term, labels=_labels_back(now.labels, effect))
    if "synonyms" in will:
        term = replace(term, synonyms=_texts(_entries_back([[t.language, t.text] for t in now.synonyms], was["synonyms"], will["synonyms"])))
    if "broader" in will:
        term = replace(term, broader=tuple(sorted(_entries_back(list(now.broader), was["broader"], will["broader"]))))
    return replace(term, details=_details_back(now.details, effect))


def _details_back(now: Details, effect: Effect) -> Details:
    was, will = effect.before, effect.after
    back: dict[str, Any] = turned(effect, {name: getattr(now, name) for name in ("date", "alone") if name in will})[1]
    back |= {name: _labels_back(getattr(now, name), effect, name) for name in ("definitions", "notes") if name in will}
    said = {"hidden": [[text.language, text.text] for text in now.hidden], **{name: list(getattr(now, name)) for name in ENTRIES[1:]}}
    for name in ENTRIES:
        if name in will:
            entries = _entries_back(said[name], was[name], will[name])
            back[name] = _texts(entries) if name == "hidden" else tuple(sorted(entries) if name == "related" else entries)
    return replace(now, **back) if back else now


def _labels_back(now: Texts, effect: Effect, name: str = "labels") -> Texts:
    was, will = dict(effect.before[name]), dict(effect.after[name])
    labels = {text.language: text.text for text in now}
    for language in dict.fromkeys([*was, *will]):
        here = labels.get(language)
        if here == was.get(language):
            continue
        if here != will.get(language):
            raise Differs(effect.kind, effect.item)
        if language in was:
            labels[language] = was[language]
        else:
            del labels[language]
    order = [*was, *(language for language in labels if language not in was)]
    return tuple(Text(language, labels[language]) for language in order if language in labels)


def _entries_back(now: list[Any], was: Sequence[Any], will: Sequence[Any]) -> list[Any]:
    kept = [entry for entry in now if entry in was or entry not in will]
    return kept + [entry for entry in was if entry not in will and entry not in kept]


def facet_back(now: Facet | None, effect: Effect) -> Facet | None:
    """The facet with the change taken back, None when it was not there; raises Differs."""
    if now != facet_of(effect.item, effect.after["facet"]):
        raise Differs(effect.kind, effect.item)
    return facet_of(effect.item, effect.before["facet"])


def facet_of(key: str, said: Mapping[str, Any] | None) -> Facet | None:
    """From what the history says."""
    if said is None:
        return None
    return Facet(key, said["position"], said["public"], _texts(said["labels"]), said["tree"], said["several"], said.get("kind", "terms"),
                 said.get("wanted", "optional"))  # fmt: skip


def pages_back(effect: Effect) -> list[NewPage]:
    """The pages there were."""
    return [NewPage(*page) for page in effect.before["pages"]]


def record_back(said: Mapping[str, Any]) -> Record:
    """A whole record from what the history says."""
    return Record(
        titles=_texts(said["titles"]), abstracts=_texts(said["abstracts"]), date=said["date"], date_note=said["date_note"],
        licence=said["licence"], source=said["source"], tags=tuple(NewTag(*tag) for tag in said["tags"]),
        relations=tuple(Relation(*relation) for relation in said["relations"]), external_id=said["external_id"] or None,
    )  # fmt: skip


def _texts(pairs: Sequence[Sequence[str]]) -> Texts:
    return tuple(Text(language, text) for language, text in pairs)
