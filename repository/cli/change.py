"""Given a change to make, makes it or only shows what it would do, tells it, and lets search know: shared by facet, term, edit, undo."""

import argparse
from collections.abc import Callable, Mapping

from repository.catalogue import Done, Writing
from repository.cli.talk import Talk
from repository.engines import Engines
from repository.errors import InputError, NotFound
from repository.figures import whole
from repository.indexing import catch_up, hurry
from repository.model import Actor, Term, Texts, in_language

ME = Actor("command")


def dry_run(parser: argparse.ArgumentParser) -> None:
    """--dry-run."""
    parser.add_argument("--dry-run", action="store_true")


def make(
    change: Callable[[Writing], Done], *, dry: bool, engines: Engines, talk: Talk, more: Callable[[Done], Mapping[str, object]] = lambda _: {}
) -> Done:
    """Makes the change, or tries it and forgets it; tells it. `more` is what else there is to tell, asked inside the transaction."""
    catalogue = engines.catalogue
    with (catalogue.trying if dry else catalogue.writing)(ME) as writing:
        done = change(writing)
        reports = catalogue.reports(done.examples)
        told = {**more(done)}
    if not dry:
        hurry(catalogue=catalogue, index=engines.index)
    examples = [{"number": number, "title": report.title.text} for number, report in reports.items()]
    talk.value({"change": None if dry else done.change or None, "what": done.what, "dry_run": dry, "reports": done.reports,
                "examples": examples, "term": done.term, **told})  # fmt: skip
    if not done.change:
        talk.say("cli.change_none")
    else:
        talk.say("cli.change_would" if dry else "cli.change_made", change=done.change, reports=done.reports)
    for example in examples if dry else ():
        talk.plain(f"  {example['number']}  {example['title']}")
    if not dry:
        with talk.progress("cli.progress_index") as reached:
            catch_up(catalogue=catalogue, index=engines.index, progress=reached)
    return done


def pairs(given: list[str]) -> list[tuple[str, str]]:
    """`en=Label` options as (language, text); raises InputError `label_option`."""
    found = []
    for each in given:
        language, equals, text = each.partition("=")
        if not equals:
            raise InputError("label_option", value=each)
        found.append((language.strip().lower(), text))
    return found


def term_named(name: str, *, engines: Engines) -> Term:
    """A term by its number, or as FACET:KEY; raises NotFound `no_such_term`."""
    facet, colon, key = name.partition(":")
    if colon:
        found = engines.catalogue.term_by_key(facet, key)
    else:
        number = whole(name)
        found = engines.catalogue.term(number) if number is not None else None
    if found is None:
        raise NotFound("no_such_term", term=name)
    return found


def by_language(texts: Texts) -> dict[str, str]:
    """Language → label."""
    return {text.language: text.text for text in texts}


def all_by_language(texts: Texts) -> dict[str, list[str]]:
    """Language → names."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(text.language, []).append(text.text)
    return found


def label(term: Term, languages: tuple[str, ...]) -> str:
    """What a person reads."""
    return in_language(term.labels, languages).text or term.key
