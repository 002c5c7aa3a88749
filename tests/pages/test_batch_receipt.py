"""The receipt of a batch as a table: a line a row, and nothing runs in a spreadsheet."""

import csv
import io

from repository.engines import Engines
from tests.pages.test_batch import listed, send_many
from tests.pages.test_batched import act, work
from tests.pages.test_upload import Browse, sender


def test_a_line_a_row(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    send_many(browser, ("a.csv", listed({"title": "=cmd()", "text": "Words"}, {"title": "Wrong", "text": "Words", "date": "nonsense"})))
    work(engines)
    act(browser, "take")
    work(engines)
    browser.go("/uploads/batches/1.csv")
    header, first, second = csv.reader(io.StringIO(browser.text.lstrip("\ufeff")))
    assert header == ["line", "name", "outcome", "said", "report", "state", "pages", "pages_with_text", "sha256"]
    assert first[:3] + first[4:6] == ["2", "'=cmd()", "waiting", "1", "submitted"]
    assert second[:3] == ["3", "Wrong", "refused"]
    assert sender(browse, engines, "sam@others.example", "Others").go("/uploads/batches/1.csv").status == 404
