"""What was fetched before, by content: files named after their sha256, and an index of addresses.

    <cache folder>/geo/index.json        address -> file, ETag, Last-Modified
    <cache folder>/geo/content/<sha256><.ending of the address>  the content itself
    <cache folder>/geo/partial/<sha256 of the address>  what came of a download that broke off

The folder is the user's cache folder (XDG_CACHE_HOME on Linux). Files appear in it whole, by
renaming; one whose content no longer fits its name is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from planner.errors import ExitCode, PlannerError, Problem


@dataclass(frozen=True, slots=True)
class Known:
    """What the index says of an address: the file with its content and how to ask for news."""

    file: str
    etag: str
    last_modified: str


class Cache:
    """The cache folder; made when the first content is put in."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or _user_folder()

    def known(self, url: str) -> Known | None:
        """What is kept of an address, if its content is still whole."""
        entry = self._index().get(url)
        try:
            found = Known(**entry) if entry else None
            return found if found and digest(self.path(found)) == found.file[:64] else None
        except (TypeError, OSError):
            return None

    def path(self, known: Known) -> Path:
        """The file that holds the content."""
        return self._folder / "content" / known.file

    def put(self, url: str, content: bytes, etag: str, last_modified: str) -> Path:
        """Keep the content of an address; returns the file that holds it."""
        partial = self.partial(url)
        with _writing(self._folder):
            _write(partial, content)
        return self.adopt(url, partial, etag, last_modified)

    def adopt(self, url: str, file: Path, etag: str, last_modified: str) -> Path:
        """Keep a downloaded file as the content of an address; returns where it is now."""
        with _writing(self._folder):
            # Some programs know a file by how its name ends.
            ending = PurePosixPath(urlsplit(url).path).suffix
            known = Known(f"{digest(file)}{ending}", etag, last_modified)
            path = self.path(known)
            path.parent.mkdir(parents=True, exist_ok=True)
            file.replace(path)
            index = json.dumps({**self._index(), url: asdict(known)}, indent=1, sort_keys=True)
            _write(self._folder / "index.json", index.encode())
        return path

    def partial(self, url: str) -> Path:
        """Where a download of an address grows."""
        with _writing(self._folder):
            folder = self._folder / "partial"
            folder.mkdir(parents=True, exist_ok=True)
        return folder / hashlib.sha256(url.encode()).hexdigest()

    def _index(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads((self._folder / "index.json").read_bytes())
        except (OSError, ValueError):  # none yet, or not ours: then nothing is known
            return {}
        return found if isinstance(found, dict) else {}


def digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _user_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("housing-allocation-planner", appauthor=False) / "geo"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = Problem("geo.cache", {"reason": error.strerror}, str(folder))
        raise PlannerError(problem, ExitCode.USAGE) from error
