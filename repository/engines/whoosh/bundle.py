"""Given named NumPy arrays, one file of bytes; given such bytes, the arrays again, without copying.

Layout: magic, length of the head, head as JSON (`meta` and per array name, type, shape, offset), then the arrays, each
at a multiple of eight bytes. Whether the bytes are the ones written is the manifest's business (`generations.py`).
"""

import json
import struct
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from repository.errors import IndexUnavailable

MAGIC = b"RNPB0001"
_LENGTH = struct.Struct("<Q")

Array = np.ndarray[Any, Any]


def dumps(arrays: Mapping[str, Array], meta: Mapping[str, object]) -> Iterable[bytes]:
    """The pieces of the file, in order."""
    table: dict[str, tuple[str, tuple[int, ...], int]] = {}
    at = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, array.shape, at)
        at += -(-array.nbytes // 8) * 8
    head = json.dumps({"meta": dict(meta), "arrays": table}, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    yield MAGIC + _LENGTH.pack(len(head)) + head
    for array in arrays.values():
        yield np.ascontiguousarray(array).tobytes() + bytes(-array.nbytes % 8)


def loads(raw: bytes) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays (read-only views of `raw`) and the meta; raises IndexUnavailable `index_damaged`."""
    start = len(MAGIC) + _LENGTH.size
    if raw[: len(MAGIC)] != MAGIC:
        raise IndexUnavailable("index_damaged", what="bundle")
    try:
        base = start + _LENGTH.unpack_from(raw, len(MAGIC))[0]
        head = json.loads(raw[start:base])
        arrays = {
            name: np.frombuffer(raw, np.dtype(kind), int(np.prod(shape)), base + at).reshape(shape)
            for name, (kind, shape, at) in head["arrays"].items()
        }
    except (ValueError, KeyError, struct.error) as error:
        raise IndexUnavailable("index_damaged", what="bundle") from error
    return arrays, head["meta"]


def pack_texts(texts: Iterable[str]) -> tuple[Array, Array]:
    """Texts as one blob of UTF-8 and where each starts (one more than there are texts)."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    starts = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(text) for text in encoded], out=starts[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), starts


def unpack_texts(blob: Array, starts: Array) -> list[str]:
    """The texts of `pack_texts`."""
    raw = blob.tobytes()
    places = starts.tolist()
    return [raw[a:b].decode() for a, b in pairwise(places)]
