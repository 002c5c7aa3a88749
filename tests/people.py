"""People for tests: accounts made through the real invitation, and a browser that fills forms in as it finds them."""

import time
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import html
from starlette.testclient import TestClient

from repository.accounts import Account, links, second_factor
from repository.accounts.record import Role
from repository.accounts.sign_in import Caller
from repository.engines import Engines
from repository.model import Actor

PASSWORD = "four plain words together"
ORIGIN = "http://127.0.0.1"
ME = Actor("test")


def person(engines: Engines, email: str, role: Role, *organisations: str, active: bool = True) -> Account:
    """Somebody who was invited and, unless not `active`, chose PASSWORD; staff have no second factor yet."""
    accounts = engines.accounts
    account, held = links.invite(email, role=role, organisations=organisations, actor=ME, accounts=accounts, now=time.time())
    if active:
        links.use(held, password=PASSWORD, name=f"The {role}", caller=Caller("192.0.2.1"), accounts=accounts, now=time.time())
    found = accounts.account(account.id)
    assert found is not None
    return found


@dataclass
class Browser:
    """One person's browser: it follows redirects, keeps cookies, and posts the forms of the page it is on."""

    client: TestClient
    text: str = ""
    status: int = 0
    address: str = "/"
    code: str = ""  # the last one used

    def go(self, address: str) -> "Browser":
        """Opens an address."""
        return self._take(self.client.get(address, follow_redirects=True))

    def send(self, action: str | None = None, **fields: object) -> "Browser":
        """Fills in the form with this action (the only one in <main> by default) and sends it."""
        return self.post(*self.filled(action, **fields))

    def filled(self, action: str | None = None, **fields: object) -> tuple[str, dict[str, object]]:
        """The address and the fields of a form of this page."""
        page = html.fromstring(self.text)
        forms = [form for form in page.xpath("//form[@method='post']") if action in (None, form.get("action"))]
        if action is None:
            forms = [form for form in forms if form.xpath("ancestor::main")][:1]
        assert len(forms) == 1, (action, [form.get("action") for form in page.xpath("//form")])
        form = forms[0]
        known = dict(form.form_values())
        assert set(fields) <= {each.get("name") for each in form.xpath(".//*[@name]")}, fields
        return urljoin(self.address, form.get("action") or self.address), known | fields

    def post(self, address: str, fields: dict[str, object], **headers: str) -> "Browser":
        """Sends a form as a browser does."""
        sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self._take(self.client.post(address, data=fields, headers=sent, follow_redirects=True))

    def apply(self, address: str) -> "Browser":
        """Makes the change whose preview the page shows; its fields may come several times."""
        form = next(each for each in html.fromstring(self.text).forms if ("step", "apply") in each.form_values())
        fields: dict[str, object] = {}
        for name, value in form.form_values():
            fields.setdefault(name, []).append(value)  # type: ignore[attr-defined]
        return self.post(address, fields)

    def _take(self, answer) -> "Browser":  # type: ignore[no-untyped-def]
        self.text, self.status, self.address = answer.text, answer.status_code, answer.url.path
        self.answer = answer
        return self

    @property
    def main(self) -> str:
        """What the page says."""
        return " ".join(html.fromstring(self.text).xpath("//main")[0].text_content().split())

    def sign_in(self, email: str, password: str = PASSWORD) -> "Browser":
        """The first step."""
        self.go("/account")
        return self.send("/account", email=email, password=password)

    def enrol(self) -> tuple[str, list[str]]:
        """Sets a second factor up on the page that asks for it: its key, and the recovery codes."""
        page = html.fromstring(self.text)
        key = page.xpath("string(//main//code)").replace(" ", "").upper()
        self.code = now_code(key)
        self.send("/account/second-factor", code=self.code)
        return key, [each.text for each in html.fromstring(self.text).xpath("//ul[@class='codes']//code")]


def now_code(key: str, *, later: int = 0) -> str:
    """What an app shows, `later` steps from now."""
    return second_factor.code_at(key, int(time.time() // second_factor.STEP) + later)
