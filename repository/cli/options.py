"""Given an argument list, what was chosen: a wrong one is an error of ours with a sentence, not a page of usage."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from repository.errors import Misused
from repository.words import Words


class Help(argparse.HelpFormatter):
    """The shape of --help, with a heading of ours over how the command is written."""

    def __init__(self, prog: str, *, heading: str) -> None:
        super().__init__(prog)
        self.heading = heading

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """An empty prefix stays: the parts of a command are named without one."""
        super().add_usage(usage, actions, groups, self.heading if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Raises Misused where argparse would print its usage and leave; `usage` of what was chosen says how it is written."""

    def __init__(self, *, words: Words, **settings: Any) -> None:
        self._heading = words("cli.usage") + " "
        shape = partial(Help, heading=self._heading)
        super().__init__(**{**settings, "add_help": False, "allow_abbrev": False, "formatter_class": shape})
        self._positionals.title, self._optionals.title = words("cli.arguments"), words("cli.options")
        self.add_argument("-h", "--help", action="help", help=words("cli.help"))

    def parse_known_args(self, *given: Any, **settings: Any) -> Any:
        """What was chosen, and the rest."""
        chosen, rest = super().parse_known_args(*given, **settings)
        if "usage" not in chosen:  # the innermost command says it first
            chosen.usage = self.spelled
        return chosen, rest

    @property
    def spelled(self) -> str:
        """How the command is written, on one line: `repository backup [--json] FILE`."""
        return " ".join(self.format_usage().removeprefix(self._heading).split())

    def error(self, message: str) -> NoReturn:
        """What argparse found: an option without a value that it takes, a word it does not know, or something missing, which
        stands after the colon."""
        found = sys.exc_info()[1]
        if isinstance(found, argparse.ArgumentError) and found.argument_name:
            key = "option_value" if found.argument_name.startswith("-") else "argument_wrong"
            raise Misused(key, option=found.argument_name, usage=self.spelled)
        raise Misused("argument_missing", missing=message.rpartition(": ")[2], usage=self.spelled)


def whole(option: str, least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number between two; raises Misused `option_number`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise Misused("option_number", option=option, value=text, least=least, most=most)
        return number

    return read


def one_of(option: str, *known: str) -> Callable[[str], str]:
    """Reads one of some words; raises Misused `option_choice`."""

    def read(text: str) -> str:
        if text not in known:
            raise Misused("option_choice", option=option, value=text, known=", ".join(known))
        return text

    return read
