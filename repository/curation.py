"""Given a term or facet and what a curator wants of it, the change made in a transaction: rename, merge, move, retire, approve, add.

Each gives what it did. Made inside `catalogue.trying`, the same call is the preview.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from repository import dates
from repository.analysis.normalise import clean
from repository.catalogue import Done, Writing
from repository.errors import Conflict, InputError, NotFound
from repository.kinds import YES_NO, yes_no
from repository.model import Details, Facet, Term, Text, Texts
from repository.vocabulary import LONGEST

_FACET = re.compile(r"^[a-z][a-z0-9_]{1,39}$")
_LANGUAGE = re.compile(r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")
_URI = re.compile(r"^(?:https?://[^\s<>\"{}|\\^`]+|urn:[a-z0-9-]+:[^\s<>\"]+)$", re.IGNORECASE)
LONGEST_TEXT = 5_000  # characters of a definition or note
LONGEST_URI = 500
# Columns of lists and parameters of addresses: a facet of such a name could not be told from them.
RESERVED = frozenset((
    "abstract", "abstract_language", "action", "change", "chosen", "date", "date_note", "exact", "external_id", "file", "find", "format",
    "from", "id", "import", "lang", "licence", "match", "note", "number", "organisation_role", "page", "per_page", "person_role", "q",
    "relation", "relation_kind", "relation_to", "report", "sort", "source", "state", "text", "title", "title_language", "to", "token", "widen",
    "year",
    *(f"{each}_{part}" for each in ("date", "until") for part in ("day", "month", "year")),
))  # fmt: skip


def texts(pairs: Sequence[tuple[str, str]], longest: int = LONGEST) -> Texts:
    """(language, text) pairs as labels; raises InputError for one that is empty, too long, or of no language."""
    found = []
    for language, text in pairs:
        said = " ".join(clean(text).split())
        if not any(sign.isprintable() and not sign.isspace() for sign in said):
            raise InputError("label_empty", language=language)
        if len(said) > longest:
            raise InputError("label_long", limit=longest)
        if not _LANGUAGE.match(language):
            raise InputError("label_language", value=language)
        found.append(Text(language, said))
    return tuple(found)


def addresses(lines: Sequence[str]) -> tuple[str, ...]:
    """Addresses of concepts elsewhere, empty lines left out; raises InputError `uri_form`."""
    found = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    for each in found:
        if len(each) > LONGEST_URI or not _URI.match(each):
            raise InputError("uri_form", value=each[:200])
    return found


def add_facet(facet: Facet, *, writing: Writing) -> Done:
    """A facet of one's own; raises InputError `facet_key`, Conflict `facet_taken`."""
    if not _FACET.match(facet.key) or facet.key in RESERVED:
        raise InputError("facet_key", value=facet.key)
    if not facet.labels:
        raise InputError("label_needed")
    done = writing.add_facet(facet)
    if facet.kind == "yesno":
        for key in YES_NO:
            writing.add_term(facet.key, yes_no(key), key=key, state="approved")
    return Done(done, "facet_added", 0)


def change_facet(facet: Facet, *, writing: Writing) -> Done:
    """Other names, place, audience or form; its kind stays. Raises NotFound, InputError `facet_kind`, Conflict `facet_has_tree`,
    `facet_has_several`.
    """
    now = writing.facet(facet.key)
    if now is None:
        raise NotFound("no_facet", facet=facet.key)
    if facet.kind != now.kind:
        raise InputError("facet_kind", facet=facet.key)
    if not facet.labels and now.labels:
        raise InputError("label_needed")
    if now.several and not facet.several and (reports := writing.with_several(facet.key)):
        raise Conflict("facet_has_several", reports=reports)
    if now.tree and not facet.tree and (terms := writing.with_tree(facet.key)):
        raise Conflict("facet_has_tree", terms=terms)
    return Done(writing.update_facet(facet), "facet_edited", 0)


def add_term(facet: str, labels: Texts, *, writing: Writing, synonyms: Texts = (), broader: Sequence[int] = (), key: str = "") -> Done:
    """An approved term; raises Conflict `term_named` for a label that a term of this facet has already."""
    if not labels:
        raise InputError("label_needed")
    of = writing.facet(facet)
    if of is not None and of.kind != "terms":
        raise InputError("facet_values", facet=facet)
    for label in labels:
        _free(facet, label, None, writing)
    term = writing.add_term(facet, labels, key=key, synonyms=synonyms, state="approved", broader=broader)
    return Done(writing.newest, "term_added", 0, term=term.id)


def rename(term: int, labels: Texts, *, writing: Writing, synonyms: Texts = ()) -> Done:
    """Other labels in these languages; the old ones, and one of no known language, become synonyms: they go on being found."""
    if not labels and not synonyms:
        raise InputError("label_needed")
    now = living(term, writing)
    for label in labels:
        _free(now.facet, label, now.id, writing)
    given = {label.language: label for label in labels}
    old = [label for label in now.labels if label.language in given or (given and not label.language)]
    stayed = [given.get(label.language, label) for label in now.labels if label.language in given or label not in old]
    named = tuple(dict.fromkeys([*stayed, *labels]))
    return _changed(replace(now, labels=named, synonyms=(*now.synonyms, *old, *synonyms)), writing)


def describe(term: int, labels: Texts, synonyms: Texts, *, writing: Writing, hidden: Texts = ()) -> Done:
    """All its labels, synonyms and hidden names as they are to be."""
    if not labels:
        raise InputError("label_needed")
    now = living(term, writing)
    for label in labels:
        _free(now.facet, label, now.id, writing)
    return _changed(replace(now, labels=labels, synonyms=synonyms, details=replace(now.details, hidden=hidden)), writing)


def define(term: int, details: Details, *, writing: Writing) -> Done:
    """All that is said of it beyond its names; `exact` has its own address first. What it is related to then says the same of it;
    raises InputError for a date that is none, `term_related`.
    """
    dates.read(details.date)
    for other in details.related:
        living(other, writing)
    now = living(term, writing)
    return _changed(replace(now, uri="".join(details.exact[:1]), details=replace(details, exact=details.exact[1:])), writing)


def widen(term: int, *, on: bool, writing: Writing) -> Done:
    """Whether who searches for one of its names also finds its other names."""
    now = living(term, writing)
    return _changed(replace(now, details=replace(now.details, alone=not on)), writing)


def group(term: int, members: Sequence[int], *, writing: Writing, now: Sequence[Term]) -> Done:
    """What stands under it, of any facet: a region and its countries, a grouping and its members; `now` is what does today."""
    top, wanted = living(term, writing), set(members)
    for member in members:
        living(member, writing)
    before = writing.newest
    with writing.as_one("term_members", term=term, label=(top.labels[0].text if top.labels else top.key)):
        for each in now:
            if each.id not in wanted:
                writing.update_term(replace(each, broader=tuple(above for above in each.broader if above != term)))
        for member in members:
            each = living(member, writing)
            writing.update_term(replace(each, broader=(*each.broader, term)))
    change = writing.newest if writing.newest != before else 0
    changed = wanted ^ {each.id for each in now}
    reports, examples = writing.used_by(sorted(changed)) if changed else (0, ())
    return Done(change, "term_members", reports, examples, term)


def move(term: int, broader: Sequence[int], *, writing: Writing) -> Done:
    """Another place in the hierarchy; raises InputError `term_cycle`, `facet_flat`."""
    for above in broader:
        living(above, writing)
    return _changed(replace(living(term, writing), broader=tuple(broader)), writing)


def approve(term: int, *, writing: Writing) -> Done:
    """A proposed or retired term is offered to everybody."""
    return _changed(replace(living(term, writing), state="approved"), writing)


def retire(term: int, *, writing: Writing) -> Done:
    """No longer offered; reports that have it keep it."""
    return _changed(replace(living(term, writing), state="retired"), writing)


def merge(source: int, target: int, *, writing: Writing) -> Done:
    """Source's reports go to target, its labels become synonyms, its addresses lead there."""
    living(source, writing)
    living(target, writing)
    reports, examples = writing.used_by([source])
    return Done(writing.merge_terms(source, target), "term_merged", reports, examples, target)


def split(term: int, labels: Texts, numbers: Sequence[int], *, writing: Writing) -> Done:
    """Some of its reports get an entry of their own in its place; raises InputError `split_none`, Conflict `term_named`."""
    now = living(term, writing)
    if not labels:
        raise InputError("label_needed")
    for label in labels:
        _free(now.facet, label, None, writing)
    done = writing.split_term(term, labels, numbers)
    if not done.reports:
        raise InputError("split_none")
    return done


def apart(one: int, other: int, *, writing: Writing) -> Done:
    """Two terms that look alike are not the same, and are not proposed for merging again."""
    living(one, writing)
    living(other, writing)
    return Done(writing.set_apart(one, other), "terms_apart", 0, term=one)


def living(term: int, writing: Writing) -> Term:
    """A term that was not merged; raises NotFound `no_such_term`, Conflict `term_is_merged`."""
    found = writing.term(term)
    if found is None:
        raise NotFound("no_such_term", term=term)
    if found.merged_into is not None:
        raise Conflict("term_is_merged", term=term, target=found.merged_into)
    return found


def _free(facet: str, label: Text, own: int | None, writing: Writing) -> None:
    holder = writing.find_term(facet, label.text)
    if holder is not None and holder.id != own:
        raise Conflict("term_named", label=label.text, term=holder.id)


def _changed(term: Term, writing: Writing) -> Done:
    change = writing.update_term(term)
    reports, examples = writing.used_by([term.id])
    return Done(change, "term_edited", reports if change else 0, examples if change else (), term.id)
