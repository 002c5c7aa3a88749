"""Where to write about a problem or a removal."""

from starlette.testclient import TestClient

from repository.pages.contact import link_to


def test_a_letter_about_a_report(site: TestClient) -> None:
    page = site.get("/contact?report=7").text
    assert 'href="mailto:desk@library.example?subject=About%20report%207"' in page
    assert "Ask for removal" in page
    assert 'mailto:desk@library.example"' in site.get("/contact?report=x").text


def test_addresses_of_every_kind() -> None:
    assert link_to("https://library.example/write", "") == "https://library.example/write"
    assert link_to("javascript:alert(1)", "") == ""
    assert link_to("+228 22 00 00 00", "") == ""
