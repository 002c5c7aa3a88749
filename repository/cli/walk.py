"""Given files and folders, the files to take in, and what was left out and why: nothing is passed over in silence."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from repository.errors import InputError
from repository.intake import Taken, not_taken

_HIDDEN = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini|__macosx", re.IGNORECASE | re.DOTALL)  # written by programs, not by people


@dataclass(slots=True)
class Walk:
    """What is found below the given paths: `found` in order, files to be taken and links refused; folders are gone through
    without hidden files, which are counted, and without links that lead out of them."""

    found: list[Path | Taken] = field(default_factory=list)
    hidden: int = 0
    empty: list[Path] = field(default_factory=list)

    def through(self, paths: list[Path]) -> "Walk":
        """All of them, named by the person: what is named is taken, hidden or link."""
        for path in paths:
            if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for what may not be looked at
                self.found += self._folder(path)
            else:
                self.found.append(path)
        return self

    def _folder(self, root: Path) -> Iterator[Path | Taken]:
        failed: list[OSError] = []
        inside = Path(os.path.realpath(root))
        for place, folders, names in os.walk(root, onerror=failed.append):
            folder = Path(place)
            if not folders and not names:
                self.empty.append(folder)
            self.hidden += sum(_hidden(name) for name in (*folders, *names))
            folders[:] = sorted(name for name in folders if not _hidden(name))
            for name in folders:  # linked ones are not gone through: their files are taken where they are
                if leads_out(folder / name, inside):
                    yield _link(folder / name)
            for name in sorted(name for name in names if not _hidden(name)):
                yield _link(folder / name) if leads_out(folder / name, inside) else folder / name
        yield from (Path(str(error.filename)) for error in failed)  # cannot be opened: refused with the reason


def _hidden(name: str) -> bool:
    return _HIDDEN.fullmatch(name) is not None


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a link leads to something that is not below a (resolved) folder."""
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(folder)


def _link(path: Path) -> Taken:
    return not_taken(path.name, InputError("link_outside"))
