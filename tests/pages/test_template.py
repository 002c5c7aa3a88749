"""A list to fill in, as the spreadsheets of a language open it."""

import csv
import io

from repository.engines import Engines
from tests.pages.test_batch import send_many
from tests.pages.test_upload import Browse, sender


def test_the_list_to_fill_in_has_the_columns(browse: Browse, engines: Engines) -> None:
    browser = sender(browse, engines)
    answer = browser.client.get("/upload/template.csv")
    header, example = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert {"title", "file", "organisation", "date", "country"} <= set(header)
    assert example[header.index("external_id")] == "example-row"
    french = browser.client.get("/upload/template.csv", headers={"accept-language": "fr"}).content.decode("utf-8-sig")
    assert french.splitlines()[0].startswith("external_id;")
    send_many(browser, ("filled.csv", answer.content))
    assert engines.batches.batch(1) is not None
