"""Operations: every constructor of the term language, with its shape rule.

Dictionary (x, y matrices; s a scalar; m x n the shape of x)
    matrix(name,m,n)  a variable          scalar(q)      a rational or a size as a scalar
    x @ y             product             x * y          Hadamard product, or a scalar times a matrix
    x + y, x - y, -x  entrywise           x / q          by a rational or a size
    x.T               transpose           exp, log, reciprocal   entrywise
    softmax(x[, w])   by rows; w weighs each exp     sum, trace     scalars
    rowsum, colsum    m x 1 and 1 x n     diag           vector -> matrix, square matrix -> its diagonal
    kron              Kronecker           rowkron        face-splitting: row i is the Kronecker product of rows i
    colkron           Khatri-Rao: column j is the Kronecker product of columns j
    vec, colvec       row-major, column-major stacking
    commutation(m,n)  the permutation K with K vec(x) = vec(x.T) for x of shape m x n
    ones, zeros, eye  constants           block([[..]])  block matrix       grad(s, x)   derivative of s in x
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import cast

import sympy

from .errors import LanguageError, ShapeError
from .size import ONE, Size, product, same_size, size
from .term import Scalarlike, Term, has_shape, make, same_shape, subterms
from .text import to_text

MAX_QUOTED = 60

Sizelike = int | str | Size


def shape_text(term: Term) -> str:
    """The shape of a term in words."""
    return "a scalar" if term.is_scalar else f"{term.rows} x {term.cols}"


def _quote(term: Term) -> str:
    return to_text(term, limit=MAX_QUOTED)


def describe(operation: str, operands: Sequence[Term], expected: str, names: Mapping[Term, str] | None = None) -> str:
    """The sentence of a shape error: the operation, its operands with their shapes, what was expected."""
    said = ", ".join(f"{to_text(term, names, limit=MAX_QUOTED)} is {shape_text(term)}" for term in operands)
    return f"{operation}: {said}; expected {expected}"


def _refuse(operation: str, *operands_and_expected: Term | str) -> ShapeError:
    *operands, expected = operands_and_expected
    terms = tuple(cast(list[Term], operands))
    return ShapeError(describe(operation, terms, str(expected)), operation, terms, str(expected))


# --- leaves


def matrix(name: str, rows: Sizelike, cols: Sizelike = 1) -> Term:
    """A matrix variable.

    >>> matrix("X", "L", "d")
    <X : L x d>
    """
    if not name.isidentifier():
        raise LanguageError(f"matrix name {name!r}: expected a name such as C1")
    m, n = size(rows), size(cols)
    return make("var", (), (name, m, n), (m, n))


def scalar(value: int | Fraction | Size) -> Term:
    """A rational number, or a rational expression in sizes, as a scalar term."""
    if isinstance(value, (int, Fraction)):
        return make("number", (), (Fraction(value),), (ONE, ONE), True)
    if value.is_Rational:
        rational = cast(sympy.Rational, value)
        return scalar(Fraction(int(rational.p), int(rational.q)))
    return make("size", (), (value,), (ONE, ONE), True)


def lift(value: Scalarlike) -> Term:
    """A term as it is; a number or size as a scalar term."""
    return value if isinstance(value, Term) else scalar(value)


def ones(rows: Sizelike, cols: Sizelike) -> Term:
    """The matrix whose entries are all 1."""
    m, n = size(rows), size(cols)
    return make("ones", (), (m, n), (m, n))


def zeros(rows: Sizelike, cols: Sizelike) -> Term:
    """The zero matrix."""
    m, n = size(rows), size(cols)
    return make("zeros", (), (m, n), (m, n))


def eye(n: Sizelike) -> Term:
    """The identity matrix."""
    k = size(n)
    return make("eye", (), (k,), (k, k))


def commutation(rows: Sizelike, cols: Sizelike) -> Term:
    """The permutation K with K @ vec(W) = vec(W.T) for every W of this shape, vec row-major."""
    m, n = size(rows), size(cols)
    return make("commutation", (), (m, n), (product(m, n), product(m, n)))


# --- entrywise


def add(left: Term, right: Term) -> Term:
    """The sum of two terms of one shape."""
    if not same_shape(left, right):
        hint = "two matrices of one shape"
        if left.is_scalar or right.is_scalar:
            hint += " (a scalar is added as s * ones(m, n))"
        raise _refuse("+", left, right, hint)
    return make("add", (left, right), (), left.shape, left.is_scalar and right.is_scalar)


def subtract(left: Term, right: Term) -> Term:
    """The difference of two terms of one shape."""
    if not same_shape(left, right):
        raise _refuse("-", left, right, "two matrices of one shape")
    return make("subtract", (left, right), (), left.shape, left.is_scalar and right.is_scalar)


def negate(term: Term) -> Term:
    """The negative of a term."""
    if term.op == "number":
        return scalar(-cast(Fraction, term.data[0]))
    return make("negate", (term,), (), term.shape, term.is_scalar)


def multiply(left: Term, right: Term) -> Term:
    """The Hadamard product of two matrices of one shape, or a scalar times a term."""
    if left.is_scalar:
        return make("scale", (left, right), (), right.shape, right.is_scalar)
    if right.is_scalar:
        return make("scale", (right, left), (), left.shape)
    if not same_shape(left, right):
        raise _refuse("*", left, right, "two matrices of one shape, or a scalar and a matrix")
    return make("hadamard", (left, right), (), left.shape)


def divide(term: Term, by: Scalarlike) -> Term:
    """A term divided by a rational number or by a size, which may be a polynomial such as 2 * d or d - r."""
    divisor = lift(by)
    value = constant(divisor)
    if value is None or not value.is_polynomial(*value.free_symbols):
        raise _refuse("/", term, divisor, "a rational number or a size below the line")
    if value == 0:
        raise LanguageError(f"/: expected a divisor that is not zero, not {_quote(divisor)}")
    content, primitive = value.as_content_primitive()
    if sympy.Add.make_args(primitive)[0].as_coeff_Mul()[0] < 0:
        content, primitive = -content, sympy.expand(-primitive)
    inverse = 1 / (content * primitive) if value.is_Rational else (1 / content) * (1 / primitive)
    if term.op == "number":
        return scalar(_rational(cast(Fraction, term.data[0])) * inverse)
    return multiply(scalar(inverse), term)


def _rational(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


def constant(term: Term) -> Size | None:
    """The value of a scalar made of numbers and sizes alone, as a SymPy expression; else None.

    >>> constant(2 * scalar(size("d")) - 1)
    2*d - 1
    """
    values: dict[Term, Size | None] = {}
    for node in subterms(term):
        if node.op == "number":
            values[node] = _rational(cast(Fraction, node.data[0]))
        elif node.op == "size":
            values[node] = cast(Size, node.data[0])
        else:
            parts = [value for child in node.args if (value := values[child]) is not None]
            combine = COMBINE.get(node.op) if len(parts) == len(node.args) else None
            values[node] = combine(*parts) if combine else None
    return values[term]


COMBINE: dict[str, Callable[..., Size]] = {
    "add": lambda left, right: sympy.expand(left + right),
    "subtract": lambda left, right: sympy.expand(left - right),
    "negate": lambda value: sympy.expand(-value),
    "scale": product,
}


def exp(term: Term) -> Term:
    """The exponential of every entry."""
    return make("exp", (term,), (), term.shape, term.is_scalar)


def log(term: Term) -> Term:
    """The natural logarithm of every entry; a claim that uses it holds where every entry is positive."""
    return make("log", (term,), (), term.shape, term.is_scalar)


def reciprocal(term: Term) -> Term:
    """One over every entry; a claim that uses it holds where every entry is positive."""
    return make("reciprocal", (term,), (), term.shape, term.is_scalar)


# --- products


def matmul(left: Term, right: Term) -> Term:
    """The matrix product (m x k)(k x n) = m x n."""
    if left.is_scalar or right.is_scalar:
        raise _refuse("@", left, right, "two matrices (write * for a scalar)")
    if not same_size(left.cols, right.rows):
        raise _refuse("@", left, right, f"inner sizes that agree, not {left.cols} against {right.rows}")
    return make("matmul", (left, right), (), (left.rows, right.cols))


def transpose(term: Term) -> Term:
    """The transpose; of a scalar, the scalar itself."""
    if term.is_scalar:
        return term
    if term.op == "transpose":
        return term.args[0]
    return make("transpose", (term,), (), (term.cols, term.rows))


def kron(left: Term, right: Term) -> Term:
    """The Kronecker product: (a x b), (c x d) -> ac x bd, row-major blocks."""
    return make("kron", (left, right), (), (product(left.rows, right.rows), product(left.cols, right.cols)))


def rowkron(left: Term, right: Term) -> Term:
    """The face-splitting product: row i is the Kronecker product of the rows i; (m x a), (m x b) -> m x ab."""
    if not same_size(left.rows, right.rows):
        raise _refuse("rowkron", left, right, "the same number of rows")
    return make("rowkron", (left, right), (), (left.rows, product(left.cols, right.cols)))


def colkron(left: Term, right: Term) -> Term:
    """The Khatri-Rao product: column j is the Kronecker product of the columns j; (a x n), (b x n) -> ab x n."""
    if not same_size(left.cols, right.cols):
        raise _refuse("colkron", left, right, "the same number of columns")
    return make("colkron", (left, right), (), (product(left.rows, right.rows), left.cols))


def softmax(logits: Term, weights: Term | None = None) -> Term:
    """Softmax of each row; with weights w, w_ij exp(x_ij) / sum_k w_ik exp(x_ik)."""
    if weights is None:
        return make("softmax", (logits,), (), logits.shape)
    if not same_shape(logits, weights):
        raise _refuse("softmax", logits, weights, "weights of the same shape as the logits")
    return make("softmax", (logits, weights), (), logits.shape)


# --- reductions and reshapes


def sum_entries(term: Term) -> Term:
    """The sum of all entries, a scalar."""
    return make("sum", (term,), (), (ONE, ONE), True)


def rowsum(term: Term) -> Term:
    """The sums of the rows, a column vector."""
    return make("rowsum", (term,), (), (term.rows, ONE))


def colsum(term: Term) -> Term:
    """The sums of the columns, a row vector."""
    return make("colsum", (term,), (), (ONE, term.cols))


def trace(term: Term) -> Term:
    """The trace of a square matrix, a scalar."""
    if not same_size(term.rows, term.cols):
        raise _refuse("trace", term, "a square matrix")
    return make("trace", (term,), (), (ONE, ONE), True)


def diag(term: Term) -> Term:
    """A column vector as a diagonal matrix, or the diagonal of a square matrix as a column vector."""
    if same_size(term.cols, ONE):
        return make("diag", (term,), (), (term.rows, term.rows))
    if same_size(term.rows, term.cols):
        return make("diagonal", (term,), (), (term.rows, ONE))
    raise _refuse("diag", term, "a column vector or a square matrix")


def vec(term: Term) -> Term:
    """The rows one below the other: entry (i, j) of m x n stands at i n + j (from 0)."""
    return make("vec", (term,), (), (product(term.rows, term.cols), ONE))


def colvec(term: Term) -> Term:
    """The columns one below the other: entry (i, j) of m x n stands at j m + i (from 0)."""
    return make("colvec", (term,), (), (product(term.rows, term.cols), ONE))


def block(rows: Sequence[Sequence[Term]]) -> Term:
    """The block matrix with these block rows."""
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise LanguageError("block: expected rows of blocks, each with the same number of blocks")
    for row in rows:
        for item in row[1:]:
            if not same_size(item.rows, row[0].rows):
                raise _refuse("block", row[0], item, "the same number of rows along a block row")
        for item, above in zip(row, rows[0], strict=True):
            if not same_size(item.cols, above.cols):
                raise _refuse("block", above, item, "the same number of columns along a block column")
    total_rows = size(sympy.Add(*(row[0].rows for row in rows)))
    total_cols = size(sympy.Add(*(item.cols for item in rows[0])))
    flat = tuple(item for row in rows for item in row)
    return make("block", flat, (len(rows), len(rows[0])), (total_rows, total_cols))


def grad(value: Term, variable: Term) -> Term:
    """The derivative of a scalar in a variable: entry (i, j) is the derivative in entry (i, j)."""
    if variable.op != "var":
        raise LanguageError(f"grad: {_quote(variable)} is not a variable; expected the name of a matrix")
    if not has_shape(value, ONE, ONE):
        raise _refuse("grad", value, "a scalar")
    return make("grad", (value, variable), (), variable.shape)


def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
    """The same operation on other arguments, shapes checked again."""
    if args == node.args:
        return node
    if node.op == "block":
        height, width = cast(tuple[int, int], node.data)
        return block([args[i * width : (i + 1) * width] for i in range(height)])
    return CONSTRUCTORS[node.op](*args)


CONSTRUCTORS: dict[str, Callable[..., Term]] = {
    "add": add,
    "subtract": subtract,
    "negate": negate,
    "hadamard": multiply,
    "scale": multiply,
    "exp": exp,
    "log": log,
    "reciprocal": reciprocal,
    "matmul": matmul,
    "transpose": transpose,
    "kron": kron,
    "rowkron": rowkron,
    "colkron": colkron,
    "softmax": softmax,
    "sum": sum_entries,
    "rowsum": rowsum,
    "colsum": colsum,
    "trace": trace,
    "diag": diag,
    "diagonal": diag,
    "vec": vec,
    "colvec": colvec,
    "grad": grad,
}
