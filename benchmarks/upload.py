"""Many partners send in at once while readers search: what goes wrong, what is lost, how long answers and searches take.

usage: python benchmarks/upload.py [--partners N] [--files N] [--readers N] [--idle SECONDS] [--workers N]

Each file is a real PDF made unlike all others by a comment at its end. A reader asks one question a second, a new one each time,
before the sending and during it. Texts are read meanwhile, as always. All of it is on one machine: what the sending itself takes
of its processors is told.
"""

import argparse
import hashlib
import http.client
import os
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from material import ours
from material.commands import run
from material.data import PDFS
from material.memory import resident
from material.pages import pages, word

from repository.accounts import links
from repository.accounts.sign_in import Caller
from repository.model import Actor

PAGES = 2_000  # there before
QUESTIONS = tuple(word(rank) for rank in range(20, 2020))  # of the pages there: each finds some, and none is asked twice within a minute
PASSWORD = "four plain words together"  # noqa: S105 of made-up people
BOUNDARY = "the-end-of-a-part"


@dataclass
class Seen:
    """What was met."""

    answers: list[float] = field(default_factory=list)  # seconds until the receipt is shown
    searches: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)  # digests of files whose receipt was shown
    memory: int = 0
    seconds: float = 0.0
    mine: float = 0.0  # seconds of a processor that the sending took
    web: float = 0.0  # the same of the process that answers


def line() -> http.client.HTTPConnection:
    """A connection to the server."""
    return http.client.HTTPConnection("127.0.0.1", ours.PORT, timeout=120)


def people(home: Path, count: int) -> list[str]:
    """The session each partner's browser holds."""
    held = []
    with ours.opened(home) as engines:
        for n in range(count):
            how = {"actor": Actor("benchmark"), "accounts": engines.accounts, "now": time.time()}
            _, link = links.invite(f"p{n}@partner.example", role="partner", organisations=(f"Partner {n % 25}",), **how)
            used = links.use(
                link, password=PASSWORD, name=f"Partner {n}", caller=Caller("192.0.2.1"), accounts=engines.accounts, now=time.time()
            )
            held.append(used.held)
    return held


def partner(held: str, files: Sequence[bytes], seen: Seen) -> None:
    """Sends its files in, one after the other, and looks at each receipt."""
    at, cookie = line(), {"Cookie": f"session={held}"}
    at.request("GET", "/upload", headers=cookie)
    token = re.search(rb'name="token" value="([^"]+)"', at.getresponse().read())
    if token is None:
        seen.errors.append("no form")
        return
    for n, content in enumerate(files):
        try:
            send(at, cookie, token[1], content, f"file-{n}.pdf", seen)
        except (OSError, http.client.HTTPException) as error:
            seen.errors.append(repr(error))
            at.close()


def send(at: http.client.HTTPConnection, cookie: dict[str, str], token: bytes, content: bytes, name: str, seen: Seen) -> None:
    """One file; the time until its receipt is there."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="token"\r\n\r\n'.encode() + token
    head += f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {**cookie, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Sec-Fetch-Site": "same-origin"}
    started = time.perf_counter()
    at.request("POST", "/upload", body, headers)
    answer = at.getresponse()
    told = answer.read()
    if answer.status != 303:
        seen.errors.append(f"{answer.status}: {told[:200]!r}")
        return
    at.request("GET", answer.headers["Location"], headers=cookie)
    receipt = at.getresponse()
    shown = receipt.read()
    seen.answers.append(time.perf_counter() - started)
    if receipt.status != 200 or name.encode() not in shown:
        seen.errors.append(f"receipt {receipt.status}")
    seen.sent.add(hashlib.sha256(content).hexdigest())


def reader(n: int, stop: threading.Event, seen: Seen) -> None:
    """Asks a question a second."""
    at = line()
    stop.wait(n / 20)
    while not stop.is_set():
        started = time.perf_counter()
        try:
            blanks = " " * len(seen.searches)  # no link is followed twice, for then the page is kept
            at.request("GET", f"/search?q={quote(QUESTIONS[(n + len(seen.searches)) % len(QUESTIONS)] + blanks)}")
            answer = at.getresponse()
            answer.read()
            if answer.status != 200:
                seen.errors.append(f"search {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            seen.errors.append(f"search {error!r}")
            at.close()
        took = time.perf_counter() - started
        seen.searches.append(took)
        stop.wait(max(0.0, 1 - took))


def beside(count: int, during: Callable[[], object], seen: Seen, server: int) -> None:
    """Readers and a look at memory, while something happens."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.5):
            seen.memory = max(seen.memory, resident(server))

    threads = [threading.Thread(target=reader, args=(n, stop, seen)) for n in range(count)] + [threading.Thread(target=watch)]
    for thread in threads:
        thread.start()
    started, mine, web = time.perf_counter(), time.process_time(), busy_of(server)
    during()
    seen.seconds, seen.mine, seen.web = time.perf_counter() - started, time.process_time() - mine, busy_of(server) - web
    stop.set()
    for thread in threads:
        thread.join()


def busy_of(process: int) -> float:
    """Seconds of a processor it took so far, without its children."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def p95(values: Sequence[float]) -> float:
    """95th per cent."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else 0.0


def unlike(count: int) -> list[bytes]:
    """That many real PDFs, no two alike."""
    kept = [path.read_bytes() for path in sorted(PDFS.rglob("*.pdf"))]
    return [kept[n % len(kept)] + f"\n% {n}\n".encode() for n in range(count)]


def main() -> None:
    """Prints a line for each figure."""
    parser = argparse.ArgumentParser()
    for name, default in (("partners", 50), ("files", 10), ("readers", 20), ("idle", 20), ("workers", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ours.take_in(islice(pages(PAGES), PAGES), home)
        held = people(home, chosen.partners)
        files = unlike(chosen.partners * chosen.files)
        idle, busy = Seen(), Seen()
        with ours.served(home, chosen.workers) as site:
            beside(chosen.readers, lambda: time.sleep(5), Seen(), site.process)
            beside(chosen.readers, lambda: time.sleep(chosen.idle), idle, site.process)
            beside(chosen.readers, lambda: sending(held, files, chosen.files, busy), busy, site.process)
        tell(home, idle, busy, sum(map(len, files)))


def sending(held: Sequence[str], files: Sequence[bytes], each: int, seen: Seen) -> None:
    """Everybody at once."""
    threads = [threading.Thread(target=partner, args=(one, files[n * each : (n + 1) * each], seen)) for n, one in enumerate(held)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def tell(home: Path, idle: Seen, busy: Seen, size: int) -> None:
    """The figures."""
    with ours.opened(home) as engines:
        lost = busy.sent - {digest for digest in engines.catalogue.digests() if engines.store.verify(digest)}
    checked = run("check", "--json", home=home)
    took = busy.seconds
    print(f"sent {len(busy.sent)} files, {size / 2**20:.0f} MiB, in {took:.0f} s ({size / took / 2**20:.1f} MiB/s)")
    print(f"processors: the sending took {busy.mine / took:.0%} of one, the answering {busy.web / took:.0%}; there are {os.cpu_count()}")
    print(f"errors {len(busy.errors)}, lost files {len(lost)}, check {'ok' if checked.code == 0 else checked.lines[-1:]}")
    print(f"upload answer: median {statistics.median(busy.answers):.2f} s, p95 {p95(busy.answers):.2f} s, at most {max(busy.answers):.2f} s")
    print(f"search: idle p95 {p95(idle.searches) * 1000:.0f} ms, while sending p95 {p95(busy.searches) * 1000:.0f} ms "
          f"({p95(busy.searches) / p95(idle.searches):.1f} times), {len(busy.searches)} searches")  # fmt: skip
    print(f"server: at most {busy.memory / 2**20:.0f} MiB (idle {idle.memory / 2**20:.0f} MiB)")
    for error in dict.fromkeys(busy.errors[:10]):
        print(f"  {error}")


if __name__ == "__main__":
    main()
