"""Forms are bounded while they run: size, fields, names, parts, headers, time; files go to a sink, and only after the token."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from anyio import CapacityLimiter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from repository.errors import InputError
from repository.forms import PIECE, Form, Limits, Open, read_form

B = b"frontier"
PAPERS: list["Paper"] = []


class Paper:
    """A sink in memory."""

    def __init__(self) -> None:
        self.data, self.closed, self.aborted = b"", False, False
        PAPERS.append(self)

    def write(self, chunk: bytes) -> None:
        self.data += chunk

    def close(self) -> object:
        self.closed = True
        return self

    def abort(self) -> None:
        self.aborted = True


def read(chunks: list[bytes], kind: str = f"multipart/form-data; boundary={B.decode()}", limits: Limits | None = None,
         open_file: Open | None = None, pause: float = 0.0) -> tuple[Form | Exception, int]:  # fmt: skip
    """What comes of a body, and how many chunks were taken."""
    taken = 0

    async def receive() -> dict[str, object]:
        nonlocal taken
        taken += 1
        if pause and taken > 1:
            await asyncio.sleep(pause)
        return {"type": "http.request", "body": chunks[taken - 1], "more_body": taken < len(chunks)}

    async def run() -> Form | Exception:
        scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind.encode())], "query_string": b""}
        try:
            return await read_form(Request(scope, receive), limits or Limits(), open_file)
        except (InputError, HTTPException) as error:
            return error

    with ThreadPoolExecutor(1) as thread:  # a browser's journey may have left a loop in this one
        return thread.submit(lambda: asyncio.run(run())).result(), taken


def part(name: str, value: bytes, file: str | None = None) -> bytes:
    given = f'; filename="{file}"'.encode() if file is not None else b""
    return b"--" + B + b'\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + given + b"\r\n\r\n" + value + b"\r\n"


def whole(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--" + B + b"--\r\n"


def form(result: tuple[Form | Exception, int]) -> Form:
    assert isinstance(result[0], Form), result[0]
    return result[0]


def key(result: tuple[Form | Exception, int]) -> str | int:
    error = result[0]
    return error.key if isinstance(error, InputError) else error.status_code if isinstance(error, HTTPException) else ""


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_fields_and_files_in_any_pieces(size: int) -> None:
    def open_file(field: str, name: str, fields: tuple[tuple[str, str], ...]) -> Paper:
        assert (field, name) == ("files", "Rapport é.pdf")
        assert fields == (("token", "t"), ("title", "Traité\nين"))
        return Paper()

    body = whole(part("token", b"t"), part("title", "Traité\r\nين".encode()), part("files", b"%PDF" * 500, "Rapport é.pdf"),
                 part("files", b"", ""), part("late", b"x"))  # fmt: skip
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    found = form(read(pieces, limits=Limits(files=2), open_file=open_file))
    assert (found.get("title"), found.get("late"), found.all("nothing")) == ("Traité\nين", "x", ())
    ((field, paper),) = found.files
    assert field == "files"
    assert isinstance(paper, Paper)
    assert paper.data == b"%PDF" * 500


def test_files_nobody_takes_are_read_past_and_named() -> None:
    found = form(read([whole(part("files", b"x" * 5000, "a.pdf"), part("title", b"T"))]))
    assert (found.passed, found.files, found.get("title")) == (("a.pdf",), (), "T")


def test_limits_while_it_runs() -> None:
    chunk = b"x" * 1000
    limits = Limits(body=10_000)
    result = read([whole(part("a", b"x"))[:-12]] + [chunk] * 10_000, limits=limits)
    assert key(result) == "body_large"
    assert result[1] <= 12, "the limit and one chunk, no more"
    assert key(read([whole(part("a", b"x" * 50))], limits=Limits(field=40))) == "form_long"
    assert key(read([whole(*[part("a", b"x" * 50)] * 9)], limits=Limits(text=400))) == "form_long"
    assert key(read([whole(part("a" * 400, b"x"))])) == "form_long"
    assert key(read([whole(*[part("a", b"x")] * 30)], limits=Limits(fields=20))) == "form_many"
    many = b"--" + B + b"\r\n" + b"X-A: b\r\n" * 100 + b"\r\n\r\n"
    assert key(read([many])) == "form_unreadable"
    assert key(read([b"&".join([b"a=b"] * 600)], kind="application/x-www-form-urlencoded")) == "form_many"
    assert key(read([b"a=" + b"x" * 50], kind="application/x-www-form-urlencoded", limits=Limits(field=40))) == "form_long"
    assert key(read([b"x", b"y"], kind="application/x-www-form-urlencoded", limits=Limits(pause=0.05), pause=1.0)) == "form_slow"
    assert key(read([b"x"] * 100, kind="application/x-www-form-urlencoded", limits=Limits(seconds=0.1), pause=0.02)) == "form_slow"


def test_what_was_typed_after_files_too_large_is_there_and_what_came_whole_before() -> None:
    PAPERS.clear()
    limits = Limits(body=2_000, past=2_000, files=3)
    parts = [part("before", b"x"), part("files", b"1" * 900, "whole.pdf"), part("files", b"2" * 1_500, "cut.pdf"),
             part("files", b"3" * 100, "late.pdf"), part("after", b"typed")]  # fmt: skip
    body = whole(*parts)
    pieces = [body[start : start + 100] for start in range(0, len(body), 100)]
    found = form(read(pieces, limits=limits, open_file=lambda *_: Paper()))
    assert (found.get("before"), found.get("after")) == ("x", "typed")
    assert (found.over, found.passed) == (("cut.pdf", "late.pdf"), ("cut.pdf", "late.pdf"))
    assert [paper.data for _, paper in found.files if isinstance(paper, Paper)] == [b"1" * 900]
    assert [(paper.closed, paper.aborted) for paper in PAPERS] == [(True, False), (False, True)]
    assert len(PAPERS[1].data) < 1_200, "nothing is taken over the limit"
    endless = [body[:-12]] + [b"4" * 100] * 1_000
    result = read(endless, limits=limits, open_file=lambda *_: Paper())
    assert key(result) == "body_large"
    assert result[1] < 20, "what is read past is limited, too"


@pytest.mark.parametrize("body", [b"", b"--frontier", whole(part("a", b"x"))[:-20], b"nonsense", part("a", b"x")])
def test_what_is_not_whole_is_refused_and_its_files_are_let_go(body: bytes) -> None:
    PAPERS.clear()
    begun = part("f", b"x" * PIECE, "a.pdf")
    result = read([begun + body], limits=Limits(files=3), open_file=lambda *_: Paper())
    assert key(result) == "form_unreadable"
    assert [paper.aborted for paper in PAPERS] == [True]
    short = read([part("f", b"data", "a.pdf") + body], limits=Limits(files=3), open_file=lambda *_: Paper())
    assert key(short) == "form_unreadable"
    assert all(paper.aborted for paper in PAPERS)


def test_other_bodies() -> None:
    assert form(read([b"a=%C3%A9+b&a=2&n=%00"], kind="application/x-www-form-urlencoded")).fields == (("a", "é b"), ("a", "2"), ("n", "\ufffd"))
    assert form(read([b'{"a": [1]}'], kind="application/json")).json == {"a": [1]}
    assert key(read([b"{"], kind="application/json")) == "form_json"
    assert key(read([b"[" * 200_000], kind="application/json")) == "form_json"
    assert key(read([b"x"], kind="text/plain")) == 415
    assert key(read([b"x"], kind="multipart/form-data")) == "form_unreadable"
    assert form(read([b""], kind="")).fields == ()


def test_what_came_of_a_broken_form_is_kept_by_none_of_the_threads_that_write_files() -> None:
    found: list[tuple[Form, float]] = []
    body = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords\r\n--b\r\n'
    coming = [{"type": "http.request", "body": body, "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return coming.pop(0)

    async def ask() -> None:
        threads = CapacityLimiter(1)

        async def broken(form: Form) -> None:
            found.append((form, threads.borrowed_tokens))

        request = Request({"type": "http", "headers": [(b"content-type", b"multipart/form-data; boundary=b")]}, receive)
        with pytest.raises(ClientDisconnect):
            await read_form(request, Limits(files=1), lambda *_: Paper(), broken, threads)

    asyncio.run(ask())
    assert [([each.data for _, each in form.files if isinstance(each, Paper)], held) for form, held in found] == [([b"words"], 0)]
