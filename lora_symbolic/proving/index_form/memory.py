"""Memory: all that a proof remembers while it goes on, in one place.

Dictionary
    Memory          heads by kind and key, numbers of sizes and of slots, entries of terms as templates, and the
                    ranks of the size symbols, by which sums of sizes are ordered; heads that the statement asks to
                    be positive; whether functions of 0 and 1 are split, and roots of
                    primes written as roots of unity
    Budget          the work of one proof in all its attempts, each of which has a memory
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
ALLOWED = 600_000  # factors of monomials, counted and not timed: two seconds, two hundred megabytes


class Budget:
    """The work that a proof may do, in factors of monomials, and what is done."""

    __slots__ = ("allowed", "work")

    def __init__(self, allowed: int | None = None) -> None:
        self.allowed = ALLOWED if allowed is None else allowed
        self.work = 0


class Memory:
    """What one attempt of a proof has worked out."""

    __slots__ = (
        "allowed",
        "budget",
        "entries",
        "heads",
        "positive",
        "ranks",
        "sizes",
        "slots",
        "splitting",
        "turning",
        "work",
    )

    def __init__(self, budget: Budget | None = None) -> None:
        self.heads: dict[Any, Any] = {}
        self.sizes: dict[Any, int] = {}
        self.slots: dict[Any, int] = {}
        self.entries: dict[Any, Any] = {}
        self.ranks: dict[str, int] = {}
        self.positive: set[Any] = set()
        self.splitting = False
        self.turning = False
        self.work = 0
        self.budget = Budget() if budget is None else budget
        self.allowed = self.budget.allowed


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
    memory, budget = current, current.budget
    memory.work += factors
    budget.work += factors
    if memory.work > memory.allowed or budget.work > budget.allowed:
        raise TooLarge(f"more than {min(memory.allowed, budget.allowed):,} factors")
