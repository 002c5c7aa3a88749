"""Given how far single organisations are trusted, how far each is in the end: a merged one as the one it was merged into."""

from collections.abc import Mapping

from repository.engines.sql.lookup import Lookup
from repository.model import Trust


def levels_of(rows: Mapping[int, Trust], lookup: Lookup) -> dict[int, Trust]:
    """Term → level, those that are just `reviewed` left out. What was blocked under another name stays blocked."""
    leads: dict[int, Trust] = {}
    for term, level in rows.items():
        lead = lookup.lead(lookup.terms.get(term))
        if lead is not None and (level == "blocked" or (lead.id == term and leads.get(lead.id) != "blocked")):
            leads[lead.id] = level
    told: dict[int, Trust] = {term: level for term, level in leads.items() if level != "reviewed"}
    for each in lookup.terms.values() if told else ():
        lead = lookup.lead(each) if each.merged_into is not None else None
        if lead is not None and lead.id in told:
            told[each.id] = told[lead.id]
    return told
