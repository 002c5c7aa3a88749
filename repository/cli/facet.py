"""Facets: lists them, makes one of one's own, takes vocabularies in, checks them and gives them out."""

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_args

from repository import curation, seeds
from repository.catalogue import Done, Writing
from repository.cli.change import ME, by_language, dry_run, make, pairs
from repository.cli.options import one_of, whole
from repository.cli.parts import subcommands
from repository.cli.talk import Talk
from repository.engines import Engines, open_engines
from repository.errors import NotFound
from repository.exchange import skos
from repository.exchange.integrity import Finding
from repository.indexing import catch_up
from repository.manifest import bytes_of
from repository.model import Facet, Kind, Wanted, in_language
from repository.settings import Settings
from repository.vocabulary_export import exported as given_out
from repository.vocabulary_import import Imported, label_of
from repository.vocabulary_reading import bring, read
from repository.vocabulary_reading import checked as check

FORMS = ("csv", "skos")
LAST = 20  # where facets of one's own stand, unless told


def arguments(parser: argparse.ArgumentParser) -> None:
    """list, add, edit, import, check, export."""
    parts = subcommands(parser)
    parts.add("list", listed)
    add = parts.add("add", added)
    add.add_argument("key", metavar="FACET")
    add.add_argument("--label", action="append", default=[], metavar="LANGUAGE=NAME", required=True)
    add.add_argument("--position", type=whole("--position", 0, 10_000), default=LAST)
    add.add_argument("--staff", action="store_true")
    add.add_argument("--flat", action="store_true")
    add.add_argument("--one", action="store_true")
    add.add_argument("--kind", type=one_of("--kind", *get_args(Kind)), metavar="|".join(get_args(Kind)), default="terms")
    add.add_argument("--wanted", type=one_of("--wanted", *get_args(Wanted)), metavar="|".join(get_args(Wanted)), default="optional")
    dry_run(add)
    edit = parts.add("edit", edited)
    edit.add_argument("key", metavar="FACET")
    edit.add_argument("--label", action="append", default=[], metavar="LANGUAGE=NAME")
    edit.add_argument("--position", type=whole("--position", 0, 10_000))
    for name in ("staff", "flat", "one"):
        edit.add_argument(f"--{name}", type=one_of(f"--{name}", "yes", "no"), metavar="yes|no")
    edit.add_argument("--wanted", type=one_of("--wanted", *get_args(Wanted)), metavar="|".join(get_args(Wanted)))
    dry_run(edit)
    taken = parts.add("import", imported)
    taken.add_argument("file", metavar="FILE")
    taken.add_argument("--facet", metavar="FACET", default="")
    dry_run(taken)
    parts.add("check", checked).add_argument("facet", metavar="FACET")
    given = parts.add("export", exported)
    given.add_argument("facet", metavar="FACET")
    given.add_argument("--format", type=one_of("--format", *FORMS), metavar="|".join(FORMS), default="csv")
    given.add_argument("--syntax", type=one_of("--syntax", *skos.FORMATS), metavar="|".join(skos.FORMATS), default="rdf")
    given.add_argument("--output", metavar="FILE")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """What its part gives."""
    return int(chosen.part(chosen, settings, talk))


def listed(_chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """Every facet with its number of terms."""
    engines = open_engines(settings)
    try:
        for facet in engines.catalogue.facets():
            terms = len(engines.catalogue.terms_of(facet.key))
            talk.value({"key": facet.key, "labels": by_language(facet.labels), "public": facet.public, "tree": facet.tree,
                        "several": facet.several, "position": facet.position, "kind": facet.kind, "wanted": facet.wanted,
                        "terms": terms})  # fmt: skip
            named = f"facet.{facet.key}"
            name = in_language(facet.labels, settings.languages).text or (talk.words(named) if talk.words.has(named) else facet.key)
            talk.say("cli.facet_line", facet=facet.key, name=name, terms=terms)
    finally:
        engines.close()
    return 0


def added(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it is there now."""
    facet = Facet(chosen.key, chosen.position, public=not chosen.staff, labels=curation.texts(pairs(chosen.label)),
                  tree=not chosen.flat, several=not chosen.one, kind=chosen.kind, wanted=chosen.wanted)  # fmt: skip
    engines = open_engines(settings)
    try:
        make(lambda writing: curation.add_facet(facet, writing=writing), dry=chosen.dry_run, engines=engines, talk=talk)
    finally:
        engines.close()
    return 0


def edited(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when it is so now; what no option names stays."""
    labels = curation.texts(pairs(chosen.label))
    given = {label.language for label in labels}
    said = {name: value == "no" for name, value in (("public", chosen.staff), ("tree", chosen.flat), ("several", chosen.one)) if value}

    def change(writing: Writing) -> Done:
        now = writing.facet(chosen.key)
        if now is None:
            raise NotFound("no_facet", facet=chosen.key)
        named = (*(label for label in now.labels if label.language not in given), *labels)
        position = now.position if chosen.position is None else chosen.position
        return curation.change_facet(replace(now, labels=named, position=position, wanted=chosen.wanted or now.wanted, **said), writing=writing)

    engines = open_engines(settings)
    try:
        make(change, dry=chosen.dry_run, engines=engines, talk=talk)
    finally:
        engines.close()
    return 0


def imported(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when every term was taken or is there already, 3 when some were refused, 1 when nothing could be done."""
    path = seeds.MORE.get(chosen.file, Path(chosen.file))
    arrival = read(bytes_of(path), path.name, chosen.facet, languages=settings.languages)
    engines = open_engines(settings)
    try:
        catalogue = engines.catalogue
        with (catalogue.trying if chosen.dry_run else catalogue.writing)(ME) as writing:
            brought = bring(arrival.file, catalogue=catalogue, writing=writing)
        if not chosen.dry_run:
            catch_up(catalogue=catalogue, index=engines.index)
    finally:
        engines.close()
    done, facet = brought.done, arrival.file.facet
    counts = Counter(each.outcome for each in done)
    for each in done:
        _tell(each, talk)
    refused = sum(each.error is not None for each in done)
    told = {**{name: counts[name] for name in ("added", "changed", "unchanged")}, "refused": refused}
    change = None if chosen.dry_run else brought.change or None
    talk.value({"facet": facet, **told, "reports": brought.reports, "dry_run": chosen.dry_run, "change": change,
                "findings": [_finding(each, talk) for each in arrival.findings]})  # fmt: skip
    talk.say("cli.facet_would_import" if chosen.dry_run else "cli.facet_imported", facet=facet, reports=brought.reports, **told)
    for finding in arrival.findings:
        talk.plain(str(_finding(finding, talk)["detail"]))
    return 0 if not refused else 3 if len(done) > counts["refused"] else 1


def checked(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when nothing breaks a rule of SKOS, else 1."""
    engines = open_engines(settings)
    try:
        found = check(_facet(chosen.facet, engines), catalogue=engines.catalogue, languages=settings.languages)
    finally:
        engines.close()
    for each in found:
        said = _finding(each, talk)
        talk.value(said)
        talk.plain(str(said["detail"]))
    if not found:
        talk.say("integrity.fine")
    return int(any(each.rule for each in found))


def _finding(each: Finding, talk: Talk) -> dict[str, object]:
    data = {**each.data(), "language": each.language or talk.words("integrity.unknown_language")}
    said = talk.words(f"integrity.{each.kind}", **data) + (f" (SKOS {each.rule})" if each.rule else "")
    return {"kind": each.kind, "rule": each.rule or None, "name": each.name, "detail": said}


def _facet(key: str, engines: Engines) -> Facet:
    """Raises NotFound."""
    found = next((facet for facet in engines.catalogue.facets() if facet.key == key), None)
    if found is None:
        raise NotFound("no_facet", facet=key)
    return found


def _tell(each: Imported, talk: Talk) -> None:
    detail = {"key": f"error.{each.error.key}", **each.error.data} if each.error else {}
    talk.value({"line": each.entry.line or None, "key": each.entry.key or None, "name": label_of(each.entry).text, "outcome": each.outcome,
                "term": each.term, "fields": list(each.fields), "detail": talk.detail(detail)})  # fmt: skip
    outcome = "refused" if each.error is not None else each.outcome
    if outcome != "unchanged":
        talk.say(f"cli.facet_row_{outcome}", line=each.entry.line or "–", name=label_of(each.entry).text,
                 fields=", ".join(each.fields), reason=talk.detail(detail))  # fmt: skip


def exported(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 with the vocabulary on standard output, or in the file."""
    engines = open_engines(settings)
    try:
        facet = _facet(chosen.facet, engines)
        text = given_out(facet, chosen.format, chosen.syntax, base=settings.url, catalogue=engines.catalogue)
    finally:
        engines.close()
    if chosen.output is None:
        sys.stdout.write(text)
        return 0
    Path(chosen.output).write_text(text, encoding="utf-8", newline="")
    talk.say("cli.facet_exported", file=chosen.output)
    talk.value({"facet": facet.key, "file": chosen.output})
    return 0
