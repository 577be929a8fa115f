"""A real process ended at random moments: nothing is lost, half written, left or orphaned."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

from planner.disk import tidied
from planner.region.load import load
from planner.region.plan_file import read_plan
from planner.verification.rules import verify
from tests.cli.process import command, environment
from tests.tiny import tiny, write_folder

ENDS = ("SIGINT", "SIGTERM", "SIGKILL", "SIGINT twice")
# What a shell sees; below zero: the system ended it, which before the planner is loaded is all.
CODES = {
    "SIGINT": {0, 6, 130, -2},
    "SIGTERM": {0, 6, 143, -15},
    "SIGKILL": {0, -9},
    "SIGINT twice": {0, 6, 130, -2},
}


def attack(folder: Path, times: int, seed: int = 1) -> tuple[Counter[tuple[str, str]], list[str]]:
    """End so many solves at random moments; what they ended with, and everything that is wrong."""
    draw = random.Random(seed)
    region = write_folder(folder / "tiny", tiny())
    _solve(folder, "first").communicate()
    began = time.monotonic()
    _solve(folder, "first", "--force").communicate()
    lasts = time.monotonic() - began
    found: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for number in range(times):
        how, over = ENDS[number % len(ENDS)], draw.random() < 0.5
        out = folder / f"out{number}"
        if over:
            shutil.copytree(folder / "first", out)
        delay = draw.uniform(0, lasts)
        code, said = _ended(folder, out, how, delay, draw.uniform(0, 0.5))
        faults = _faults(folder, region, out, how, code, said, over=over)
        kept = (out / "plan.json").exists()
        found[how, f"{code}, {'a plan' if kept else 'no plan'}"] += 1
        wrong += [f"{how} after {delay:.2f} s, code {code}: {fault}" for fault in faults]
        shutil.rmtree(out, ignore_errors=True)
    return found, wrong


def _solve(folder: Path, out: str, *more: str) -> subprocess.Popen[str]:
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        command("solve", "tiny", "--out", out, *more), cwd=folder, start_new_session=True,
        env=environment("en", TMPDIR=str(temporary)), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def _ended(folder: Path, out: Path, how: str, delay: float, between: float) -> tuple[int, str]:
    """The exit code of a solve that is ended after a while, and what it said."""
    process = _solve(folder, out.name, "--force")
    time.sleep(delay)
    number = signal.Signals[how.partition(" ")[0]]
    process.send_signal(number)
    if how.endswith("twice"):
        time.sleep(between)
        process.send_signal(number)
    try:
        _, said = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return 99, "it does not end"
    return process.returncode, said


def _faults(
    folder: Path, region: Path, out: Path, how: str, code: int, said: str, *, over: bool
) -> list[str]:
    faults = []
    # Python itself is interrupted while it starts: nothing of the planner is loaded yet.
    early = code == 1 and "<frozen site>" in said and "planner" not in said
    if code not in CODES[how] and not early:
        faults.append(f"unexpected code: {said[-300:]}")
    if ("Traceback" in said or "Warning" in said) and not early:
        faults.append(said[-600:])
    if _orphans():
        faults.append("an orphan")
    left = [path.name for path in folder.iterdir() if path.name.endswith(".planner")]
    if how == "SIGKILL":
        tidied(out)
        for name in left:
            shutil.rmtree(folder / name, ignore_errors=True)
        shutil.rmtree(folder / "tmp")
    elif left or any((folder / "tmp").iterdir()):
        faults.append(f"left behind: {left} {[path.name for path in (folder / 'tmp').iterdir()]}")
        shutil.rmtree(folder / "tmp")
    if over and not (out / "plan.json").exists():
        faults.append("the old plan is gone")
    if code in (0, 6) and not (out / "report.html").exists():
        faults.append("not everything is there")
    if out.exists():
        record = json.loads((out / "plan.json").read_text("utf-8"))
        known = load(region).region
        if not verify(known, read_plan(out, known)).holds or not record["verification"]["holds"]:
            faults.append("the plan breaks a rule")
    return faults


def _orphans() -> list[int]:
    """Processes of ours that have lost the one that started them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().partition(") ")
            line = (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if rest.split()[1] == "1" and b"planner\0solve\0tiny\0" in line and rest[0] != "Z":
            found.append(int(name.split()[0]))
    return found
