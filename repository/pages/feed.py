"""Given nothing, the reports that were published here last, as a feed."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from repository.exchange import atom, cited
from repository.pages import VARY, same_as_known
from repository.reader import house, reader_of

NEWEST = 50


def get(request: Request) -> Response:
    """The feed; asked again it shows what has come since."""
    engines = house(request)["engines"]
    reader = reader_of(request)
    newest = engines.catalogue.newest(NEWEST)
    entries = [cited(report, f"{reader.base}/reports/{report.number}/", reader.languages) for report in newest]
    text = atom.write(
        entries, title=reader.words("feed.title"), here=f"{reader.base}/feed.atom", page=f"{reader.base}/",
        updated=datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z"),
    )  # fmt: skip
    return same_as_known(request, text.encode("utf-8", "replace"), media_type=atom.MEDIA_TYPE, headers={"Vary": VARY})
