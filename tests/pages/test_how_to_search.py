"""Every example on the page, in every language, is read as it says."""

import pytest
from lxml import html
from starlette.testclient import TestClient

from repository.pages.how_to_search import EXAMPLES
from repository.query import AnyOf, Node, Not, Phrase, Word, Years, parse
from repository.query.tree import All, Named

READ: dict[str, type[Node] | tuple[type[Node], ...]] = {
    "words": Word, "phrase": Phrase, "without": Not, "or": AnyOf, "prefix": Word, "fuzzy": Word, "near": Phrase, "title": Word,
    "country": Named, "year": Years,
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_every_example_is_read_whole_and_as_it_says(site: TestClient, language: str) -> None:
    tree = html.fromstring(site.get("/how-to-search", headers={"accept-language": language}).text)
    links = tree.xpath("//table//a")
    assert len(links) == len(EXAMPLES)
    for name, link in zip(EXAMPLES, links, strict=True):
        assert not html.fromstring(site.get(link.get("href")).text).xpath("//p[@class='note']"), link
        read = parse(link.text_content()).tree
        parts = read.parts if isinstance(read, All) else (read,)
        assert isinstance(parts[-1], READ[name]), name
    how = [
        part.how for name in ("prefix", "fuzzy") for part in [parse(links[EXAMPLES.index(name)].text_content()).tree] if isinstance(part, Word)
    ]
    assert how == ["prefix", "fuzzy"]
