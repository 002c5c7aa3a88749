"""Extracted text to findable, one core: our writer beside stock Whoosh, over the same pages.

usage: python benchmarks/indexing.py [--pages N] [--peer-pages N]
"""

import argparse
import multiprocessing
import resource
import tempfile
from pathlib import Path

from material import peers
from material.pages import PAGES_OF_A_REPORT, Page, pages

from repository.engines.whoosh import WhooshIndex
from repository.index import Entry, EntryPage
from repository.model import Text

Figures = tuple[float, int, int]  # seconds, most resident bytes beyond the pages themselves, bytes on disk


def entry(texts: list[Page]) -> Entry:
    """A report as the index takes it."""
    first = texts[0]
    made = tuple(EntryPage(page.number + 1, 0, n, "en", page.text) for n, page in enumerate(texts, 1))
    title = " ".join(first.text.split()[:7])
    return Entry(first.report + 1, 1, (Text("en", title),), (Text("en", f"{first.country} {first.theme}"),), made, terms=(first.report % 12,),
                 direct=(), years=(first.year,), date_key=first.year * 365, title_key=title, readable=True, group=first.report + 1)  # fmt: skip


def ours(made: list[Page], folder: str) -> None:
    """One batch after the other into a new index."""
    index = WhooshIndex(f"whoosh://{folder}/index")
    reports = (made[start : start + PAGES_OF_A_REPORT] for start in range(0, len(made), PAGES_OF_A_REPORT))
    index.rebuild(map(entry, reports), 1)
    index.close()


def stock(made: list[Page], folder: str) -> None:
    """The same pages."""
    peers.whoosh(made, folder)


def measured(what: str, count: int) -> Figures:
    """In a process of its own, on one core."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measure, (what, count))


def _measure(what: str, count: int) -> Figures:
    made = list(pages(count))
    before = resource.getrusage(resource.RUSAGE_SELF)
    with tempfile.TemporaryDirectory() as folder:
        {"ours": ours, "stock": stock}[what](made, folder)
        after = resource.getrusage(resource.RUSAGE_SELF)
        size = peers.bytes_of(Path(folder))
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, (after.ru_maxrss - before.ru_maxrss) * 1024, size


def main() -> None:
    """Prints both and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--peer-pages", type=int, default=5_000)
    chosen = parser.parse_args()
    rates, sizes = {}, {}
    for what, count in (("ours", chosen.pages), ("stock", chosen.peer_pages)):
        seconds, memory, disk = measured(what, count)
        rates[what], sizes[what] = count / seconds, disk / count
        print(f"{what:6} {count:7} pages {count / seconds:7.0f} pages per second of one core  +{memory / 2**20:5.0f} MiB  {disk / 1e6:6.0f} MB")
    speed, size = rates["ours"] / rates["stock"], sizes["ours"] / sizes["stock"]
    print(f"ratio {speed:.1f} in speed, {size:.2f} in bytes")


if __name__ == "__main__":
    main()
