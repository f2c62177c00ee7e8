"""The ways to make a step of an argument, each with the check that a machine made.

A step that is an identity of matrices is proved for all shapes; an equality or a sign of scalars is decided by SymPy,
symbols being positive; a limit is computed; an inequality of the textbooks carries its name and is certified at
many points, in balls or exactly, which confirms it and does not prove it. A check that compares a thing with itself
fails: it checks nothing.

Dictionary
    matrices        identities of matrices, as terms
    Setting         sizes, matrices and definitions as texts; its method `equality` compares two terms for all shapes
    algebra         scalars are equal: SymPy finds each difference to be 0
    nonnegative, positive   scalars are at least 0, or above it, by SymPy's rules for positive symbols
    at_most         two SymPy expressions: the difference has no negative coefficient in positive symbols
    tends           a one-sided limit from above, or at infinity
    tends_to        a limit as a variable grows
    textbook        a named inequality, certified at points
    computed, verified      anything else that was computed: exact integers, balls
    outside         a theorem or hypothesis of other authors, by name
    part            an argument of its own as one step
    ALIKE           what a check says that compares a thing with itself
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy

from lora_symbolic.language import Term, variables
from lora_symbolic.language.propositions import naming
from lora_symbolic.language.statement import statement_from_table
from lora_symbolic.proving import prove_equal

from .argument import PART, Argument, Kind, Step
from .second_look import equality_again, limit_again, order_again

ALIKE = "both sides are written alike: nothing is checked"


def matrices(statement: str, reason: str, *pairs: tuple[Term, Term]) -> Step:
    """A step that rests on identities of matrices, proved for all shapes.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "m", "n"), matrix("B", "n", "m")
    >>> matrices("(AB)^T = B^T A^T", "transposes", ((A @ B).T, B.T @ A.T)).holds
    True
    """
    names = _in_terms(*(side for pair in pairs for side in pair))
    if any(left == right for left, right in pairs):
        return Step(statement, reason, ALIKE, False, kind=Kind.IDENTITY, names=names)
    proofs = [prove_equal(left, right) for left, right in pairs]
    positive = any(proof.conditions for proof in proofs)
    detail = "one canonical form of both sides, for all shapes" + (", entries positive" if positive else "")
    return Step(statement, reason, detail, all(proof.proved for proof in proofs), kind=Kind.IDENTITY, names=names)


def _in_terms(*terms: Term) -> frozenset[str]:
    """Sizes and matrices of terms."""
    found = variables(*terms)
    sides = {name for one in found for side in one.shape for name in side.names}
    return frozenset({one.name for one in found} | sides)


def _in_scalars(*expressions: sympy.Expr) -> frozenset[str]:
    """Symbols of expressions."""
    return frozenset(symbol.name for one in expressions for symbol in one.free_symbols)


def algebra(statement: str, reason: str, *equalities: sympy.Expr | tuple[sympy.Expr, sympy.Expr]) -> Step:
    """A step that rests on scalars being equal: two sides are, or a difference is 0, and is not written as 0.

    >>> x = sympy.Symbol("x", positive=True)
    >>> algebra("(x + 1)^2 = x^2 + 2x + 1", "expand", (x + 1) ** 2 - x**2 - 2 * x - 1).holds
    True
    >>> algebra("x = x", "the same", (x, x)).check
    'both sides are written alike: nothing is checked'
    """
    differences = [one[0] - one[1] if isinstance(one, tuple) else one for one in equalities]
    names = _in_scalars(*(side for one in equalities for side in (one if isinstance(one, tuple) else (one,))))
    if any(one[0] == one[1] if isinstance(one, tuple) else one == 0 for one in equalities):
        return Step(statement, reason, ALIKE, False, kind=Kind.IDENTITY, names=names)
    zero = all(_is_zero(difference) for difference in differences)
    return Step(statement, reason, "SymPy: the difference of both sides is 0", zero, kind=Kind.IDENTITY, names=names)


def _is_zero(difference: sympy.Expr) -> bool:
    return any(form == 0 for form in _forms(difference))


def _forms(difference: sympy.Expr) -> Iterator[sympy.Expr]:
    """The same number written in several ways, the cheap ones first."""
    yield difference
    yield sympy.expand(difference)
    if difference.has(sympy.factorial):
        yield sympy.gammasimp(difference.doit().rewrite(sympy.gamma))
    yield difference.doit()
    yield sympy.expand(sympy.expand_log(difference.doit(), force=True))
    yield sympy.cancel(sympy.expand(sympy.expand(difference).rewrite(sympy.exp)))
    yield sympy.simplify(difference)
    yield sympy.simplify(sympy.expand_log(difference, force=True))
    yield sympy.simplify(sympy.simplify(difference.rewrite(sympy.exp)))


def nonnegative(statement: str, reason: str, *values: sympy.Expr) -> Step:
    """A step that rests on the sign of scalars: each value is at least 0, by SymPy's rules for positive symbols.

    >>> x = sympy.Symbol("x", positive=True)
    >>> nonnegative("x < 1 + x", "obvious", 1 + x - x).holds, nonnegative("x < 1", "wrong", 1 - x).holds
    (True, False)
    """
    check, names = "SymPy: the difference is nonnegative for all positive symbols", _in_scalars(*values)
    if any(value == 0 for value in values):
        return Step(statement, reason, ALIKE, False, kind=Kind.ORDER, names=names)
    return Step(statement, reason, check, all(map(is_nonnegative, values)), kind=Kind.ORDER, names=names)


def positive(statement: str, reason: str, *values: sympy.Expr) -> Step:
    """A step that rests on the sign of scalars: each value is above 0, by SymPy's rules for positive symbols.

    >>> x = sympy.Symbol("x", positive=True)
    >>> positive("1 + x > 0", "obvious", 1 + x).holds, positive("x - 1 > 0", "wrong", x - 1).holds
    (True, False)
    """
    check = "SymPy: positive for all positive symbols"
    holds = all(value.is_positive is True for value in values)
    return Step(statement, reason, check, holds, kind=Kind.ORDER, names=_in_scalars(*values))


def is_nonnegative(value: sympy.Expr) -> bool:
    """Whether SymPy sees that a value is at least 0 for all values of its symbols."""
    ways: tuple[Callable[[sympy.Expr], sympy.Expr], ...] = (sympy.expand, sympy.factor, sympy.simplify)
    return value.is_nonnegative is True or any(way(value).is_nonnegative is True for way in ways)


def tends(statement: str, reason: str, value: sympy.Expr, variable: sympy.Symbol, to: Any, limit: Any) -> Step:
    """A step that rests on a one-sided limit from above (or at infinity).

    >>> x = sympy.Symbol("x", positive=True)
    >>> tends("1/x -> 0", "obvious", 1 / x, x, sympy.oo, 0).holds
    True
    """
    found = sympy.limit(value, variable, to, "+")
    check, names = f"SymPy: the limit is {found}", _in_scalars(value)
    return Step(statement, reason, check, bool(found == limit), kind=Kind.LIMIT, names=names)


def textbook(statement: str, reason: str, cases: Iterable[bool], where: str) -> Step:
    """A step that rests on a named inequality, certified at points.

    >>> textbook("1 + x <= e^x", "convexity", [True, True], "2 points").check
    'textbook inequality; confirmed at 2 points'
    """
    found, check = list(cases), f"textbook inequality; confirmed at {where}"
    return Step(statement, reason, check, bool(found) and all(found), kind=Kind.TEXTBOOK)


def computed(statement: str, reason: str, holds: bool, how: str) -> Step:
    """A step that rests on a computation which is described."""
    return Step(statement, reason, how, holds)


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
            return Step(said, reason, terms, False, kind=Kind.IDENTITY)
        names = _in_terms(*terms)
        if terms[0] == terms[1]:
            return Step(said, reason, ALIKE, False, kind=Kind.IDENTITY, names=names)
        holds, check = _equal(*terms, self.sizes)
        return Step(said, reason, check, holds, "", (equality_again(*terms),), Kind.IDENTITY, names)


def at_most(statement: str, reason: str, left: sympy.Expr, right: sympy.Expr) -> Step:
    """A step left <= right, for all positive values of the symbols.

    >>> t = sympy.Symbol("t", positive=True)
    >>> at_most("", "", t / (1 + t), sympy.Integer(1)).holds, at_most("", "", t, t**2).holds
    (True, False)
    """
    names = _in_scalars(left, right)
    if left == right and names:
        return Step(statement, reason, ALIKE, False, kind=Kind.ORDER, names=names)
    difference = sympy.factor(sympy.together(right - left))
    check, again = f"SymPy: right - left = {difference}, no negative coefficient", (order_again(left, right),)
    return Step(statement, reason, check, not_negative(difference), "", again, Kind.ORDER, names)


def not_negative(expression: sympy.Expr) -> bool:
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
    again, names = limit_again(expression, variable, value), _in_scalars(expression)
    check = f"SymPy: the limit of {expression} as {variable} grows is {found}"
    return Step(statement, reason, check, holds, "", (again,), Kind.LIMIT, names)


def verified(statement: str, reason: str, check: str, holds: bool) -> Step:
    """A step that was computed, exactly or in balls."""
    return Step(statement, reason, check, holds)


def outside(statement: str, source: str) -> Step:
    """A step that rests on other authors' work."""
    return Step(statement, "cited", f"not judged here: {source}", True, source, kind=Kind.CITED)


def part(argument: Argument) -> Step:
    """An argument of its own as one step."""
    confirmed = "all confirmed" if argument.holds else f"fails: {argument.failures[0].statement}"
    again = tuple(look for step in argument.steps for look in step.again)
    check = f"{len(argument.steps)} steps, {confirmed}"
    return Step(naming(argument.claim), PART, check, argument.holds, "", again, Kind.PART)
