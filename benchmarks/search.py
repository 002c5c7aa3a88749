"""Whole answers over HTTP (receipt, facets, ten rows with passages) beside engines that give bare ids in the same run.

usage: python benchmarks/search.py [--pages N] [--opensearch URL]

Made-up pages of 380 words, 20 to a report, words as frequent as in languages (Zipf). The peers are tantivy and SQLite
FTS5 inside this process, and OpenSearch over HTTP when its address is given: each finds the ten best pages of a query.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

PAGES_OF_A_REPORT = 20
PORT = 8091
Ask = Callable[[str], object]


def page_texts(count: int) -> tuple[list[str], list[str]]:
    """(pages, words by falling frequency)."""
    chance = random.Random(7)
    syllables = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    words = ["".join(chance.choice(syllables) for _ in range(chance.choice((2, 2, 3, 3, 4)))) for _ in range(60_000)]
    total, cumulative = 0.0, []
    for rank in range(len(words)):
        total += 1 / (rank + 2.7)
        cumulative.append(total)
    return [" ".join(chance.choices(words, cum_weights=cumulative, k=380)) for _ in range(count)], words


def queries(words: list[str]) -> dict[str, list[str]]:
    """Thirty of each kind."""
    chance = random.Random(11)

    def one(low: int, high: int) -> str:
        return words[chance.randint(low, high)]

    return {
        "one frequent word": [one(20, 200) for _ in range(30)],
        "one rare word": [one(5_000, 20_000) for _ in range(30)],
        "two words": [f"{one(100, 900)} {one(100, 900)}" for _ in range(30)],
        "three words": [f"{one(50, 400)} {one(200, 900)} {one(900, 4000)}" for _ in range(30)],
        "phrase": [f'"{one(1, 12)} {one(1, 12)}"' for _ in range(30)],
    }


def ours(pages: list[str], home: str) -> Ask:
    """Loads through `import`, then asks a server of one process."""
    path = Path(home) / "list.jsonl"
    chance = random.Random(5)
    with path.open("w", encoding="utf-8") as out:
        for start in range(0, len(pages), PAGES_OF_A_REPORT):
            text = "\f".join(pages[start : start + PAGES_OF_A_REPORT])
            row = {"external_id": f"r{start}", "title": " ".join(text.split()[:7]), "text": text, "language": "en", "type": "report",
                   "country": chance.choice(["TG", "GH", "MA", "MX", "PH"]), "date": str(chance.randint(2000, 2025)),
                   "organisation": f"Organisation {chance.randint(1, 200)}"}  # fmt: skip
            out.write(json.dumps(row) + "\n")
    environment = {**os.environ, "REPOSITORY_HOME": home}
    subprocess.run([sys.executable, "-m", "repository", "import", str(path), "--publish", "--json"], env=environment,
                   stdout=subprocess.DEVNULL, check=True)  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "repository", "serve", "--port", str(PORT)], env=environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    base = f"http://127.0.0.1:{PORT}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{base}/ready").close()
            break
        except OSError:
            time.sleep(0.1)

    def ask(query: str) -> object:
        with urllib.request.urlopen(f"{base}/api/v1/search?{urlencode({'q': query, 'match': 'all'})}") as answer:
            return answer.read()

    ask.server = server  # type: ignore[attr-defined]
    return ask


def fts5(pages: list[str]) -> Ask:
    """SQLite's own."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE p USING fts5(text, content='')")
    base.executemany("INSERT INTO p(rowid, text) VALUES (?, ?)", enumerate(pages, 1))
    return lambda query: base.execute("SELECT rowid FROM p WHERE p MATCH ? ORDER BY rank LIMIT 10", (query,)).fetchall()


def tantivy(pages: list[str], folder: str) -> Ask:
    """The Rust engine."""
    import tantivy as engine

    builder = engine.SchemaBuilder()
    builder.add_text_field("text", stored=False)
    builder.add_integer_field("page", stored=True)
    index = engine.Index(builder.build(), path=folder)
    writer = index.writer(100_000_000, 1)
    for number, text in enumerate(pages):
        writer.add_document(engine.Document(text=text, page=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> object:
        words = query if query.startswith('"') else " AND ".join(query.split())
        return searcher.search(index.parse_query(words, ["text"]), 10).hits

    return ask


def opensearch(pages: list[str], base: str) -> Ask:
    """A node at `base`."""

    def call(method: str, path: str, body: str, kind: str = "application/json") -> bytes:
        request = urllib.request.Request(base.rstrip("/") + path, body.encode(), {"Content-Type": kind}, method=method)
        with urllib.request.urlopen(request) as answer:
            return bytes(answer.read())

    call("PUT", "/bench", json.dumps({"settings": {"number_of_shards": 1, "number_of_replicas": 0},
                                      "mappings": {"_source": {"enabled": False}, "properties": {"text": {"type": "text"}}}}))  # fmt: skip
    for start in range(0, len(pages), 1000):
        lines = (f'{{"index": {{"_id": "{start + n}"}}}}\n{json.dumps({"text": text})}\n' for n, text in enumerate(pages[start : start + 1000]))
        call("POST", "/bench/_bulk", "".join(lines), "application/x-ndjson")
    call("POST", "/bench/_forcemerge?max_num_segments=1", "")
    call("POST", "/bench/_refresh", "")

    def ask(query: str) -> object:
        how = {"match_phrase": {"text": query.strip('"')}} if query.startswith('"') else {"match": {"text": {"query": query, "operator": "and"}}}
        return call("POST", "/bench/_search?request_cache=false", json.dumps({"size": 10, "_source": False, "query": how}))

    return ask


def figures(ask: Ask, texts: list[str]) -> tuple[float, float]:
    """Median and 95th per cent, ms, of each query once after one round unmeasured."""
    for text in texts:
        ask(text)
    took = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def rows(asks: dict[str, Ask], kinds: dict[str, list[str]]) -> Iterator[str]:
    """A line a kind."""
    for kind, texts in kinds.items():
        told = [f"{name} {median:6.1f} /{late:6.1f}" for name, ask in asks.items() for median, late in [figures(ask, texts)]]
        yield f"{kind:18} " + "   ".join(told)


def main() -> None:
    """Prints median / p95 in ms of every engine by kind of query."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--opensearch", default="", help="address of a node, to be measured too")
    chosen = parser.parse_args()
    pages, words = page_texts(chosen.pages)
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        whole = ours(pages, home)
        asks = {"ours": whole, "tantivy": tantivy(pages, folder), "fts5": fts5(pages)}
        if chosen.opensearch:
            asks["opensearch"] = opensearch(pages, chosen.opensearch)
        try:
            print(f"{chosen.pages} pages; ms, median / p95")
            for line in rows(asks, queries(words)):
                print(line, flush=True)
        finally:
            whole.server.terminate()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
