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

from .reader import from_sympy
from .writer import to_sympy

__all__ = ["from_sympy", "to_sympy"]
