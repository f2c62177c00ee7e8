"""Where an expression is defined: no division by what may be 0 on a box, no root or logarithm of what may be negative.

Dictionary
    undefined(expression, box)    the first part that may be undefined on the box, None when there is none
"""

from __future__ import annotations

import sympy

from .box import Box
from .order import at_most

ZERO, ONE = sympy.Integer(0), sympy.Integer(1)


def undefined(expression: sympy.Expr, box: Box) -> sympy.Expr | None:
    """The first part of an expression that is not certainly defined on the whole box.

    >>> x = sympy.Symbol("x", nonnegative=True)
    >>> undefined(1 / (1 + x) + sympy.sqrt(x), Box()), undefined(1 / x, Box())
    (None, 1/x)
    """
    for node in sympy.preorder_traversal(expression):
        if node.is_Pow and node.exp.is_Rational and not _power_defined(node, box):
            return node
        if isinstance(node, sympy.log) and at_most(ZERO, node.args[0], box, strict=True) is None:
            return node
        if isinstance(node, sympy.asin) and None in (at_most(-ONE, node.args[0], box), at_most(node.args[0], ONE, box)):
            return node
    return None


def _power_defined(node: sympy.Pow, box: Box) -> bool:
    positive = at_most(ZERO, node.base, box, strict=node.exp < 0) is not None
    if positive or (node.exp.is_Integer and node.exp > 0):
        return True
    return bool(node.exp.is_Integer) and at_most(node.base, ZERO, box, strict=True) is not None
