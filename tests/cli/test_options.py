"""A wrong command line is one sentence, in the operator's language, that says what is wrong and what can be written."""

import re

import pytest

from repository.cli import COMMANDS, HIDDEN, main, sentence
from repository.errors import Unavailable
from repository.settings import INTERFACE_LANGUAGES
from repository.words import speak

WRONG = [
    ((), "search"),
    (("frob",), "search"),
    (("--bogus",), "search"),
    (("serve", "--port", "abc"), "65535"),
    (("serve", "--port", "99999"), "65535"),
    (("serve", "--port"), "--port"),
    (("serve", "--workers", "0"), "64"),
    (("transition", "1", "bogus"), "withdrawn"),
    (("transition", "x", "draft"), "NUMBER"),
    (("search",), "QUERY"),
    (("search", "-word"), "--"),
    (("search", "x", "--match", "foo"), "most"),
    (("search", "x", "--sort", "foo"), "newest"),
    (("search", "x", "--limit", "-3"), "1000"),
    (("search", "x", "--limit", "0"), "1000"),
    (("search", "x", "--what"), "--what"),
    (("check", "more"), "more"),
    (("check", "--json=3"), "--json"),
    (("import",), "MANIFEST"),
    (("user",), "disable"),
    (("user", "frob"), "disable"),
    (("user", "add", "a@b.example"), "curator"),
    (("user", "add", "a@b.example", "--role", "king"), "curator"),
    (("user", "token", "a@b.example", "--name", "x", "--scope", "all"), "write"),
    (("user", "list", "more"), "more"),
]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that is never reached."""
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize(("arguments", "named"), WRONG)
def test_a_wrong_command_line_is_one_sentence(
    arguments: tuple[str, ...], named: str, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPOSITORY_LANGUAGES", f"{language},en")
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert named in told.err
    assert "usage:" not in told.err
    assert not any(f" {name}" in told.err for name in HIDDEN)
    if language != "en":
        assert not re.search("cannot be|is missing|There is no|Write:", told.err)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("search", "x", "--facet", "flub=1"), "country"),
        (("search", "x", "--facet", "country=Atlantis"), "AD"),
        (("search", "x", "--facet", "year=soon"), "2015..2018"),
        (("search", "x", "--facet", "year=.."), "2015..2018"),
        (("search", "x", "--facet", "country"), "NAME=VALUE"),
        (("transition", "1", "published"), "1"),
        (("import", "x.csv", "--files", "/nowhere/at/all"), "/nowhere/at/all"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert named in told.err


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("key", ["read_only", "catalogue_damaged", "catalogue_missing"])
def test_the_operator_is_told_where_it_is_and_visitors_are_not(key: str, language: str) -> None:
    words, data = speak(language), {"path": "/srv/library/uploads"}
    assert data["path"] in sentence(Unavailable(key, **data), words)
    assert data["path"] not in words(f"error.{key}", **data)


@pytest.mark.parametrize("facet", ["country=TG", "country=Togo", "country=tg", "-country=Togo", "year=2015..2018", "year=..2018", "language=fr"])
def test_a_facet_can_be_written_by_key_or_by_name(facet: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("search", "", f"--facet={facet}")) == 0
    assert capsys.readouterr().err == ""


def test_help_names_every_command_for_people_in_their_language(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REPOSITORY_LANGUAGES", "fr")
    with pytest.raises(SystemExit) as left:
        main(("--help",))
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert not re.search("usage|positional|optional", told)
    assert told.startswith("Utilisation : repository ")
    for name in COMMANDS:
        assert (speak("fr")(f"cli.{name}") in " ".join(told.split())) == (name not in HIDDEN), name
