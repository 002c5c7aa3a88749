"""The documentation says what is there: routes, templates, settings, commands, links."""

import argparse
import re
from dataclasses import fields
from pathlib import Path

import pytest

from repository.cli import COMMANDS, HIDDEN, parser
from repository.query.grammar import FIELDS, LONGEST, MOST_WORDS
from repository.routes import TABLE
from repository.settings import Settings
from repository.words import speak

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
CELL = re.compile(r"^\| `([^`]+)`", re.MULTILINE)


def told(name: str) -> list[str]:
    """The first cells of the tables of a page."""
    return CELL.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))


def test_every_address_is_told_and_no_other() -> None:
    assert told("addresses.md") == [re.sub(r":int\}", "}", address) for address, _ in TABLE]


def test_every_template_is_told_and_no_other() -> None:
    there = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".svg")}
    assert set(told("templates.md")) == {name for name in there if not name.startswith(("static/", "locale/"))}


def test_every_setting_is_told_and_no_other() -> None:
    derived = {"REPOSITORY_" + each.name.upper() for each in fields(Settings)}
    assert set(told("settings.md")) == derived


def test_every_note_of_a_search_and_every_field_of_a_query_is_told() -> None:
    text = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
    table = text[text.index("| Note |") :].split("\n\n")[0]
    notes = {name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    sentences = (ROOT / "templates" / "locale" / "en.po").read_text(encoding="utf-8")
    assert notes == set(re.findall(r'^msgid "note\.(\w+)"', sentences, re.MULTILINE))
    assert all(f"`{field}:" in text for field in FIELDS)
    assert f"{LONGEST:,} characters, {MOST_WORDS} words" in text


def parts_of(command: argparse.ArgumentParser, name: str) -> dict[str, argparse.ArgumentParser]:
    """A command, or each of its parts (`term add`)."""
    parts = next((action.choices for action in command._actions if action.dest == "part_name"), None)
    return {f"{name} {part}": parser for part, parser in parts.items()} if parts else {name: command}  # type: ignore[attr-defined]


def test_every_command_and_option_is_told() -> None:
    commands = next(action for action in parser(speak("en"))._actions if action.dest == "command").choices
    assert commands is not None
    there = {part: of for name in COMMANDS if name not in HIDDEN for part, of in parts_of(commands[name], name).items()}  # type: ignore[index]
    rows = re.findall(r"^\| `repository (.*?) \| ", (ROOT / "docs" / "commands.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {" ".join(re.findall(r"^(?:facet|term) [a-z]+|^[a-z]+", row)): row for row in rows}
    assert set(told) == set(there)
    for name, row in told.items():
        assert options_of(there[name]) - {"--help", "--json"} == set(re.findall(r"--[a-z-]+", row)), name


def options_of(command: argparse.ArgumentParser) -> set[str]:
    """The long options of a command and of the actions below it."""
    found = {option for action in command._actions for option in action.option_strings if option.startswith("--")}
    below = [action.choices.values() for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    return found.union(*(options_of(each) for choices in below for each in choices))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert target.startswith(("https://", "mailto:")) or (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{command}:", targets, re.MULTILINE)
    assert "make demo" in text
    assert "make test" in text
