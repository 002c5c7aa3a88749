"""Loads the sample collection, makes three sample log-ins that are good in the demo only, then serves."""

import argparse
import tempfile
from pathlib import Path

from repository.accounts import Accounts, Role, links
from repository.cli import serve as serving
from repository.cli.take import take_all
from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.folder import Folder
from repository.intake import Intake
from repository.manifest import read_manifest
from repository.model import Actor
from repository.sample.build import build
from repository.secret import read_secret, signed
from repository.settings import Settings

PEOPLE: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
    ("partner", "partner@sample.example", ("Voies Ouvertes Togo",)),
    ("curator", "curator@sample.example", ()),
    ("admin", "admin@sample.example", ()),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen; `--load-only` does not serve."""
    serving.arguments(parser)
    parser.add_argument("--load-only", action="store_true")


def run(chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when stopped."""
    if chosen.load_only:
        return load(settings, talk, served=False)
    with serving.listening(chosen.host, chosen.port) as sockets:  # before the work, which a port in use would make useless
        return load(settings, talk, served=True) or serving.serve(chosen, sockets, settings, talk)


def load(settings: Settings, talk: Talk, *, served: bool) -> int:
    """Takes the sample collection in, and makes the sample log-ins when it will be served; 1 when something was refused."""
    engines = open_engines(settings)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            manifest = build(folder)
            intake = Intake(engines.store, engines.catalogue, Actor("demo"), settings.upload_limit, publish=True)
            rows = list(read_manifest(manifest))
            accepted, refused = take_all(intake.rows(rows, Folder(folder)), intake=intake, engines=engines, talk=talk, total=len(rows))
            log_ins = samples(engines.accounts, settings) if served and not refused else []
    finally:
        engines.close()
    talk.say("cli.import_done", n=accepted, refused=refused)
    if log_ins:
        talk.say("cli.demo_log_ins")
    for role, email, password in log_ins:
        talk.plain(f"  {role:8} {email}  {password}")
    return 1 if refused else 0


def samples(accounts: Accounts, settings: Settings) -> list[tuple[Role, str, str]]:
    """Role, address and password of the sample log-ins. The password is made from this home's secret, so no two demos share one."""
    secret = read_secret(settings.secret_file)
    made = []
    for role, email, organisations in PEOPLE:
        letters = signed(secret, "demo", email)
        password = "-".join(letters[start : start + 5] for start in range(0, 20, 5))
        links.sample(email, role=role, password=password, organisations=organisations, language=settings.languages[0], accounts=accounts)
        made.append((role, email, password))
    return made
