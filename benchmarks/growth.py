"""How time, memory and bytes grow with the collection: 10,000, 50,000 and 200,000 pages.

usage: python benchmarks/growth.py [--pages N …]
"""

import argparse
import tempfile
from itertools import islice
from pathlib import Path

from material import ours, peers
from material.clock import figures
from material.memory import resident
from material.pages import pages, shapes


def main() -> None:
    """Prints a block a size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, nargs="*", default=[10_000, 50_000, 200_000])
    for count in parser.parse_args().pages:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            seconds, memory = ours.take_in(pages(count), home)
            record = sum(path.stat().st_size for path in (home / "uploads").glob("*.sqlite3"))
            print(f"\n{count} pages: import {count / seconds:.0f} pages/s, at most {memory / 2**20:.0f} MiB; "
                  f"record {record / 1e6:.0f} MB, index {peers.bytes_of(home / 'index') / 1e6:.0f} MB")  # fmt: skip
            asked = {shape: [(shape, words) for words in found] for shape, found in shapes(list(islice(pages(count), 5_000))).items()}
            with ours.opened(home) as engines:
                whole = {shape: figures(ours.whole(engines), questions) for shape, questions in asked.items()}
            print(f"{'ms, median / p95':24}{'whole search':>18}{'page over HTTP':>18}")
            with ours.served(home) as site:
                for shape, questions in asked.items():
                    told = (whole[shape], figures(site.anew, questions))
                    print(f"{shape:24}" + "".join(f"{median:9.2f} /{late:7.2f}" for median, late in told), flush=True)
                print(f"serving: {resident(site.process) / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
