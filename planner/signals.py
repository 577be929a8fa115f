"""Ctrl-C and the signals that ask a process to end, each heard where something can be kept.

The command line turns them into `Stopped`, which ends at once whatever is done (`raised`). Where
there is something to keep, the first one only sets an event and the work comes to its end sooner
(`heard`); the next one ends at once again. What takes a moment and must not be left half done is
not cut at all (`held`).

As a library the planner hears Ctrl-C while it solves, and leaves other signals to its host. Only
the main thread hears of any; elsewhere all of this does nothing.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

SOLVER = "solver"  # the name of the thread in which a solver works
_SIGNALS = tuple(
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGBREAK")  # the last is Ctrl-Break, in Windows
    if name in signal.Signals.__members__
)

type _Handler = Callable[[int, FrameType | None], Any]


class Stopped(KeyboardInterrupt):
    """The user, or the system, asked the process to end; `number` is that of the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def give_up() -> NoReturn:
    """End at once, because of the signal that was heard last; raises `Stopped`."""
    raise Stopped(_last)


def exit_code(stopped: BaseException) -> int:
    """What a shell is told: 143 after SIGTERM, 130 after Ctrl-C and Ctrl-Break."""
    number = getattr(stopped, "number", signal.SIGINT)
    return 128 + (signal.SIGTERM if number == signal.SIGTERM else signal.SIGINT)


# The events of whatever is to come to its end, the outermost first.
_events: list[threading.Event] = []
_last = int(signal.SIGINT)  # the signal heard last
_deaf = False  # whether nothing more is to be heard, because it is ended at once


@contextmanager
def raised() -> Iterator[None]:
    """While this lasts a signal raises `Stopped`; one that the process ignores it still ignores."""
    with _handled(dict.fromkeys(_open_to(), _raise)):
        yield


@contextmanager
def heard(stop: threading.Event) -> Iterator[None]:
    """While this lasts the first signal sets `stop`; the next does what it would do without this.

    One inside another hears the same signals, and one that begins after the first signal is stopped
    from its beginning.
    """
    if _deaf or threading.current_thread() is not threading.main_thread():
        yield
        return
    if _events:
        if _events[0].is_set():
            stop.set()
        _events.append(stop)
        try:
            yield
        finally:
            _events.remove(stop)
        return
    # Whoever uses the library has a handler of his own for what is no Ctrl-C.
    ours = [
        number
        for number in _open_to()
        if number == signal.SIGINT or signal.getsignal(number) is _raise
    ]
    before = {number: signal.getsignal(number) for number in ours}

    def stop_all(number: int, frame: FrameType | None) -> None:
        global _last
        _last = number
        if stop.is_set():
            for known, handler in before.items():
                signal.signal(known, handler)
            signal.raise_signal(number)
        for event in _events:
            event.set()

    _events.append(stop)
    try:
        with _handled(dict.fromkeys(ours, stop_all)):
            yield
    finally:
        _events.remove(stop)


@contextmanager
def unheard() -> Iterator[None]:
    """While this lasts a signal ends at once, also where it would be heard."""
    global _deaf
    before, _deaf = _deaf, True
    try:
        with _handled(dict.fromkeys(_open_to(), _raise) if _events else {}):
            yield
    finally:
        _deaf = before


@contextmanager
def held() -> Iterator[None]:
    """While this lasts no signal is acted on; those that came are, one by one, when it ends."""
    came: list[int] = []
    try:
        with _handled(dict.fromkeys(_open_to(), lambda number, frame: came.append(number))):
            yield
    finally:
        for number in came:
            signal.raise_signal(number)


def _raise(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def _open_to() -> list[signal.Signals]:
    """The signals that a Python handler may be set for, here."""
    if threading.current_thread() is not threading.main_thread():
        return []
    return [number for number in _SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]


@contextmanager
def _handled(handlers: Mapping[signal.Signals, _Handler]) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in handlers}
    for number, handler in handlers.items():
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, known in before.items():
            signal.signal(number, known)
