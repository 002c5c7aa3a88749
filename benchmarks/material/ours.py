"""The product over made-up pages: loaded through `import`, asked in process and over HTTP."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from material.commands import environment, run
from material.pages import Page, typed, write_rows
from material.peers import Ask, Question
from repository.engines import Engines, open_engines
from repository.index import IndexRequest
from repository.query import parse
from repository.search import Ask as Asked
from repository.search import search
from repository.search.facets import countable
from repository.settings import load

PORT = 8091
THREE = ("country", "topic", "event")


def take_in(pages: Iterable[Page], home: Path) -> tuple[float, int]:
    """(seconds, most memory) of `import`."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "list.jsonl"
    write_rows(iter(pages), path)
    taken = run("import", str(path), "--publish", "--json", home=home)
    path.unlink()
    if taken.code:
        sys.exit(f"repository import ended with {taken.code}: {taken.lines[-1:]}")
    return taken.seconds, taken.memory


@contextmanager
def opened(home: Path) -> Iterator[Engines]:
    """Its engines, in this process."""
    engines = open_engines(load({"REPOSITORY_HOME": str(home)}))
    try:
        yield engines
    finally:
        engines.close()


def engine(engines: Engines) -> Ask:
    """Parse, match, rank and three facet counts: what the peers do."""
    facets = {key: ids for key, ids in countable(engines.catalogue).items() if key in THREE}

    def ask(question: Question) -> object:
        return engines.index.search(
            IndexRequest(tree=parse(typed(*question)).tree, match="all", languages=("en",), facets=facets, pages_per_hit=1)
        )

    return ask


def whole(engines: Engines) -> Ask:
    """The whole search: receipt, every facet, ten rows with passages."""
    return lambda question: search(Asked(q=typed(*question)), catalogue=engines.catalogue, index=engines.index)


class Served(NamedTuple):
    """The page a browser gets, over HTTP; the same made anew each time, under another address; the server's process id."""

    page: Ask
    anew: Ask
    process: int


@contextmanager
def served(home: Path, workers: int = 1) -> Iterator[Served]:
    """A server of its own."""
    command = [sys.executable, "-m", "repository", "serve", "--port", str(PORT), "--workers", str(workers)]
    server = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

    def get(path: str) -> bytes:
        try:
            line.request("GET", path)
            return line.getresponse().read()
        except http.client.RemoteDisconnected:  # the server hangs up on a line nobody used for a while
            line.close()
            line.request("GET", path)
            return line.getresponse().read()

    try:
        for _ in range(300):
            try:
                if json.loads(get("/ready")):
                    break
            except (OSError, http.client.HTTPException, ValueError):
                line.close()
                time.sleep(0.1)
        blanks = count(1)

        def page(question: Question, more: str = "") -> bytes:
            return get(f"/search?{urlencode({'q': typed(*question) + more})}")

        yield Served(page, lambda question: page(question, " " * next(blanks)), server.pid)
    finally:
        server.terminate()
        server.wait()
