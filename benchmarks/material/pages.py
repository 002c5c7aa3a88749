"""Made-up pages: words as frequent as in languages (Zipf, Mandelbrot), 20 pages a report, each report with words of its own."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

PAGES_OF_A_REPORT = 20
VOCABULARY = 150_000
COUNTRIES = ["TG", "GH", "MA", "MX", "PH", "SN", "NG", "KE", "IN", "BD", "FR", "DE", "ES", "PT", "GB", "BR", "CO", "PE", "EC", "LB"]
TYPES = ["report", "statement", "open_letter", "interview", "press_release"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what is known of its report."""

    number: int
    report: int
    year: int
    country: str
    theme: str
    text: str


def word(rank: int) -> str:
    """The word of a rank; the more frequent the shorter."""
    chance = random.Random(rank)
    length = max(2, min(12, int(chance.gauss(3 + np.log10(rank + 2) * 1.2, 1.3))))
    return "".join(chance.choice("etaoinshrdlcumwfgypbvk") for _ in range(length))


def pages(count: int, seed: int = 7) -> Iterator[Page]:
    """Pages of about 380 words, an eighth of them from the report's own 60."""
    chance = np.random.default_rng(seed)
    words = [word(rank) for rank in range(VOCABULARY)]
    weights = 1 / (np.arange(1, VOCABULARY + 1) + 2.7) ** 1.07
    cumulative = np.cumsum(weights / weights.sum())
    topic = np.zeros(0, np.int64)
    for number in range(count):
        report = number // PAGES_OF_A_REPORT
        if number % PAGES_OF_A_REPORT == 0:
            topic = np.searchsorted(cumulative, chance.random(60))
        length = max(30, int(chance.normal(380, 90)))
        chosen = np.minimum(np.searchsorted(cumulative, chance.random(length)), VOCABULARY - 1)
        own = chance.random(length) < 0.12
        chosen[own] = chance.choice(topic, int(own.sum()))
        country = COUNTRIES[report * 7 % len(COUNTRIES)]
        yield Page(number, report, 2000 + report % 26, country, f"theme {report % 12}", " ".join(words[one] for one in chosen))


def write_rows(made: Iterator[Page], path: Path) -> int:
    """A manifest for `import`: a statement a report, a form feed between pages; the number of reports."""
    count, texts = 0, list[str]()

    def row(last: Page) -> str:
        return json.dumps({
            "external_id": f"r{last.report}", "title": " ".join(texts[0].split()[:7]), "text": "\f".join(texts), "language": "en",
            "type": TYPES[last.report % len(TYPES)], "country": last.country, "date": str(last.year), "topic": last.theme,
            "organisation": f"Organisation {last.report % 190}", "event": f"Event {last.report % 40}",
        })  # fmt: skip

    with path.open("w", encoding="utf-8") as out:
        before: Page | None = None
        for page in made:
            if before is not None and page.report != before.report:
                out.write(row(before) + "\n")
                count, texts = count + 1, []
            texts.append(page.text)
            before = page
        if before is not None:
            out.write(row(before) + "\n")
            count += 1
    return count


def shapes(sample: list[Page], each: int = 40) -> dict[str, list[tuple[str, ...]]]:
    """By shape, questions as words, drawn by the share of pages that have them."""
    chance = random.Random(11)
    having = Counter(one for page in sample for one in set(page.text.split()))
    size = len(sample)
    frequent = sorted(one for one, count in having.items() if 0.1 <= count / size <= 0.5 and len(one) > 2)
    middling = sorted(one for one, count in having.items() if 0.01 <= count / size <= 0.03 and len(one) > 3)
    runs = [(one, other) for page in chance.sample(sample, min(size, 400)) for one, other in near_by(page, set(frequent + middling), chance)]
    return {
        "one word": [(chance.choice(middling),) for _ in range(each)],
        "AND of two frequent": [tuple(chance.sample(frequent, 2)) for _ in range(each)],
        "OR of two frequent, one": [(*chance.sample(frequent, 2), chance.choice(middling)) for _ in range(each)],
        "phrase": chance.sample(runs, each),
        "near": chance.sample(runs, each),
        "prefix": [(chance.choice(middling)[:4],) for _ in range(each)],
    }


def near_by(page: Page, wanted: set[str], chance: random.Random) -> list[tuple[str, str]]:
    """One pair of wanted words that follow each other on the page."""
    words = page.text.split()
    found = [(a, b) for a, b in pairwise(words) if a in wanted and b in wanted and a != b]
    return [chance.choice(found)] if found else []


def typed(shape: str, words: tuple[str, ...]) -> str:
    """A question as one types it here."""
    if shape.startswith("OR"):
        return " OR ".join(words)
    return {"phrase": f'"{" ".join(words)}"', "near": f'"{" ".join(words)}"~5', "prefix": f"{words[0]}*"}.get(shape, " ".join(words))
