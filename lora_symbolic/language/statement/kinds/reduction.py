"""Reductions: a claim that calls of one problem solve another, as data.

    reduces = "P to Q": whoever answers instances of Q answers those of P

Dictionary
    Problem     inputs with their shapes, bounds on them, outputs as terms of the inputs; how exact the answers are, and
                how many bits the numbers of an instance have behind the point
    Call        one instance of the called problem, or one for each value of an index: sizes, numbers, inputs as terms
    Limit       a number that the reduction keeps below another
    Reduces     the two problems, the calls in their order, the answer as terms, and the limits
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lora_symbolic.language.later import sympy

from ...families import Families
from ...size import ONE, Size
from ...term import Term
from ...truth import NeitherTrueNorFalse
from ..comparison import Comparison, ScalarRange

LIMITS = ("calls", "entries", "multiplications")


@dataclass(frozen=True)
class Limit(NeitherTrueNorFalse):
    """A number made of sizes and scalars, and its text."""

    value: sympy.Expr
    text: str


@dataclass(frozen=True)
class Problem(NeitherTrueNorFalse):
    """What is asked: `outputs` of `inputs` within `bounds`, each entry within `accuracy`; exact where there is none.

    With `bits` every entry of an input is a multiple of 2^-bits.
    """

    name: str
    inputs: Mapping[str, Term]
    bounds: tuple[Comparison, ...]
    outputs: Mapping[str, Term]
    definitions: Mapping[str, Term] = field(default_factory=dict)
    accuracy: Limit | None = None
    bits: Limit | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term inside."""
        return (*self.inputs.values(), *self.outputs.values(), *(term for one in self.bounds for term in one.terms))


@dataclass(frozen=True)
class Call(NeitherTrueNorFalse):
    """An instance of the called problem; with an `index`, one for each of its values up to `count`.

    `at` has a term for each input, in which the members of families stand at the index; `stacks` has them for all of
    its values, one below the other. `gives` are variables for the answers, with an index for all of its values.
    `numbers` are the values of the called problem's scalars, `number_terms` the same as terms.
    """

    sizes: Mapping[str, Size]
    numbers: Mapping[str, sympy.Expr]
    number_terms: Mapping[Term, Term]
    at: Mapping[str, Term]
    stacks: Mapping[str, Term]
    gives: Mapping[str, Term]
    texts: Mapping[str, str]
    index: str = ""
    count: Size = ONE


@dataclass(frozen=True)
class Reduces(NeitherTrueNorFalse):
    """Calls of `called` solve `solved`; `source` is the table that it was read from."""

    solved: Problem
    called: Problem
    calls: tuple[Call, ...]
    answer: Mapping[str, Term]
    texts: Mapping[str, str]
    limits: Mapping[str, Limit]
    scalars: Mapping[str, ScalarRange]
    families: Families = field(compare=False)
    source: Mapping[str, Any] = field(compare=False)

    @property
    def instance_terms(self) -> tuple[Term, ...]:
        """The terms of instances and of the answer."""
        return (*(term for call in self.calls for term in call.stacks.values()), *self.answer.values())
