"""Given a request's stream, the form in it: bounded while it runs, in size, parts, headers and time; files go to a sink.

Fields that come before a file are known when the file begins, so a form puts its token first.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from repository.errors import BodyLarge, InputError, RepositoryError

Fields = tuple[tuple[str, str], ...]
PIECE = 1 << 18  # bytes of files held until they are written: each way to a thread and back costs as much as writing them


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one form: bytes of all, of one field, of all fields together and of a name, how many of each, seconds for a chunk and for all.

    What comes over `body` is refused at once; with `past`, files are, and so many bytes more are read for what was typed after them.
    """

    body: int = 1 << 20
    past: int = 0
    field: int = 1 << 20
    text: int = 1 << 20
    fields: int = 500
    files: int = 0
    name: int = 300
    pause: float = 30.0
    seconds: float = 120.0


class Sink(Protocol):
    """Where the bytes of a file go; called from a thread."""

    def write(self, chunk: bytes) -> None: ...
    def close(self) -> object:
        """The file is whole; what is given back stands in `Form.files`."""

    def abort(self) -> None:
        """It did not come whole, or the form is refused; called for closed ones, too."""


Open = Callable[[str, str, Fields], Sink | None]  # field name, file name, fields so far; None reads past it


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: fields in order, what the sinks made of files, names of files that were read past; JSON of an API.

    `over` are those of them there was no room for in a form; those before them came whole.
    """

    fields: Fields = ()
    files: tuple[tuple[str, object], ...] = ()
    passed: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    json: object = None

    def get(self, name: str, default: str = "") -> str:
        """The first value."""
        return next((value for key, value in self.fields if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value."""
        return tuple(value for key, value in self.fields if key == name)

    def without(self, *names: str) -> Fields:
        """The fields but these."""
        return tuple(pair for pair in self.fields if pair[0] not in names)


Broken = Callable[[Form], Awaitable[None]]


async def read_form(
    request: Request, limits: Limits, open_file: Open | None = None, broken: Broken | None = None, threads: CapacityLimiter | None = None
) -> Form:  # fmt: skip
    """The form; `broken` is given what came whole before it broke, whatever broke it; `threads` are those that write files.

    Raises InputError `form_…`, BodyLarge, HTTPException 415.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"multipart/form-data":
        return await _multipart(request, limits, options, _Reader(limits, open_file), broken, threads)
    bare = replace(limits, body=min(limits.body, limits.text), past=0)  # what is held in memory, whatever files may have
    body = b"".join([chunk async for chunk in _chunks(request, bare)])
    if kind == b"application/x-www-form-urlencoded":
        return Form(_fields(body, limits))
    if kind == b"application/json":
        return Form(json=json_of(body))
    if not body:
        return Form()
    raise HTTPException(415)


async def _chunks(request: Request, limits: Limits) -> AsyncIterator[bytes]:
    size = 0
    stream = request.stream()
    end = asyncio.get_running_loop().time() + limits.seconds
    while True:
        try:
            async with asyncio.timeout(min(limits.pause, end - asyncio.get_running_loop().time())):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise InputError("form_slow") from None
        size += len(chunk)
        if size > limits.body + limits.past:
            raise BodyLarge("body_large", limit=limits.body)
        yield chunk


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _fields(body: bytes, limits: Limits) -> Fields:
    try:
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=limits.fields, encoding="latin-1")
    except ValueError:
        raise InputError("form_many", most=limits.fields) from None
    found = tuple((_text(name.encode("latin-1")), _text(value.encode("latin-1"))) for name, value in pairs)
    if any(len(name) > limits.name or len(value) > limits.field for name, value in found):
        raise InputError("form_long")
    return found


def json_of(text: str | bytes) -> object:
    """The value of a JSON text; raises InputError `form_json`."""
    try:
        return json.loads(text.decode("utf-8") if isinstance(text, bytes) else text)
    except (ValueError, RecursionError):
        raise InputError("form_json") from None


@dataclass(slots=True)
class _Part:
    """The part being read."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    header: bytes = b""
    value: bytes = b""
    name: str = ""
    file: str | None = None
    data: bytearray = field(default_factory=bytearray)
    sink: Sink | None = None


class _Reader:
    """Callbacks of the parser; what has to be written is done piece by piece, in a thread."""

    def __init__(self, limits: Limits, open_file: Open | None) -> None:
        self.limits, self.open_file = limits, open_file
        self.part = _Part()
        self.fields: list[tuple[str, str]] = []
        self.files: list[tuple[str, object]] = []
        self.passed: list[str] = []
        self.over: list[str] = []
        self.full = False  # no more of files is taken
        self.sinks: list[Sink] = []
        self.todo: deque[Callable[[], None]] = deque()
        self.ended = False
        self.parts = self.text = 0

    def callbacks(self) -> Mapping[str, Callable[..., None]]:
        """As the parser wants them."""
        return {
            "on_part_begin": self.begin, "on_part_data": self.data, "on_part_end": self.end, "on_header_field": self.header_name,
            "on_header_value": self.header_value, "on_header_end": self.header_end, "on_headers_finished": self.headers,
            "on_end": self.whole,
        }  # fmt: skip

    def begin(self) -> None:
        self.part = _Part()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self.part.header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self.part.value += data[start:end]

    def header_end(self) -> None:
        self.part.headers[self.part.header.lower()] = self.part.value
        self.part.header = self.part.value = b""

    def headers(self) -> None:
        _, options = parse_options_header(self.part.headers.get(b"content-disposition", b""))
        if b"name" not in options or len(options[b"name"]) > self.limits.name:
            raise InputError("form_long" if b"name" in options else "form_unreadable")
        self.part.name = _text(options[b"name"])
        self.part.file = _text(options[b"filename"]) if b"filename" in options else None
        self.parts += 1
        if self.parts > self.limits.fields + self.limits.files:
            raise InputError("form_many", most=self.limits.fields + self.limits.files)
        if self.part.file:  # a browser sends an empty name when no file was chosen
            self.todo.append(partial(self._open, self.part, tuple(self.fields)))

    def data(self, data: bytes, start: int, end: int) -> None:
        if self.part.file is not None:
            self.todo.append(partial(self._write, self.part, data[start:end]))
            return
        self.part.data += data[start:end]
        self.text += end - start
        if len(self.part.data) > self.limits.field or self.text > self.limits.text:
            raise InputError("form_long")

    def end(self) -> None:
        if self.part.file is None:
            self.fields.append((self.part.name, _text(bytes(self.part.data))))
        else:
            self.todo.append(partial(self._close, self.part))

    def whole(self) -> None:
        self.ended = True

    def work(self) -> None:
        """Opens, writes and closes what came since it was last called."""
        while self.todo:
            self.todo.popleft()()

    def _open(self, part: _Part, fields: Fields) -> None:
        name = part.file or ""
        if self.full:
            self._past(name)
            return
        part.sink = self.open_file(part.name, name, fields) if self.open_file and self.limits.files else None
        if part.sink is None:
            self.passed.append(name)
        else:
            self.sinks.append(part.sink)

    def _past(self, name: str) -> None:
        self.over.append(name)
        self.passed.append(name)

    def _write(self, part: _Part, chunk: bytes) -> None:
        if part.sink is not None and self.full:
            part.sink.abort()
            part.sink = None
            self._past(part.file or "")
        if part.sink is not None:
            part.sink.write(chunk)

    def _close(self, part: _Part) -> None:
        if part.sink is not None:
            self.files.append((part.name, part.sink.close()))

    def abort(self, kept: bool) -> None:  # noqa: FBT001
        """Ends; what came whole is `kept`, if it is not what broke."""
        try:
            if kept:
                with suppress(RepositoryError):
                    self.work()
        finally:
            for sink in self.sinks:
                sink.abort()

    def form(self) -> Form:
        """What came so far."""
        return Form(tuple(self.fields), tuple(self.files), tuple(self.passed), tuple(self.over))


async def _multipart(
    request: Request, limits: Limits, options: Mapping[bytes, bytes], reader: _Reader, broken: Broken | None, threads: CapacityLimiter | None
) -> Form:  # fmt: skip
    if not options.get(b"boundary"):
        raise InputError("form_unreadable")
    try:
        parser = MultipartParser(options[b"boundary"], reader.callbacks())  # type: ignore[arg-type]
        size = done = 0
        async for chunk in _chunks(request, limits):
            size += len(chunk)
            full = size > limits.body
            if reader.todo and full and not reader.full:
                await to_thread.run_sync(reader.work, limiter=threads)
            reader.full = full
            parser.write(chunk)
            if reader.todo and (size - done >= PIECE or reader.ended):
                done = size
                await to_thread.run_sync(reader.work, limiter=threads)
        parser.finalize()
        if not reader.ended:
            raise InputError("form_unreadable")
    except BaseException as error:
        kept = broken is not None and isinstance(error, Exception)
        await to_thread.run_sync(reader.abort, kept, limiter=threads)
        if broken is not None and kept and reader.files:
            await broken(reader.form())  # waits for the record, which those who write files need not
        if isinstance(error, FormParserError):
            raise InputError("form_unreadable") from error
        raise
    return reader.form()
