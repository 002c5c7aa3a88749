"""Given an argument list, runs one command: one file a command, found by the table here."""

import argparse
import importlib
import json
import logging
import os
import sys
from collections.abc import Sequence

from repository import __version__
from repository.cli.talk import Talk
from repository.errors import InputError, RepositoryError, Unavailable
from repository.settings import load
from repository.words import speak

COMMANDS = ("serve", "demo", "add", "import", "search", "reindex", "check", "backup", "restore", "transition", "user", "work")
DONE, FAILED, SOME_REFUSED = 0, 1, 3
HIDDEN = ("work",)  # started by serve


def parser(wanted: str = "") -> argparse.ArgumentParser:
    """The command line; only the wanted command's module is imported, all of them when none is named (for --help)."""
    words = speak("en")
    top = argparse.ArgumentParser(prog="repository", description=words("cli.about"))
    top.add_argument("--version", action="version", version=f"repository {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        if wanted in COMMANDS and name != wanted:
            continue
        module = importlib.import_module(f"repository.cli.{module_of(name)}")
        said = words(f"cli.{name}")
        command = commands.add_parser(name, description=said) if name in HIDDEN else commands.add_parser(name, description=said, help=said)
        command.add_argument("--json", action="store_true", help=words("cli.json"))
        module.arguments(command)
        command.set_defaults(run=module.run)
    return top


def module_of(command: str) -> str:
    """`import` is a word of Python, so its module is `import_`."""
    return "import_" if command == "import" else command


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 nothing could be done, 2 the command line is wrong, 3 some were refused."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = parser(given[0] if given else "").parse_args(given)
    try:
        settings = load()
        return int(chosen.run(chosen, settings, Talk(speak(settings.languages[0]), as_json=chosen.json)))
    except RepositoryError as error:
        print(_sentence(error), file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def _sentence(error: RepositoryError) -> str:
    words = speak("en")
    key = f"error.{error.key}"
    if words.has(key):
        return words(key, **error.data)
    kind = "error.unavailable" if isinstance(error, Unavailable) else "error.input" if isinstance(error, InputError) else "error.other"
    return words(kind, what=json.dumps({"key": error.key, **error.data}, default=str, ensure_ascii=False))
