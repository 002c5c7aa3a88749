"""Given an argument list, runs one command: one file a command, found by the table here."""

import argparse
import importlib
import io
import json
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from repository import __version__
from repository.cli.options import Parser
from repository.cli.talk import Talk
from repository.errors import InputError, Misused, RepositoryError, Unavailable
from repository.settings import first_language, load
from repository.words import Words, speak

COMMANDS = ("serve", "demo", "add", "import", "watch", "search", "reindex", "check", "backup", "restore", "transition", "user", "facet", "term",
            "edit", "history", "undo", "work", "answer")  # fmt: skip
DONE, FAILED, MISUSED, SOME_REFUSED = 0, 1, 2, 3
HIDDEN = ("work", "answer")  # started by serve
TOLD = tuple(name for name in COMMANDS if name not in HIDDEN)
ASKED = ("-h", "--help", "--version")  # answered without a command


def parser(words: Words, wanted: str = "") -> Parser:
    """The command line; only the wanted command's module is imported, all of them when none is named (for --help)."""
    top = Parser(words=words, prog="repository", description=words("cli.about"))
    top.add_argument("--version", action="version", version=f"repository {__version__}", help=words("cli.version"))
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        if wanted in COMMANDS and name != wanted:
            continue
        module = importlib.import_module(f"repository.cli.{module_of(name)}")
        said = words(f"cli.{name}")
        shown: dict[str, Any] = {} if name in HIDDEN else {"help": said}
        command = commands.add_parser(name, words=words, description=said, **shown)
        command.add_argument("--json", action="store_true", help=words("cli.json"))
        module.arguments(command)
        command.set_defaults(run=module.run)
    return top


def module_of(command: str) -> str:
    """`import` is a word of Python, so its module is `import_`."""
    return "import_" if command == "import" else command


def read(given: Sequence[str], words: Words) -> argparse.Namespace:
    """What was chosen; raises Misused for what cannot be read."""
    command = next((each for each in given if not each.startswith("-")), "")
    if not command and not set(given) & set(ASKED):
        raise Misused("command_missing", known=", ".join(TOLD))
    if command and command not in COMMANDS:
        raise Misused("command_unknown", value=command, known=", ".join(TOLD))
    chosen: argparse.Namespace
    try:
        chosen, rest = parser(words, command).parse_known_args(given)
    except Misused as error:
        usage = str(error.data.get("usage", ""))
        strange = [each for each in given if each.startswith("-") and each.partition("=")[0] not in usage]
        if error.key == "argument_missing" and strange:  # a query like -word was meant, and taken for an option
            raise Misused("option_unknown", value=strange[0], usage=usage) from None
        raise
    if rest:
        raise Misused("option_unknown" if rest[0].startswith("-") else "argument_unknown", value=rest[0], usage=chosen.usage)
    return chosen


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 nothing could be done, 2 the command line is wrong, 3 some were refused."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    words = speak(first_language())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign the terminal cannot show, or half a one, stops nothing
    try:
        chosen = read(sys.argv[1:] if arguments is None else arguments, words)
        return int(chosen.run(chosen, load(), Talk(words, as_json=chosen.json)))
    except RepositoryError as error:
        print(sentence(error, words), file=sys.stderr)
        return MISUSED if isinstance(error, Misused) else FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print(words("error.system", name=error.filename or "", reason=error.strerror or str(error)), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130


def sentence(error: RepositoryError, words: Words) -> str:
    """What is said about an error."""
    key = f"error.{error.key}"
    if error.data.get("path") and words.has(f"{key}_at"):  # the operator is told where; visitors of the site are not
        return words(f"{key}_at", **error.data)
    if words.has(key):
        return words(key, **error.data)
    kind = "error.unavailable" if isinstance(error, Unavailable) else "error.input" if isinstance(error, InputError) else "error.other"
    return words(kind, what=json.dumps({"key": error.key, **error.data}, default=str, ensure_ascii=False))
