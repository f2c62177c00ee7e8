"""Rules: for each operation, the adjoint of an argument from the adjoint of the result (a vector-Jacobian product).

With y = op(..., x, ...) and G the adjoint of y (the derivative of the loss in y, of y's shape), a rule gives the
contribution of y to the adjoint of x, a term of the language. RULES holds one rule per operation; `commutation`,
`lower`, `ones`, `zeros`, `eye`, `number`, `size` and `var` have no arguments, and a `grad` node is replaced by its own
reverse-mode term first (see `reverse`). There is none for `jacobian`.

Dictionary (G the adjoint of the result, m x n the shape of x)
    x + y, x - y      G, -G                     x @ y           G @ y.T and x.T @ G
    s * x             sum(x * G) and s * G      x * y           y * G and x * G
    exp, log, 1/x     exp(x) * G, G/x, -G/x^2   x.T             G.T             step    0
    cos, sin, erf     -sin(x) * G, cos(x) * G, 2 / sqrt(pi) * exp(-x * x) * G
    softmax(x)=f      f * G - diag(rowsum(f * G)) @ f
    rowsum, colsum    G @ ones, ones @ G        sum, trace      G * ones, G * eye
    inv(x)=y          -y.T @ G @ y.T            det(x)          G det(x) inv(x).T
    diag(v), diag(X)  diag(G) both ways         vec, colvec     G put back into m x n
    kron and kin      blockwise sums by kron(eye, ones)         block     the block of G
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

from lora_symbolic.language import LanguageError
from lora_symbolic.language import operations as op
from lora_symbolic.language.size import ONE, Size, same_size
from lora_symbolic.language.term import Term, same_shape

from .algebra import Algebra
from .constants import as_matrix, join
from .unvec import unvec

Rule: TypeAlias = Callable[[Term, Term, int, Algebra], Term]


def _add(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return G


def _subtract(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.negate(G) if which else G


def _negate(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.negate(G)


def _scale(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    factor, term = node.args
    if which == 1:
        return algebra.scale(factor, G)
    return algebra.sum_entries(algebra.times(term, G))


def _hadamard(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.times(node.args[1 - which], G)


def _matmul(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    left, right = node.args
    if which == 0:
        return algebra.matmul(G, algebra.transpose(right))
    return algebra.matmul(algebra.transpose(left), G)


def _transpose(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.transpose(G)


def _exp(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.times(node, G)


def _log(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.times(op.reciprocal(node.args[0]), G)


def _reciprocal(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.negate(algebra.times(algebra.times(node, node), G))


def _cos(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.negate(algebra.times(op.sin(node.args[0]), G))


def _sin(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.times(op.cos(node.args[0]), G)


def _erf(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    x = node.args[0]
    slope = algebra.times(op.exp(algebra.negate(algebra.times(x, x))), G)
    return algebra.scale(op.divide(op.scalar(2), op.sqrt(op.pi())), slope)


def _apply(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    row, term = node.args
    if which == 0:
        raise LanguageError(f"grad(..., {row.name}): the row of a function is no variable")
    return algebra.times(op.apply(row, term, cast("int", node.data[0]) + 1), G)


def _step(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return op.zeros(*node.args[0].shape)


def _softmax(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    """f * G - diag(rowsum(f * G)) @ f in the logits; E * G - diag(rowsum(f * G)) @ E in the weights.

    E = exp(x) over the row sums of w * exp(x), that is f / w, also where w is 0.
    """
    constant, scalars, core = algebra.matrix_parts(G)
    weighted = algebra.times(node, core)
    direction = node
    if which == 1:
        logits, weights = (as_matrix(arg) for arg in node.args)
        exponential = op.exp(logits)
        inverse = op.reciprocal(op.rowsum(algebra.times(weights, exponential)))
        direction = algebra.matmul(op.diag(inverse), exponential)
    mean = algebra.matmul(algebra.diag(algebra.rowsum(weighted)), direction)
    return algebra.rescale(constant, scalars, algebra.subtract(algebra.times(direction, core), mean))


def _sum(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.scale(G, op.ones(*node.args[0].shape))


def _rowsum(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.matmul(G, op.ones(1, node.args[0].cols))


def _colsum(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.matmul(op.ones(node.args[0].rows, 1), G)


def _trace(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.scale(G, op.eye(node.args[0].rows))


def _diag(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return algebra.diag(G)


def _vec(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    return unvec(algebra, G, *node.args[0].shape)


def _colvec(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    rows, cols = node.args[0].shape
    return algebra.transpose(unvec(algebra, G, cols, rows))


def _inverse(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    turned = algebra.transpose(node)
    return algebra.negate(algebra.product([turned, G, turned]))


def _det(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    cofactors = algebra.transpose(op.inv(node.args[0]))
    if G is op.reciprocal(node):
        return cofactors
    return algebra.scale(algebra.times(node, G), cofactors)


def _kron(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    """Entry (i, j) of the adjoint of A: the sum of block (i, j) of G times B; that of B: the sum over the blocks."""
    left, right = map(as_matrix, node.args)
    constant, scalars, core = algebra.matrix_parts(G)
    pair = _kronecker_factors(core, left, right, algebra)
    if pair is not None:
        inner = algebra.sum_entries(algebra.times((right, left)[which], pair[1 - which]))
        return algebra.rescale(constant, scalars, algebra.scale(inner, pair[which]))
    (a, b), (p, q) = left.shape, right.shape
    kron, matmul, ones, eye = algebra.kron, algebra.matmul, op.ones, op.eye
    if which == 0:
        if q == ONE:
            return matmul(kron(eye(a), algebra.transpose(right)), G)
        if p == ONE:
            return matmul(G, kron(eye(b), algebra.transpose(right)))
        blocks = algebra.times(kron(ones(a, b), right), G)
        return matmul(matmul(kron(eye(a), ones(1, p)), blocks), kron(eye(b), ones(q, 1)))
    if b == ONE:
        return matmul(kron(algebra.transpose(left), eye(p)), G)
    if a == ONE:
        return matmul(G, kron(algebra.transpose(left), eye(q)))
    blocks = algebra.times(kron(left, ones(p, q)), G)
    return matmul(matmul(kron(ones(1, a), eye(p)), blocks), kron(ones(b, 1), eye(q)))


def _kronecker_factors(G: Term, left: Term, right: Term, algebra: Algebra) -> tuple[Term, Term] | None:
    """P and Q of the shapes of the two factors with G = kron(P, Q), where that can be seen."""
    if G.op == "ones":
        return op.ones(*left.shape), op.ones(*right.shape)
    if G.op == "eye" and same_size(left.rows, left.cols) and same_size(right.rows, right.cols):
        return op.eye(left.rows), op.eye(right.rows)
    if G.op == "kron" and G not in algebra.named:
        first, second = map(as_matrix, G.args)
        if same_shape(first, left) and same_shape(second, right):
            return first, second
    return None


def _rowkron(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    """(rowkron(ones, B) * G) @ kron(eye, ones) for A, (rowkron(A, ones) * G) @ kron(ones, eye) for B."""
    left, right = map(as_matrix, node.args)
    m, a, b = left.rows, left.cols, right.cols
    if which == 0:
        spread = right if a == ONE else op.rowkron(op.ones(m, a), right)
        return algebra.matmul(algebra.times(spread, G), algebra.kron(op.eye(a), op.ones(b, 1)))
    spread = left if b == ONE else op.rowkron(left, op.ones(m, b))
    return algebra.matmul(algebra.times(spread, G), algebra.kron(op.ones(a, 1), op.eye(b)))


def _colkron(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    """kron(eye, ones) @ (colkron(ones, B) * G) for A, kron(ones, eye) @ (colkron(A, ones) * G) for B."""
    left, right = map(as_matrix, node.args)
    n, a, b = left.cols, left.rows, right.rows
    if which == 0:
        spread = right if a == ONE else op.colkron(op.ones(a, n), right)
        return algebra.matmul(algebra.kron(op.eye(a), op.ones(1, b)), algebra.times(spread, G))
    spread = left if b == ONE else op.colkron(left, op.ones(b, n))
    return algebra.matmul(algebra.kron(op.ones(1, a), op.eye(b)), algebra.times(spread, G))


def _selector(heights: list[Size], which: int) -> Term:
    """The matrix S with S.T @ X the block row of X at this place."""
    if len(heights) == 1:
        return op.eye(heights[0])
    height = heights[which]
    return op.block([[op.eye(height) if i == which else op.zeros(h, height)] for i, h in enumerate(heights)])


def _block(node: Term, G: Term, which: int, algebra: Algebra) -> Term:
    """The block of G at the argument's place: S.T @ G @ T with S, T made of an identity between zeros."""
    height, width = cast("tuple[int, int]", node.data)
    argument = node.args[which]
    constant, scalars, core = algebra.matrix_parts(G)
    if core.op == "ones":
        return join(constant, scalars, op.ones(*argument.shape))
    alike = core.op == "block" and core.data == node.data and core not in algebra.named
    if alike and all(same_shape(mine, theirs) for mine, theirs in zip(node.args, core.args, strict=True)):
        return algebra.rescale(constant, scalars, as_matrix(core.args[which]))
    rows = [node.args[i * width].rows for i in range(height)]
    cols = [node.args[j].cols for j in range(width)]
    left, right = _selector(rows, which // width), _selector(cols, which % width)
    return algebra.product([algebra.transpose(left), G, right])


RULES: dict[str, Rule] = {
    "add": _add,
    "subtract": _subtract,
    "negate": _negate,
    "scale": _scale,
    "hadamard": _hadamard,
    "matmul": _matmul,
    "transpose": _transpose,
    "exp": _exp,
    "log": _log,
    "reciprocal": _reciprocal,
    "apply": _apply,
    "step": _step,
    "cos": _cos,
    "sin": _sin,
    "erf": _erf,
    "softmax": _softmax,
    "sum": _sum,
    "rowsum": _rowsum,
    "colsum": _colsum,
    "trace": _trace,
    "diag": _diag,
    "diagonal": _diag,
    "vec": _vec,
    "colvec": _colvec,
    "inverse": _inverse,
    "det": _det,
    "kron": _kron,
    "rowkron": _rowkron,
    "colkron": _colkron,
    "block": _block,
}


def adjoint_of_argument(node: Term, adjoint: Term, which: int, algebra: Algebra) -> Term:
    """What a node contributes to the adjoint of its argument number `which`, given its own adjoint.

    The contribution has the argument's shape, and is a scalar when the argument is.
    """
    if node.op == "jacobian":
        raise LanguageError("reverse mode has no rule for a Jacobian inside of a derivative")
    argument = node.args[which]
    found = RULES[node.op](node, adjoint, which, algebra)
    if argument.is_scalar and not found.is_scalar:
        return algebra.sum_entries(found)
    if found.is_scalar and not argument.is_scalar:
        return algebra.scale(found, op.ones(1, 1))
    return found
