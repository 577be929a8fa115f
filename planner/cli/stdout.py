"""Standard output kept for what a command has to say, in UTF-8.

Where the output goes to a file or to another program, only a command itself may write there: what a
library prints past `sys.stdout`, on the file descriptor, goes to standard error instead, and no
code page of the system (cp1252, cp850) stands in the way of "−" or "≤".
"""

from __future__ import annotations

import os
import sys
import threading
from io import TextIOWrapper
from typing import NoReturn

from planner.signals import SOLVER

_OUTPUT, _ERRORS = 1, 2  # file descriptors


def reserve_output() -> None:
    """Keep standard output for the planner and write UTF-8 on it; for a process of its own only.

    On a terminal, where people read, everything stays as it is, except that a character the
    terminal does not know becomes a question mark.
    """
    if isinstance(sys.stderr, TextIOWrapper) and not sys.stderr.isatty():
        sys.stderr.reconfigure(encoding="utf-8")
    if sys.stdout is not sys.__stdout__ or not isinstance(sys.stdout, TextIOWrapper):
        return  # none, or one that a test or a notebook has put in its place
    if sys.stdout.isatty():
        sys.stdout.reconfigure(errors="replace")
        return
    sys.stdout.flush()
    ours = os.dup(_OUTPUT)
    if sys.stderr is None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _OUTPUT)
        os.close(nowhere)
    else:
        os.dup2(_ERRORS, _OUTPUT)
    sys.stdout = open(ours, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def leave(code: int) -> NoReturn:
    """End the process, with everything said; what cannot be written any more stays unsaid."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            # Told already, or nobody reads: the interpreter need not find it out once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if any(thread.name == SOLVER for thread in threading.enumerate()):
        # The solver is still at work on what nobody waits for; the interpreter cannot end it.
        os._exit(code)
    sys.exit(code)
