"""Text of real PDF pages beside pdftotext: words both have, of the words either has (Jaccard), a page at a time.

usage: python benchmarks/text_quality.py   (data beside the checkout or in REPOSITORY_TEST_DATA)
"""

import argparse
import re
import statistics
import subprocess
import unicodedata
from pathlib import Path

from material.data import PDFS

from repository.extractors import pdf
from repository.extractors.emit import Emitter

FEW = 20  # words of a page; those with fewer say little


def words(text: str) -> set[str]:
    """Words without regard to case, ligatures, Arabic presentation forms or hyphens at line ends."""
    return set(re.findall(r"\w+", unicodedata.normalize("NFKC", re.sub(r"[-\u00ad]\n", "", text)).lower()))


def pages(path: Path) -> list[tuple[str, str]]:
    """(health, text) of each page as the product reads it."""
    told: list[dict[str, object]] = []
    pdf.read(path.read_bytes(), Emitter(told.append))
    return [(str(each["health"]), str(each["text"])) for each in told if "page" in each]


def main() -> None:
    """Prints the median, the lowest twentieth, and pages that pdftotext reads and the product does not."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    shares: list[float] = []
    missed: list[str] = []
    for path in sorted(PDFS.rglob("*.pdf")):
        printed = subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, check=False).stdout.decode("utf-8", "replace")
        for n, ((health, text), other) in enumerate(zip(pages(path), printed.split("\f"), strict=False), 1):
            ours, theirs = words(text), words(other)
            if len(theirs) >= FEW:
                shares.append(len(ours & theirs) / len(ours | theirs))
                if health == "no_text":
                    missed.append(f"{path.name} page {n}")
    print(f"pages {len(shares)}  median {statistics.median(shares):.3f}  lowest twentieth {statistics.quantiles(shares, n=20)[0]:.3f}")
    print(f"read by pdftotext only: {len(missed)} {missed[:10]}")


if __name__ == "__main__":
    main()
