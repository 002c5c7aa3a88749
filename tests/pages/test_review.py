"""The queue: what waits and what is odd about it, taken by one person at a time, and many published at once."""

from lxml import html

from repository.engines import Engines
from repository.model import Actor, NewFile, Record, State, Text
from tests import samples
from tests.pages.test_upload import PAGES, Browse, read, send, sender
from tests.people import Browser, person

ME = Actor("test")


def put(engines: Engines, title: str, state: State = "submitted") -> int:
    with engines.catalogue.writing(ME) as writing:
        return writing.add_report(Record(titles=(Text("en", title),)), state)


def staff(browse: Browse, engines: Engines, email: str = "second@library.example") -> Browser:
    person(engines, email, "curator")
    browser = browse().sign_in(email)
    browser.enrol()
    return browser


def numbers(browser: Browser) -> list[int]:
    """The reports of the queue, in order."""
    return [int(each.removeprefix("report-")) for each in html.fromstring(browser.text).xpath("//ol[@class='queue']/li/@id")]


def test_what_waits_longest_comes_first_and_wishes_before_all(curator: Browser, engines: Engines, browse: Browse) -> None:
    first, second = put(engines, "First"), put(engines, "Second")
    held, back = put(engines, "Held"), put(engines, "Back")
    with engines.catalogue.writing(ME) as writing:
        writing.move(held, "on_hold", reason="damaged")
        writing.move(back, "returned", reason="because")
        writing.put_wish(3, 1, reason="It names people")
    assert numbers(curator.go("/review")) == [3, first, second, held]
    assert "Withdrawal asked for" in html.fromstring(curator.text).get_element_by_id("report-3").text_content()
    assert numbers(curator.go("/review?state=returned")) == [back]
    assert numbers(curator.go("/review?state=wish")) == [3]
    assert numbers(curator.go("/review?state=nonsense&page=x&organisation=y&flag=z")) == [3, first, second, held]
    assert numbers(curator.go("/review?state=submitted&page=2")) == []


def test_flags_organisation_and_sender_are_told_and_narrow_the_queue(curator: Browser, engines: Engines, browse: Browse) -> None:
    browser = sender(browse, engines)
    for number, content in enumerate((samples.pdf(*PAGES), samples.scanned(), samples.pdf(*PAGES, "One page more. " * 20)), start=1):
        send(browser, [(f"{number}.pdf", content)])
        read(engines)
        send(browser, [], f"/uploads/{number}", action="send", title=f"Sent {number}")
    bare = put(engines, "Bare")
    whole, scan, more = numbers(curator.go("/review?state=submitted"))[:3]
    row = html.fromstring(curator.text).get_element_by_id(f"report-{scan}").text_content()
    assert "no searchable text" in row
    assert "Voices" in row
    assert "The partner" in row
    assert f"looks like report {whole} (100 %)" in html.fromstring(curator.text).get_element_by_id(f"report-{more}").text_content()
    assert numbers(curator.go("/review?flag=no_text")) == [scan]
    assert numbers(curator.go("/review?flag=record_only")) == [bare]
    assert numbers(curator.go("/review?flag=looks_like")) == [more]
    voices = engines.catalogue.find_term("organisation", "Voices")
    assert voices is not None
    assert numbers(curator.go(f"/review?organisation={voices.id}")) == [whole, scan, more]
    assert "flag=no_text" in curator.go("/review?flag=no_text").text  # the way to a report and back keeps what was chosen


def test_two_people_do_not_work_on_one(curator: Browser, engines: Engines, browse: Browse) -> None:
    number = put(engines, "Wanted by two")
    curator.go("/review")
    curator.post("/review?state=submitted", {"token": token(curator), "action": f"claim:{number}"})
    assert "You are looking at this one" in curator.main
    assert numbers(curator.go("/review?mine=1")) == [number]
    other = staff(browse, engines).go("/review")
    assert "Somebody else is looking at it: The curator" in other.main
    assert not html.fromstring(other.text).xpath(f"//input[@value='{number}:1']")
    assert numbers(other.go("/review?mine=1")) == []
    other.go("/review").post("/review", {"token": token(other), "action": f"claim:{number}"})
    assert other.status == 409
    assert "Somebody else is looking at report" in other.main
    other.post("/review", {"token": token(other), "action": f"take:{number}"})
    assert "You are looking at this one" in other.main
    other.post("/review", {"token": token(other), "action": f"release:{number}"})
    assert "I take this one" in other.main


def token(browser: Browser) -> str:
    return str(html.fromstring(browser.text).xpath("//main//input[@name='token']/@value")[0])


def test_many_are_published_at_once_each_with_its_answer(curator: Browser, engines: Engines, browse: Browse) -> None:
    fine, edited, taken = put(engines, "Fine"), put(engines, "Edited"), put(engines, "Taken")
    other = staff(browse, engines).go("/review")
    curator.go("/review")
    other.post("/review", {"token": token(other), "action": f"claim:{taken}"})
    with engines.catalogue.writing(ME) as writing:
        writing.update_report(edited, Record(titles=(Text("en", "Edited since"),)))
    chosen = [f"{fine}:1", f"{edited}:1", f"{taken}:1", "99:1", "x"]
    curator.post("/review", {"token": token(curator), "action": "publish", "report": chosen})
    assert "Published: 1 of 5" in curator.main
    assert "Someone else changed report" in curator.main
    assert "Somebody else is looking at report" in curator.main
    assert "There is no report 99" in curator.main
    states = engines.catalogue.states([fine, edited, taken])
    assert states == {fine: "published", edited: "submitted", taken: "submitted"}
    assert browse().go(f"/reports/{fine}/").status == 200


def test_what_has_to_be_looked_at_by_itself_is_not_published_along_with_others(curator: Browser, engines: Engines) -> None:
    fine, held, broken, unread, parked = (put(engines, name, "draft") for name in ("Fine", "Held", "Broken", "Unread", "Parked"))
    with engines.catalogue.writing(ME) as writing:
        new = NewFile("a.pdf", "pdf", "application/pdf", "0" * 64, 10)
        files = {number: writing.add_file(number, new) for number in (broken, unread, parked)}
        writing.set_extraction(files[broken], [], "damaged", {}, "")
    for _ in range(3):
        for work in engines.catalogue.claim("test", 9):
            if work.file == files[parked]:
                engines.catalogue.give_back(work, "no")
    with engines.catalogue.writing(ME) as writing:
        for number in (fine, held, broken, unread, parked):
            writing.move(number, "submitted")
        writing.move(held, "on_hold", reason="Until Monday")
    page = html.fromstring(curator.go("/review").text)
    assert [each.partition(":")[0] for each in page.xpath("//input[@name='report']/@value")] == [str(fine)]
    versions = {number: found.version for number, found in engines.catalogue.reports([fine, held, broken, unread, parked]).items()}
    chosen = [f"{number}:{version}" for number, version in versions.items()]
    curator.post("/review", {"token": token(curator), "action": "publish", "report": chosen})
    assert "Published: 1 of 5" in curator.main
    for said in (f"Report {held} is on hold.", f"A file of report {broken} is damaged", f"A file of report {unread} is still being read",
                 f"A file of report {parked} is damaged, has a password or could not be read"):  # fmt: skip
        assert said in curator.main
    assert sorted(engines.catalogue.states(list(versions)).items()) == [
        (fine, "published"), (held, "on_hold"), (broken, "submitted"), (unread, "submitted"), (parked, "submitted")
    ]  # fmt: skip


def test_only_staff(browse: Browse, engines: Engines) -> None:
    put(engines, "Waiting")
    assert sender(browse, engines).go("/review").status == 403
    assert browse().go("/review").address == "/account"


def test_the_number_that_waits_stands_beside_the_place_for_staff_only(curator: Browser, engines: Engines, browse: Browse) -> None:
    assert "waiting" not in html.fromstring(curator.go("/about").text).xpath("string(//div[@class='desk'])")
    put(engines, "First")
    with engines.catalogue.writing(ME) as writing:
        writing.put_wish(3, 1, reason="It names people")
    assert "2 waiting" in html.fromstring(curator.go("/about").text).xpath("string(//div[@class='desk'])")
    with engines.catalogue.writing(ME) as writing:
        writing.move(3, "on_hold")  # it waits for two reasons, and is one
    assert "2 waiting" in html.fromstring(curator.go("/about").text).xpath("string(//div[@class='desk'])")
    assert "waiting" not in html.fromstring(sender(browse, engines).go("/about").text).xpath("string(//div[@class='desk'])")
