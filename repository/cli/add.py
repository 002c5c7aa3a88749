"""Given files and folders, takes every file in as a report of its own, with one receipt line each."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from repository import upload
from repository.cli.take import take_all
from repository.cli.talk import Talk
from repository.cli.walk import Walk
from repository.describe import SINGLE
from repository.engines import open_engines
from repository.errors import InputError, RepositoryError
from repository.intake import Intake, Taken, not_taken
from repository.model import Actor
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """PATH… and what holds for all of them."""
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--title")
    parser.add_argument("--organisation", action="append", default=[])
    parser.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--no-wait", action="store_true")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 all taken or already there, 3 some refused, 1 nothing could be done."""
    values = values_of(chosen.organisation, chosen.facet)
    if chosen.title:
        values["title"] = chosen.title
    walk = Walk().through([Path(path) for path in chosen.paths])
    if not walk.found:
        _tell(walk, talk)
        raise InputError("nothing_to_add")
    engines = open_engines(settings)
    try:
        intake = Intake(engines.store, engines.catalogue, Actor("command"), settings.upload_limit, chosen.publish, values)
        known(values, {*intake.facets(), *SINGLE})
        accepted, refused = take_all(
            (each if isinstance(each, Taken) else _take(each, intake) for each in walk.found), intake=intake, engines=engines,
            talk=talk, total=len(walk.found), wait=not chosen.no_wait,
        )  # fmt: skip
    finally:
        engines.close()
    _tell(walk, talk)
    talk.say("cli.add_done", n=accepted, refused=refused)
    return 0 if not refused else 3 if accepted else 1


def _take(path: Path, intake: Intake) -> Taken:
    try:
        chunks = upload.read_path(path)
        return intake.file(chunks, path.name)
    except RepositoryError as error:
        return not_taken(path.name, error)
    except OSError as error:
        return not_taken(path.name, InputError("unreadable", name=path.name, reason=error.strerror or ""))


def _tell(walk: Walk, talk: Talk) -> None:
    """What gets no receipt because it is no file of anybody's."""
    for folder in walk.empty:
        talk.warn("cli.empty_folder", name=upload.one_line(str(folder)))
    if walk.hidden:
        talk.warn("cli.hidden", n=walk.hidden)


def values_of(organisations: Sequence[str], facets: Sequence[str]) -> dict[str, object]:
    """Manifest columns from the options."""
    values: dict[str, object] = {}
    if organisations:
        values["organisation"] = list(organisations)
    for pair in facets:
        name, equals, value = pair.partition("=")
        if not equals or not value.strip():
            raise InputError("facet_option", value=pair)
        if name.strip() in SINGLE:
            values[name.strip()] = value.strip()
            continue
        several = values.setdefault(name.strip(), [])
        if isinstance(several, list):
            several.append(value.strip())
    return values


def known(values: Mapping[str, object], names: set[str]) -> None:
    """Raises InputError `facet_unknown_here` before anything is taken: the file could not be given again with the right one."""
    for name in values:
        if name not in names | {"title"}:
            raise InputError("facet_unknown_here", name=name, known=", ".join(sorted(names)))
