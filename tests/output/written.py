"""Runs the command line inside this process, and reads every byte that it wrote."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import zipfile
from contextlib import closing, redirect_stderr, redirect_stdout
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from planner.cli.app import main
from planner.text import use
from tests.cli.process import contents


def planner(*arguments: object, lang: str = "nl") -> tuple[int, str, str]:
    """Run the planner: exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    before = os.environ.get("LANGUAGE")
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stopped:
        main([*map(str, arguments), "--lang", lang])
    use("nl")
    os.environ.pop("LANGUAGE", None)
    if before is not None:
        os.environ["LANGUAGE"] = before
    assert "Traceback" not in err.getvalue()
    return int(str(stopped.value.code)), out.getvalue(), err.getvalue()


def texts(folder: Path) -> dict[str, str]:
    """Everything in a folder as text: parts of Office files, rows of databases, pages unescaped."""
    found: dict[str, str] = {}
    for name, content in contents(folder).items():
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for part in archive.namelist():
                    found[f"{name}!{part}"] = unescape(_decoded(archive.read(part)))
        elif name.endswith(".gpkg"):
            with closing(sqlite3.connect(folder / name)) as database:
                found[name] = unescape("\n".join(database.iterdump()))
            # What was deleted may still be in the file.
            found[f"{name}!bytes"] = content.decode("utf-8", "replace")
        else:
            found[name] = unescape(_decoded(content))
    return found


def _decoded(content: bytes) -> str:
    words = content.decode("utf-8", "replace")
    # JSON inside a page or file may write letters by their number.
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), words)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in `plan.gpkg`."""
    with closing(sqlite3.connect(folder / "plan.gpkg")) as database:
        return database.execute(sql).fetchall()
