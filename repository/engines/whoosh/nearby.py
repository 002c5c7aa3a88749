"""Given a word the collection may not have, words it has that look like it: did-you-mean; given words, how often it has them."""

from collections import Counter
from collections.abc import Sequence

from repository.analysis.words import cut
from repository.engines.whoosh.snapshot import Snapshot


def near_words(snapshot: Snapshot, word: str, languages: tuple[str, ...], limit: int) -> tuple[tuple[str, int], ...]:
    """Words within two edits (one for words of up to four letters), with how many reports have each.

    Fewer edits first, then the same first letter, then words of the reader's language, then the commoner.
    """
    form = "".join(cut(word))
    if not form:
        return ()
    distance = 1 if len(form) <= 4 else 2
    edits: dict[str, int] = {}
    units: Counter[str] = Counter()
    for part in snapshot.parts:
        terms = part.segment.fields["text"]
        for place, steps in terms.names.like(form, distance):
            name = terms.names.name(place).decode()
            if steps and not name.isdigit():
                edits[name] = steps
                units[name] += int(terms.counts[place])
    best = sorted(edits, key=lambda name: (edits[name], name[0] != form[0], -units[name], name))[: 4 * limit]
    seen = {name: _reports(snapshot, name) for name in best}
    own = languages[:1]
    best.sort(key=lambda name: (edits[name], name[0] != form[0], not seen[name][1].issuperset(own)))
    return tuple((name, seen[name][0]) for name in best if seen[name][0])[:limit]


def how_often(snapshot: Snapshot, words: Sequence[str]) -> tuple[int, ...]:
    """Units that have each word, by the dictionary of each segment alone."""
    found = [0] * len(words)
    for part in snapshot.parts:
        terms = part.segment.fields["text"]
        for at, word in enumerate(words):
            place = terms.names.find(word.encode())
            found[at] += int(terms.counts[place]) if place >= 0 else 0
    return tuple(found)


def _reports(snapshot: Snapshot, name: str) -> tuple[int, set[str]]:
    """Living reports that have the word, and the languages of the pages that have it."""
    count = 0
    languages: set[str] = set()
    for part in snapshot.parts:
        place = part.segment.fields["text"].names.find(name.encode())
        if place >= 0:
            ids, _ = part.segment.postings("text", place)
            reports = snapshot.report_of[ids + part.unit]
            count += len({report for report in reports.tolist() if snapshot.alive[report]})
            languages.update(snapshot.languages[number] for number in set(snapshot.language[ids + part.unit].tolist()))
    return count, languages
