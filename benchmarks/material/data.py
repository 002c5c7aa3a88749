"""Where the real data is: beside the checkout, or in REPOSITORY_TEST_DATA."""

import os
from pathlib import Path

DATA = Path(os.environ.get("REPOSITORY_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
PDFS = DATA / "pdf" / "real"
