"""Ranking on judged search collections: nDCG@10 through the product's own import and search, all languages in one index.

usage: python benchmarks/relevance.py [--queries N]   (data beside the checkout or in REPOSITORY_TEST_DATA)
The reference column is plain BM25 (k1 1.2, b 0.75) with one index a language.
"""

import argparse
import json
import math
import sys
import tempfile
import time
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


def lines(path: Path) -> list[dict[str, str]]:
    """JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load_all(engines: Engines) -> None:
    """Every corpus as published statements, each set under its own organisation."""
    intake = Intake(engines.store, engines.catalogue, Actor("benchmark"), 2**20, publish=True)
    rows = []
    for name, (folder, _, language, _) in SETS.items():
        for doc in lines(SETS_AT / folder / "corpus.jsonl"):
            title = doc.get("title") or " ".join(doc["text"].split()[:8]) or "untitled"
            rows.append(Row(len(rows) + 1, {"external_id": f"{name}/{doc['_id']}", "title": title, "text": doc["text"] or title,
                                            "language": language, "organisation": f"set {name}"}))  # fmt: skip
    bad = [taken.receipt for taken in intake.rows(rows, Folder(None)) if taken.receipt.state != "published"]
    if bad:
        print(f"{len(bad)} documents not taken, the first: {bad[0]}", file=sys.stderr)
    catch_up(catalogue=engines.catalogue, index=engines.index)


def measure(engines: Engines, name: str, most: int, match: Match) -> tuple[float, float, int]:
    """(nDCG@10, median milliseconds, queries)."""
    _, folder, language, _ = SETS[name]
    judged: dict[str, dict[str, float]] = {}
    for line in (SETS_AT / folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, doc, grade = line.split("\t")[:3]
        if float(grade) > 0:
            judged.setdefault(query, {})[doc] = float(grade)
    term = engines.catalogue.find_term("organisation", f"set {name}")
    assert term is not None
    queries = [query for query in lines(SETS_AT / folder / "queries.jsonl") if query["_id"] in judged]
    step = max(1, len(queries) // most)
    gains, times = [], []
    for query in queries[::step][:most]:
        started = time.perf_counter()
        ask = Ask(q=query["text"], include={"organisation": (term.key,)}, languages=(language,), match=match)
        found = search(ask, catalogue=engines.catalogue, index=engines.index)
        times.append((time.perf_counter() - started) * 1000)
        grades = judged[query["_id"]]
        got = [grades.get((hit.report.external_id or "").partition("/")[2], 0.0) for hit in found.hits]
        best = sorted(grades.values(), reverse=True)[:10]
        gains.append(dcg(got) / dcg(best))
    return sum(gains) / len(gains), sorted(times)[len(times) // 2], len(gains)


def dcg(grades: list[float]) -> float:
    """Discounted cumulative gain (Järvelin, Kekäläinen 2002), linear gain as in trec_eval."""
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=10**9)
    parser.add_argument("--match", default="auto")
    parser.add_argument("--home", help="keep the home here, to run again without loading")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engines(load({"REPOSITORY_HOME": chosen.home or folder}))
        load_all(engines)
        print(f"{'set':12} {'queries':>8} {'nDCG@10':>8} {'reference':>10} {'ms p50':>8}")
        for name, (_, _, _, reference) in SETS.items():
            value, milliseconds, count = measure(engines, name, chosen.queries, chosen.match)
            print(f"{name:12} {count:8} {value:8.3f} {reference or '–':>10} {milliseconds:8.1f}", flush=True)
        engines.close()


if __name__ == "__main__":
    main()
