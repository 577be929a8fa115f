"""Runs the planner as its users do, in a folder of its own.

`run` calls the command line in this process, which saves what a process of its own costs: the
imports. `run_process` is for what only a process shows: bytes of the streams, its environment.
"""

from __future__ import annotations

import contextvars
import gettext
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest import mock

from planner.cli.app import main

ROOT = Path(__file__).parent.parent.parent
COMMANDS = (
    "regions",
    "init",
    "check",
    "quota",
    "solve",
    "verify",
    "frontier",
    "alternatives",
    "compare",
    "lock",
    "settle",
    "monitor",
    "roll",
    "geo",
)
FILES = {
    "agreements", "allocation.csv", "corporations.csv", "inputs.json", "map.html",
    "municipalities.csv", "plan.gpkg", "plan.json", "plan.xlsx", "report.html",
}  # fmt: skip
BUNDLED = "gooi-en-vechtstreek"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it has to be."""
        return json.loads(self.out)


def environment(lang: str | None = "nl", **more: str) -> dict[str, str]:
    """The environment of a user who speaks `lang`, and nothing of the one who runs the tests."""
    words = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "PLANNER_DEBUG")
    kept = {name: value for name, value in os.environ.items() if name not in words}
    spoken = {} if lang is None else {"LANG": lang}
    return {**kept, **spoken, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def command(*arguments: object) -> list[str]:
    """The command line that runs the planner; a warning in it is an error."""
    return [sys.executable, "-W", "error", "-m", "planner", *map(str, arguments)]


def run(
    cwd: Path,
    *arguments: object,
    code: int | tuple[int, ...] = 0,
    lang: str | None = "nl",
    **more: str,
) -> Ran:
    """Run the planner in a folder; it ends with (one of) `code` and never shows a traceback."""
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    domain = gettext.textdomain()
    with (
        mock.patch.dict(os.environ, environment(lang, **more), clear=True),
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            contextvars.copy_context().run(main, [*map(str, arguments)])
        except SystemExit as end:
            ended = end.code
        finally:
            gettext.textdomain(domain)
    assert isinstance(ended, int)
    return checked(Ran(ended, _text(out), _text(err)), *_codes(code))


def run_process(
    cwd: Path,
    *arguments: object,
    code: int | tuple[int, ...] = 0,
    lang: str | None = "nl",
    **more: str,
) -> Ran:
    """As `run`, in a process of its own, with `more` in its environment."""
    done = subprocess.run(
        command(*arguments), cwd=cwd, env=environment(lang, **more), capture_output=True,
        timeout=600, encoding="utf-8", check=False,
    )  # fmt: skip
    return checked(Ran(done.returncode, done.stdout, done.stderr), *_codes(code))


def _codes(code: int | tuple[int, ...]) -> tuple[int, ...]:
    return code if isinstance(code, tuple) else (code,)


def _text(stream: TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, BytesIO)
    return raw.getvalue().decode()


def checked(ran: Ran, *codes: int) -> Ran:
    """What was run, after a look at how it ended."""
    assert ran.code in codes, f"{ran.code}, not {codes}: {ran.out}\n{ran.err}"
    assert "Traceback" not in ran.out + ran.err
    assert "Warning" not in ran.err
    return ran


@contextmanager
def interruptible() -> Iterator[None]:
    """Processes started inside hear Ctrl-C, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of the folders in it, byte for byte, by their path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
