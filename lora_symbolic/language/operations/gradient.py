"""The derivative of a scalar in a variable, as an operation of the language."""

from __future__ import annotations

from ..errors import LanguageError
from ..size import ONE
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
    """
    if variable.op != "var":
        raise LanguageError(f"grad: {quoted(variable)} is not a variable; expected the name of a matrix")
    if not has_shape(value, ONE, ONE):
        raise refusal("grad", (value,), "a scalar")
    return make("grad", (value, variable), (), variable.shape)
