"""Ranking on judged search collections: nDCG@10 through the product's own import and search, all languages in one index.

usage: python benchmarks/relevance.py [--queries N] [--bridge]   (data beside the checkout or in REPOSITORY_TEST_DATA)
The reference column is plain BM25 (k1 1.2, b 0.75) with one index a language. `--bridge` asks with and without the other names
of the terms that a question names: in Spanish over English texts, and in one language, which must not suffer.
"""

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from material.data import DATA

from repository.engines import Engines, open_engines
from repository.folder import Folder
from repository.index import Match
from repository.indexing import catch_up
from repository.intake import Intake
from repository.manifest import Row
from repository.model import Actor
from repository.search import Ask, search
from repository.settings import load

SETS_AT = DATA / "ir"
SETS = {  # folder of the corpus, folder of the queries, language of the queries, reference
    "cranfield": ("cranfield", "cranfield", "en", 0.368), "medline": ("medline", "medline", "en", 0.718),
    "cisi": ("cisi", "cisi", "en", None), "piaf_fr": ("piaf_fr", "piaf_fr", "fr", 0.803),
    "faquad_pt": ("faquad_pt", "faquad_pt", "pt", 0.904), "arcd_ar": ("arcd_ar", "arcd_ar", "ar", 0.810),
    "xquad_en": ("xquad/en", "xquad/en", "en", None), "xquad_es": ("xquad/es", "xquad/es", "es", 0.965),
    "xquad_ar": ("xquad/ar", "xquad/ar", "ar", None),
}  # fmt: skip
BRIDGED = (("xquad_es", "xquad_en"), ("xquad_en", "xquad_en"), ("xquad_es", "xquad_es"), ("piaf_fr", "piaf_fr"), ("faquad_pt", "faquad_pt"))


def lines(path: Path) -> list[dict[str, str]]:
    """JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load_all(engines: Engines, names: Collection[str]) -> None:
    """Every corpus of these sets as published statements, each set under its own organisation."""
    intake = Intake(engines.store, engines.catalogue, Actor("benchmark"), 2**20, publish=True)
    rows = []
    for name, (folder, _, language, _) in ((name, told) for name, told in SETS.items() if name in names):
        for doc in lines(SETS_AT / folder / "corpus.jsonl"):
            title = doc.get("title") or " ".join(doc["text"].split()[:8]) or "untitled"
            rows.append(Row(len(rows) + 1, {"external_id": f"{name}/{doc['_id']}", "title": title, "text": doc["text"] or title,
                                            "language": language, "organisation": f"set {name}"}))  # fmt: skip
    bad = [taken.receipt for taken in intake.rows(rows, Folder(None)) if taken.receipt.state != "published"]
    if bad:
        print(f"{len(bad)} documents not taken, the first: {bad[0]}", file=sys.stderr)
    catch_up(catalogue=engines.catalogue, index=engines.index)


@dataclass(frozen=True)
class Measured:
    """nDCG@10 by question, milliseconds of each, how many questions were widened, how many found what is judged right."""

    gains: list[float]
    times: list[float]
    widened: int = 0
    right: int = 0

    @property
    def mean(self) -> float:
        """nDCG@10."""
        return sum(self.gains) / len(self.gains)

    @property
    def median(self) -> float:
        """Milliseconds."""
        return sorted(self.times)[len(self.times) // 2]


def measure(engines: Engines, name: str, most: int, match: Match, *, asked: str = "", widen: bool = True) -> Measured:
    """The set `name`, with its own questions or with those of the set `asked`."""
    _, folder, language, _ = SETS[asked or name]
    judged: dict[str, dict[str, float]] = {}
    for line in (SETS_AT / folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, doc, grade = line.split("\t")[:3]
        if float(grade) > 0:
            judged.setdefault(query, {})[doc] = float(grade)
    term = engines.catalogue.find_term("organisation", f"set {name}")
    assert term is not None
    queries = [query for query in lines(SETS_AT / folder / "queries.jsonl") if query["_id"] in judged]
    step = max(1, len(queries) // most)
    gains, times, widened, right = [], [], 0, 0
    for query in queries[::step][:most]:
        started = time.perf_counter()
        ask = Ask(q=query["text"], include={"organisation": (term.key,)}, languages=(language,), match=match, widen=widen)
        found = search(ask, catalogue=engines.catalogue, index=engines.index)
        times.append((time.perf_counter() - started) * 1000)
        grades = judged[query["_id"]]
        got = [grades.get((hit.report.external_id or "").partition("/")[2], 0.0) for hit in found.hits]
        best = sorted(grades.values(), reverse=True)[:10]
        gains.append(dcg(got) / dcg(best))
        widened += any(part.synonyms for part in found.receipt.parts)
        right += any(got)
    return Measured(gains, times, widened, right)


def dcg(grades: list[float]) -> float:
    """Discounted cumulative gain (Järvelin, Kekäläinen 2002), linear gain as in trec_eval."""
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def sets(engines: Engines, most: int, match: Match) -> None:
    """Every set beside its reference."""
    print(f"{'set':12} {'queries':>8} {'nDCG@10':>8} {'reference':>10} {'ms p50':>8}")
    for name, (_, _, _, reference) in SETS.items():
        found = measure(engines, name, most, match)
        print(f"{name:12} {len(found.gains):8} {found.mean:8.3f} {reference or '–':>10} {found.median:8.1f}", flush=True)


def bridge(engines: Engines, most: int, match: Match) -> None:
    """The same questions with the names as typed only, and with the other names of the terms they name."""
    print(f"{'questions → texts':22} {'queries':>8} {'widened':>8} {'nDCG@10 without':>16} {'with':>6} {'right in ten without':>21} {'with':>6}")
    for asked, name in BRIDGED:
        less, more = (measure(engines, name, most, match, asked=asked, widen=widen) for widen in (False, True))
        counts = f"{len(more.gains):8} {more.widened:8} {less.mean:16.3f} {more.mean:6.3f} {less.right:21} {more.right:6}"
        print(f"{f'{asked} → {name}':22} {counts}", flush=True)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=10**9)
    parser.add_argument("--match", default="auto")
    parser.add_argument("--bridge", action="store_true")
    parser.add_argument("--home", help="keep the home here, to run again without loading")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engines(load({"REPOSITORY_HOME": chosen.home or folder}))
        load_all(engines, {name for _, name in BRIDGED} if chosen.bridge else SETS)
        (bridge if chosen.bridge else sets)(engines, chosen.queries, chosen.match)
        engines.close()


if __name__ == "__main__":
    main()
