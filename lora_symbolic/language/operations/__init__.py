"""Operations: every constructor of the term language, with its shape rule.

Dictionary (x, y matrices; s a scalar; m x n the shape of x)
    matrix(name,m,n)  a variable          scalar(q)      a rational or a size as a scalar
    x @ y             product             x * y          Hadamard product, or a scalar times a matrix
    x + y, x - y, -x  entrywise           x / y          entrywise, by a rational or a size
    sigmoid, ...      see `derived`       x**q, sqrt     entrywise powers
                         scalars, rows and columns are broadcast
    x.T               transpose           exp, log, reciprocal   entrywise
    softmax(x[, w])   by rows; w weighs each exp     sum, trace     scalars
    rowsum, colsum    m x 1 and 1 x n     diag           vector -> matrix, square matrix -> its diagonal
    kron              Kronecker           rowkron        face-splitting: row i is the Kronecker product of rows i
    colkron           Khatri-Rao: column j is the Kronecker product of columns j
    inv, det          of a square matrix
    vec, colvec       row-major, column-major stacking
    commutation(m,n)  the permutation K with K vec(x) = vec(x.T) for x of shape m x n
    ones, zeros, eye  constants           block([[..]])  block matrix
    grad(s, x)        the derivative of s in x     jacobian(f, x), hessian(s, x)   row-major
"""

from .arithmetic import add, constant, divide, multiply, negate, subtract
from .broadcasting import spread
from .constructors import CONSTRUCTORS, rebuild
from .derived import (
    DERIVED,
    MAX_POWER,
    absolute,
    gelu,
    logsumexp,
    maximum,
    minimum,
    norm,
    part,
    place,
    power,
    relu,
    sigmoid,
    sign,
    silu,
    softplus,
    sqrt,
    tanh,
    tril,
    triu,
)
from .entrywise import COEFFICIENTS, apply, coefficients, cos, erf, exp, is_function, log, reciprocal, sin, step
from .gradient import grad, hessian, jacobian
from .inverses import det, inv
from .leaves import commutation, eye, lift, lower, matrix, ones, pi, scalar, zeros
from .operators import MAX_PRINTED
from .products import colkron, kron, matmul, rowkron
from .rearrangements import block, colvec, diag, transpose, vec
from .reductions import colsum, rowsum, softmax, sum_entries, trace
from .shapes import MAX_QUOTED, ShapeError, describe, shape_text
from .substitution import substitute

__all__ = [
    "COEFFICIENTS",
    "CONSTRUCTORS",
    "DERIVED",
    "MAX_POWER",
    "MAX_PRINTED",
    "MAX_QUOTED",
    "ShapeError",
    "absolute",
    "add",
    "apply",
    "block",
    "colkron",
    "coefficients",
    "colsum",
    "colvec",
    "commutation",
    "constant",
    "cos",
    "describe",
    "det",
    "diag",
    "divide",
    "erf",
    "exp",
    "eye",
    "gelu",
    "grad",
    "hessian",
    "inv",
    "is_function",
    "jacobian",
    "kron",
    "lift",
    "log",
    "logsumexp",
    "lower",
    "matmul",
    "matrix",
    "maximum",
    "minimum",
    "multiply",
    "negate",
    "norm",
    "ones",
    "part",
    "pi",
    "place",
    "power",
    "rebuild",
    "reciprocal",
    "relu",
    "rowkron",
    "rowsum",
    "scalar",
    "shape_text",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "softmax",
    "softplus",
    "spread",
    "sqrt",
    "step",
    "substitute",
    "subtract",
    "sum_entries",
    "tanh",
    "trace",
    "transpose",
    "tril",
    "triu",
    "vec",
    "zeros",
]
