"""Given a ZIP of files with a list of their records, every row as a report: looked at first, then taken in.

The list is a `.csv` or `.jsonl` beside the files, with the columns of `import`; files are named as they lie from the list on.
Without a list every file is a report of its own. What cannot be read, and files that no row names, are told like rows are.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from repository.archive import Archive, open_archive
from repository.errors import InputError, RepositoryError
from repository.intake import Intake, Taken, not_taken
from repository.manifest import JSON_LINES, Row, named_files, read_rows

LISTS = (".csv", ".tsv", *JSON_LINES)
LARGEST_LIST = 64 * 2**20  # bytes
TOTAL = 100  # files of the largest size one may have
LOOKED = {"updated": "updated", "unchanged": "here", "same_file": "here", "refused": "refused"}  # outcome → what a preview calls it


@dataclass(frozen=True, slots=True)
class Bundle:
    """An open ZIP. `manifest` is the name of its list, empty when it has none."""

    archive: Archive
    manifest: str
    rows: tuple[Row, ...]

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of a file as a row names it; see `intake.Files`."""
        return self.archive.read(self._place(name))

    def _place(self, name: str) -> str:
        """Rows name files from the list on."""
        folder = PurePosixPath(self.manifest).parent
        return str(folder / name.replace("\\", "/")) if folder.parts else name

    @property
    def size(self) -> int:
        """How many receipts there will be."""
        return len(self.archive.refused) + (len(self.rows) + len(self.unnamed()) if self.manifest else len(self.archive.files))

    def unnamed(self) -> list[str]:
        """Files that no row names."""
        named = {self.manifest}
        for row in self.rows:
            for name in named_files(row):
                try:
                    named.add(self.archive.named(self._place(name)))
                except InputError:
                    continue
        return [name for name in self.archive.files if name not in named]


@contextmanager
def open_bundle(path: Path, *, limit: int, name: str = "") -> Iterator[Bundle]:
    """`limit` is that of one file, `name` what to call it; raises InputError when it cannot be used as a whole: nothing has been taken then."""
    with open_archive(path, total=TOTAL * limit, name=name) as archive:
        manifest = _manifest(archive)
        rows = tuple(read_rows(_small(archive, manifest), PurePosixPath(manifest).name)) if manifest else ()
        if manifest and not rows:
            raise InputError("manifest_empty", name=manifest)
        if not rows and not archive.files and not archive.refused:
            raise InputError("archive_empty", name=name or path.name)
        yield Bundle(archive, manifest, rows)


def unpacked(path: Path, *, limit: int, name: str = "") -> int:
    """How many bytes its files have; raises InputError as `open_bundle` does."""
    with open_archive(path, total=TOTAL * limit, name=name) as archive:
        return sum(info.file_size for info in archive.files.values())


def _manifest(archive: Archive) -> str:
    """The list that lies nearest to the top; raises InputError when there are two."""
    lists = [name for name in archive.files if PurePosixPath(name).suffix.lower() in LISTS]
    if not lists:
        return ""
    top = min(name.count("/") for name in lists)
    nearest = [name for name in lists if name.count("/") == top]
    if len(nearest) > 1:
        raise InputError("bundle_lists", names=", ".join(sorted(nearest)[:5]))
    return nearest[0]


def _small(archive: Archive, name: str) -> bytes:
    if archive.files[name].file_size > LARGEST_LIST:
        raise InputError("bundle_list_large", name=name, limit=f"{LARGEST_LIST / 2**20:.0f} MiB")
    return b"".join(archive.read(name))


def take(
    bundle: Bundle, intake: Intake, note: Callable[[str], None] = lambda _: None, done: Collection[int] = ()
) -> Iterator[tuple[int, Taken]]:  # fmt: skip
    """Everything in it, one after the other with its place; with `intake.look` what would happen. `done`: places to pass over."""
    at = 0
    for name, error in bundle.archive.refused.items():
        if at not in done:
            yield at, not_taken(name, error)
        at += 1
    if not bundle.manifest:
        for place, name in enumerate(bundle.archive.files, start=at):
            if place not in done:
                yield place, _file(bundle, name, intake)
        return
    places = [place for place in range(at, at + len(bundle.rows)) if place not in done]
    yield from zip(places, intake.rows([bundle.rows[place - at] for place in places], bundle, note), strict=True)
    for place, name in enumerate(bundle.unnamed(), start=at + len(bundle.rows)):
        if place not in done:
            yield place, not_taken(name, InputError("bundle_unnamed", manifest=bundle.manifest))


def _file(bundle: Bundle, name: str, intake: Intake) -> Taken:
    try:
        return intake.file(bundle.read(name), PurePosixPath(name).name)
    except RepositoryError as error:
        return not_taken(name, error)
