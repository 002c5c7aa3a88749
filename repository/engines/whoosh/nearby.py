"""Given a word the collection may not have, words it has that look like it: did-you-mean."""

from collections import Counter

from repository.analysis.words import cut
from repository.engines.whoosh.snapshot import Snapshot


def near_words(snapshot: Snapshot, word: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Words within two edits (one for words of up to four letters), with about how many reports have each.

    Fewer edits first, then the same first letter, then the commoner.
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
    best = sorted(edits, key=lambda name: (edits[name], name[0] != form[0], -units[name], name))[:limit]
    return tuple((name, _reports(snapshot, name)) for name in best)


def _reports(snapshot: Snapshot, name: str) -> int:
    """Living reports that have the word."""
    count = 0
    for part in snapshot.parts:
        place = part.segment.fields["text"].names.find(name.encode())
        if place >= 0:
            ids, _ = part.segment.postings("text", place)
            reports = snapshot.report_of[ids + part.unit]
            count += len({report for report in reports.tolist() if snapshot.alive[report]})
    return count
