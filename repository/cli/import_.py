"""Given a manifest of catalogued records, takes every row in, with or without files; or a ZIP that holds them all."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from repository import bulk
from repository.archive import is_archive
from repository.cli.take import look_all, take_all
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import InputError, Misused
from repository.folder import Folder
from repository.intake import Intake, Taken
from repository.manifest import columns, read_manifest, template
from repository.model import Actor
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """MANIFEST and where its files are."""
    parser.add_argument("manifest", nargs="?", metavar="MANIFEST")
    parser.add_argument("--files", metavar="DIR")
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--no-wait", action="store_true")
    parser.add_argument("--template", action="store_true")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 all taken or already there, 3 some refused, 1 nothing could be done."""
    if chosen.manifest is None and not chosen.template:
        raise Misused("argument_missing", missing="MANIFEST", usage=chosen.usage)
    engines = open_engines(settings)
    try:
        intake = Intake(engines.store, engines.catalogue, Actor("import"), settings.upload_limit, chosen.publish, look=chosen.dry_run)
        if chosen.template:
            sys.stdout.write(template(columns(intake.facets())).decode("utf-8-sig"))
            return 0
        with opened(chosen, intake, lambda column: talk.warn("cli.unknown_column", column=column)) as (taken, total):
            if chosen.dry_run:
                return look_all(taken, intake=intake, talk=talk, total=total)
            accepted, refused = take_all(taken, intake=intake, engines=engines, talk=talk, total=total, wait=not chosen.no_wait)
    finally:
        engines.close()
    talk.say("cli.import_done", n=accepted, refused=refused)
    return 0 if not refused else 3 if accepted else 1


@contextmanager
def opened(chosen: argparse.Namespace, intake: Intake, note: Callable[[str], None]) -> Iterator[tuple[Iterator[Taken], int]]:
    """What is to be taken in, one after the other, and how much that is."""
    path = Path(chosen.manifest)
    if is_archive(path):
        with bulk.open_bundle(path, limit=intake.limit) as bundle:
            yield (one for _, one in bulk.take(bundle, intake, note)), bundle.size
        return
    folder = Path(chosen.files) if chosen.files else None
    if folder is not None and not folder.is_dir():
        raise InputError("files_folder", name=str(folder))
    count = sum(1 for _ in read_manifest(path))  # counted, not kept: the rows of a long list hold every text
    if not count:
        raise InputError("manifest_empty", name=path.name)
    yield intake.rows(read_manifest(path), Folder(folder), note), count
