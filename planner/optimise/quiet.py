"""Silence around libraries that print on standard output without being asked.

A solver is compiled code: it writes to the file descriptor, past `sys.stdout`, and keeps what it
wrote in a buffer of its own. HiGHS 1.16 greets that way whenever a solver object is made, and no
option of its keeps it from doing so.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_STANDARD_OUTPUT = 1


@contextmanager
def quiet() -> Iterator[None]:
    """While this lasts, nothing that is written to the standard output of the process arrives.

    That holds for the whole process, other threads included, so let it last for one call only.
    A process without standard output, as under `pythonw`, is left alone.
    """
    try:
        kept = os.dup(_STANDARD_OUTPUT)
    except OSError:
        yield
        return
    _flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_OUTPUT)
    os.close(nowhere)
    try:
        yield
    finally:
        _flush()
        os.dup2(kept, _STANDARD_OUTPUT)
        os.close(kept)


def _flush() -> None:
    """Let Python and the C library write what they still hold for standard output."""
    if sys.stdout is not None:
        sys.stdout.flush()
    ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)
