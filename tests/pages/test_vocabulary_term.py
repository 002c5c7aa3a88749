"""One entry: every change of it is seen before it is made, and taken back after."""

from lxml import html

from repository.engines import Engines
from repository.indexing import catch_up
from repository.model import Actor
from tests.pages.curating import forms_that, key
from tests.people import Browser

EVIL = '"><script>alert(1)</script>'


def test_a_curator_merges_follows_the_old_link_and_takes_it_back(curator: Browser, engines: Engines) -> None:
    full, short = key(engines, "Migrant Forum in Asia"), key(engines, "MFA")
    assert "3 proposed" in curator.go("/vocabulary").main
    curator.go("/vocabulary/organisation")
    assert [row.text_content().split("\n")[0] for row in html.fromstring(curator.text).xpath("//tbody/tr/td[1]")] == [
        "MFA", "Migrant Forum in Asia", "Migrant Forums in Asia"]  # fmt: skip
    here = f"/vocabulary/organisation/{short}"
    curator.go(here)
    seen = curator.post(here, forms_that(curator, do="merge") | {"into": "migrant forum in asia"})
    assert "Reports concerned: 2." in seen.main
    assert "Report about fees 1" in seen.main
    term = engines.catalogue.term(short)
    assert term is not None
    assert term.state == "proposed"
    done = curator.post(here, forms_that(curator, do="merge", step="apply"))
    assert "“MFA” was merged into “Migrant Forum in Asia”" in done.main
    moved = curator.client.get(f"/terms/{short}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, f"/terms/{full}")
    catch_up(catalogue=engines.catalogue, index=engines.index)
    assert "4 reports" in curator.go("/search?organisation=mfa").main
    curator.go(here + f"?done={engines.catalogue.history(limit=1)[0].id}")
    asked = curator.send("/history")
    assert "Reports concerned: 2." in asked.main
    back = curator.post("/history", forms_that(curator, step="apply"))
    assert "taken back" in back.main
    again = engines.catalogue.term(short)
    assert again is not None
    assert again.state == "proposed"
    assert engines.catalogue.term_counts("organisation")[short] == 2


def test_names_are_changed_and_the_old_one_goes_on_being_found(curator: Browser, engines: Engines) -> None:
    here = f"/vocabulary/organisation/{key(engines, 'MFA')}"
    fields = forms_that(curator.go(here), do="describe")
    wanted = {"label_en": "M.F. Asia", "label_ar": f"منتدى {EVIL}", "synonyms": "fr: Forum des migrants\nMFA Asia"}
    seen = curator.post(here, fields | wanted)
    assert seen.status == 200
    assert EVIL not in seen.text
    curator.post(here, forms_that(curator, do="describe", step="apply"))
    term = engines.catalogue.find_term("organisation", "Forum des migrants")
    assert term is not None
    assert {text.text for text in term.synonyms} == {"Forum des migrants", "MFA Asia", "MFA"}
    assert EVIL not in curator.go(here).text
    wrong = curator.post(here, forms_that(curator, do="describe") | {"label_en": "Migrant Forum in Asia"})
    assert wrong.status == 409
    assert "is called “Migrant Forum in Asia” already" in wrong.main
    fields = {name: "" if name.startswith("label_") else value for name, value in forms_that(curator.go(here), do="describe").items()}
    assert curator.post(here, fields).status == 400


def test_what_it_means_and_what_belongs_to_it_is_said_to_readers_and_taken_back(curator: Browser, engines: Engines) -> None:
    number, other = key(engines, "Migrant Forum in Asia"), key(engines, "MFA")
    here = f"/vocabulary/organisation/{number}"
    wanted = {"definition_en": f"A network {EVIL}", "definition_fr": "Un réseau", "note_en": "Not its members", "exact": "https://mfasia.org\nurn:x-y:1",
              "close": "https://example.org/a"}  # fmt: skip
    seen = curator.post(here, forms_that(curator.go(here), do="define") | wanted)
    assert (seen.status, EVIL in seen.text) == (200, False)
    curator.post(here, forms_that(curator, do="define", step="apply"))
    curator.post(here, forms_that(curator, do="relate") | {"related": "country: Togo\nMFA"})
    curator.post(here, forms_that(curator, do="relate", step="apply"))
    assert "See also" in curator.go("/terms/" + str(other) + "?lang=en").main
    page = curator.go(f"/terms/{number}?lang=fr")
    assert "Un réseau" in page.main
    assert 'href="https://mfasia.org" rel="nofollow noopener"' in page.text
    assert "urn:x-y:1" not in page.text
    assert "Togo" in page.main
    curator.go(here + "?lang=en")
    for wrong in ({"exact": "javascript:alert(1)"}, {"definition_en": "x" * 5_001}):
        assert curator.post(here, forms_that(curator, do="define") | wrong).status == 400
    assert curator.post(here, forms_that(curator, do="relate") | {"related": "Migrant Forum in Asia"}).status == 400
    curator.go(here + f"?done={engines.catalogue.history(term=number, limit=1)[0].id}").send("/history")
    curator.post("/history", forms_that(curator, step="apply"))
    term = engines.catalogue.term(number)
    assert term is not None
    assert (term.details.related, term.uri, term.details.exact) == ((), "https://mfasia.org", ("urn:x-y:1",))


def test_readers_find_by_a_misspelling_that_they_are_never_shown(curator: Browser, engines: Engines) -> None:
    number = key(engines, "Migrant Forum in Asia")
    here = f"/vocabulary/organisation/{number}"
    curator.post(here, forms_that(curator.go(here), do="describe") | {"hidden": "en: Migrnt Forvm"})
    curator.post(here, forms_that(curator, do="describe", step="apply"))
    catch_up(catalogue=engines.catalogue, index=engines.index)
    found = curator.go("/search?q=Migrnt+Forvm")
    assert "Report about fees" in found.main
    assert "Forvm" not in html.fromstring(found.text).xpath("string(//ol)")
    assert "Forvm" not in curator.go(f"/terms/{number}").main
    assert "Forvm" not in curator.client.get("/api/v1/terms?facet=organisation").text
    assert key(engines, "migrnt forvm") == number


def test_a_grouping_is_given_its_members(curator: Browser, engines: Engines) -> None:
    mena = engines.catalogue.find_term("region", "MENA")
    assert mena is not None
    here = f"/vocabulary/region/{mena.id}"
    fields = forms_that(curator.go(here), do="group")
    assert "country: Tunisia" in str(fields["members"])
    members = str(fields["members"]).replace("country: Tunisia\n", "") + "\ncountry: Togo"
    curator.post(here, fields | {"members": members})
    curator.post(here, forms_that(curator, do="group", step="apply"))
    assert "was given other members (terms: 2)" in curator.main
    names = {term.key for term in engines.catalogue.narrower(mena.id)}
    assert ("TG" in names, "TN" in names) == (True, False)
    curator.send("/history")
    curator.post("/history", forms_that(curator, step="apply"))
    names = {term.key for term in engines.catalogue.narrower(mena.id)}
    assert ("TG" in names, "TN" in names) == (False, True)


def test_one_becomes_two_as_chosen_and_one_again(curator: Browser, engines: Engines) -> None:
    number = key(engines, "Migrant Forum in Asia")
    here = f"/vocabulary/organisation/{number}"
    before = engines.catalogue.term_counts("organisation")[number]
    assert before == 2
    fields = forms_that(curator.go(here), do="split")
    assert curator.post(here, fields | {"name": "MFA", "q": ""}).status == 409
    assert curator.post(here, fields | {"name": "Forum Nepal", "q": "nothing like it"}).status == 400
    seen = curator.post(here, fields | {"name": "Forum Nepal", "q": "fees"})
    assert "Reports concerned: 2." in seen.main
    assert engines.catalogue.find_term("organisation", "Forum Nepal") is None
    ticked = html.fromstring(seen.text).xpath("//input[@name='report']/@value")
    chosen = forms_that(curator, do="split", step="apply") | {"report": [str(ticked[0])]}
    done = curator.post(here, chosen)
    assert "“Forum Nepal” came out of “Migrant Forum in Asia” (1 report)" in done.main
    catch_up(catalogue=engines.catalogue, index=engines.index)
    new = key(engines, "Forum Nepal")
    assert (engines.catalogue.term_counts("organisation")[number], engines.catalogue.term_counts("organisation")[new]) == (1, 1)
    report = engines.catalogue.report(int(str(ticked[0])))
    assert report is not None
    assert [(tag.term.id, tag.role) for tag in report.of("organisation")] == [(new, "author")]
    assert "1 report" in curator.go("/search?organisation=forum-nepal").main
    curator.go(here + f"?done={engines.catalogue.history(limit=1)[0].id}").send("/history")
    curator.post("/history", forms_that(curator, step="apply"))
    assert engines.catalogue.term_counts("organisation")[number] == 2
    term = engines.catalogue.term(new)
    assert term is not None
    assert term.state == "retired"


def test_a_term_under_another_facet_leads_to_its_own(curator: Browser, engines: Engines) -> None:
    number = key(engines, "MFA")
    moved = curator.client.get(f"/vocabulary/topic/{number}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, f"/vocabulary/organisation/{number}")


def test_an_entry_is_put_under_another_and_never_under_itself(curator: Browser, engines: Engines) -> None:
    number, above = key(engines, "MFA"), key(engines, "Migrant Forum in Asia")
    here = f"/vocabulary/organisation/{number}"
    curator.go(here)
    curator.post(here, forms_that(curator, do="move") | {"broader": "Migrant Forum in Asia"})
    curator.post(here, forms_that(curator, do="move", step="apply"))
    term = engines.catalogue.term(number)
    assert term is not None
    assert term.broader == (above,)
    there = f"/vocabulary/organisation/{above}"
    curator.go(there)
    refused = curator.post(there, forms_that(curator, do="move") | {"broader": str(number)})
    assert refused.status == 400
    assert "already stands under it" in refused.main
    assert curator.post(there, forms_that(curator, do="move") | {"do": "nonsense"}).status == 400
    assert curator.post(there, forms_that(curator, do="merge") | {"into": "Nobody"}).status == 400


def test_how_far_an_organisation_is_trusted(curator: Browser, engines: Engines) -> None:
    full, short = key(engines, "Migrant Forum in Asia"), key(engines, "MFA")
    here = f"/vocabulary/organisation/{short}"
    curator.go(here)
    curator.post(here, forms_that(curator, do="trust") | {"level": "blocked"})
    assert html.fromstring(curator.text).xpath("//input[@name='level' and @checked]/@value") == ["blocked"]
    assert "“MFA” is now: blocked" in curator.go("/history").main
    with engines.catalogue.writing(Actor("test")) as writing:
        merge = writing.merge_terms(short, full)
    assert engines.catalogue.trust() == {short: "blocked", full: "blocked"}  # its people do not get past it under another name
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.set_trust(full, "trusted")
    assert engines.catalogue.trust() == {short: "trusted", full: "trusted"}
    with engines.catalogue.writing(Actor("test")) as writing:
        writing.undo(merge)
    assert engines.catalogue.trust() == {full: "trusted"}
    curator.go(here)
    curator.post(here, forms_that(curator, do="trust") | {"level": "adored"})
    assert curator.status == 400
    assert "Choose how far" in curator.main
    country = engines.catalogue.find_term("country", "Togo")
    assert country is not None
    there = f"/vocabulary/country/{country.id}"
    assert 'value="blocked"' not in curator.go(there).text
    assert curator.post(there, {"token": forms_that(curator, do="describe")["token"], "do": "trust", "level": "trusted"}).status == 404


def test_a_term_is_taken_out_of_widening_searches_and_put_back(curator: Browser, engines: Engines) -> None:
    term = key(engines, "MFA")
    here = f"/vocabulary/organisation/{term}"
    done = curator.post(here, forms_that(curator.go(here), do="alone"))
    assert "finds that name only" in done.main
    assert "widening of searches" in curator.go("/history").main
    curator.post(here, forms_that(curator.go(here), do="together"))
    kept = engines.catalogue.term(term)
    assert kept is not None
    assert not kept.details.alone
