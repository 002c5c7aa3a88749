"""Similar spellings: of pairs that people judged, how many of the real ones are proposed and how many proposed ones are real.

All names of a facet are one vocabulary, as a curator has it. What is proposed besides the judged pairs is told, too.

usage: python benchmarks/spellings.py [--thesaurus]
"""

import argparse
import csv
import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from material.data import DATA

from repository.model import Term, Text
from repository.similar import similar

LIST = Path(__file__).resolve().parents[1] / "tests" / "samples" / "spellings.tsv"
Named = dict[str, dict[str, int]]  # facet → name → the term's number


def judged() -> tuple[Named, dict[tuple[int, int], bool]]:
    """The names, and for each judged pair whether it is one thing."""
    numbers, ids = count(1), {}
    pairs = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            said, facet, *names = line.split("\t")
            known = ids.setdefault(facet, {})
            one, other = sorted(known.setdefault(name, next(numbers)) for name in names)
            pairs[(one, other)] = said == "same"
    return ids, pairs


def measured() -> None:
    """Precision and recall, and what is wrong."""
    ids, pairs = judged()
    names = {number: name for known in ids.values() for name, number in known.items()}
    found: dict[tuple[int, int], str] = {}
    for facet, known in ids.items():
        terms = [Term(number, facet, f"t{number}", "approved", (Text("", name),)) for name, number in known.items()]
        found |= {(pair.one.id, pair.other.id): pair.reason for pair in similar(terms)}
    same = one_thing(pair for pair, real in pairs.items() if real)
    right = [pair for pair, real in pairs.items() if real and pair in found]
    wrong = [pair for pair, real in pairs.items() if not real and pair in found]
    besides = [pair for pair in found if pair not in pairs and same[pair[0]] != same[pair[1]]]
    real, proposed = sum(pairs.values()), len(found) - len(besides) - len(wrong)
    print(f"{real} pairs of one thing, {len(pairs) - real} that look alike only")
    print(f"of the judged pairs: precision {len(right) / (len(right) + len(wrong)):.3f}   recall {len(right) / real:.3f}")
    print(f"of all {len(found)} that are proposed: precision {proposed / len(found):.3f}")
    missed = [pair for pair, real in pairs.items() if real and pair not in found]
    for what, some in (("not found", missed), ("wrong", wrong), ("wrong, not judged one by one", besides)):
        for one, other in some:
            print(f"  {what}: {names[one]} / {names[other]} {found.get((one, other), '')}")


def one_thing(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Term → the smallest of those that are the same thing as it; a term by itself is its own."""
    groups: dict[int, set[int]] = {}
    for one, other in pairs:
        group = groups.get(one, {one}) | groups.get(other, {other})
        groups |= dict.fromkeys(group, group)
    return _Own({term: min(group) for term, group in groups.items()})


class _Own(dict[int, int]):
    def __missing__(self, term: int) -> int:
        return term


def thesaurus() -> None:
    """How long thousands of real terms take, and how many pairs they give."""
    with (DATA / "vocab" / "microthesauri.tsv").open(encoding="utf-8") as rows:
        table = list(csv.DictReader(rows, delimiter="\t"))
    terms = [Term(number, "topic", f"t{number}", "approved", tuple(Text(code, row[code]) for code in ("en", "fr", "es", "ar") if row[code]))
             for number, row in enumerate(table, 1)]  # fmt: skip
    for said, some in (
        ("first", terms),
        ("again", terms),
        ("after a change", [*terms, Term(0, "topic", "new", "approved", (Text("", "New"),))]),
    ):
        started = time.perf_counter()
        pairs = similar(some)
        print(f"{len(terms)} terms, {said}: {1e3 * (time.perf_counter() - started):.0f} ms, {len(pairs)} pairs")
    started = time.perf_counter()
    similar(terms[:-1], terms[7].id)
    print(f"  of one term: {1e3 * (time.perf_counter() - started):.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--thesaurus", action="store_true", help="also the real thesauri of the sample data")
    measured()
    if parser.parse_args().thesaurus:
        thesaurus()
