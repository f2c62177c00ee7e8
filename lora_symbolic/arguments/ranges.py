"""Inequalities on a whole range, proved: by derivatives from one end of a half-line on, or by induction.

Dictionary
    rises       an expression is at least 0 from a number on: it is so there, and so is its derivative from there on
    induction   values are at least 0 at every whole number from a first one on
"""

from __future__ import annotations

import sympy

from .argument import Kind, Step
from .steps import is_nonnegative, not_negative

DERIVATIVES = 4  # that are taken, one after the other


def rises(
    statement: str, reason: str, value: sympy.Expr, variable: sympy.Symbol, start: sympy.Expr = sympy.S.Zero
) -> Step:
    """A step value >= 0 for all variable >= start, and all values of the other symbols.

    f(a) >= 0 and f' >= 0 on [a, oo) give f >= 0 there; for f' the same is asked, up to four times.

    >>> x = sympy.Symbol("x", positive=True)
    >>> rises("log(1 + x) <= x", "both are 0 at 0", x - sympy.log(1 + x), x).holds
    True
    >>> rises("x <= log(1 + x)", "wrong", sympy.log(1 + x) - x, x).holds
    False
    """
    more = sympy.Dummy(f"{variable.name}_more", nonnegative=True)
    shifted = value.subs(variable, start + more)
    order = _order(shifted, more, DERIVATIVES) if _is_defined(shifted) else None
    check = f"not found to be nonnegative: {value}" if order is None else (
        f"SymPy: {value} is nonnegative at {variable} = {start}, and its derivative of order {order} from there on"
    )  # fmt: skip
    names = frozenset(symbol.name for symbol in value.free_symbols)
    return Step(statement, reason, check, value != 0 and order is not None, kind=Kind.ORDER, names=names)


def _order(value: sympy.Expr, more: sympy.Symbol, left: int) -> int | None:
    """The order of a derivative that is nonnegative everywhere, those before being so at 0; None if there is none."""
    if _is_signed(value):
        return 0
    if left == 0 or not _is_signed(value.subs(more, 0)):
        return None
    found = _order(sympy.diff(value, more), more, left - 1)
    return None if found is None else found + 1


def _is_signed(value: sympy.Expr) -> bool:
    return value == 0 or is_nonnegative(value) or not_negative(sympy.factor(sympy.together(value)))


def _is_defined(value: sympy.Expr) -> bool:
    """Whether nothing is divided by, or the logarithm taken of, what is not seen to be positive: then it is smooth."""
    for node in sympy.preorder_traversal(value):
        if isinstance(node, sympy.log) and not node.args[0].is_positive:
            return False
        if isinstance(node, sympy.Pow) and not (node.exp.is_Integer and node.exp >= 0) and not node.base.is_positive:
            return False
        if isinstance(node, sympy.Function) and not isinstance(node, (sympy.log, sympy.exp)):
            return False
    return True


def induction(statement: str, reason: str, over: str, first: sympy.Expr, step: Step) -> Step:
    """A step for all whole numbers: the first value is at least 0, and `step` shows that none is below the one before.

    `over` is the name of the whole number.

    >>> n = sympy.Symbol("n", positive=True)
    >>> grows = rises("", "", n - sympy.log(1 + n), n)
    >>> [induction("", "", "n", sympy.Integer(first), grows).holds for first in (1, -1)]
    [True, False]
    """
    begins = bool(first.is_nonnegative)
    check = f"at first {first}; from one to the next: {step.check}"
    return Step(statement, reason, check, begins and step.holds, kind=Kind.ORDER, names=step.names | {over})
