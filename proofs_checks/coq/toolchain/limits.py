"""Limits of one run of the compiler, held by the operating system: processor time and memory.

Dictionary
    Limits          seconds of processor time and GiB of memory; none where there is no limit
        around      a command that runs another one within them
        stopped     which of them stopped a run, in words

Processor time is counted, not the time on the clock, so that an answer does not hang on what else computes.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass

_WITHIN = 'ulimit -c 0; ulimit -S -t "$1"; ulimit -S -v "$2"; shift 2; exec "$@"'
_NO_MEMORY = ("Out of memory", "out of memory", "Out_of_memory")


@dataclass(frozen=True)
class Limits:
    """What one run of the compiler may use."""

    seconds: int | None = None
    gibibytes: int | None = None

    def around(self, command: Sequence[str]) -> list[str]:
        """The command that runs another one within these limits.

        >>> Limits().around(["coqc", "a.v"])
        ['coqc', 'a.v']
        """
        if self == NO_LIMITS:
            return list(command)
        memory = None if self.gibibytes is None else self.gibibytes * 2**20
        words = ["unlimited" if limit is None else str(limit) for limit in (self.seconds, memory)]
        return ["sh", "-c", _WITHIN, "sh", *words, *command]

    def stopped(self, returncode: int, output: str) -> str:
        """Which limit stopped a run that ended with this code and output, in words; empty if none did.

        >>> Limits(60, 4).stopped(-24, ""), Limits(60, 4).stopped(1, "Error: Out of memory.")
        ('stopped after 60 s of processor time', 'stopped, more than 4 GiB of memory were needed')
        >>> Limits(60, 4).stopped(1, "Error: No applicable tactic.")
        ''
        """
        if self.seconds is not None and returncode == -signal.SIGXCPU:
            return f"stopped after {self.seconds} s of processor time"
        if self.gibibytes is not None and returncode and any(words in output for words in _NO_MEMORY):
            return f"stopped, more than {self.gibibytes} GiB of memory were needed"
        return ""


NO_LIMITS = Limits()
