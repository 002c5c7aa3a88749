"""Answer times beside other engines over the same pages, in one run.

usage: python benchmarks/search.py [--pages N] [--opensearch URL] [--without whoosh]

First in process: the ten best and three facet counts; ours finds reports, of whose pages any may have a word, the peers
find pages. Ours
remembers words asked for before, so it is measured without that, too. Then over HTTP: our whole HTML page (receipt, every
facet, histogram, ten rows with passages), of words nobody asked for before, made anew of words that were, and the same link
followed again, beside the bare answer of an OpenSearch node when its address is given.
"""

import argparse
import tempfile
from pathlib import Path

from material import ours, peers
from material.clock import figures
from material.pages import pages, shapes

FIRST = "ours, first time"  # words nobody asked for before
NO_PREFIX = ("tantivy",)  # its query language has none


def main() -> None:
    """Prints median / p95 in ms of every engine by shape of question."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--opensearch", default="", help="address of a node, to be measured too")
    parser.add_argument("--without", nargs="*", default=[], help="peers to leave out")
    chosen = parser.parse_args()
    made = list(pages(chosen.pages))
    asked = {shape: [(shape, words) for words in found] for shape, found in shapes(made).items()}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        ours.take_in(made, home)
        asks: dict[str, peers.Ask] = {}
        for name in ("tantivy", "fts5", "whoosh"):
            if name not in chosen.without:
                (Path(folder) / name).mkdir()
                asks[name] = getattr(peers, name)(made, str(Path(folder) / name))
        with ours.opened(home) as engines:
            mine = {FIRST: ours.engine(engines), "ours, again": ours.engine(engines)}
            table(f"{chosen.pages} pages, in process, three facets counted; ms, median / p95", mine | asks, asked)
        with ours.served(home) as site:
            over_http: dict[str, peers.Ask] = {FIRST: site.anew, "ours, made anew": site.anew, "ours, again": site.page}
            if chosen.opensearch:
                over_http["opensearch, bare"] = peers.opensearch(made, chosen.opensearch)
            table("over HTTP; ms, median / p95", over_http, asked)


def table(title: str, asks: dict[str, peers.Ask], asked: dict[str, list[peers.Question]]) -> None:
    """A line a shape."""
    print(f"\n{title}\n{'':24}" + "".join(f"{name:>18}" for name in asks))
    for shape, questions in asked.items():
        told = [
            figures(ask, questions, again=name != FIRST) if not (shape == "prefix" and name in NO_PREFIX) else None for name, ask in asks.items()
        ]
        print(f"{shape:24}" + "".join(f"{one[0]:9.2f} /{one[1]:7.2f}" if one else f"{'–':>18}" for one in told), flush=True)


if __name__ == "__main__":
    main()
