"""Rules: for each operation, the bounds on its result from the bounds on its arguments.

Every rule is an identity for the error, the triangle inequality, and inequalities between norms of products:

    matmul       `products`: x~y~ - xy = (x~ - x) y~ + x (y~ - y) = (x~ - x) y + x~ (y~ - y), and with the inner size n
                 entry(xy) <= row(x) entry(y),  entry(x) column(y),  n entry(x) entry(y)
                 row(xy)   <= row(x) row(y),    entry(x) total(y)
                 column(xy) <= column(x) column(y),  total(x) entry(y)
                 total(xy) <= total(x) row(y),  column(x) total(y)
    hadamard     the same identity; any norm of x .* y <= that norm of one factor times the largest entry of the other
    rowsum       linear; entry(rowsum x) <= row(x)                    colsum, sum: likewise
    diag         entry, row and column of diag(v) <= entry(v), total(diag v) <= total(v)
    kron, rowkron, colkron   the same identity; entries multiply, and so do rows where rows multiply
    exp          |exp(x~) - exp(x)| <= (exp(e) - 1) exp(x) with e the error of x
    softmax      `softmax_constants`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, cast

import sympy

from lora_symbolic.errors import LoraSymbolicError
from lora_symbolic.language.operations import constant
from lora_symbolic.language.size import in_sympy
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term

from ..bound import Bound, exactly, in_rows
from ..norms import NOTHING, ONE, ZERO, Calculus, Choice, Expression, Norms, completed, plus
from .products import better, bilinear, hadamard_norms, kron_norms, matmul_norms
from .softmax_constants import joint_relative, joint_total_variation


class NoRule(LoraSymbolicError, ValueError):
    """An operation, or a use of it, for which the error calculus has no rule."""


@dataclass(frozen=True)
class Context:
    """What a rule may know besides its arguments: the calculus, and how exp is approximated inside softmax."""

    calculus: Calculus
    exp_error: Expression = ZERO
    tau: Expression | None = None


Rule: TypeAlias = Callable[..., Bound]


# --- one rule an operation


def _matmul(context: Context, node: Term, left: Bound, right: Bound) -> Bound:
    inner = in_sympy(node.args[0].cols)
    rows, cols = sides(node)
    result = bilinear(left, right, matmul_norms(rows, inner, cols, context.calculus), context.calculus)
    return _relative_products(context, result, left, right)


def _hadamard(context: Context, node: Term, left: Bound, right: Bound) -> Bound:
    result = bilinear(left, right, hadamard_norms(*sides(node), context.calculus), context.calculus)
    return _relative_products(context, result, left, right, signs=False)


def _kron(context: Context, node: Term, left: Bound, right: Bound) -> Bound:
    result = bilinear(left, right, kron_norms(node.op, *sides(node), context.calculus), context.calculus)
    return _relative_products(context, result, left, right, signs=False)


def _relative_products(context: Context, result: Bound, left: Bound, right: Bound, signs: bool = True) -> Bound:
    """(1 + rho)(1 + sigma) - 1 for products of entries; for sums of products only where nothing cancels."""
    if left.relative is None or right.relative is None or (signs and not result.nonnegative):
        return result
    joint = (1 + left.relative) * (1 + right.relative) - 1
    error = result.size.scaled(joint) if joint != 0 else NOTHING
    best = better(result.error, error, context.calculus)
    return Bound(result.size, result.approximation, best, joint, result.nonnegative)


def _scale(context: Context, node: Term, factor: Bound, value: Bound) -> Bound:
    value_of = constant(node.args[0])
    if value_of is None:
        return bilinear(_spread(factor, node), value, hadamard_norms(*sides(node), context.calculus), context.calculus)
    number = in_sympy(value_of)
    size = sympy.Abs(number) if number.is_Rational else _absolute_size(number)
    return Bound(
        value.size.scaled(size),
        value.approximation.scaled(size),
        value.error.scaled(size),
        value.relative,
        value.nonnegative and bool(number.is_nonnegative),
    )


def _absolute_size(number: Expression) -> Expression:
    """|q| for an expression in sizes: q where it is certainly positive, else the sum of its terms' absolute values."""
    if number.is_nonnegative:
        return number
    terms = sympy.Add.make_args(sympy.expand(number))
    return cast(Expression, sum((sympy.Abs(term) for term in terms), ZERO))


def _spread(factor: Bound, node: Term) -> Bound:
    """A scalar s as the matrix s ones(m, n), so that scaling is a Hadamard product."""
    rows, cols = sides(node)

    def flat(norms: Norms) -> Norms:
        s = norms.entry
        return norms if norms.is_zero else Norms(s, cols * s, rows * s, rows * cols * s, norms.why)

    return Bound(flat(factor.size), flat(factor.approximation), flat(factor.error), None, factor.nonnegative)


def _add(context: Context, node: Term, left: Bound, right: Bound) -> Bound:
    positive = node.op == "add" and left.nonnegative and right.nonnegative
    size, error = plus(left.size, right.size), plus(left.error, right.error)
    shared = None
    if left.is_exact and right.is_exact:
        shared = ZERO
    elif positive and left.relative is not None and right.relative is not None:
        shared = smallest_upper(left.relative, right.relative)
    approximation = better(plus(left.approximation, right.approximation), plus(size, error), context.calculus)
    return Bound(size, approximation, error, shared, positive)


def smallest_upper(left: Expression, right: Expression) -> Expression:
    """A bound on both of two nonnegative numbers."""
    if left == right or right == 0:
        return left
    return right if left == 0 else sympy.Max(left, right)


def _negate(context: Context, node: Term, value: Bound) -> Bound:
    return Bound(value.size, value.approximation, value.error, value.relative)


def _transpose(context: Context, node: Term, value: Bound) -> Bound:
    return value.transposed


def _linear(reduce: Callable[[Context, Term, Norms], Norms]) -> Rule:
    """A linear map that adds up or moves entries: it acts on x, x~ and x~ - x alike."""

    def rule(context: Context, node: Term, value: Bound) -> Bound:
        size, approximation, error = (
            norms if norms.is_zero else reduce(context, node, norms)
            for norms in (value.size, value.approximation, value.error)
        )
        known = value.relative if value.nonnegative or node.op in KEEPS_ENTRIES else None
        return Bound(size, approximation, error, ZERO if value.is_exact else known, value.nonnegative)

    return rule


KEEPS_ENTRIES = frozenset({"diag", "diagonal", "vec", "colvec"})


def _rowsum(context: Context, node: Term, x: Norms) -> Norms:
    return completed(sides(node)[0], ONE, context.calculus, [("row sums", x.row)], total=[("total", x.total)])


def _colsum(context: Context, node: Term, x: Norms) -> Norms:
    return completed(ONE, sides(node)[1], context.calculus, [("column sums", x.column)], total=[("total", x.total)])


def _sum(context: Context, node: Term, x: Norms) -> Norms:
    return completed(ONE, ONE, context.calculus, [("total", x.total)])


def _trace(context: Context, node: Term, x: Norms) -> Norms:
    size = in_sympy(node.args[0].rows)
    return completed(ONE, ONE, context.calculus, [("total", x.total), (f"{size} entries", size * x.entry)])


def _diag(context: Context, node: Term, x: Norms) -> Norms:
    one = [("one entry in a row", x.entry)]
    return completed(*sides(node), context.calculus, one, one, one, [("total", x.total)])


def _column(context: Context, node: Term, x: Norms) -> Norms:
    return completed(sides(node)[0], ONE, context.calculus, [("entries", x.entry)], total=[("total", x.total)])


def _block(context: Context, node: Term, *parts: Bound) -> Bound:
    height, width = cast(tuple[int, int], node.data)

    def joined(norms: list[Norms]) -> Norms:
        if all(one.is_zero for one in norms):
            return NOTHING
        grid = [norms[i * width : (i + 1) * width] for i in range(height)]
        entry = sympy.Max(*(one.entry for one in norms))
        row = sympy.Max(*(sum((one.row for one in line), ZERO) for line in grid))
        column = sympy.Max(*(sum((line[j].column for line in grid), ZERO) for j in range(width)))
        total = sum((one.total for one in norms), ZERO)
        return completed(
            *sides(node),
            context.calculus,
            [("largest block", entry)],
            [("blocks side by side", row)],
            [("blocks one below the other", column)],
            [("all blocks", total)],
        )

    size, approximation, error = (
        joined([getattr(part, name) for part in parts]) for name in ("size", "approximation", "error")
    )
    return Bound(size, approximation, error, ZERO if error.is_zero else None, all(part.nonnegative for part in parts))


def _exp(context: Context, node: Term, value: Bound) -> Bound:
    size = completed(*sides(node), context.calculus, [("exp of the largest entry", sympy.exp(value.size.entry))])
    growth = sympy.exp(value.error.entry) * (1 + context.exp_error) - 1
    if growth == 0:
        return exactly(size, nonnegative=True)
    error = size.scaled(growth)
    return Bound(size, plus(size, error), error, growth, nonnegative=True)


def _softmax(context: Context, node: Term, logits: Bound) -> Bound:
    """Rows that sum to 1, before and after: |f~ - f| <= tau in each entry and 2 tau in each row."""
    size = in_rows(*sides(node), context.calculus)
    spread = logits.error.entry
    if context.exp_error == 0 and spread == 0:
        return exactly(size, nonnegative=True, stochastic=True)
    tau = context.tau
    if tau is None or spread != 0:
        tau = joint_total_variation(context.exp_error, spread)
    error = completed(
        *sides(node),
        context.calculus,
        [("tau, the sharp constant of an entry", tau)],
        row=[("2 tau, twice the sharp total variation", 2 * tau)],
    )
    known = joint_relative(context.exp_error, spread)
    return Bound(size, size, error, known, nonnegative=True, stochastic=True, variation=tau)


def _constant(entry: Expression, column: bool = False) -> Rule:
    def rule(context: Context, node: Term) -> Bound:
        one: list[Choice] = [("one entry in a row", ONE)] if column else []
        size = completed(*sides(node), context.calculus, [("entries", entry)], one, one)
        return exactly(size, nonnegative=True)

    return rule


def _zeros(context: Context, node: Term) -> Bound:
    return exactly(NOTHING, nonnegative=True)


def _number(context: Context, node: Term) -> Bound:
    value = constant(node)
    if value is None:
        raise NoRule(f"{node}: expected a number")
    number = in_sympy(value)
    magnitude = _absolute_size(number)
    if magnitude == 0:
        return exactly(NOTHING, nonnegative=True)
    return exactly(Norms(magnitude, magnitude, magnitude, magnitude), bool(number.is_nonnegative))


RULES: dict[str, Rule] = {
    "number": _number,
    "size": _number,
    "ones": _constant(ONE),
    "zeros": _zeros,
    "eye": _constant(ONE, column=True),
    "commutation": _constant(ONE, column=True),
    "lower": _constant(ONE),
    "add": _add,
    "subtract": _add,
    "negate": _negate,
    "hadamard": _hadamard,
    "scale": _scale,
    "exp": _exp,
    "matmul": _matmul,
    "transpose": _transpose,
    "kron": _kron,
    "rowkron": _kron,
    "colkron": _kron,
    "softmax": _softmax,
    "sum": _linear(_sum),
    "rowsum": _linear(_rowsum),
    "colsum": _linear(_colsum),
    "trace": _linear(_trace),
    "diag": _linear(_diag),
    "diagonal": _linear(_column),
    "vec": _linear(_column),
    "colvec": _linear(_column),
    "block": _block,
}
