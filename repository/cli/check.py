"""Verifies record, originals and index against each other."""

import argparse
from contextlib import suppress

from repository.cli.talk import Talk
from repository.engines import open_engines
from repository.errors import Unavailable
from repository.indexing import behind, catch_up, check
from repository.settings import Settings
from repository.tidying import unnamed


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_chosen: argparse.Namespace, settings: Settings, talk: Talk) -> int:
    """0 when nothing differs, 1 otherwise."""
    engines = open_engines(settings)
    try:
        if behind(catalogue=engines.catalogue, index=engines.index) and engines.index.state().reason != "damaged":
            with suppress(Unavailable):  # to be behind is no fault: an interrupted command is completed by the next
                catch_up(catalogue=engines.catalogue, index=engines.index)
        digests = engines.catalogue.digests()
        with talk.progress("cli.progress_check", len(digests)) as reached:
            problems = list(check(store=engines.store, catalogue=engines.catalogue, index=engines.index,
                                  progress=reached))  # fmt: skip
        held, spare = engines.catalogue.holdings(), unnamed(store=engines.store, catalogue=engines.catalogue)
    finally:
        engines.close()
    talk.value({
        "ok": not problems, "reports": held.reports, "files": held.files, "pages": held.pages,
        "unnamed": spare, "problems": [{"what": each.what, "where": each.where, "detail": each.detail} for each in problems],
    })  # fmt: skip
    for each in problems:
        talk.say(f"check.{each.what}" if talk.words.has(f"check.{each.what}") else "check.other",
                 what=each.what, where=each.where, detail=each.detail)  # fmt: skip
    if problems:
        talk.say("cli.check_bad", n=len(problems))
    else:
        talk.say("cli.check_good", reports=talk.counted("search.total", held.reports), files=talk.counted("word.files", held.files),
                 pages=talk.counted("word.pages", held.pages))  # fmt: skip
    if spare:
        talk.say("cli.check_unnamed", n=spare)
    return 1 if problems else 0
