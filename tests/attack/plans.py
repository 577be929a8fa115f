"""Plans that somebody has been at: each is read, or refused in words, by every command."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from tests.attack.inputs import called
from tests.tiny import tiny, write_folder

_VALUES: tuple[Any, ...] = (
    None,
    "",
    [],
    {},
    -1,
    1e308,
    "nan",
    True,
    "x" * 10_000,
    [[[[]]]],
    {"a": {"b": []}},
    0,
)
_CELLS = ("", "-1", "999", "1.5", "zz", "outflow", "\x1b[2J", "=1", "2021", "9" * 400, "s1", "b1")
_FILES = (
    "plan.json",
    "allocation.csv",
    "inputs.json",
    "plan.xlsx",
    "municipalities.csv",
    "plan.gpkg",
)


def attack(folder: Path, times: int, seed: int = 1) -> tuple[Counter[tuple[str, int]], list[str]]:
    """Tamper with a plan so often; the exit codes by command, and what is wrong."""
    draw = random.Random(seed)
    region = write_folder(folder / "tiny", tiny())
    code, said = called("solve", region, "--out", folder / "good", "--quiet", seconds=300)
    assert code == 0, said
    found: Counter[tuple[str, int]] = Counter()
    wrong: list[str] = []
    for number in range(times):
        plan = folder / "plan"
        shutil.rmtree(plan, ignore_errors=True)
        shutil.copytree(folder / "good", plan)
        name = _FILES[number % len(_FILES)]
        _tamper(draw, plan / name)
        shutil.rmtree(folder / "new", ignore_errors=True)
        for command in (
            ("verify", region, plan),
            ("compare", folder / "good", plan, "--out", folder / "new"),
            ("solve", region, "--start", plan, "--out", folder / "next", "--force", "--quiet"),
        ):
            code, said = called(*command, "--lang", "en", seconds=300)
            found[str(command[0]), code] += 1
            if code not in (0, 3, 6):
                wrong.append(f"{name} {number}: {command[0]} ends with {code}: {said[-700:]}")
            if "\x1b" in said:
                wrong.append(f"{name} {number}: {command[0]} shows an escape sequence")
    return found, wrong


def _tamper(draw: random.Random, path: Path) -> None:
    content = path.read_bytes()
    if path.suffix == ".json" and draw.random() < 0.7:
        document = json.loads(content)
        _spoil(draw, document)
        path.write_text(json.dumps(document), encoding="utf-8")
    elif path.suffix == ".csv" and draw.random() < 0.7:
        rows = list(csv.reader(content.decode().splitlines()))
        row = draw.choice(rows)
        row[draw.randrange(len(row))] = draw.choice(_CELLS)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    elif draw.random() < 0.2:
        path.write_bytes(b"[" * 100_000)
    else:
        at = draw.randrange(len(content))
        path.write_bytes(
            content[:at] + bytes([draw.randrange(256)]) + content[at + draw.randrange(9) :]
        )


def _spoil(draw: random.Random, document: Any) -> None:
    """Replace something deep in a document by something else, or take it out."""
    while True:
        keys = list(document) if isinstance(document, dict) else list(range(len(document)))
        if not keys:
            return
        key = draw.choice(keys)
        inner = document[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.7:
            document = inner
        elif draw.random() < 0.3:
            del document[key]
            return
        else:
            document[key] = draw.choice(_VALUES)
            return
