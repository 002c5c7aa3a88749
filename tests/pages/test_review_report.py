"""One report in review: everything in view, and every decision with its reason, told beside the field when something is missing."""

from lxml import html

from repository.engines import Engines
from repository.model import Actor, NewPage, Record, Relation, State, Text
from repository.pages import review_record
from tests import samples
from tests.pages.test_review import put, staff, token
from tests.pages.test_upload import PAGES, Browse, read, send, sender
from tests.people import Browser

ME = Actor("test")


def state_of(engines: Engines, number: int) -> tuple[State, str]:
    report = engines.catalogue.report(number)
    assert report is not None
    return report.state, report.reason


def decide(browser: Browser, number: int, action: str, **fields: str) -> Browser:
    """Presses a button of the page as it stands."""
    page = html.fromstring(browser.go(f"/review/{number}").text)
    button = page.xpath(f"//button[@value='{action}']")[0]
    form = next(each for each in button.iterancestors("form"))
    return browser.post(f"/review/{number}", dict(form.form_values()) | {"action": action} | fields)


def test_what_a_partner_sent_is_in_view_and_published(curator: Browser, engines: Engines, browse: Browse) -> None:
    partner = send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES, title="What the file is called"))])
    read(engines)
    send(partner, [], "/uploads/1", action="send", title="What was typed", note="Please be quick", topic="A new topic")
    number = engines.catalogue.numbers("submitted")[0]
    page = html.fromstring(curator.go(f"/review/{number}").text)
    rows = {row.xpath("string(th)"): [" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in page.xpath("//tbody/tr")}
    assert rows["Title"] == ["What was typed", "What the file is called"]
    assert rows["Topics"] == ["A new topic proposed", ""]
    assert rows["Date"] == ["nothing yet", ""] or rows["Date"][1]
    assert "Please be quick" in curator.main
    assert "Voices" in curator.main
    assert "“Togo”" in curator.main
    assert "fees must be free" not in curator.main
    assert "The recruitment of workers in Togo" in curator.main
    assert "Page two speaks of Togo" in curator.go(f"/review/{number}?text=fees.pdf&n=2").main
    assert "Page two speaks" in curator.go(f"/review/{number}?text=fees.pdf&n=999").main
    assert curator.client.get(f"/reports/{number}/fees.pdf").status_code == 200
    assert partner.client.get(f"/reports/{number}/fees.pdf").status_code == 200
    assert sender(browse, engines, "x@others.example", "Others").client.get(f"/reports/{number}/fees.pdf").status_code == 404
    assert browse().go(f"/reports/{number}/fees.pdf").status == 404
    decide(curator, number, "published")
    assert curator.address == "/review"
    assert f"Report {number} What was typed: published" in curator.main
    assert browse().go(f"/reports/{number}/").status == 200
    assert "Published" in partner.go("/uploads/1").main
    assert [letter.kind for letter in engines.accounts.letters(secret=False) if letter.address == "pat@voices.example"] == ["report_published"]


def test_an_original_is_looked_into_once_however_often_its_pages_are_turned(curator: Browser, engines: Engines, browse: Browse) -> None:
    send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES, title="Written by somebody"))])
    read(engines)
    number = engines.catalogue.numbers()[-1]
    before = review_record._looked.cache_info()
    said = [curator.go(f"/review/{number}?n={n}").main for n in (1, 2, 1)]
    after = review_record._looked.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 2)
    assert all("Nothing in it acts by itself" in each for each in said)


def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_stays(curator: Browser, engines: Engines) -> None:
    number, other = put(engines, "Waiting"), put(engines, "Other")
    for action, field, fields, said in (
        ("returned", "reason", {"reason": " "}, "Give a reason"), ("refused", "reason", {"reason": "x" * 2001}, "at most 2000 characters"),
        ("embargoed", "until", {"until": "soon"}, "needs the day"), ("embargoed", "until", {"until": "2001-01-01"}, "is not after today"),
        ("refused", "successor", {"reason": "Enough", "successor": "9999"}, "Report 9999 cannot be the successor"),
        ("refused", "successor", {"reason": "Enough", "successor": "twelve"}, "Report twelve cannot be the successor"),
    ):  # fmt: skip
        decide(curator, number, action, **fields)
        assert curator.status == 400, action
        page = html.fromstring(curator.text)
        told = page.get_element_by_id(f"{field}-wrong")
        assert said in told.text_content()
        near = page.xpath(f"//*[@name='{field}' and @aria-invalid='true']")
        assert len(near) == 1
        assert near[0].get("aria-describedby") == f"{field}-wrong"
        assert near[0].getparent() is told.getparent()
        assert page.xpath("//details[@open]//button/@value") == [action]
        if action == "refused" and field == "successor":
            assert page.xpath("//details[@open]//textarea")[0].text_content().strip() == "Enough"
    assert state_of(engines, number)[0] == "submitted"
    assert state_of(engines, other)[0] == "submitted"


def test_every_decision(curator: Browser, engines: Engines, browse: Browse) -> None:
    number, other = put(engines, "Moves about"), put(engines, "In its place", "published")
    for action, fields in (
        ("on_hold", {"reason": "Until Monday"}), ("embargoed", {"until": "2999-01-01"}), ("embargoed", {"until": "2999-02-01"}),
        ("returned", {"reason": "No date"}), ("refused", {"reason": "Not ours"}), ("published", {}),
        ("withdrawn", {"reason": "It named people", "successor": str(other)}),
    ):  # fmt: skip
        decide(curator, number, action, **fields)
        assert (curator.address, curator.status) == ("/review", 200), curator.main
        assert state_of(engines, number) == (action, fields.get("reason", ""))
    gone = browse().go(f"/reports/{number}/")
    assert gone.status == 410
    assert "It named people" in gone.main
    assert f"/reports/{other}/" in gone.text
    assert "is now: withdrawn. Reason: It named people" in curator.go("/history").main


def test_files_and_pages_are_gone_with_the_next_request(curator: Browser, engines: Engines, browse: Browse) -> None:
    partner = send(sender(browse, engines), [("fees.pdf", samples.pdf(*PAGES))])
    read(engines)
    send(partner, [], "/uploads/1", action="send", title="Fees")
    number = engines.catalogue.numbers("submitted")[0]
    decide(curator, number, "published")
    anybody = browse()
    addresses = [f"/reports/{number}/", f"/reports/{number}/fees.pdf", f"/reports/{number}/fees.pdf/pages/1"]
    assert [anybody.go(address).status for address in addresses] == [200, 200, 200]
    decide(curator, number, "withdrawn", reason="It named people")
    assert [anybody.go(address).status for address in addresses] == [410, 410, 410]
    assert partner.go(f"/reports/{number}/fees.pdf").status == 410
    assert curator.client.get(f"/reports/{number}/fees.pdf").status_code == 200


def test_a_decision_on_what_has_changed_is_not_made(curator: Browser, engines: Engines, browse: Browse) -> None:
    number = put(engines, "Waiting")
    page = html.fromstring(curator.go(f"/review/{number}").text)
    fields = dict(page.xpath("//button[@value='published']")[0].getparent().form_values()) | {"action": "published"}
    with engines.catalogue.writing(ME) as writing:
        writing.update_report(number, Record(titles=(Text("en", "Another"),)))
    curator.post(f"/review/{number}", fields)
    assert curator.status == 409
    assert "Someone else changed" in curator.main
    other = staff(browse, engines)
    curator.post(f"/review/{number}", {"token": token(curator), "action": "claim"})
    assert "You are looking at this one" in curator.main
    decide(other, number, "published")
    assert other.status == 409
    assert "Somebody else is looking" in other.main
    decide(other, number, "take")
    decide(other, number, "published")
    assert state_of(engines, number)[0] == "published"


def test_a_wish_for_withdrawal_is_answered_either_way(curator: Browser, engines: Engines, browse: Browse) -> None:
    partner = sender(browse, engines)
    for number in (1, 2):
        send(partner, [], title=f"Statement {number}", text="We ask every State to end recruitment fees.", action="save")
        send(partner, [], f"/uploads/{number}", action="send")
        report = engines.catalogue.numbers("submitted")[0]
        decide(curator, report, "published")
        address, fields = partner.go(f"/uploads/{number}").filled(f"/uploads/{number}", reason="It has a wrong name")
        partner.post(address, fields | {"action": "withdraw"})
    first, second = sorted(engines.catalogue.wishes())
    page = html.fromstring(curator.go(f"/review/{first}").text)
    assert "It has a wrong name" in page.xpath("//textarea[@id='reason-withdrawn']")[0].text_content()
    decide(curator, first, "withdrawn", reason="It has a wrong name")
    decide(curator, second, "decline", reason=" ")
    assert "Give a reason" in html.fromstring(curator.text).get_element_by_id("reason-wrong").text_content()
    decide(curator, second, "decline", reason="The name is right")
    assert engines.catalogue.states([first, second]) == {first: "withdrawn", second: "published"}
    assert engines.catalogue.wishes() == {}
    assert "stays public although" in curator.go("/history").main
    kinds = [letter.kind for letter in engines.accounts.letters(secret=False)]
    assert kinds[:2] == ["withdrawal_declined", "report_withdrawn"]


def test_near_duplicates_are_answered_once(curator: Browser, engines: Engines) -> None:
    text = "The recruitment of migrant workers must be free of fees, and every worker keeps the passport. " * 9
    made = []
    with engines.catalogue.writing(ME) as writing:
        for title in ("First", "Second", "Third", "Fourth"):
            number = writing.add_report(Record(titles=(Text("en", title),)), "submitted")
            writing.set_own_pages(number, [NewPage(1, "1", text + title, "en")])
            made.append(number)
    first, second, third, fourth = made
    curator.go(f"/review/{second}")
    assert "is also in report" in curator.main
    decide(curator, second, f"answer:{first}:translation_of")
    decide(curator, second, f"answer:{third}:different")
    report = engines.catalogue.report(second)
    assert report is not None
    assert report.relations == (Relation("translation_of", first),)
    asked = html.fromstring(curator.go(f"/review/{second}").text).xpath("//button[starts-with(@value, 'answer:')]/@value")
    assert {each.split(":")[1] for each in asked} == {str(fourth)}
    decide(curator, fourth, f"answer:{second}:same")
    gone = engines.catalogue.report(fourth)
    assert gone is not None
    assert (gone.state, gone.successor) == ("refused", second)
    curator.post(f"/review/{second}", {"token": token(curator), "action": f"answer:{first}:nonsense"})
    assert curator.status == 400
    assert "They are different" in curator.go("/history").main


def test_what_is_no_report_is_not_there(curator: Browser) -> None:
    for number in ("999", "0", "99999999999"):
        assert curator.go(f"/review/{number}").status == 404
