"""Terms proposed for reports, judged by terms that people gave: on real posts, learnt on the first four fifths by date; and
countries named in posts in several languages, judged by hand.

usage: python benchmarks/curation.py [--posts N] [--pace REPORTS]
"""

import argparse
import gzip
import html
import json
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from material.data import DATA

from repository.analysis.detect import language_of
from repository.analysis.words import cut
from repository.engines import Engines, open_engines
from repository.indexing import catch_up
from repository.mentions import Names, Piece, mentions, names_of
from repository.model import Actor, NewPage, NewTag, Record, Report, Text
from repository.settings import load
from repository.suggesting import pieces_of, suggested

ME = Actor("benchmark")
SEEN, FIRST, SHARE = 5, 3, 0.8  # times a term is used, proposals judged, part that is learnt
BATCH = 100
ASKED = 60  # reports whose proposals are timed
JUDGED = Path(__file__).parent / "material" / "countries.tsv"


@dataclass(frozen=True)
class Post:
    """A post with the terms people gave it, folded."""

    title: str
    text: str
    terms: frozenset[str]


def posts() -> list[Post]:
    """By date."""
    with gzip.open(DATA / "text" / "mst_pt.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: (row["date"], row["_id"]))
    return [Post(plain(row["title"]), plain(row["html"]), frozenset(filter(None, map(folded, row["subjects"])))) for row in rows]


def plain(text: str) -> str:
    """Without tags."""
    return html.unescape(re.sub(r"<[^>]+>", " ", text or ""))


def folded(term: str) -> str:
    """`reforma-agrária` and `Reforma agrária` are one."""
    return " ".join(cut(term.replace("-", " ")))


def take(engines: Engines, those: Sequence[Post], terms: dict[str, int], state: str) -> list[int]:
    """Their numbers; terms come into the vocabulary as they come."""
    numbers = []
    for start in range(0, len(those), BATCH):
        with engines.catalogue.writing(ME) as writing:
            portuguese = writing.find_term("language", "pt")
            assert portuguese is not None
            for post in those[start : start + BATCH]:
                tags = [NewTag(portuguese.id)]
                for term in sorted(post.terms) if state == "published" else ():
                    if term not in terms:
                        known = writing.find_term("topic", term)
                        terms[term] = known.id if known else writing.add_term("topic", (Text("pt", term),), state="approved").id
                    tags.append(NewTag(terms[term]))
                record = Record(titles=(Text("pt", post.title),), tags=tuple(dict.fromkeys(tags)))
                number = writing.add_report(record, "published" if state == "published" else "submitted")
                writing.set_own_pages(number, [NewPage(1, "1", post.text, "pt")])
                numbers.append(number)
    return numbers


def judge(name: str, propose: Callable[[Report], list[int]], asked: Sequence[tuple[Report, set[int]]]) -> None:
    """Prints precision and recall of the first three."""
    hit = given = wanted = 0
    took = []
    for report, truth in asked:
        started = time.perf_counter()
        found = set(propose(report)[:FIRST])
        took.append(time.perf_counter() - started)
        hit, given, wanted = hit + len(found & truth), given + len(found), wanted + len(truth)
    print(f"| {name} | {hit / max(given, 1):.3f} | {hit / wanted:.3f} | {statistics.median(took) * 1000:.0f} |", flush=True)


def countries(engines: Engines) -> None:
    """Prints precision and recall of the countries a text names, by names alone and by people, too."""
    with (DATA / "text" / "migrants_refugees_multi.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    judged = [line.split("\t") for line in JUDGED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    names = names_of(["country"], catalogue=engines.catalogue)
    print(f"\n{len(judged)} posts judged by hand\n\n| countries | precision | recall |\n|---|---|---|")
    for said, by in (("by name", Names(names.terms, {}, {}, names.firsts)), ("by name and by people", names)):
        hit = given = wanted = 0
        for line, codes in judged:
            row = rows[int(line)]
            text = plain(re.sub(r"\[/?[a-z_]+[^\]]*\]", " ", f"{row['post_title']}\n{row['post_excerpt'] or ''}\n{row['body']}"))
            found = {each.term.key for each in mentions([Piece(1, text, language_of(text))], by).values()}
            truth = set(codes.split())
            hit, given, wanted = hit + len(found & truth), given + len(found), wanted + len(truth)
        print(f"| {said} | {hit / max(given, 1):.3f} | {hit / wanted:.3f} |", flush=True)


def mixed(every: Sequence[Post], count: int) -> list[Post]:
    """As many as wanted: the beginning of one, the end of another, the terms of both."""
    drawn = random.Random(1)
    made = []
    for n in range(count):
        one, other = every[n % len(every)], drawn.choice(every)
        words, others, part = one.text.split(), other.text.split(), drawn.uniform(0.3, 1)
        text = " ".join((*words[: int(len(words) * part)], *others[int(len(others) * part) :]))
        made.append(Post(one.title, text, one.terms | (other.terms if part < 0.7 else frozenset())))
    return made


def paced(every: Sequence[Post], count: int) -> None:
    """How long proposals take in a home of so many reports: first of all, and then of others."""
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engines(load({"REPOSITORY_HOME": folder}))
        try:
            take(engines, mixed(every, count), {}, "published")
            catch_up(catalogue=engines.catalogue, index=engines.index)
            asked = engines.catalogue.reports(engines.catalogue.numbers()[:: max(1, count // ASKED)])
            took = []
            for report in asked.values():
                started = time.perf_counter()
                suggested(report, catalogue=engines.catalogue, index=engines.index)
                took.append(1e3 * (time.perf_counter() - started))
            ordered = sorted(took[1:])
            print(f"{count} reports: the first {took[0]:.0f} ms, {len(ordered)} others median {statistics.median(ordered):.0f} ms, "
                  f"p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms")  # fmt: skip
        finally:
            engines.close()


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=0, help="how many of the posts to be judged (all by default)")
    parser.add_argument("--pace", type=int, default=0, metavar="REPORTS", help="only how long proposals take in a home of so many reports")
    chosen = parser.parse_args()
    if chosen.pace:
        paced(posts(), chosen.pace)
        return
    every = posts()
    learnt = int(len(every) * SHARE)
    often = {term for term, n in Counter(term for post in every for term in post.terms).items() if n >= SEEN}
    terms: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engines(load({"REPOSITORY_HOME": folder}))
        try:
            take(engines, every[:learnt], terms, "published")
            catch_up(catalogue=engines.catalogue, index=engines.index)
            known = {terms[term] for term in often if term in terms}
            judged = [post for post in every[learnt:] if post.terms & often]
            judged = judged[: chosen.posts or None]
            reports = engines.catalogue.reports(take(engines, judged, terms, "submitted"))
            asked = [(report, {terms.get(term, 0) for term in post.terms & often}) for report, post in
                     zip(reports.values(), judged, strict=True)]  # fmt: skip

            def labels(report: Report) -> list[int]:
                found = mentions(pieces_of(report, catalogue=engines.catalogue), names_of(["topic"], catalogue=engines.catalogue))
                return [id_ for id_, each in sorted(found.items(), key=lambda pair: (-pair[1].first, -pair[1].times)) if id_ in known]

            def ours(report: Report) -> list[int]:
                proposed = suggested(report, catalogue=engines.catalogue, index=engines.index)
                return [each.term.id for each in proposed if each.term.id in known]

            countries(engines)
            print(f"\n{len(every)} posts, {learnt} learnt, {len(asked)} judged, {len(often)} terms used {SEEN} times or more\n")
            print("| proposals | precision at 3 | recall at 3 | median ms |\n|---|---|---|---|")
            judge("names found in the text", labels, asked)
            judge("suggested", ours, asked)
        finally:
            engines.close()


if __name__ == "__main__":
    main()
