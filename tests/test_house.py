"""The rules the house is built by, held to by a test."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import repository
from repository.cli import COMMANDS, HIDDEN
from repository.settings import INTERFACE_LANGUAGES
from repository.words import speak

ROOT = Path(repository.__file__).resolve().parent.parent
CODE = sorted((ROOT / "repository").rglob("*.py"))
FIELDS = re.compile(r"\{(\w+)\}")


def sentences(language: str) -> dict[str, tuple[str, ...]]:
    """Key → forms."""
    return dict(speak(language).sentences)


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_small_and_say_what_they_do(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_language_has_every_sentence_with_the_same_data(language: str) -> None:
    english, other = sentences("en"), sentences(language)
    assert other.keys() == english.keys()
    with (ROOT / "templates" / "locale" / f"{language}.po").open("rb") as file:
        plurals = read_po(file, locale=language).num_plurals
    for key, forms in other.items():
        assert all(form.strip() for form in forms), key
        wanted = {name for form in english[key] for name in FIELDS.findall(form)}
        assert {name for form in forms for name in FIELDS.findall(form)} <= wanted | {"n"}, key
        if len(forms) > 1:
            assert len(forms) == plurals, key


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_a_sentence_has_its_key_alone_and_stands_in_order(language: str) -> None:
    keys = re.findall(r'^msgid "(.*)"$', (ROOT / "templates" / "locale" / f"{language}.po").read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == sorted(set(keys))


def test_every_sentence_the_code_names_is_there() -> None:
    known = sentences("en")
    raised = re.compile(
        r"\b(?:InputError|Misused|NotFound|Withdrawn|Conflict|NotAllowed|\w*Unavailable|DiskFull|ReadOnly|Damaged)\(\s*\"(\w+)\""
    )
    refused = re.compile(r"\bRefused\(\s*\"(\w+)\"")
    spoken = re.compile(r"\b(?:say|warn|progress|words)\(\s*\"([\w.]+)\"")
    for path in CODE:
        text = path.read_text(encoding="utf-8")
        for key in raised.findall(text):
            assert f"error.{key}" in known, (path.name, key)
        for key in refused.findall(text):
            assert f"refused.{key}" in known, (path.name, key)
        for key in spoken.findall(text):
            assert key in known, (path.name, key)


def test_settings_and_commands_are_documented() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    read = set(re.findall(r"value\(\"([A-Z_]+)\"", (ROOT / "repository" / "settings.py").read_text(encoding="utf-8")))
    assert read == set(re.findall(r"`REPOSITORY_([A-Z_]+)`", settings))
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert set(COMMANDS) - set(HIDDEN) == set(re.findall(r"`repository (\w+)", commands))


def test_only_settings_reads_the_environment() -> None:
    for path in CODE:
        if path.name != "settings.py":
            assert not re.search(r"os\.getenv|os\.environ\[|os\.environ\.get", path.read_text(encoding="utf-8")), path


def test_whoosh_is_pinned_exactly() -> None:
    assert '"whoosh-reloaded==2.7.5"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.name)
def test_every_benchmark_still_fits_the_code(path: Path) -> None:
    told = subprocess.run([sys.executable, str(path), "--help"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "usage" in told.stdout
