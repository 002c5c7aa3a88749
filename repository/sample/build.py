"""Given an empty folder, the sample collection in it: every file and the manifest that `import` reads."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from repository.sample.markup import Source, read_source
from repository.sample.office import make_docx, make_odt, make_rtf
from repository.sample.pdf import make_pdf
from repository.sample.plain import make_eml, make_html, make_txt
from repository.sample.scan import make_scan

HERE = Path(__file__).resolve().parent
FORMS: Mapping[str, Callable[[Source], bytes]] = {
    "pdf": make_pdf,
    "scan.pdf": make_scan,
    "docx": make_docx,
    "odt": make_odt,
    "rtf": make_rtf,
    "html": make_html,
    "txt": make_txt,
    "eml": make_eml,
}


def build(folder: Path) -> Path:
    """Writes the collection, the same bytes each time; gives the path of its manifest.

    A row's own text is `texts/<external_id>.txt`, where a line of dashes starts a new page; a file `name.pdf` is made
    from `files/name.md`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for row in rows():
        for name in row.get("file", []):
            (folder / name).write_bytes(make_file(name))
        own = HERE / "texts" / f"{row['external_id']}.txt"
        if own.exists():
            row["text"] = own.read_text("utf-8").strip("\n").replace("\n-----\n", "\f")
        lines.append(json.dumps(row, ensure_ascii=False))
    manifest = folder / "manifest.jsonl"
    manifest.write_text("\n".join(lines) + "\n", "utf-8")
    return manifest


def rows() -> list[dict[str, Any]]:
    """The catalogued rows as written down, without the texts."""
    lines = (HERE / "collection.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def make_file(name: str) -> bytes:
    """The bytes of one file, from its source."""
    stem, _, extension = name.partition(".")
    return FORMS[extension](read_source((HERE / "files" / f"{stem}.md").read_text("utf-8")))
