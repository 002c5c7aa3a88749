"""The vocabularies that come along are whole: five languages everywhere, countries inside regions, types that others know."""

import pytest

from repository.engines import Engines
from repository.seeds import seeds
from repository.settings import INTERFACE_LANGUAGES

COAR = "http://purl.org/coar/resource_type/"
UNITED_NATIONS = {"africa", "americas", "asia", "europe", "oceania"}  # the top of the M49 standard


@pytest.mark.parametrize("facet", ["country", "region", "language", "type", "topic", "process"])
def test_every_term_has_a_name_in_every_language(facet: str) -> None:
    lacking = {
        seed.key: seed.labels for seed in seeds() if seed.facet == facet and {text.language for text in seed.labels} != {*INTERFACE_LANGUAGES}
    }
    assert not lacking


def test_every_type_is_the_same_as_or_like_one_of_coar(engines: Engines) -> None:
    types = engines.catalogue.all_terms("type")
    assert all(address.startswith(COAR) for term in types for address in filter(None, (term.uri, *term.details.close)))
    assert [term.key for term in types if not term.uri and not term.details.close] == []


def test_every_country_stands_in_a_region_of_the_united_nations(engines: Engines) -> None:
    regions = {term.id: term for term in engines.catalogue.all_terms("region")}

    def over(broader: tuple[int, ...]) -> set[str]:
        return {regions[each].key for each in broader} | {key for each in broader for key in over(regions[each].broader)}

    inside = {term.key: over(term.broader) & UNITED_NATIONS for term in engines.catalogue.all_terms("country")}
    assert len(inside) == 250  # ISO 3166-1 and Kosovo
    assert [key for key, tops in inside.items() if not tops] == ["AQ"]
