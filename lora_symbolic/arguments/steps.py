"""Recorded steps of an argument: what is stated, why, and what a machine did to check it.

Dictionary
    Step            statement, reason, check, whether it holds, and the outside source it rests on, if any
    Argument        a claim with its steps
    Setting         sizes, matrices and definitions; its method `equality` compares two terms for all shapes
    at_most         two SymPy expressions: the difference has no negative coefficient in positive symbols
    tends_to        a SymPy limit
    verified        anything else that was computed: exact integers, balls
    outside         a theorem or hypothesis of other authors, by name
    part            an argument of its own as one step

A step can be looked at again in another way (`again.py`): exactly at random shapes or points, or in many digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import sympy

from lora_symbolic.language import Term
from lora_symbolic.language.statement import statement_from_table
from lora_symbolic.proving import prove_equal

from . import argument as threshold_proof
from .second_look import Again, equality_again, limit_again, order_again

PART = "an argument of its own"


@dataclass(frozen=True)
class Step(threshold_proof.Step):
    """A step with the outside source it rests on, if any, and the ways to look at it again."""

    source: str = ""
    again: tuple[Again, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_part(self) -> bool:
        """Whether it stands for an argument of its own."""
        return self.reason == PART


@dataclass(frozen=True)
class Argument(threshold_proof.Argument):
    """Steps that together give the claim; it holds when each step does."""

    steps: tuple[Step, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The outside theorems and hypotheses, each once."""
        return tuple(dict.fromkeys(step.source for step in self.steps if step.source))


@cache
def _terms(
    sizes: tuple[str, ...],
    matrices: tuple[tuple[str, str], ...],
    names: tuple[tuple[str, str], ...],
    left: str,
    right: str,
) -> tuple[Term, Term] | str:
    table = {
        "title": "a step",
        "sizes": list(sizes),
        "matrices": {name: shape.split(", ") for name, shape in matrices},
        "definitions": dict(names),
        "claims": [{"name": "step", "equal": [left, right]}],
    }
    claim = statement_from_table(table, "step").claims[0]
    if claim.lhs is None or claim.rhs is None:
        return claim.problem or "shapes do not fit"
    return claim.lhs, claim.rhs


@cache
def _equal(left: Term, right: Term, sizes: tuple[str, ...]) -> tuple[bool, str]:
    proof = prove_equal(left, right)
    if proof.proved:
        return True, f"canonical forms agree for all {', '.join(sizes)} ({proof.monomials} monomials)"
    return False, f"canonical forms differ: {proof.reason[:120]}"


@dataclass(frozen=True)
class Setting:
    """Sizes, matrices with their shapes ("L, d") and definitions, as in a statement file."""

    sizes: tuple[str, ...]
    matrices: Mapping[str, str]
    definitions: Mapping[str, str]

    def equality(self, reason: str, left: str, right: str, statement: str = "") -> Step:
        """A step that two terms are equal for all shapes; `statement` says it in other words.

        >>> Setting(("m",), {"A": "m, m"}, {}).equality("trace is cyclic", "trace(A @ A.T)", "trace(A.T @ A)").holds
        True
        """
        said = f"{statement}: {left} = {right}" if statement else f"{left} = {right}"
        terms = _terms(self.sizes, tuple(self.matrices.items()), tuple(self.definitions.items()), left, right)
        if isinstance(terms, str):
            return Step(said, reason, terms, False)
        holds, check = _equal(*terms, self.sizes)
        return Step(said, reason, check, holds, again=(equality_again(*terms),))


def at_most(statement: str, reason: str, left: sympy.Expr, right: sympy.Expr) -> Step:
    """A step left <= right, for all positive values of the symbols.

    >>> t = sympy.Symbol("t", positive=True)
    >>> at_most("", "", t / (1 + t), sympy.Integer(1)).holds, at_most("", "", t, t**2).holds
    (True, False)
    """
    difference = sympy.factor(sympy.together(right - left))
    holds = _not_negative(difference)
    return Step(
        statement,
        reason,
        f"SymPy: right - left = {difference}, no negative coefficient",
        holds,
        again=(order_again(left, right),),
    )


def _not_negative(expression: sympy.Expr) -> bool:
    """Whether numerator and denominator, expanded, have no negative coefficient in positive symbols."""
    numerator, denominator = sympy.fraction(expression)
    symbols = sorted(expression.free_symbols, key=str)
    if not all(symbol.is_positive for symbol in symbols):
        return False
    if not symbols:
        return bool(expression >= 0)
    try:
        parts = [sympy.Poly(part, *symbols).coeffs() for part in (numerator, denominator)]
    except sympy.PolynomialError:
        return False
    signs = [{bool(c >= 0) for c in part} for part in parts]
    return signs[0] == signs[1] == {True} or signs[0] == signs[1] == {False}


def tends_to(statement: str, reason: str, expression: sympy.Expr, variable: sympy.Symbol, value: sympy.Expr) -> Step:
    """A step that an expression tends to a value as the variable grows.

    >>> x = sympy.Symbol("x", positive=True)
    >>> tends_to("", "", sympy.log(x) / x, x, sympy.Integer(0)).holds
    True
    """
    found = sympy.limit(expression, variable, sympy.oo)
    holds = bool(sympy.simplify(found - value) == 0) if value.is_finite else bool(found == value)
    again = limit_again(expression, variable, value)
    return Step(
        statement, reason, f"SymPy: the limit of {expression} as {variable} grows is {found}", holds, again=(again,)
    )


def verified(statement: str, reason: str, check: str, holds: bool) -> Step:
    """A step that was computed, exactly or in balls."""
    return Step(statement, reason, check, holds)


def outside(statement: str, source: str) -> Step:
    """A step that rests on other authors' work."""
    return Step(statement, "cited", f"not judged here: {source}", True, source)


def part(argument: Argument) -> Step:
    """An argument of its own as one step."""
    confirmed = "all confirmed" if argument.holds else f"fails: {argument.failures[0].statement}"
    again = tuple(look for step in argument.steps for look in step.again)
    check = f"{len(argument.steps)} steps, {confirmed}"
    return Step(argument.claim, PART, check, argument.holds, "", again)


def joined(claim: str, *parts: Sequence[Step]) -> Argument:
    """One argument of several lists of steps."""
    return Argument(claim, tuple(step for part in parts for step in part))
