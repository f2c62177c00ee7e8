"""Arguments as recorded steps: each states something, says why, and was checked when it was made.

Dictionary
    Step            statement, reason, how it was checked, whether the check succeeded, the outside source it rests on
    Kind            what the check is: of an identity, an order or a limit for all values of the names that it leaves
                    free, of a textbook fact at points, a computation, a citation, an argument of its own
    Argument        a proposition with the steps that lead to it; it holds when each step does
    Look            a second look at a step: "exact" or "digits", and a seed -> whether the step stands there
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from lora_symbolic.language.propositions import Proposition, sentence

Look: TypeAlias = Callable[[str, int], bool]
PART = "an argument of its own"


class Kind(StrEnum):
    """What a check is."""

    IDENTITY = "identity"
    ORDER = "order"
    LIMIT = "limit"
    TEXTBOOK = "textbook"
    COMPUTED = "computed"
    CITED = "cited"
    PART = "part"


@dataclass(frozen=True)
class Step:
    """One step of an argument, with the outside source it rests on, if any, and the ways to look at it again.

    `names` are the parameters that the check leaves free: it stands for all their values.
    """

    statement: str
    reason: str
    check: str
    holds: bool
    source: str = ""
    again: tuple[Look, ...] = field(default=(), compare=False, repr=False)
    kind: Kind = field(default=Kind.COMPUTED, compare=False, repr=False)
    names: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    @property
    def is_part(self) -> bool:
        """Whether it stands for an argument of its own."""
        return self.reason == PART

    def to_dict(self) -> dict[str, str]:
        """The three texts, for printing; a check that failed says so."""
        return {
            "statement": self.statement,
            "reason": self.reason,
            "check": self.check if self.holds else f"FAILED: {self.check}",
        }


Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True)
class Argument:
    """A proposition with the steps that lead to it, or with what makes them."""

    claim: Proposition
    derivation: Steps | Callable[[], Steps]

    @cached_property
    def steps(self) -> Steps:
        """The steps, made and checked when they are asked for first."""
        return self.derivation() if callable(self.derivation) else self.derivation

    @property
    def sentence(self) -> str:
        """What is shown, made from the proposition."""
        return sentence(self.claim)

    @property
    def holds(self) -> bool:
        """Whether every step was checked with success."""
        return bool(self.steps) and all(step.holds for step in self.steps)

    @property
    def failures(self) -> tuple[Step, ...]:
        """The steps whose check failed."""
        return tuple(step for step in self.steps if not step.holds)

    @property
    def sources(self) -> tuple[str, ...]:
        """The outside theorems and hypotheses, each once."""
        return tuple(dict.fromkeys(step.source for step in self.steps if step.source))
