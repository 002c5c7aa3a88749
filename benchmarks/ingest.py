"""From bytes to findable: real PDF files beside a plain pypdf + stock Whoosh loop, and 20,000 statements through `import`.

usage: python benchmarks/ingest.py [--statements N] [--peer-files N]
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

from material import peers
from material.commands import run
from material.data import PDFS


def files(peer_files: int) -> None:
    """Real files, ours and the plain loop."""
    with tempfile.TemporaryDirectory() as home:
        _, seconds, memory, lines = run("add", str(PDFS), "--publish", "--json", home=Path(home))
        pages = sum(json.loads(line)["pages"] for line in lines)
    ours = pages / seconds
    print(f"ours           {len(lines):4} files {pages:6} pages {seconds:7.1f} s {ours:7.0f} pages/s  {memory / 2**20:5.0f} MiB")
    paths = sorted(PDFS.rglob("*.pdf"))
    step = max(1, len(paths) // peer_files)
    count, took = plain_loop(paths[::step])
    print(f"pypdf + Whoosh {len(paths[::step]):4} files {count:6} pages {took:7.1f} s {count / took:7.0f} pages/s")
    print(f"ratio {ours / (count / took):.1f}")


def plain_loop(paths: list[Path]) -> tuple[int, float]:
    """What one would write first."""
    from pypdf import PdfReader
    from whoosh import fields, index
    from whoosh.analysis import StemmingAnalyzer

    started, count = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        made = index.create_in(folder, fields.Schema(path=fields.ID(stored=True), page=fields.NUMERIC(stored=True),
                                                     text=fields.TEXT(analyzer=StemmingAnalyzer(), stored=True)))  # fmt: skip
        writer = made.writer()
        for path in paths:
            for number, page in enumerate(PdfReader(path).pages):
                writer.add_document(path=str(path), page=number, text=page.extract_text())
                count += 1
        writer.commit()
    return count, time.perf_counter() - started


def words_of(seed: int, vocabulary: int = 60_000) -> list[str]:
    """Made-up words, the first ones frequent (Zipf)."""
    chance = random.Random(seed)
    syllables = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    return ["".join(chance.choice(syllables) for _ in range(chance.choice((1, 2, 2, 3, 3, 4)))) for _ in range(vocabulary)]


def statements(count: int) -> None:
    """Statements of 380 words through import."""
    chance, words = random.Random(7), words_of(7)
    weights = [1 / (rank + 2.7) for rank in range(len(words))]
    total, cumulative = 0.0, []
    for weight in weights:
        total += weight
        cumulative.append(total)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for number in range(count):
                text = " ".join(chance.choices(words, cum_weights=cumulative, k=380))
                row = {"external_id": f"s{number}", "title": " ".join(text.split()[:7]), "text": text, "language": "en", "type": "statement",
                       "country": chance.choice(["TG", "GH", "MA", "MX", "PH"]), "date": str(chance.randint(2000, 2025)),
                       "organisation": f"Organisation {chance.randint(1, 200)}"}  # fmt: skip
                out.write(json.dumps(row) + "\n")
        _, seconds, memory, lines = run("import", str(path), "--publish", "--json", home=Path(folder) / "home")
        size = peers.bytes_of(Path(folder) / "home" / "index")
    rate = f"{len(lines) / seconds:7.0f} pages/s  {memory / 2**20:5.0f} MiB  index {size / 1e6:.0f} MB"
    print(f"import         {len(lines):6} pages {seconds:7.1f} s {rate}")


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--peer-files", type=int, default=86)
    chosen = parser.parse_args()
    files(chosen.peer_files)
    statements(chosen.statements)


if __name__ == "__main__":
    main()
