"""SymPy bridge: terms as SymPy's matrix expressions, and back.

Dictionary (x, y matrices, s a scalar; One(m, n) is SymPy's OneMatrix)
    x @ y, x + y, x.T, s * x   MatMul, MatAdd, Transpose           eye, ones, zeros   Identity, OneMatrix, ZeroMatrix
    x * y, kron, trace, block  HadamardProduct, KroneckerProduct, Trace, BlockMatrix
    exp, log                   ElementwiseApplyFunction            reciprocal         HadamardPower(x, -1)
    rowsum, colsum             x One(n, 1), One(1, m) x            sum                Trace(One(1, m) x One(n, 1))
    diag                       DiagMatrix, DiagonalOf              softmax            DiagMatrix((e One(n, 1))^-1) e
    rowkron, colkron           HadamardProduct of two KroneckerProducts with One
A scalar is a SymPy scalar; where a matrix must stand, it is that scalar times One(1, 1).

SymPy has no matrix expression for vec, colvec and commutation, and its derivative of matrix expressions is not to be
relied on (`(Trace(X) + 1).diff(X)` is 0), so these and grad are refused: take the gradient first.
Back from SymPy, products with One become the sums that they are; everything else returns as it went, up to the order
and grouping of scalar factors, which SymPy chooses itself.
"""

from __future__ import annotations

from lora_symbolic.language.later import sympy

from ..size import in_sympy
from ..term import Term

__all__ = ["from_sympy", "sides", "to_sympy"]


def to_sympy(term: Term) -> sympy.Basic:
    """The term as a SymPy matrix expression, or as a SymPy scalar when it is a scalar.

    >>> from lora_symbolic.language import matrix, trace
    >>> X = matrix("X", "n", "n")
    >>> to_sympy(trace(X) * X.T)
    Trace(X)*X.T

    Raises LanguageError for vec, colvec, commutation, triangles and grad.

    Shapes: m x n -> m x n.
    Source: SymPy, matrix expressions.
    """
    from .writer import written

    return written(term)


def from_sympy(expression: sympy.Basic) -> Term:
    """The term that a SymPy matrix expression, or a scalar made of traces, sizes and numbers, stands for.

    >>> X = sympy.MatrixSymbol("X", sympy.Symbol("m"), 3)
    >>> from_sympy(X * X.T + sympy.Identity(sympy.Symbol("m")))
    <X @ X.T + eye(m) : m x m>

    Raises LanguageError for what the language lacks, such as an inverse.

    Shapes: those of the expression.
    Source: SymPy, matrix expressions.
    """
    from .reader import read

    return read(expression)


def sides(term: Term) -> tuple[sympy.Expr, sympy.Expr]:
    """The rows and the columns of a term, as SymPy's expressions.

    >>> from lora_symbolic.language import matrix
    >>> sides(matrix("X", "L", "d - r"))
    (L, d - r)
    """
    rows, cols = (in_sympy(side) for side in term.shape)
    return rows, cols
