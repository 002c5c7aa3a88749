"""Given the bytes of an RDF file, its statements, read by a locked-up process of its own that has no network and little memory.

A short file can stand for very much (a long prefix used often), and readers of RDF fetch what a file asks them to.
"""

import subprocess
import sys
import tempfile
from contextlib import suppress

from rdflib import Graph

from repository.errors import InputError
from repository.jail import command, lock_up, whole

WALL, ENDING = 40.0, 5.0  # seconds to read it, and to end when all is told
LIMIT = 48 * 2**20  # bytes of N-Triples
PUBLIC = "urn:report-repository:file"
_START = "import sys; sys.path[:] = sys.argv[2:]; from repository.exchange.apart import main; main(sys.argv[1])"


def statements(data: bytes, form: str) -> Graph:
    """What a file in one of rdflib's formats says; raises InputError `vocabulary_unreadable`, `vocabulary_heavy`."""
    told = _told(data, form)
    head, _, triples = told.partition(b"\n")
    if head != b"ok":
        if head.startswith(b"error "):
            raise InputError("vocabulary_unreadable", reason=head[6:].decode("utf-8", "replace"))
        raise InputError("vocabulary_heavy")
    return Graph().parse(data=triples, format="nt")


def _told(data: bytes, form: str) -> bytes:
    """All the process writes; nothing when it takes too long, writes too much or ends before its time."""
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        with subprocess.Popen(command(_START, form), stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
                              env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}) as process:  # fmt: skip
            assert process.stdout is not None  # noqa: S101
            told = whole(process.stdout.fileno(), WALL, LIMIT)
            with suppress(subprocess.TimeoutExpired):
                if told and process.wait(ENDING) == 0:
                    return told
            process.kill()
    return b""


def main(form: str) -> None:
    """In the process: `ok` or `error` with the reason on the first line, then N-Triples."""
    from rdflib.plugins.parsers import jsonld, notation3, rdfxml  # noqa: F401 - before nothing can be opened any more
    from rdflib.plugins.serializers import nt  # noqa: F401

    data = sys.stdin.buffer.read()
    lock_up()
    graph = Graph()
    try:
        graph.parse(data=data, format=form, publicID=PUBLIC)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - rdflib raises whatever its parsers raise, for a file anybody may have written
        sys.stdout.buffer.write(b"error " + " ".join(str(error).split())[:200].encode("utf-8", "replace"))
        return
    sys.stdout.buffer.write(b"ok\n")
    graph.serialize(sys.stdout.buffer, format="nt", encoding="utf-8")
