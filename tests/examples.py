"""The examples in the documents, carried out: what they show is what the planner prints.

In a guide a block of `console` has lines `$ planner …`, each with what the planner prints on
standard output, 80 columns wide. The blocks of several pages may follow on each other in one
folder. A comment `<!-- shown: 2 4 -->` above a block shows only these parts of what is printed (a
part begins at the margin), and `…` for those left out; a block with a `title` is a file to be
written. In a tutorial, a Python file, comments with `# %%` begin a part: its text, then its code.
"""

from __future__ import annotations

import ast
import contextvars
import io
import os
import re
import shlex
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from planner.cli.app import main

_BLOCK = re.compile(
    r"(?:<!-- shown: (?P<shown>[\d ]+) -->\n)?"
    r"^```(?:(?P<console>console)|\w+ title=\"(?P<file>[^\"]+)\")\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LEFT_OUT = "…"


def carried_out(page: str, folder: Path, lang: str) -> str:
    """The page with, after each command, what the planner prints in a folder."""

    def again(block: re.Match[str]) -> str:
        if name := block["file"]:
            (folder / name).write_text(block["body"], encoding="utf-8")
            return block[0]
        shown = {int(part) for part in (block["shown"] or "").split()}
        answers = []
        for command in commands(block["body"]):
            printed = _printed(shlex.split(command.replace("\\\n", " ")), folder, lang)
            answers.append(f"$ {command}\n{_shown(printed, shown)}")
        start = block.start("body") - block.start()
        return block[0][:start] + "".join(answers) + "```"

    return _BLOCK.sub(again, page)


def commands(text: str) -> list[str]:
    """The command lines in a block; one that goes on after a backslash is one."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", text, flags=re.MULTILINE)


def _printed(words: list[str], folder: Path, lang: str) -> str:
    assert words[0] == "planner", words
    out, err = io.StringIO(), io.StringIO()
    environment = {"LANGUAGE": lang}
    width = mock.patch("planner.cli.tables.screen_width", return_value=80)
    with (
        chdir(folder),
        mock.patch.dict(os.environ, environment),
        width,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            contextvars.copy_context().run(main, words[1:])
        except SystemExit as end:
            code = end.code
    # Problems go to standard error, and are what an example of them shows.
    return out.getvalue() if not code else err.getvalue() + out.getvalue()


def _shown(printed: str, parts: set[int]) -> str:
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    found: list[list[str]] = []
    for line in lines:
        if not found or (line and not line.startswith(" ")):
            found.append([])
        found[-1].append(line)
    assert all(1 <= part <= len(found) for part in parts), (parts, printed)
    shown: list[str] = []
    for number, part in enumerate(found, 1):
        if not parts or number in parts:
            shown += part
        elif not shown or shown[-1] != _LEFT_OUT:
            shown.append(_LEFT_OUT)
    while shown and not shown[-1]:
        shown.pop()
    return "".join(f"{line}\n" for line in shown)


def told(source: str) -> str:
    """A tutorial as a page: its text, its code, and under each piece of code what it prints."""
    names: dict[str, object] = {"__name__": "tutorial"}
    pieces = []
    for part in re.split(r"^# %%\n", source, flags=re.MULTILINE):
        lines = part.splitlines(keepends=True)
        words = [line for line in lines if line.startswith("#")]
        code = "".join(lines[len(words) :]).strip("\n")
        pieces.append("".join(re.sub(r"^# ?", "", line) for line in words).strip() + "\n")
        if code:
            out = io.StringIO()
            with redirect_stdout(out), redirect_stderr(io.StringIO()):
                exec(compile(ast.parse(code), "tutorial", "exec"), names)
            pieces.append(f"```python\n{code}\n```\n")
            if printed := out.getvalue().rstrip():
                lines = [line.rstrip() for line in printed.splitlines()]
                pieces.append("```text\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(piece for piece in pieces if piece.strip())
