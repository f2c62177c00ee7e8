"""Questions: what one asks of terms once they are written down.

Dictionary
    prove(x == y)           proved, refuted with an instance, or undecided
    evaluate(x, X=array)    the numbers that a term stands for
    to_numpy(x)             the function of arrays that it is
    derivation(g)           the steps to a gradient g = grad(loss, X); `g.derive()`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lora_symbolic.calculus import Derivation, derive_gradient
from lora_symbolic.evaluation import FLOAT, Numbers
from lora_symbolic.evaluation import evaluate as evaluated
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.language import Term, same_shape
from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.operations import ShapeError, lift
from lora_symbolic.language.term import Equation
from lora_symbolic.proving import Answer, decide


def prove(equation: Equation, where: Iterable[Equation] = (), seconds: float = 1.0) -> Answer:
    """Prove an equation for all sizes and all entries, or refute it by a certified instance.

    `where` lists equations that are taken for granted; `seconds` is for the search of a counterexample.

    >>> from lora_symbolic.language import matrix
    >>> X, Y = matrix("X", "n", "n"), matrix("Y", "n", "n")
    >>> prove((X @ Y).T == Y.T @ X.T)
    <proved: both sides have one canonical form>
    >>> prove(X @ Y == Y @ X)
    <refuted: at n = 2, entry (2, 1)>

    Raises LanguageError for anything but an equation, ShapeError where the shapes of its sides differ.

    Shapes: both sides have one.
    Source: docs/explanation/proved-for-all-shapes.md.
    """
    given = tuple(where)
    for one in (equation, *given):
        if not isinstance(one, Equation):
            raise LanguageError(f"prove: {one!r} is no equation; expected one, such as X.T @ X == Y")
        if not same_shape(one.lhs, one.rhs):
            shapes = [f"{side.rows} x {side.cols}" for side in (one.lhs, one.rhs)]
            raise ShapeError(f"{one!r}: the left side is {shapes[0]}, the right side is {shapes[1]}")
    return decide(equation.lhs, equation.rhs, seconds, given)


def evaluate(
    term: Term,
    values: Mapping[str, ArrayLike] | None = None,
    sizes: Mapping[str, int] | None = None,
    numbers: Numbers = FLOAT,
    **arrays: ArrayLike,
) -> Any:
    """The numbers that a term stands for; its matrices by name, sizes are read off their shapes.

    >>> from lora_symbolic.language import matrix
    >>> evaluate(matrix("X", "m", "n").T, X=[[1, 2]])
    array([[1.],
           [2.]])

    Raises EvaluationError for a matrix without a value, a shape that does not fit, or a size that nothing tells.

    Shapes: m x n -> an array of m x n.
    Source: lora_symbolic.evaluation.
    """
    return evaluated(lift(term), {**(values or {}), **arrays}, sizes, numbers)


def to_numpy(term: Term) -> Callable[..., NDArray[np.float64]]:
    """The function of arrays, by the names of the matrices, that a term is.

    >>> from lora_symbolic.language import matrix
    >>> square = to_numpy(matrix("X", "n", "n") @ matrix("X", "n", "n"))
    >>> square(X=[[0, 1], [1, 0]])
    array([[1., 0.],
           [0., 1.]])
    >>> square.__doc__
    'X @ X, from X: n x n'

    Shapes: as the matrices are declared; sizes are read off the arrays.
    Raises LanguageError for what is no term; the function raises EvaluationError as `evaluate` does.
    Source: lora_symbolic.evaluation.
    """

    term = lift(term)

    def function(**arrays: ArrayLike) -> NDArray[np.float64]:
        return cast(NDArray[np.float64], evaluate(term, arrays))

    shapes = ", ".join(f"{one.name}: {one.rows} x {one.cols}" for one in declared(term))
    function.__doc__ = f"{term}, from {shapes}"
    return function


def derivation(gradient: Term) -> Derivation:
    """The steps of reverse mode to a gradient, and what they name.

    >>> from lora_symbolic.language import grad, matrix, sum_entries
    >>> X = matrix("X", "m", "n")
    >>> print(derivation(grad(sum_entries(X * X) / 2, X)))
    X

    Raises LanguageError for a term that is no gradient.
    """
    if gradient.op != "grad":
        raise LanguageError(f"derive: {gradient!r} is no gradient; expected grad(loss, X)")
    loss, variable = gradient.args
    return derive_gradient(loss, variable)
