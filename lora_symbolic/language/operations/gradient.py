"""Derivatives in a variable, as operations of the language.

Dictionary (x a variable of p x q, s a scalar, f of m x n)
    grad(s, x)      entry (i, j) is the derivative of s in x_ij
    jacobian(f, x)  mn x pq, the derivatives of vec(f) in the entries of vec(x), both row-major
    hessian(s, x)   jacobian(grad(s, x), x)
"""

from __future__ import annotations

from ..errors import LanguageError
from ..size import ONE, product
from ..term import Term, has_shape, make
from .constructors import constructs
from .shapes import quoted, refusal


@constructs("grad")
def grad(value: Term, variable: Term) -> Term:
    """The derivative of a scalar in a variable: entry (i, j) is the derivative in entry (i, j).

    >>> from lora_symbolic.language import exp, matrix, sum_entries
    >>> grad(sum_entries(exp(matrix("X", "m", "n"))), matrix("X", "m", "n"))
    <grad(sum(exp(X)), X) : m x n>

    Raises LanguageError for a loss that is no scalar, or a variable that is none.

    Shapes: 1 x 1, p x q -> p x q.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    _check_variable("grad", variable)
    if not has_shape(value, ONE, ONE):
        raise refusal("grad", (value,), "a scalar")
    return make("grad", (value, variable), (), variable.shape)


@constructs("jacobian")
def jacobian(value: Term, variable: Term) -> Term:
    """The derivatives of every entry in every entry of a variable, both stacked row by row.

    >>> from lora_symbolic.language import matrix
    >>> A, X = matrix("A", "a", "m"), matrix("X", "m", "n")
    >>> jacobian(A @ X, X)
    <jacobian(A @ X, X) : a*n x m*n>

    Raises LanguageError for a variable that is none.
    """
    _check_variable("jacobian", variable)
    return make("jacobian", (value, variable), (), (product(*value.shape), product(*variable.shape)))


def hessian(value: Term, variable: Term) -> Term:
    """The second derivatives of a scalar in a variable: the Jacobian of its gradient, row-major.

    >>> from lora_symbolic.language import matrix, sum_entries
    >>> X = matrix("X", "m", "n")
    >>> hessian(sum_entries(X * X), X)
    <hessian(sum(X * X), X) : m*n x m*n>
    """
    return jacobian(grad(value, variable), variable)


def _check_variable(name: str, variable: Term) -> None:
    if variable.op != "var":
        raise LanguageError(f"{name}: {quoted(variable)} is not a variable; expected the name of a matrix")
