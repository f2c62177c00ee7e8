"""Arguments as recorded steps: each states something, says why, and was checked when it was made.

A step that is an identity of matrices is proved for all shapes; an equality or a sign of scalars is decided by SymPy,
symbols being positive; a limit is computed; an inequality of the textbooks carries its name and is certified at
many points, in balls or exactly, which confirms it and does not prove it. An argument holds when all its steps do.

Dictionary
    Step            statement, reason, how it was checked, whether the check succeeded
    Argument        a claim with its steps
    matrices, algebra, nonnegative, tends, textbook, computed     the ways to make a step
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sympy

from lora_symbolic.language import Term
from lora_symbolic.proving import prove_equal


@dataclass(frozen=True)
class Step:
    """One step of an argument."""

    statement: str
    reason: str
    check: str
    holds: bool

    def to_dict(self) -> dict[str, str]:
        """The three texts, for printing; a check that failed says so."""
        return {
            "statement": self.statement,
            "reason": self.reason,
            "check": self.check if self.holds else f"FAILED: {self.check}",
        }


@dataclass(frozen=True)
class Argument:
    """A claim with the steps that lead to it."""

    claim: str
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        """Whether every step was checked with success."""
        return bool(self.steps) and all(step.holds for step in self.steps)

    @property
    def failures(self) -> tuple[Step, ...]:
        """The steps whose check failed."""
        return tuple(step for step in self.steps if not step.holds)


def matrices(statement: str, reason: str, *pairs: tuple[Term, Term]) -> Step:
    """A step that rests on identities of matrices, proved for all shapes.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "m", "n"), matrix("B", "n", "m")
    >>> matrices("(AB)^T = B^T A^T", "transposes", ((A @ B).T, B.T @ A.T)).holds
    True
    """
    proofs = [prove_equal(left, right) for left, right in pairs]
    positive = any(proof.conditions for proof in proofs)
    detail = "one canonical form of both sides, for all shapes" + (", entries positive" if positive else "")
    return Step(statement, reason, detail, all(proof.proved for proof in proofs))


def algebra(statement: str, reason: str, *differences: sympy.Expr) -> Step:
    """A step that rests on scalars being equal: each difference is 0.

    >>> x = sympy.Symbol("x", positive=True)
    >>> algebra("(x + 1)^2 = x^2 + 2x + 1", "expand", (x + 1) ** 2 - x**2 - 2 * x - 1).holds
    True
    """
    zero = all(_is_zero(difference) for difference in differences)
    return Step(statement, reason, "SymPy: the difference of both sides is 0", zero)


def _is_zero(difference: sympy.Expr) -> bool:
    plain = sympy.expand_log(difference, force=True)
    return any(sympy.simplify(form) == 0 for form in (difference, plain, sympy.simplify(difference.rewrite(sympy.exp))))


def nonnegative(statement: str, reason: str, *values: sympy.Expr) -> Step:
    """A step that rests on the sign of scalars: each value is at least 0, by SymPy's rules for positive symbols.

    >>> x = sympy.Symbol("x", positive=True)
    >>> nonnegative("x < 1 + x", "obvious", 1 + x - x).holds, nonnegative("x < 1", "wrong", 1 - x).holds
    (True, False)
    """
    signs = all(_is_nonnegative(value) for value in values)
    return Step(statement, reason, "SymPy: the difference is nonnegative for all positive symbols", signs)


def _is_nonnegative(value: sympy.Expr) -> bool:
    forms = (value, sympy.simplify(value), sympy.factor(value), sympy.expand(value))
    return any(form.is_nonnegative is True for form in forms)


def tends(statement: str, reason: str, value: sympy.Expr, variable: sympy.Symbol, to: Any, limit: Any) -> Step:
    """A step that rests on a one-sided limit from above (or at infinity).

    >>> x = sympy.Symbol("x", positive=True)
    >>> tends("1/x -> 0", "obvious", 1 / x, x, sympy.oo, 0).holds
    True
    """
    found = sympy.limit(value, variable, to, "+")
    return Step(statement, reason, f"SymPy: the limit is {found}", bool(found == limit))


def textbook(statement: str, reason: str, cases: Iterable[bool], where: str) -> Step:
    """A step that rests on a named inequality, certified at points.

    >>> textbook("1 + x <= e^x", "convexity", [True, True], "2 points").check
    'textbook inequality; confirmed at 2 points'
    """
    found = list(cases)
    return Step(statement, reason, f"textbook inequality; confirmed at {where}", bool(found) and all(found))


def computed(statement: str, reason: str, holds: bool, how: str) -> Step:
    """A step that rests on a computation which is described."""
    return Step(statement, reason, how, holds)
