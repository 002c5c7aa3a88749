"""Given a command that has parts (`term add`, `term merge` …), its parser with one parser a part."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from repository.settings import first_language
from repository.words import speak


@dataclass(frozen=True, slots=True)
class Subcommands:
    """Takes the parts of one command in."""

    name: str
    into: Any

    def add(self, name: str, run: Callable[..., int]) -> argparse.ArgumentParser:
        """A part; `chosen.part` will be what runs it. `--json` may stand before it or after it."""
        words = speak(first_language())
        said = words(f"cli.{self.name}_{name}")
        part: argparse.ArgumentParser = self.into.add_parser(name, words=words, description=said, help=said)
        part.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=words("cli.json"))
        part.set_defaults(part=run)
        return part


def subcommands(parser: argparse.ArgumentParser) -> Subcommands:
    """Its parts, to be added; one must be named."""
    return Subcommands(parser.prog.split()[-1], parser.add_subparsers(dest="part_name", metavar="PART", required=True))
