"""Files that a user names: read where they are ordinary files of a size one can expect."""

from __future__ import annotations

import stat
from pathlib import Path

from planner.text import text

MOST_BYTES = 500_000_000


def content_of(path: Path) -> bytes:
    """The content of a file.

    Raises `OSError` for a file that cannot be read, is no ordinary file (a pipe or a device would
    be waited for, or never end) or is larger than `MOST_BYTES`; its `strerror` says which.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise OSError(None, text("file.special"), str(path))
    if found.st_size > MOST_BYTES:
        raise OSError(None, text("file.large", most=MOST_BYTES // 10**6), str(path))
    return path.read_bytes()
