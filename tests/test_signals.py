"""Which signal ends what."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from planner.signals import Stopped, exit_code, heard, held, raised, unheard

INT, TERM = signal.SIGINT, signal.SIGTERM


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Every test leaves the handlers as they were."""
    before = {number: signal.getsignal(number) for number in (INT, TERM)}
    yield
    assert {number: signal.getsignal(number) for number in before} == before


@pytest.mark.parametrize(("number", "code"), [(INT, 130), (TERM, 143)])
def test_a_signal_ends_with_its_own_code(number: int, code: int) -> None:
    with pytest.raises(Stopped) as stopped, raised():
        signal.raise_signal(number)
    assert exit_code(stopped.value) == code


def test_what_a_process_ignores_it_still_ignores() -> None:
    before = signal.signal(INT, signal.SIG_IGN)
    try:
        stop = threading.Event()
        with raised(), heard(stop), held():
            signal.raise_signal(INT)
        assert not stop.is_set()
    finally:
        signal.signal(INT, before)


@pytest.mark.parametrize("number", [INT, TERM])
def test_the_first_is_heard_and_the_second_ends(number: int) -> None:
    stop, inner, later = threading.Event(), threading.Event(), threading.Event()
    done = []

    def work() -> None:
        with raised(), heard(stop):
            with heard(inner):
                signal.raise_signal(number)
                done.append("the first")
            with heard(later):
                done.append("another")
            signal.raise_signal(TERM)
            done.append("too much")

    with pytest.raises(Stopped):
        work()
    assert done == ["the first", "another"]
    assert all(event.is_set() for event in (stop, inner, later))


def test_as_a_library_other_signals_are_left_to_the_host() -> None:
    stop = threading.Event()
    with heard(stop):
        assert signal.getsignal(TERM) is signal.SIG_DFL
        signal.raise_signal(INT)
    assert stop.is_set()


def test_nothing_is_heard_where_it_ends_at_once() -> None:
    stop, inner = threading.Event(), threading.Event()
    with pytest.raises(Stopped), raised(), heard(stop), unheard(), heard(inner):
        signal.raise_signal(TERM)
    assert not stop.is_set()
    assert not inner.is_set()


def test_what_came_meanwhile_is_acted_on_afterwards() -> None:
    done = []

    def work() -> None:
        with raised():
            with held():
                signal.raise_signal(TERM)
                done.append("all")
            done.append("more")

    with pytest.raises(Stopped) as stopped:
        work()
    assert done == ["all"]
    assert exit_code(stopped.value) == 143


def test_two_that_came_meanwhile_are_two() -> None:
    stop = threading.Event()

    def work() -> None:
        with raised(), heard(stop), held():
            signal.raise_signal(INT)
            signal.raise_signal(INT)

    with pytest.raises(Stopped):
        work()
    assert stop.is_set()


def test_another_thread_hears_nothing() -> None:
    failed = []

    def work() -> None:
        try:
            with raised(), heard(threading.Event()), held(), unheard():
                pass
        except ValueError as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert failed == []
