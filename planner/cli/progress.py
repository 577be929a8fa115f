"""What the user sees while the solver works, on standard error.

On a terminal one line that is rewritten; elsewhere a plain line for each step of the objectives and
a sign of life every ten seconds.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from planner.text import number, text

if TYPE_CHECKING:
    from planner.optimise.solve import Report

_QUIET_SECONDS = 10.0


class Display:
    """A context that shows reports; `report` may be called from any thread.

    What is on the screen may be looked at by whoever the edition is for: without `secrets` no value
    is shown that counts confidential dwellings.
    """

    def __init__(self, *, quiet: bool, secrets: bool = True) -> None:
        self._quiet = quiet
        self._secrets = secrets
        self._live: Any = None
        self._step = ("", "")
        self._said = 0.0

    def __enter__(self) -> Display:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.status import Status

            self._live = Status(text("cli.solve.preparing"), console=Console(stderr=True))
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def report(self, report: Report) -> None:
        """Show how far the solve is."""
        if self._quiet:
            return
        if report.confidential and not self._secrets:
            told = replace(report.progress, value=None, bound=None)
            report = replace(report, progress=told)
        if self._live is not None:
            self._live.update(_line(report))
            return
        step, now = (report.aim, report.part), time.monotonic()
        if step != self._step or now - self._said >= _QUIET_SECONDS:
            self._step, self._said = step, now
            print(_line(report), file=sys.stderr, flush=True)


def _line(report: Report) -> str:
    from planner.cli.tables import measure
    from planner.output.wording import worded

    progress = report.progress
    return text(
        "cli.solve.progress",
        seconds=number(progress.seconds, 1),
        aim=worded("aim", report.aim),
        part=worded("part", report.part),
        value=measure(progress.value, report.unit),
        bound=measure(progress.bound, report.unit),
        gap=measure(progress.gap, "share"),
    )
