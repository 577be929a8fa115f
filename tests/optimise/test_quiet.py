"""What a library prints past Python, in a process of its own: its standard output byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GREETS = """
import ctypes, os, sys
library = ctypes.CDLL("ucrtbase" if os.name == "nt" else None)
"""


def printed(lines: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", GREETS + lines], capture_output=True, check=True, cwd=ROOT
    )
    return done.stdout.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    "noise",
    [
        'os.write(1, b"noise\\n")',
        'library.puts(b"noise")',  # stays in a buffer of the C library
        'print("noise")',
        'os.system("echo noise")',
    ],
)
def test_only_what_is_printed_inside_is_lost(noise: str) -> None:
    lines = f"""
from planner.optimise.quiet import quiet
print("before")
library.puts(b"before in C")
with quiet():
    {noise}
print("after", flush=True)
library.puts(b"after in C")
"""
    assert printed(lines) == b"before\nbefore in C\nafter\nafter in C\n"


def test_an_error_inside_ends_the_silence() -> None:
    lines = """
from planner.optimise.quiet import quiet
try:
    with quiet():
        raise RuntimeError
except RuntimeError:
    print("after")
"""
    assert printed(lines) == b"after\n"


def test_a_process_without_standard_output_goes_on() -> None:
    lines = """
from planner.optimise.quiet import quiet
os.close(1)
sys.stdout = None
with quiet():
    sys.stderr.write("inside")
"""
    done = subprocess.run(
        [sys.executable, "-c", GREETS + lines], capture_output=True, check=True, cwd=ROOT
    )
    assert done.stderr == b"inside"


def test_a_solver_is_made_without_a_word() -> None:
    lines = """
import pulp
from planner.optimise.solver import Options, Session
Session(pulp.LpProblem("empty"), Options())
"""
    assert printed(lines) == b""
