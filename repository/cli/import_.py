"""Given a manifest of catalogued records, takes every row in, with or without files."""

import argparse
from pathlib import Path

from repository.cli.take import take_all
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import InputError
from repository.intake import Intake
from repository.manifest import read_manifest
from repository.model import Actor
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """MANIFEST and where its files are."""
    parser.add_argument("manifest", metavar="MANIFEST")
    parser.add_argument("--files", metavar="DIR")
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--no-wait", action="store_true")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 all taken or already there, 3 some refused, 1 nothing could be done."""
    folder = Path(chosen.files) if chosen.files else None
    if folder is not None and not folder.is_dir():
        raise InputError("files_folder", name=str(folder))
    rows = list(read_manifest(Path(chosen.manifest)))
    if not rows:
        raise InputError("manifest_empty", name=Path(chosen.manifest).name)
    engines = open_engines(settings)
    try:
        intake = Intake(engines.store, engines.catalogue, Actor("import"), settings.upload_limit, chosen.publish)
        taken = intake.rows(rows, folder, note=lambda column: talk.warn("cli.unknown_column", column=column))
        accepted, refused = take_all(taken, intake=intake, engines=engines, talk=talk, total=len(rows), wait=not chosen.no_wait)
    finally:
        engines.close()
    talk.say("cli.import_done", n=accepted, refused=refused)
    return 0 if not refused else 3 if accepted else 1
