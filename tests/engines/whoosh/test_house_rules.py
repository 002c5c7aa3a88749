"""The house rules for Whoosh: nothing damaged is believed, nothing half written is seen, what is gone comes back."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.engines.whoosh import WhooshIndex
from repository.errors import IndexUnavailable
from tests.contracts.shelf import ask, entry, numbers, put

WORDS = [a + b + c for a in "bdfgk" for b in "aeiou" for c in ("lan", "mir", "tos", "ven")]


def text(seed: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=60))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A closed index of two segments."""
    index = WhooshIndex(f"whoosh://{tmp_path}/index")
    put(index, *(entry(n, text(n), title="common") for n in range(1, 8)))
    put(index, *(entry(n, text(n), title="common") for n in range(8, 12)), change=2)
    index.close()
    return tmp_path


@pytest.fixture
def index(home: Path) -> Iterator[WhooshIndex]:
    opened = WhooshIndex(f"whoosh://{home}/index")
    yield opened
    opened.close()


def files(home: Path) -> list[Path]:
    """What a commit consists of."""
    return [path for path in sorted((home / "index").rglob("*")) if path.is_file() and path.stat().st_size and "lock" not in path.name.lower()]


def test_a_flipped_bit_is_found_and_never_believed(home: Path) -> None:
    truth = {word: answer(home, word) for word in WORDS[:12]}
    for path in files(home):
        whole = path.read_bytes()
        chance = random.Random(path.name)
        for _ in range(3):
            broken = bytearray(whole)
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
            path.write_bytes(broken)
            index = WhooshIndex(f"whoosh://{home}/index")
            state, problems = index.state(), list(index.check())
            index.close()
            if state.last_change == 1:  # the commit before, and the log of changes brings the rest
                continue
            answers = {word: answer(home, word) for word in truth}
            assert problems or not state.ready or answers == truth, f"not noticed in {path.name}"
            assert all(answers[word] in (expected, None) for word, expected in truth.items()), f"believed in {path.name}"
            path.write_bytes(whole)


def answer(home: Path, word: str) -> set[int] | None:
    """None when the index says that it cannot."""
    index = WhooshIndex(f"whoosh://{home}/index")
    try:
        return set(numbers(index, f'"{word}"'))
    except IndexUnavailable:
        return None
    finally:
        index.close()


def test_a_cut_or_missing_file_is_found(home: Path) -> None:
    for path in files(home):
        whole = path.read_bytes()
        for rest in (whole[: len(whole) // 2], None):
            path.unlink() if rest is None else path.write_bytes(rest)
            index = WhooshIndex(f"whoosh://{home}/index")
            state = index.state()
            before = state.last_change == 1  # the commit before: the log of changes brings the rest
            assert list(index.check()) or not state.ready or before or set(numbers(index, "common")) == set(range(1, 12)), path.name
            index.close()
            path.write_bytes(whole)


def test_deleted_while_open_it_says_so_and_is_made_again(home: Path, index: WhooshIndex) -> None:
    assert len(numbers(index, "common")) == 11
    shutil.rmtree(home / "index")
    assert not index.state().ready
    index.rebuild(iter([entry(1, "back again")]), 3)
    assert numbers(index, "again") == [1]
    assert index.state().ready


def test_another_process_sees_a_commit(home: Path, index: WhooshIndex) -> None:
    assert numbers(index, "brandnew") == []
    code = (
        "import sys; from repository.engines.whoosh import WhooshIndex; from tests.contracts.shelf import entry, put\n"
        "index = WhooshIndex(sys.argv[1]); put(index, entry(50, 'brandnew'), change=3); index.close()"
    )
    subprocess.run([sys.executable, "-c", code, f"whoosh://{home}/index"], check=True, cwd=Path(__file__).parents[3])
    until = time.monotonic() + 10
    while numbers(index, "brandnew") != [50] and time.monotonic() < until:
        time.sleep(0.05)
    assert numbers(index, "brandnew") == [50]


def test_killed_while_writing_the_last_commit_stands(home: Path) -> None:
    code = (
        "import sys; from repository.engines.whoosh import WhooshIndex; from tests.contracts.shelf import entry, put\n"
        "index = WhooshIndex(sys.argv[1])\n"
        "for n in range(100, 100000):\n"
        "    put(index, entry(n, f'killed number{n}'), change=n)\n"
        "    print(n, flush=True)\n"
    )
    for round_ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", code, f"whoosh://{home}/index"], stdout=subprocess.PIPE,
                                  cwd=Path(__file__).parents[3], start_new_session=True)  # fmt: skip
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(random.Random(round_).uniform(0.05, 0.4))
        os.killpg(writer.pid, signal.SIGKILL)
        told = [100, *(int(line) for line in writer.stdout if line.strip().isdigit())]
        writer.wait()
        writer.stdout.close()
        index = WhooshIndex(f"whoosh://{home}/index")
        assert list(index.check()) == []
        found = numbers(index, "killed")
        assert set(found) >= set(told)
        assert index.state().last_change >= told[-1]
        index.close()


def test_whoosh_itself_reads_the_index_and_finds_the_same(home: Path, index: WhooshIndex) -> None:
    from whoosh.index import FileIndex
    from whoosh.qparser import QueryParser

    from repository.engines.whoosh.generations import Generations
    from repository.engines.whoosh.schema import NAME, schema
    from repository.engines.whoosh.storage import DurableStorage

    folder = Generations(home / "index").newest().folder
    plain = FileIndex(DurableStorage(str(folder)), schema(), NAME)
    with plain.searcher() as searcher:
        for word in [*WORDS[:20], f"{WORDS[1]} {WORDS[2]}", f'"{WORDS[3]} {WORDS[4]}"']:
            units = searcher.search(QueryParser("text", plain.schema).parse(word), limit=None)
            asked = word if word.startswith('"') else " ".join(f'"{each}"' for each in word.split())
            assert bool(len(units)) == bool(ask(index, asked).total), word
