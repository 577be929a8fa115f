"""What commands that were killed left half done, finished or removed before the next one begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.cli.tables import say


def tidy(*places: Any, quiet: bool = False) -> None:
    """Tidy up around every path among `places`, and say what was done."""
    from planner.disk import tidied

    for path in places:
        if isinstance(path, Path) and (found := _around(path)):
            for place in found:
                for sentence in tidied(place):
                    if not quiet:
                        say(sentence)


def _around(path: Path) -> tuple[Path, ...]:
    """Where leftovers of a path may be; nowhere for a name that no file can have."""
    try:
        # A file is named by itself where its whole folder may have gone.
        return (path,) if path.exists() else (path.parent, path)
    except OSError:
        return ()
