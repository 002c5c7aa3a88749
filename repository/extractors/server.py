"""A small parent that has the parsers imported and has never read a document: forks one locked-up child per file."""

import gc
import json
import os
import signal
import socket
from typing import BinaryIO

from repository.analysis.detect import language_of
from repository.extract import LIMIT_OUTPUT
from repository.extractors.draw import picture
from repository.extractors.emit import Emitter
from repository.extractors.look import facts
from repository.extractors.readers import READERS
from repository.jail import lock_up


def main(descriptor: int) -> None:
    """Serves until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the kernel
    language_of("ein Satz, der das Sprachmodell schon hier lädt, damit kein Kind es laden muss")
    gc.collect()
    gc.freeze()
    channel = socket.socket(fileno=descriptor)
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, 256, 2)
        if not message or len(descriptors) != 2:
            return
        source, target = descriptors
        child = os.fork()
        if child == 0:
            channel.close()
            _child(message.decode("ascii"), source, target)
        os.close(source)
        os.close(target)
        channel.sendall(str(child).encode("ascii").ljust(16))


def _child(message: str, source: int, target: int) -> None:
    """`read pdf`, `draw pdf 12`, `look pdf`: what is to be done with a file of which format."""
    code = 1
    job, extension, *more = message.split(" ")
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        lock_up()
        with os.fdopen(target, "wb") as out:
            with os.fdopen(source, "rb") as file:
                data = file.read()
            if job == "draw":
                out.write(picture(data, extension, int(more[0])))
            elif job == "look":
                out.write(json.dumps(facts(data, extension), ensure_ascii=True).encode("ascii"))
            else:
                _read(data, extension, out)
        code = 0
    finally:
        os._exit(code)


def _read(data: bytes, extension: str, out: BinaryIO) -> None:
    sent = 0

    def send(record: dict[str, object]) -> None:
        nonlocal sent
        line = json.dumps(record, ensure_ascii=True).encode("ascii") + b"\n"
        sent += len(line)
        if sent > LIMIT_OUTPUT:
            out.write(b'{"end": true, "outcome": "incomplete", "detail": {}, "proposed": {}, "declared": 0}\n')
            out.flush()
            os._exit(0)
        out.write(line)
        out.flush()  # what was read is kept, whatever comes next

    emitter = Emitter(send)
    try:
        READERS[extension](data, emitter)
    except Exception:  # noqa: BLE001 - a parser of hostile files may raise anything, also for want of memory; the file is told damaged
        emitter.end(outcome="incomplete" if emitter.pages else "damaged", page=emitter.pages, pages=0)
