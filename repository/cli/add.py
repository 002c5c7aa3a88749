"""Given files and folders, takes every file in as a report of its own, with one receipt line each."""

import argparse
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from repository import upload
from repository.cli.take import take_all
from repository.cli.talk import Talk
from repository.describe import SINGLE
from repository.engines import open_engines
from repository.errors import InputError, RepositoryError
from repository.intake import Intake, Taken, refusal
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
    values = values_of(chosen)
    paths = list(walk([Path(path) for path in chosen.paths]))
    engines = open_engines(settings)
    try:
        intake = Intake(engines.store, engines.catalogue, Actor("command"), settings.upload_limit, chosen.publish, values)
        known(values, {*intake.facets(), *SINGLE})
        accepted, refused = take_all(
            (_take(path, intake) for path in paths), intake=intake, engines=engines, talk=talk, total=len(paths),
            wait=not chosen.no_wait,
        )  # fmt: skip
    finally:
        engines.close()
    if not paths:
        raise InputError("nothing_to_add")
    talk.say("cli.add_done", accepted=accepted, refused=refused)
    return 0 if not refused else 3 if accepted else 1


def _take(path: Path, intake: Intake) -> Taken:
    try:
        chunks = upload.read_path(path)
        return intake.file(chunks, path.name)
    except RepositoryError as error:
        return Taken(refusal(path.name, error))
    except OSError as error:
        return Taken(refusal(path.name, InputError("unreadable", name=path.name, reason=error.strerror or "")))


def walk(paths: list[Path]) -> Iterator[Path]:
    """Files in order, folders gone through without hidden ones; what cannot be opened is kept, to be refused."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        failed: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=failed.append):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))
        yield from (Path(str(error.filename)) for error in failed)


def values_of(chosen: argparse.Namespace) -> dict[str, object]:
    """Manifest columns from the options."""
    values: dict[str, object] = {}
    if chosen.title:
        values["title"] = chosen.title
    if chosen.organisation:
        values["organisation"] = list(chosen.organisation)
    for pair in chosen.facet:
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
