"""Saves the record into one file, consistent while serving."""

import argparse
from pathlib import Path

from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.saving import back_up
from repository.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", metavar="FILE")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when the backup is complete."""
    engines = open_engines(settings)
    target = Path(chosen.file).expanduser().absolute()
    try:
        with talk.progress("cli.progress_files") as reached:
            count = back_up(target, catalogue=engines.catalogue, store=engines.store,
                            progress=reached)  # fmt: skip
    finally:
        engines.close()
    talk.say("cli.backup_done", file=str(target), n=count, size=f"{target.stat().st_size / 2**20:.1f}")
    talk.value({"file": str(target), "originals": count, "bytes": target.stat().st_size})
    return 0
