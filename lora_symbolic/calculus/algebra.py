"""Algebra: constructors of terms that tidy up as they build, so that a derivative reads as a person writes it.

Dictionary
    Algebra(named)   the constructors; terms in `named` are kept whole, never taken apart
    split            a term as (rational or size, scalar factors, what they multiply)
    join             the inverse of split, the number first
    unvec            the m x n matrix with a given row-major vec

Rules used: x + 0 = x, 1 x = x, like terms collected, -(-x) = x, (X Y)^T = Y^T X^T, X 1 = rowsum(X), 1^T X = colsum(X),
(g 1^T) .* X = diag(g) X, eye and zeros dropped, products written from left to right.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from functools import reduce
from typing import TypeAlias, cast

import sympy

from ..language import operations as op
from ..language.size import ONE, Size, same_size
from ..language.term import Term

Constant: TypeAlias = "Fraction | Size"
Parts: TypeAlias = "tuple[Constant, tuple[Term, ...], Term | None]"

UNIT = Fraction(1)


def _product(left: Constant, right: Constant) -> Constant:
    if isinstance(left, Fraction):
        if isinstance(right, Fraction):
            return left * right
        return cast(Size, sympy.Rational(left.numerator, left.denominator) * right)
    if isinstance(right, Fraction):
        return _product(right, left)
    return _constant(left * right)


def _sum(left: Constant, right: Constant) -> Constant:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    return _constant(sympy.sympify(left) + sympy.sympify(right))


def _constant(value: Size) -> Constant:
    if value.is_Rational:
        rational = cast(sympy.Rational, value)
        return Fraction(int(rational.p), int(rational.q))
    return value


def _negative(value: Constant) -> bool:
    return value < 0 if isinstance(value, Fraction) else bool(value.could_extract_minus_sign())


def join(constant: Constant, scalars: tuple[Term, ...], core: Term | None) -> Term:
    """The number times the scalars times the core, written from left to right; core None stands for 1."""
    if constant == 0:
        return op.scalar(0) if core is None else op.zeros(*core.shape)
    factors = [*scalars] if core is None else [*scalars, core]
    if not factors:
        return op.scalar(constant)
    if constant == 1:
        return reduce(op.multiply, factors)
    if constant == -1:
        return op.negate(reduce(op.multiply, factors))
    return reduce(op.multiply, factors, op.scalar(constant))


def as_matrix(term: Term) -> Term:
    """A scalar as a matrix with one entry; any other term as it is."""
    return op.multiply(term, op.ones(1, 1)) if term.is_scalar else term


class Algebra:
    """Constructors that simplify what they build; `named` terms are kept whole.

    >>> from lora_symbolic.language import matrix
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "n", "k")
    >>> Algebra().transpose(X @ Y) is Y.T @ X.T
    True
    """

    def __init__(self, named: Collection[Term] = frozenset()) -> None:
        self.named = named

    # --- scalars and sums

    def split(self, term: Term) -> Parts:
        """The number, the scalar factors and what they multiply (None for a scalar term)."""
        constant: Constant = UNIT
        scalars: tuple[Term, ...] = ()
        while term not in self.named:
            if term.op == "negate":
                constant, term = -constant, term.args[0]
            elif term.op == "scale":
                inner, more, rest = self.split(term.args[0])
                constant = _product(constant, inner)
                scalars += more if rest is None else (*more, rest)
                term = term.args[1]
            elif term.op == "number" or term.op == "size":
                return _product(constant, cast("Constant", term.data[0])), scalars, None
            else:
                break
        return (constant, (*scalars, term), None) if term.is_scalar else (constant, scalars, term)

    def scale(self, factor: Term, term: Term) -> Term:
        """A scalar times a term."""
        outer, more, _ = self.split(factor)
        inner, scalars, core = self.split(term)
        return join(_product(outer, inner), more + scalars, core)

    def negate(self, term: Term) -> Term:
        """The negative, with -(-x) = x."""
        constant, scalars, core = self.split(term)
        return join(-constant, scalars, core)

    def _addends(self, term: Term, positive: bool = True) -> list[Parts]:
        if term.op in ("add", "subtract") and term not in self.named:
            left, right = term.args
            return self._addends(left, positive) + self._addends(right, positive == (term.op == "add"))
        constant, scalars, core = self.split(term)
        return [] if constant == 0 or _is_zero(core) else [(constant if positive else -constant, scalars, core)]

    def add(self, left: Term, right: Term) -> Term:
        """The sum, like terms collected and a positive term first."""
        if left.is_scalar != right.is_scalar:
            left, right = as_matrix(left), as_matrix(right)
        (a, *like), (b, *other) = self.split(left), self.split(right)
        if like == other:
            return join(_sum(a, b), *like)  # type: ignore[arg-type]
        total: dict[tuple[tuple[Term, ...], Term | None], Constant] = {}
        for constant, scalars, core in self._addends(left) + self._addends(right):
            total[scalars, core] = _sum(total.get((scalars, core), Fraction(0)), constant)
        terms = [(value, key) for key, value in total.items() if value != 0]
        if not terms:
            return op.scalar(0) if left.is_scalar else op.zeros(*left.shape)
        first = next((i for i, (value, _) in enumerate(terms) if not _negative(value)), 0)
        terms.insert(0, terms.pop(first))
        result = join(terms[0][0], *terms[0][1])
        for value, key in terms[1:]:
            result = op.subtract(result, join(-value, *key)) if _negative(value) else op.add(result, join(value, *key))
        return result

    def subtract(self, left: Term, right: Term) -> Term:
        """The difference."""
        return self.add(left, self.negate(right))

    def times(self, left: Term, right: Term) -> Term:
        """The Hadamard product, or a scalar times a term; (g 1^T) .* X = diag(g) X and X .* (1 g^T) = X diag(g)."""
        if left.is_scalar:
            return self.scale(left, right)
        if right.is_scalar:
            return self.scale(right, left)
        a, scalars, x = self.split(left)
        b, more, y = self.split(right)
        assert x is not None and y is not None
        return self._scaled(_product(a, b), scalars + more, self._hadamard(x, y))

    def _scaled(self, constant: Constant, scalars: tuple[Term, ...], term: Term) -> Term:
        inner, more, core = self.split(term)
        return join(_product(constant, inner), scalars + more, core)

    def _hadamard(self, x: Term, y: Term) -> Term:
        for one, other in ((x, y), (y, x)):
            if one.op == "ones" or _is_zero(other):
                return other
            if one.op == "eye" and one.rows is not ONE:
                return self.diag(self.diag(other))
            factors = self.factors(one)
            if len(factors) > 1 and factors[-1].op == "ones" and factors[-1].rows is ONE:
                return self.matmul(self.diag(self.product(factors[:-1])), other)
            if len(factors) > 1 and factors[0].op == "ones" and factors[0].cols is ONE:
                return self.matmul(other, self.diag(self.transpose(self.product(factors[1:]))))
        return op.multiply(x, y)

    # --- products

    def factors(self, term: Term) -> list[Term]:
        """The factors of a matrix product, from left to right."""
        found: list[Term] = []
        stack = [term]
        while stack:
            node = stack.pop()
            if node.op == "matmul" and node not in self.named:
                stack.extend(node.args)
            else:
                found.append(node)
        return found[::-1]

    def product(self, factors: list[Term]) -> Term:
        """The matrix product of several factors."""
        return reduce(self.matmul, factors)

    def matmul(self, left: Term, right: Term) -> Term:
        """The matrix product, written from left to right, with X 1 = rowsum(X) and 1^T X = colsum(X)."""
        a, scalars, x = self.split(as_matrix(left))
        b, more, y = self.split(as_matrix(right))
        assert x is not None and y is not None
        if not same_size(x.cols, y.rows):
            return op.matmul(x, y)  # which says what does not fit
        constant, chain = _product(a, b), self.factors(y)
        first, last = chain[0].op, self.factors(x)[-1].op
        if first not in _CONSTANT and last not in _CONSTANT:
            return join(constant, scalars + more, reduce(op.matmul, chain, x))
        out: list[Term] = []
        for factor in self.factors(x) + chain:
            constant = _product(constant, self._push(out, factor))
        return join(constant, scalars + more, reduce(op.matmul, out))

    def _push(self, out: list[Term], factor: Term) -> Constant:
        """Appends a factor to a product, absorbing constants; the number that is left over."""
        previous = out[-1] if out else None
        if previous is None or (previous.op == "eye" and factor.op != "zeros"):
            out[-1:] = [factor]
        elif factor.op == "eye":
            pass
        elif _is_zero(previous) or _is_zero(factor):
            out[:] = [op.zeros(out[0].rows, factor.cols)]
        elif factor.op == "ones" and previous.op == "ones":
            out[-1] = op.ones(previous.rows, factor.cols)
            return _size_constant(factor.rows)
        elif factor.op == "ones":
            if previous.cols is not ONE:
                return self._replace_last(out, self.rowsum(previous), factor)
            if factor.cols is not ONE:
                out.append(factor)
        elif previous.op == "ones":
            row = self.colsum(factor) if previous.cols is not ONE else factor
            out[-1:] = [] if previous.rows is ONE else [op.ones(previous.rows, 1)]
            constant, scalars, core = self.split(row)
            out.append(join(UNIT, scalars, core))
            return constant
        else:
            out.append(factor)
        return UNIT

    def _replace_last(self, out: list[Term], column: Term, factor: Term) -> Constant:
        constant, scalars, core = self.split(column)
        out[-1] = join(UNIT, scalars, core)
        if factor.cols is not ONE:
            out.append(op.ones(1, factor.cols))
        return constant

    def kron(self, left: Term, right: Term) -> Term:
        """The Kronecker product; a factor that is the number 1 is dropped, constants are joined."""
        if left.shape == (ONE, ONE) and left.op in ("eye", "ones"):
            return as_matrix(right)
        if right.shape == (ONE, ONE) and right.op in ("eye", "ones"):
            return as_matrix(left)
        if left.op == right.op == "ones":
            return op.ones(left.rows * right.rows, left.cols * right.cols)
        if left.op == right.op == "eye":
            return op.eye(left.rows * right.rows)
        return op.kron(left, right)

    # --- transposes

    def transpose(self, term: Term) -> Term:
        """The transpose, pushed into products; a symmetric term stays."""
        if term.is_scalar:
            return term
        constant, scalars, core = self.split(term)
        assert core is not None
        return self._scaled(constant, scalars, self._transposed(core))

    def _transposed(self, term: Term) -> Term:
        if term in self.named or term.op == "transpose":
            return op.transpose(term)
        if term.op in ("eye", "diag") or term.shape == (ONE, ONE):
            return term
        if term.op == "ones":
            return op.ones(term.cols, term.rows)
        if term.op == "zeros":
            return op.zeros(term.cols, term.rows)
        if term.op == "commutation":
            return op.commutation(*cast("tuple[Size, Size]", term.data[::-1]))
        if term.op == "matmul":
            return self.product([self.transpose(factor) for factor in reversed(self.factors(term))])
        if term.op == "kron":
            return self.kron(self.transpose(term.args[0]), self.transpose(term.args[1]))
        if term.op in _ENTRYWISE:
            parts = [self.transpose(arg) for arg in term.args]
            if any(arg.op == "transpose" and arg not in self.named for arg in term.args):
                return op.rebuild(term, tuple(parts))
        return op.transpose(term)

    # --- reductions

    def rowsum(self, term: Term) -> Term:
        """The sums of the rows; of diag(v), v itself."""
        constant, scalars, core = self.split(as_matrix(term))
        assert core is not None
        return self._scaled(constant, scalars, self._rowsum(core))

    def _rowsum(self, term: Term) -> Term:
        if term.cols is ONE:
            return term
        if term.op == "diag":
            return term.args[0]
        if term.op == "eye":
            return op.ones(term.rows, 1)
        if term.op == "ones":
            return join(_size_constant(term.cols), (), op.ones(term.rows, 1))
        if term.op == "matmul" and term.args[1].op == "ones" and term.args[1].rows is ONE:
            return self.scale(op.scalar(term.cols), term.args[0])
        return op.rowsum(term)

    def colsum(self, term: Term) -> Term:
        """The sums of the columns."""
        constant, scalars, core = self.split(as_matrix(term))
        assert core is not None
        return self._scaled(constant, scalars, self._colsum(core))

    def _colsum(self, term: Term) -> Term:
        if term.rows is ONE:
            return term
        if term.op == "diag":
            return self.transpose(term.args[0])
        if term.op == "eye":
            return op.ones(1, term.cols)
        if term.op == "ones":
            return join(_size_constant(term.rows), (), op.ones(1, term.cols))
        return op.colsum(term)

    def sum_entries(self, term: Term) -> Term:
        """The sum of all entries."""
        constant, scalars, core = self.split(term)
        if core is None:
            return term
        if core.op == "ones":
            total: Constant = _constant(core.rows * core.cols)
            return join(_product(constant, total), scalars, None)
        if _is_zero(core):
            return op.scalar(0)
        if core.op in ("rowsum", "colsum", "diag", "vec", "colvec") and core not in self.named:
            return self._scaled(constant, scalars, self.sum_entries(core.args[0]))
        return join(constant, (*scalars, op.sum_entries(core)), None)

    def diag(self, term: Term) -> Term:
        """A column vector as a diagonal matrix, or the diagonal of a square matrix."""
        constant, scalars, core = self.split(as_matrix(term))
        assert core is not None
        if core.shape == (ONE, ONE):
            found = core
        elif core.op == "ones" and core.cols is ONE:
            found = op.eye(core.rows)
        elif core.op == "eye":
            found = op.ones(core.rows, 1)
        elif core.op == "diag":
            found = core.args[0]
        elif _is_zero(core):
            found = op.zeros(core.rows, core.rows if core.cols is ONE else 1)
        else:
            found = op.diag(core)
        return self._scaled(constant, scalars, found)

    # --- vec undone

    def unvec(self, column: Term, rows: Size, cols: Size) -> Term:
        """The rows x cols matrix whose row-major vec is the column; kron(A, B) @ vec(X) gives A @ X @ B.T."""
        constant, scalars, core = self.split(column)
        assert core is not None
        folded = self._folded(core, rows, cols)
        if folded is None:
            left = self.kron(op.eye(rows), op.ones(1, cols))
            right = self.kron(op.ones(rows, 1), op.eye(cols))
            folded = op.matmul(op.matmul(left, self.diag(core)), right)
        return self._scaled(constant, scalars, folded)

    def _folded(self, column: Term, rows: Size, cols: Size) -> Term | None:
        """What unvec gives when it can be written without unfolding the column entry by entry, else None."""
        if cols is ONE:
            return column
        if rows is ONE:
            return self.transpose(column)
        if column.op == "vec" and _has_shape(column.args[0], rows, cols):
            return as_matrix(column.args[0])
        if column.op == "ones":
            return op.ones(rows, cols)
        if column.op in _ENTRYWISE:
            parts = [self._folded_part(arg, rows, cols) for arg in column.args]
            whole = tuple(part for part in parts if part is not None)
            return op.rebuild(column, whole) if len(whole) == len(parts) else None
        chain = self.factors(column)
        head = chain[0]
        if len(chain) > 1 and head.op == "kron":
            a, b = map(as_matrix, head.args)
            if same_size(a.rows, rows) and same_size(b.rows, cols):
                inner = self.unvec(self.product(chain[1:]), a.cols, b.cols)
                return self.matmul(self.matmul(a, inner), self.transpose(b))
        return None

    def _folded_part(self, column: Term, rows: Size, cols: Size) -> Term | None:
        constant, scalars, core = self.split(as_matrix(column))
        assert core is not None
        folded = self._folded(core, rows, cols)
        return None if folded is None else self._scaled(constant, scalars, folded)


_CONSTANT = frozenset({"ones", "zeros", "eye"})
_ENTRYWISE = frozenset({"add", "subtract", "hadamard", "exp", "log", "reciprocal"})


def _is_zero(term: Term | None) -> bool:
    return term is not None and term.op == "zeros"


def _has_shape(term: Term, rows: Size, cols: Size) -> bool:
    return same_size(term.rows, rows) and same_size(term.cols, cols)


def _size_constant(value: Size) -> Constant:
    return _constant(value)
