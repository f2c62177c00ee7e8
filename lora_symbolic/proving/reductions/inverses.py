"""What follows from an equation, and no rule of the index form would find.

Dictionary
    turned(e, t)    an equation; where a product of square matrices is 1, every cyclic rearrangement of it; and where a
                    statement has determinants, those of both sides
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from lora_symbolic.language.operations import det, matmul
from lora_symbolic.language.size import same_size
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term, subterms

from ..index_form.functions.invertible import matrix_product


def turned(equation: Equation, sides: Sequence[Term]) -> Iterator[tuple[Term, Term]]:
    """An equation, and others that follow from it, as a statement with these sides may need them.

    >>> from lora_symbolic.language import eye, matrix
    >>> A, B = matrix("A", "n", "n"), matrix("B", "n", "n")
    >>> [str(one) for one, _ in turned(Equation("", A @ B, eye("n")), [A])]
    ['A @ B', 'B @ A']
    """
    yield equation.lhs, equation.rhs
    if same_size(*equation.lhs.shape) and any(node.op == "det" for node in subterms(*sides)):
        yield det(equation.lhs), det(equation.rhs)
    for product, one in ((equation.lhs, equation.rhs), (equation.rhs, equation.lhs)):
        factors = matrix_product(product) if one.op == "eye" else []
        for k in range(1, len(factors)):
            yield reduce(matmul, [*factors[k:], *factors[:k]]), one
