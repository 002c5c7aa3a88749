"""What the operator set wrongly is told when a command starts, in one sentence that names the setting."""

from pathlib import Path

import pytest

from repository.cli import main
from repository.errors import InputError
from repository.settings import INTERFACE_LANGUAGES, first_language, load


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("TRUSTED_PROXIES", "localhost", "setting_proxy"),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.1/8", "setting_proxy"),
        ("URL", "reports.example.org", "setting_url"),
        ("URL", "https://reports.example.org/library", "setting_url"),
        ("URL", "https://reports.example.org:port", "setting_url"),
        ("URL", "https://me@reports.example.org", "setting_url"),
        ("URL", "https://[::1", "setting_url"),
        ("URL", "ftp://reports.example.org", "setting_url"),
        ("LANGUAGES", "en,xx", "setting_language"),
        ("UPLOAD_LIMIT", "many", "setting_size"),
        ("QUOTA", "much", "setting_size"),
        ("QUOTA_FILES", "5e3", "setting_number"),
        ("HOME", "~nobody-of-this-name/x", "setting_home"),
    ],
)
def test_a_wrong_setting_is_refused(name: str, value: str, key: str) -> None:
    with pytest.raises(InputError) as refused:
        load({f"REPOSITORY_{name}": value})
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8, ::1", ("127.0.0.1/32", "10.0.0.0/8", "::1/128")),
        ("TRUSTED_PROXIES", "*", ("*",)),
        ("URL", "HTTPS://reports.example.org:8443/", "https://reports.example.org:8443"),
        ("URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("LANGUAGES", "fr, en,FR", ("fr", "en")),
        ("LANGUAGES", " , ", INTERFACE_LANGUAGES),
        ("UPLOAD_LIMIT", "5 MB", 5_000_000),
    ],
)
def test_a_right_setting_is_read(name: str, value: str, wanted: object) -> None:
    assert getattr(load({f"REPOSITORY_{name}": value}), name.lower()) == wanted


def test_the_command_line_speaks_before_it_can_read_its_settings() -> None:
    assert first_language({"REPOSITORY_LANGUAGES": "xx, FR ,en"}) == "fr"
    assert first_language({}) == "en"


@pytest.mark.parametrize("name", ["STORE_URL", "DATABASE_URL", "INDEX_URL"])
def test_a_place_that_is_none_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path))
    schemes = {"STORE_URL": "file", "DATABASE_URL": "sqlite", "INDEX_URL": "whoosh"}
    for value in ("nonsense", "s4://bucket", f"{schemes[name]}://folder/x"):
        monkeypatch.setenv(f"REPOSITORY_{name}", value)
        assert main(("check",)) == 1
        told = capsys.readouterr().err
        assert len(told.splitlines()) == 1
        assert f"REPOSITORY_{name}" in told
        assert value in told


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    for home in (tmp_path / "file", Path("/proc/nothing"), tmp_path / ("n" * 300)):
        monkeypatch.setenv("REPOSITORY_HOME", str(home))
        assert main(("check",)) == 1
        told = capsys.readouterr().err
        assert str(home) in told
        assert "disk" not in told.lower()
    monkeypatch.setenv("REPOSITORY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("REPOSITORY_DATABASE_URL", f"sqlite:///{tmp_path / 'file' / 'catalogue.sqlite3'}")
    assert main(("check",)) == 1
    assert str(tmp_path / "file" / "catalogue.sqlite3") in capsys.readouterr().err


def test_a_home_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "a #1 % %41 ?x=é"
    monkeypatch.setenv("REPOSITORY_HOME", str(home))
    assert main(("reindex",)) == 0
    assert (home / "uploads" / "catalogue.sqlite3").is_file()
    assert (home / "uploads" / "originals").is_dir()
    assert (home / "index" / "CURRENT").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [home.name]
