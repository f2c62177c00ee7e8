"""The number of monomials as a formula in the width w and the degree g, and what is claimed of it.

Dictionary
    count_at            the number that a formula gives at a width and a degree
    counts_monomials    whether a formula is C(w + g, g) for all w and g
    least_rank          the claim that a formula is the least rank that suffices for a polynomial of all logits
"""

from __future__ import annotations

import sympy

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.propositions import Comparison, Formula, Proposition, comparisons, every, formula
from lora_symbolic.language.propositions.algebra import as_sympy
from lora_symbolic.language.propositions.formula_writing import text_of

_W, _G = (sympy.Symbol(name, positive=True, integer=True) for name in "wg")


def count_at(count: Formula, width: int, degree: int) -> int:
    """The number at a width and a degree.

    >>> count_at(formula("C(w + g, g)"), 2, 3)
    10

    Raises ApproximationError for a formula that gives no integer there, or that names more than w and g.
    """
    if not count.names <= {"w", "g"}:
        raise ApproximationError(f"{text_of(count)}: expected a formula in w and g")
    try:
        found = as_sympy(count, {"w": sympy.Integer(width), "g": sympy.Integer(degree)})
    except LanguageError as error:
        raise ApproximationError(str(error)) from None
    if not found.is_Integer:
        raise ApproximationError(f"{text_of(count)} is {found} at w = {width}, g = {degree}; expected an integer")
    return int(found)


def counts_monomials(count: Formula) -> bool:
    """Whether it is C(w + g, g), for all widths and degrees.

    >>> [counts_monomials(formula(text)) for text in ("C(w + g, w)", "C(w + g, g)", "C(w + g - 1, g)", "w**g")]
    [True, True, False, False]
    """
    claimed = as_sympy(count, {"w": _W, "g": _G})
    return bool(sympy.combsimp(claimed / sympy.binomial(_W + _G, _G)) == 1)


def least_rank(count: Formula) -> Proposition:
    """For every polynomial of degree g without a coefficient 0 the largest rank of p(X Y^T) is the number."""
    given = comparisons("degree(p) = g", "min(abs(coefficients(p))) > 0")
    rank = formula("max(rank(p(X @ Y.T)))")
    return Proposition(every("w >= 1", "g >= 0", "p", "X: L, w", "Y: L, w"), given, (Comparison(rank, "=", count),))
