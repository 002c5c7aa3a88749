"""`kill -9` of the server while 50 senders deposit at once: every receipt that was given is true afterwards, and nothing is damaged."""

import hashlib
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests import samples
from tests.faults.test_disk import repository

pytestmark = pytest.mark.faults
SENDERS, ROUNDS = 50, 3
EDGE = "the-end-of-a-part"


def deposit(port: int, token: str, content: bytes, name: str, told: list[tuple[int, str]]) -> None:
    """One report with a file; its number and digest when a receipt came."""
    metadata = json.dumps({"title": f"Deposit {name}", "language": "en"})
    body = f'--{EDGE}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{metadata}\r\n'.encode()
    body += (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content + f"\r\n--{EDGE}--\r\n".encode()
    )
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", "/api/v1/reports", body, {
            "Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={EDGE}", "Prefer": "wait=0",
        })  # fmt: skip
        answer = line.getresponse()
        if answer.status == 201:
            receipt = json.loads(answer.read())
            told.append((receipt["number"], receipt["files"][0]["sha256"]))
    except (OSError, http.client.HTTPException, ValueError):
        pass  # the server was killed: no receipt was given
    finally:
        line.close()


def test_receipts_are_true_after_a_kill(tmp_path: Path) -> None:
    home = tmp_path / "home"
    repository("user", "add", "p@partner.example", "--role", "partner", "--organisation", "Partner", home=home).check_returncode()
    made = repository("user", "token", "p@partner.example", "--name", "fault", home=home)
    token = re.findall(r"^[A-Za-z0-9_-]{32,}$", made.stdout, re.MULTILINE)[-1]
    told: list[tuple[int, str]] = []
    for round_ in range(ROUNDS):
        files = [samples.pdf(f"Quokkas {round_} of {n}.") for n in range(SENDERS)]
        server = subprocess.Popen(
            [sys.executable, "-m", "repository", "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "REPOSITORY_HOME": str(home)}, start_new_session=True,
        )  # fmt: skip
        assert server.stdout is not None
        port = int(next(found[1] for text in server.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)", text))))
        threads = [threading.Thread(target=deposit, args=(port, token, content, f"{round_}-{n}.pdf", told)) for n, content in enumerate(files)]
        for thread in threads:
            thread.start()
        before = len(told)
        while len(told) < before + 5 and any(thread.is_alive() for thread in threads):
            time.sleep(0.02)
        time.sleep(random.Random(round_).uniform(0.1, 1.0))
        os.killpg(server.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
        server.communicate()
        checked = json.loads(repository("check", "--json", home=home).stdout)
        assert checked["ok"], checked
    assert told
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (home / "uploads").rglob("*") if path.is_file()}
    for number, sha256 in told:
        assert sha256 in kept
        assert json.loads(repository("history", "--report", number, "--json", home=home).stdout.splitlines()[0])
