"""Loads the sample collection, then serves."""

import argparse
import tempfile
from pathlib import Path

from repository.cli import serve as serving
from repository.cli.take import take_all
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.intake import Intake
from repository.manifest import read_manifest
from repository.model import Actor
from repository.sample.build import build
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen; `--load-only` does not serve."""
    serving.arguments(parser)
    parser.add_argument("--load-only", action="store_true")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when stopped."""
    engines = open_engines(settings)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            manifest = build(folder)
            intake = Intake(engines.store, engines.catalogue, Actor("demo"), settings.upload_limit, publish=True)
            rows = list(read_manifest(manifest))
            accepted, refused = take_all(intake.rows(rows, folder), intake=intake, engines=engines, talk=talk, total=len(rows))
    finally:
        engines.close()
    talk.say("cli.import_done", accepted=accepted, refused=refused)
    return 1 if refused else 0 if chosen.load_only else serving.run(chosen, settings, talk)
