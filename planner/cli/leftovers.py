"""What commands that were killed left half done, finished or removed before the next one begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.cli.tables import say


def tidy(*places: Any, quiet: bool = False) -> None:
    """Tidy up around every path among `places`, and say what was done."""
    from planner.disk import tidied

    for path in places:
        if isinstance(path, Path):
            # A file is named by itself where its whole folder may have gone.
            for place in (path,) if path.exists() else (path.parent, path):
                for sentence in tidied(place):
                    if not quiet:
                        say(sentence)
