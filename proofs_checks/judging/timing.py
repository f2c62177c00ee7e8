"""Soft time limits: a block of code that is interrupted when its seconds are over."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 0.05  # the alarm repeats, since a destructor may swallow one


class OutOfTime(BaseException):
    """The seconds are over; no handler of ordinary errors may swallow it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Run the block for at most so many seconds.

    Raises OutOfTime. Only the main thread of a process on a system with interval timers is interrupted; elsewhere
    the block runs to its end.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    previous = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
