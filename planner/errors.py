"""What can go wrong in a user's hands, said in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from planner.text import text


class ExitCode(IntEnum):
    """What the command tells the shell."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    INPUT = 3
    NO_PLAN = 4
    NO_TIME = 5
    GAP_OPEN = 6


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where and how to mend it.

    `key` names the message in the catalogues; the remedy is the message `<key>.remedy`. `values`
    fill in both. `file`, `row` (as the user counts it: the header is row 1), `column` and `value`
    say where.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    @property
    def message(self) -> str:
        """What is wrong."""
        return text(self.key, **self.values)

    @property
    def remedy(self) -> str:
        """How to mend it."""
        return text(f"{self.key}.remedy", **self.values)

    @property
    def place(self) -> str:
        """Where it is: file, row, column and value as far as known."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(text("problem.row", row=self.row))
        if self.column:
            parts.append(text("problem.column", column=self.column))
        if self.value:
            parts.append(text("problem.value", value=self.value))
        return ", ".join(parts)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message} {self.remedy}"


class PlannerError(Exception):
    """An error the user can mend; carries every problem found, not the first only."""

    def __init__(
        self, problems: Problem | Iterable[Problem], exit_code: ExitCode = ExitCode.INPUT
    ) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        self.exit_code = exit_code
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
