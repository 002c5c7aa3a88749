"""Names in a text: with their capital, whole abbreviations, countries by their people, in the language of the page."""

import pytest

from repository.engines import Engines
from repository.mentions import Piece, mentions, names_of
from repository.model import Actor, Text
from repository.seeds.demonyms import demonyms


def countries(engines: Engines, text: str, language: str) -> dict[str, str]:
    """Key → words of the countries a text names."""
    found = mentions([Piece(1, text, language)], names_of(["country"], catalogue=engines.catalogue))
    return {each.term.key: each.words for each in found.values()}


@pytest.mark.parametrize(
    ("language", "text", "keys"),
    [
        ("fr", "Des travailleuses togolaises et des Béninois au Liban", {"TG", "BJ", "LB"}),
        ("en", "Nigerien and Nigerian workers, in the Democratic Republic of the Congo", {"NE", "NG", "CD"}),
        ("en", "Latin American migrants; a polish of the text; family reunion; Turkey and Chad", {"TR", "TD"}),
        ("en", "The South Sudanese went to Papua New Guinea and Equatorial Guinea", {"SS", "PG", "GQ"}),
        ("es", "las mujeres filipinas y los hondureños en Costa Rica", {"PH", "HN", "CR"}),
        ("pt", "os moçambicanos, a cidadã portuguesa e os brasileiros", {"MZ", "PT", "BR"}),
        ("ar", "العمال المصريون والمغربيات في الأردن", {"EG", "JO"}),
        ("fr", "la réunion de la famille à la Réunion, ce chinois", {"CN"}),
    ],
)
def test_countries_by_name_and_by_people(engines: Engines, language: str, text: str, keys: set[str]) -> None:
    assert set(countries(engines, text, language)) == keys


def test_people_are_named_in_the_language_of_the_page(engines: Engines) -> None:
    assert set(countries(engines, "indio", "es")) == {"IN"}
    assert not countries(engines, "indio", "fr")


def test_every_country_of_the_table_is_one(engines: Engines) -> None:
    keys = {term.key for term in engines.catalogue.terms_of("country")}
    assert {country for country, _ in demonyms().values() if country} <= keys


def test_an_abbreviation_wants_its_capitals_and_the_longest_name_counts(engines: Engines) -> None:
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.add_term("organisation", (Text("en", "Asylum Network"),), synonyms=(Text("", "AIDE"),), state="approved")
        writing.add_term("organisation", (Text("en", "Asylum Network of Lomé"),), state="approved")
    names = names_of(["organisation"], catalogue=engines.catalogue)
    found = mentions([Piece(0, "aide"), Piece(3, "The Asylum Network of Lomé, and AIDE again: AIDE", file=7)], names)
    told = {each.term.labels[0].text: (each.words, each.page, each.file, each.times) for each in found.values()}
    assert told == {"Asylum Network of Lomé": ("Asylum Network of Lomé", 3, 7, 1), "Asylum Network": ("AIDE", 3, 7, 2)}
