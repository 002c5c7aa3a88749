"""What every store promises."""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from repository.engines.filesystem import FileStore
from repository.errors import DiskFull, NotFound, Unavailable
from repository.store import Store


@pytest.fixture(params=["file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each engine in turn."""
    opened = {"file": FileStore}[request.param](f"file://{tmp_path}/originals")
    opened.prepare()
    return opened


def keep(store: Store, *chunks: bytes) -> str:
    """Puts something in."""
    with store.receive() as incoming:
        for chunk in chunks:
            incoming.write(chunk)
        return incoming.keep()


def test_kept_bytes_are_the_same_bytes(store: Store) -> None:
    digest = keep(store, b"one ", b"two")
    assert digest == hashlib.sha256(b"one two").hexdigest()
    assert store.has(digest)
    assert store.verify(digest)
    with store.open(digest) as file:
        assert file.read() == b"one two"
    assert list(store.digests()) == [digest]


def test_what_is_not_kept_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with store.receive() as incoming:
        incoming.write(b"half")
        path = incoming.path()
    assert not path.exists()
    assert list(store.digests()) == []


def test_the_same_bytes_many_times_at_once_are_one_original(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: keep(store, b"same" * 1000), range(20)))
    assert len(digests) == 1
    assert list(store.digests()) == list(digests)


def test_a_changed_original_is_noticed(store: Store) -> None:
    digest = keep(store, b"original")
    path = store.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"changed!")
    assert not store.verify(digest)


def test_what_is_old_is_cleared_unless_it_was_kept_again_meanwhile(store: Store) -> None:
    old, again, wanted = (keep(store, each) for each in (b"old", b"kept twice", b"asked for"))
    assert not list(store.aged(time.time() - 60))
    for digest in (old, again, wanted):
        os.utime(store.path(digest), (0, 0))
    assert set(store.aged(time.time() - 60)) == {old, again, wanted}
    keep(store, b"kept twice")
    assert store.renew(wanted)
    cleared = [digest for digest in (old, again, wanted) if store.clear(digest, time.time() - 60)]
    assert cleared == [old]
    assert (store.has(old), store.renew(old), store.clear(old, time.time())) == (False, False, False)
    assert not store.renew("0" * 64)
    assert store.verify(again)
    assert store.verify(wanted)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_what_was_never_kept(store: Store, digest: str) -> None:
    with pytest.raises(NotFound):
        store.path(digest)


def test_errors_of_the_disk_are_ours(tmp_path: Path) -> None:
    from repository.engines.filesystem import told

    for number, kind in ((28, DiskFull), (5, Unavailable)):
        with pytest.raises(kind), told():
            raise OSError(number, "x")
