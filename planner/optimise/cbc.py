"""CBC as a process of its own that ends when nobody waits for it, whatever ended the waiting.

PuLP's own call waits for CBC to the end and leaves process and files behind where it is cut off.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pulp

_LOOK = 0.05  # seconds between two looks at whether the user has stopped it


def solve(problem: pulp.LpProblem, command: pulp.COIN_CMD, stopped: Callable[[], bool]) -> bool:
    """Whether CBC finds a plan before it is `stopped`; the variables of the problem then have it.

    `command` says how to solve: gap, time, seed.
    """
    with tempfile.TemporaryDirectory(prefix="planner-cbc-") as folder:
        stated, answer = Path(folder) / "problem.mps", Path(folder) / "answer"
        names, rows, objective, columns = problem.writeMPS(str(stated), rename=True)
        options = [*command.options, *command.getOptions()]  # type: ignore[no-untyped-call]
        if command.timeLimit is not None:
            options.append(f"sec {command.timeLimit}")
        words = [word for option in options for word in f"-{option}".split()]
        process = subprocess.Popen(
            [command.path, str(stated), *words, "-solve", "-printingOptions", "all",
             "-solution", str(answer)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while _runs(process):
                if stopped():
                    return False
        finally:
            process.kill()
            process.wait()
        if process.returncode or not answer.is_file():
            return False
        _, values, *_, found = command.readsol_MPS(
            str(answer), problem, names, rows, objective, columns
        )
        problem.assignVarsVals(values)
        return bool(found)


def _runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_LOOK)
    except subprocess.TimeoutExpired:
        return True
    return False
