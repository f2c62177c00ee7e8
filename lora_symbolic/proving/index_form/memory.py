"""Memory: all that a proof remembers while it goes on, in one place.

Dictionary
    Memory          heads by kind and key, numbers of sizes and of slots, entries of terms as templates, and the
                    ranks of the size symbols, by which sums of sizes are ordered; heads that the statement asks to
                    be positive; whether functions of 0 and 1 are split, and roots of
                    primes written as roots of unity
    spend(n)        count so many factors written; TooLarge where the work allowed is done
    use(memory)     proofs go on with this memory, until told otherwise
    current         the memory in use

A proof begins with an empty memory. So what it finds depends on its statement alone: not on
what was proved before, and not on a proof that was stopped half-way. Numbers come from counters that never begin again,
so that nothing of one memory is ever taken for something of another.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from .index import TooLarge

_numbers = count()
ALLOWED = 900_000  # factors of monomials: some seconds, some hundred megabytes


class Memory:
    """What one proof has worked out."""

    __slots__ = ("allowed", "entries", "heads", "positive", "ranks", "sizes", "slots", "splitting", "turning", "work")

    def __init__(self) -> None:
        self.heads: dict[Any, Any] = {}
        self.sizes: dict[Any, int] = {}
        self.slots: dict[Any, int] = {}
        self.entries: dict[Any, Any] = {}
        self.ranks: dict[str, int] = {}
        self.positive: set[Any] = set()
        self.splitting = False
        self.turning = False
        self.work = 0
        self.allowed = ALLOWED


current = Memory()


def use(memory: Memory) -> Memory:
    """Go on with this memory."""
    global current
    current = memory
    return memory


def new_number() -> int:
    """A number that was never given before in this process."""
    return next(_numbers)


def spend(factors: int) -> None:
    """Count the work of a proof, in factors of monomials; TooLarge where more is done than allowed."""
    current.work += factors
    if current.work > current.allowed:
        raise TooLarge(f"more than {current.allowed:,} factors")
