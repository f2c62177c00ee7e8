"""Activations: smooth functions of each entry that are made of others, and the logarithm of a row's exponentials.

Dictionary (x a term)
    sigmoid(x)      1 / (1 + exp(-x))           softplus(x)     log(1 + exp(x))
    tanh(x)         2 * sigmoid(2 * x) - 1      silu(x)         x * sigmoid(x)
    logsumexp(x)    log(rowsum(exp(x))), a column
    gelu(x)         x * ((1 + erf(sqrt(1/2) * x)) / 2)
"""

from __future__ import annotations

from fractions import Fraction

from ...term import Term
from ..arithmetic import add, multiply, negate, subtract
from ..entrywise import erf, exp, log, reciprocal
from ..leaves import scalar
from ..reductions import rowsum
from .powers import sqrt


def sigmoid(term: Term) -> Term:
    """One over 1 + exp(-x), entry by entry; defined everywhere.

    >>> from lora_symbolic.language import matrix
    >>> sigmoid(matrix("X", "m", "n"))
    <sigmoid(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Elfwing, Uchibe and Doya, Neural Networks 107 (2018).
    """
    return reciprocal(add(scalar(1), exp(negate(term))))


def tanh(term: Term) -> Term:
    """The hyperbolic tangent of every entry.

    >>> from lora_symbolic.language import matrix
    >>> tanh(matrix("X", "m", "n"))
    <tanh(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: NIST Digital Library of Mathematical Functions, 4.28.
    """
    return subtract(multiply(scalar(2), sigmoid(multiply(scalar(2), term))), scalar(1))


def silu(term: Term) -> Term:
    """Every entry times its sigmoid.

    >>> from lora_symbolic.language import matrix
    >>> silu(matrix("X", "m", "n"))
    <silu(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Elfwing, Uchibe and Doya, Neural Networks 107 (2018).
    """
    return multiply(term, sigmoid(term))


def softplus(term: Term) -> Term:
    """The logarithm of 1 + exp(x), entry by entry; defined everywhere.

    >>> from lora_symbolic.language import matrix
    >>> softplus(matrix("X", "m", "n"))
    <softplus(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Dugas et al., Advances in Neural Information Processing Systems 13 (2001).
    """
    return log(add(scalar(1), exp(term)))


def logsumexp(term: Term) -> Term:
    """The logarithm of the sum of the exponentials of each row, a column; defined everywhere.

    >>> from lora_symbolic.language import matrix
    >>> logsumexp(matrix("X", "m", "n"))
    <logsumexp(X) : m x 1>

    Shapes: m x n -> m x 1.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41 (2021).
    """
    return log(rowsum(exp(term)))


def gelu(term: Term) -> Term:
    """Every entry times the chance that a standard normal number is less than it.

    >>> from lora_symbolic.language import matrix
    >>> gelu(matrix("X", "m", "n"))
    <gelu(X) : m x n>
    """
    half = scalar(Fraction(1, 2))
    return multiply(term, multiply(half, add(scalar(1), erf(multiply(sqrt(half), term)))))
