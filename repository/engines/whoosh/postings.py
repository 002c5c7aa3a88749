"""Given postings as flat arrays, bytes a term; given a term's bytes, its unit ids, frequencies and positions.

A term's record is `id gaps | frequencies | position gaps`, each in the narrowest of 1, 2, 4 bytes (no bytes at all for
frequencies that are all one). The first id gap is the id itself; the first position gap of a posting its position.
How many there are, how wide they are and their CRC-32 stand in the dictionary.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from repository.engines.whoosh.bundle import Array

_TYPES = (np.dtype("u1"), np.dtype("<u2"), np.dtype("<u4"))
_WIDTHS = np.array([1, 2, 4], np.int64)
_FREQUENCY_WIDTHS = np.array([0, 1, 2, 4], np.int64)


@dataclass(frozen=True, slots=True)
class Flat:
    """Postings of consecutive terms: `counts` postings a term, `totals` positions a term."""

    counts: Array
    totals: Array
    gaps: Array  # id gaps, one a posting
    frequencies: Array  # one a posting
    positions: Array  # position gaps


@dataclass(frozen=True, slots=True)
class Encoded:
    """Bytes of consecutive terms, with what the dictionary keeps of each."""

    raw: bytes
    sizes: Array
    widths: Array  # uint8: ids | frequencies << 2 | positions << 4
    checks: Array  # CRC-32


def _class_of(largest: Array) -> Array:
    return (largest > 0xFF).astype(np.uint8) + (largest > 0xFFFF).astype(np.uint8)


def _largest(values: Array, counts: Array) -> Array:
    starts = np.cumsum(counts) - counts
    return np.maximum.reduceat(values, starts)


def _places(start: Array, width: Array, counts: Array) -> tuple[Array, Array]:
    """Where each value stands in the bytes, and its width."""
    first = np.cumsum(counts) - counts
    wide = np.repeat(width, counts)
    return np.repeat(start - first * width, counts) + np.arange(len(wide), dtype=np.int64) * wide, wide


def _scatter(out: Array, values: Array, start: Array, width: Array, counts: Array) -> None:
    places, wide = _places(start, width, counts)
    narrowest = int(width.min())
    for byte in range(int(width.max())):
        chosen = slice(None) if byte < narrowest else wide > byte
        out[places[chosen] + byte] = (values[chosen] >> (8 * byte)) & 0xFF


def _gather(raw: Array, start: Array, width: Array, counts: Array) -> Array:
    places, wide = _places(start, width, counts)
    values = np.zeros(len(wide), np.int64)
    narrowest = int(width.min(initial=0))
    for byte in range(int(width.max(initial=0))):
        chosen = slice(None) if byte < narrowest else wide > byte
        values[chosen] |= raw[places[chosen] + byte].astype(np.int64) << (8 * byte)
    return values


def encode(flat: Flat) -> Encoded:
    """Bytes of consecutive terms, each of which has at least one posting."""
    if len(flat.counts) == 1:
        return _encode_one(flat)
    counts, totals = flat.counts.astype(np.int64), flat.totals.astype(np.int64)
    ids, places = _class_of(_largest(flat.gaps, counts)), _class_of(_largest(flat.positions, totals))
    biggest = _largest(flat.frequencies, counts)
    frequencies = np.where(biggest <= 1, 0, 1 + _class_of(biggest)).astype(np.uint8)
    wide_ids, wide_frequencies, wide_places = _WIDTHS[ids], _FREQUENCY_WIDTHS[frequencies], _WIDTHS[places]
    sizes = counts * (wide_ids + wide_frequencies) + totals * wide_places
    start = np.cumsum(sizes) - sizes
    out = np.empty(int(sizes.sum()), np.uint8)
    _scatter(out, flat.gaps, start, wide_ids, counts)
    _scatter(out, flat.frequencies, start + counts * wide_ids, wide_frequencies, counts)
    _scatter(out, flat.positions, start + counts * (wide_ids + wide_frequencies), wide_places, totals)
    raw = out.tobytes()
    view = memoryview(raw)
    ends = np.cumsum(sizes).tolist()
    checks = [crc32(view[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return Encoded(raw, sizes, ids | frequencies << 2 | places << 4, np.array(checks, np.uint32))


def _encode_one(flat: Flat) -> Encoded:
    """A term alone, without an array of places: the commonest words are as long as all others of a chunk together."""
    ids, places = (int(_class_of(values.max())) for values in (flat.gaps, flat.positions))
    biggest = flat.frequencies.max()
    frequencies = 0 if biggest <= 1 else 1 + int(_class_of(biggest))
    raw = flat.gaps.astype(_TYPES[ids]).tobytes()
    raw += flat.frequencies.astype(_TYPES[frequencies - 1]).tobytes() if frequencies else b""
    raw += flat.positions.astype(_TYPES[places]).tobytes()
    widths = np.array([ids | frequencies << 2 | places << 4], np.uint8)
    return Encoded(raw, np.array([len(raw)], np.int64), widths, np.array([crc32(raw)], np.uint32))


def _decode_one(raw: bytes, count: int, total: int, widths: int) -> Flat:
    """The inverse, as narrow as it is kept."""
    frequencies = decode_frequencies(raw, count, widths)
    return Flat(
        np.array([count], np.int64), np.array([total], np.int64), np.frombuffer(raw, _TYPES[widths & 3], count),
        np.ones(count, np.uint8) if frequencies is None else frequencies, decode_gaps(raw, count, total, widths),
    )  # fmt: skip


def decode_many(raw: bytes, counts: Array, totals: Array, widths: Array) -> Flat:
    """The inverse of `encode`."""
    if len(counts) == 1:
        return _decode_one(raw, int(counts[0]), int(totals[0]), int(widths[0]))
    counts, totals = counts.astype(np.int64), totals.astype(np.int64)
    wide_ids, wide_frequencies = _WIDTHS[widths & 3], _FREQUENCY_WIDTHS[(widths >> 2) & 3]
    wide_places = _WIDTHS[(widths >> 4) & 3]
    sizes = counts * (wide_ids + wide_frequencies) + totals * wide_places
    start = np.cumsum(sizes) - sizes
    source = np.frombuffer(raw, np.uint8)
    gaps = _gather(source, start, wide_ids, counts)
    frequencies = _gather(source, start + counts * wide_ids, wide_frequencies, counts)
    frequencies[np.repeat(wide_frequencies == 0, counts)] = 1
    positions = _gather(source, start + counts * (wide_ids + wide_frequencies), wide_places, totals)
    return Flat(counts, totals, gaps, frequencies, positions)


def head_size(count: int, widths: int) -> int:
    """Bytes of the ids and frequencies, without the positions."""
    return count * (int(_WIDTHS[widths & 3]) + int(_FREQUENCY_WIDTHS[(widths >> 2) & 3]))


def decode_ids(raw: bytes, count: int, widths: int) -> Array:
    """Unit ids, ascending."""
    return np.frombuffer(raw, _TYPES[widths & 3], count).cumsum(dtype=np.int64)


def decode_frequencies(raw: bytes, count: int, widths: int) -> Array | None:
    """How often in each unit; None when always once."""
    kind = (widths >> 2) & 3
    if kind == 0:
        return None
    return np.frombuffer(raw, _TYPES[kind - 1], count, count * int(_WIDTHS[widths & 3]))


def decode_gaps(raw: bytes, count: int, total: int, widths: int) -> Array:
    """Position gaps as they are stored: the first of each posting is a position."""
    return np.frombuffer(raw, _TYPES[(widths >> 4) & 3], total, head_size(count, widths))
