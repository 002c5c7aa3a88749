"""What happened, and the way back."""

from dataclasses import replace

from lxml import html

from repository.accounts import manage
from repository.engines import Engines
from repository.model import Actor, NewTag, Record, Relation, Text
from tests.pages.curating import forms_that, key
from tests.people import Browser, person

ME = Actor("test")


def test_what_stands_in_the_way_of_going_back_is_said(curator: Browser, engines: Engines) -> None:
    one, two, three = (key(engines, name) for name in ("MFA", "Migrant Forums in Asia", "Migrant Forum in Asia"))
    with engines.catalogue.writing(ME) as writing:
        first = writing.merge_terms(one, two)
        second = writing.merge_terms(two, three)
    fields = forms_that(curator.go("/history"), change=str(first))
    refused = curator.post("/history", fields)
    assert refused.status == 409
    assert f"later changes stand on it: {second}." in refused.main
    assert curator.post("/history", fields | {"change": "x"}).status == 404


def test_a_decision_that_is_taken_back_is_told_to_its_people(curator: Browser, engines: Engines) -> None:
    partner = person(engines, "pat@voices.example", "partner", "Voices")
    with engines.catalogue.writing(partner.actor) as writing:
        number = writing.add_report(Record(titles=(Text("en", "On fees"),)), "submitted")
    with engines.catalogue.writing(ME) as writing:
        writing.move(number, "published")
        published = writing.newest
        writing.move(number, "withdrawn", reason="It named people")
        withdrawn = writing.newest

    def told() -> list[tuple[str, str]]:
        return [(letter.kind, letter.address) for letter in reversed(engines.accounts.letters(secret=False))]

    for change, state, kind in ((withdrawn, "published", "report_published"), (published, "submitted", "report_taken_back")):
        before = told()
        curator.post("/history", forms_that(curator.go("/history"), change=str(change)))
        assert told() == before, "it was only looked at"
        assert f"Report {number} is then: {'published' if state == 'published' else 'handed in'}." in curator.main
        curator.apply("/history")
        assert engines.catalogue.states([number]) == {number: state}
        assert told() == [*before, (kind, "pat@voices.example")]
    assert "the staff took that decision back" in engines.accounts.letters(secret=False)[0].body


def test_before_and_after_are_told_by_field(curator: Browser, engines: Engines) -> None:
    mfa, topic = key(engines, "MFA"), key(engines, "Migrant Forum in Asia")
    with engines.catalogue.writing(ME) as writing:
        number = writing.add_report(Record(titles=(Text("en", "Fees"),), date="2016", tags=(NewTag(mfa, "author"),)), "submitted")
        other = writing.add_report(Record(titles=(Text("en", "Other"),)), "submitted")
        writing.update_report(number, Record(titles=(Text("en", "Fees"), Text("fr", "<b>Frais")), tags=(NewTag(topic, "author"),),
                                             relations=(Relation("annex_of", other),)))  # fmt: skip
        term = engines.catalogue.term(mfa)
        assert term is not None
        writing.update_term(replace(term, labels=(Text("en", "M.F.A."),), synonyms=term.labels))
    page = html.fromstring(curator.go("/history").text)
    gone, came = ([each.text_content() for each in page.xpath(f"//details[@class='changes']//{tag}")] for tag in ("del", "ins"))
    assert gone == ["MFA (en)", "2016", "Organisation: M.F.A. (By)"]
    assert came == ["M.F.A. (en)", "MFA (en)", f"Annex of {other}", "Organisation: Migrant Forum in Asia (By)", "<b>Frais (fr)"]


def test_what_happened_to_people_and_in_review_reads_as_sentences(curator: Browser, engines: Engines) -> None:
    partner = person(engines, "pat@voices.example", "partner", "Voices")
    manage.change(partner, role="partner", organisations=["Voices", "Other"], name="Pat", language="en", actor=ME, accounts=engines.accounts)
    pat = engines.accounts.account(partner.id)
    assert pat is not None
    manage.change(pat, role="curator", organisations=["Voices", "Other"], name="Pat", language="en", actor=ME, accounts=engines.accounts)
    with engines.catalogue.writing(ME) as writing:
        number = writing.add_report(Record(titles=(Text("en", "Waits"),)), "submitted")
        writing.move(number, "on_hold", reason="damaged")
        writing.move(number, "embargoed", opens="2999-01-02")
        writing.set_trust(key(engines, "MFA"), "trusted")
    said = curator.go("/history").main
    assert "The account of pat@voices.example was changed. Organisations: Voices, Other." in said
    assert "The account of pat@voices.example was changed. Role: curator." in said
    assert f"Report {number} is now: on hold. Reason: damaged file" in said
    assert f"Report {number} is now: under embargo. Opens on 2999-01-02." in said
    assert "“MFA” is now: trusted." in said
    for what in ("organisation_trust", "state_moved", "account_changed"):
        assert what not in curator.client.get("/history", headers={"accept-language": "fr"}).text
