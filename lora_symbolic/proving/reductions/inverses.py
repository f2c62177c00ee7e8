"""Inverses on both sides: where a product of square matrices is 1, so is every cyclic rearrangement of it.

Dictionary
    turned(e)       an equation, and those that follow from it in this way
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from lora_symbolic.language.operations import matmul
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term

from ..index_form.functions.invertible import matrix_product


def turned(equation: Equation) -> Iterator[tuple[Term, Term]]:
    """An equation; with A B = 1 for square matrices, B A = 1 too."""
    yield equation.lhs, equation.rhs
    for product, one in ((equation.lhs, equation.rhs), (equation.rhs, equation.lhs)):
        factors = matrix_product(product) if one.op == "eye" else []
        for k in range(1, len(factors)):
            yield reduce(matmul, [*factors[k:], *factors[:k]]), one
