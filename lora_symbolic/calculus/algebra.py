"""Algebra: constructors of terms that tidy up as they build, so that a derivative reads as a person writes it.

Dictionary
    Algebra(named)   the constructors; terms in `named` are kept whole, never taken apart
    times            the Hadamard product or a scalar times a term       matmul, product    matrix products
    factors          a matrix product's factors from left to right       kron, transpose, rowsum, colsum, diag, ...

Rules used beyond those of sums: Y^T X^T for (X Y)^T, rowsum(X) for X 1, colsum(X) for 1^T X, diag(g) X for
(g 1^T) .* X; eye and zeros dropped; products written from left to right.
"""

from __future__ import annotations

from functools import reduce
from typing import cast

from lora_symbolic.language import operations as op
from lora_symbolic.language import registry
from lora_symbolic.language.size import ONE, Size, same_size
from lora_symbolic.language.term import Term, subterms

from .constants import UNIT, Constant, as_constant, as_matrix, is_zero, join, product_of
from .sums import Sums


class Algebra(Sums):
    """Constructors that simplify what they build; `named` terms are kept whole.

    >>> from lora_symbolic.language import matrix
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "n", "k")
    >>> Algebra().transpose(X @ Y) is Y.T @ X.T
    True
    """

    def times(self, left: Term, right: Term) -> Term:
        """The Hadamard product, or a scalar times a term; (g 1^T) .* X = diag(g) X and X .* (1 g^T) = X diag(g)."""
        if left.is_scalar:
            return self.scale(left, right)
        if right.is_scalar:
            return self.scale(right, left)
        a, scalars, x = self.matrix_parts(left)
        b, more, y = self.matrix_parts(right)
        return self.rescale(product_of(a, b), scalars + more, self._hadamard(x, y))

    def _hadamard(self, x: Term, y: Term) -> Term:
        for one, other in ((x, y), (y, x)):
            if one.op == "ones" or is_zero(other):
                return other
            if one.op == "eye" and one.rows != ONE:
                return self.diag(self.diag(other))
            factors = self.factors(one)
            if len(factors) > 1 and factors[-1].op == "ones" and factors[-1].rows == ONE:
                return self.matmul(self.diag(self.product(factors[:-1])), other)
            if len(factors) > 1 and factors[0].op == "ones" and factors[0].cols == ONE:
                return self.matmul(other, self.diag(self.transpose(self.product(factors[1:]))))
            if self._spreads(one):
                parts = [join(*addend) for addend in self._addends(one)]
                return self.total([self.times(part, y) if one is x else self.times(x, part) for part in parts])
        return op.multiply(x, y)

    def _spreads(self, term: Term) -> bool:
        """Whether a sum has a term g 1^T or 1 g^T, which becomes a diagonal matrix when it is distributed."""
        if term.op not in ("add", "subtract") or term in self.named:
            return False
        chains = [self.factors(core) for _, _, core in self._addends(term) if core is not None]
        return any(len(chain) > 1 and "ones" in (chain[0].op, chain[-1].op) for chain in chains)

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
        a, scalars, x = self.matrix_parts(left)
        b, more, y = self.matrix_parts(right)
        if not same_size(x.cols, y.rows):
            return op.matmul(x, y)  # which says what does not fit
        constant, chain = product_of(a, b), self.factors(y)
        first, last = chain[0].op, self.factors(x)[-1].op
        if first not in _CONSTANT and last not in _CONSTANT:
            return join(constant, scalars + more, reduce(op.matmul, chain, x))
        out: list[Term] = []
        for factor in self.factors(x) + chain:
            constant = product_of(constant, self._push(out, factor))
        return join(constant, scalars + more, reduce(op.matmul, out))

    def _push(self, out: list[Term], factor: Term) -> Constant:
        """Appends a factor to a product, absorbing constants; the number that is left over."""
        previous = out[-1] if out else None
        constant: Constant = UNIT
        if previous is None or (previous.op == "eye" and factor.op != "zeros"):
            out[-1:] = [factor]
        elif factor.op == "eye":
            pass
        elif is_zero(previous) or is_zero(factor):
            out[:] = [op.zeros(out[0].rows, factor.cols)]
        elif factor.op == "ones" and previous.op == "ones":
            out[-1] = op.ones(previous.rows, factor.cols)
            constant = as_constant(factor.rows)
        elif factor.op == "ones":
            if previous.cols != ONE:
                factor = op.ones(1, factor.cols)
                constant, scalars, core = self.split(self.rowsum(previous))
                out[-1] = join(UNIT, scalars, core)
            out += [] if factor.cols == ONE else [factor]
        elif previous.op == "ones":
            row = self.colsum(factor) if previous.cols != ONE else factor
            out[-1:] = [] if previous.rows == ONE else [op.ones(previous.rows, 1)]
            constant, scalars, core = self.split(row)
            out.append(join(UNIT, scalars, core))
        else:
            out.append(factor)
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
        if term not in self._transposes or self.named:  # what has a name may change on the way
            constant, scalars, core = self.matrix_parts(term)
            self._transposes[term] = self.rescale(constant, scalars, self._transposed(core))
        return self._transposes[term]

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
        if term.op in ENTRYWISE:
            pushed = op.rebuild(term, tuple(self.transpose(arg) for arg in term.args))
            if self._turned(pushed) <= self._turned(term):
                return pushed
        return op.transpose(term)

    def _turned(self, term: Term) -> int:
        """The number of transposes that a reader of the sums and products in a term meets."""

        def below(node: Term) -> tuple[Term, ...]:
            met = node.op in _TRANSPARENT and node.op != "transpose" and node not in self.named
            return node.args if met else ()

        counts: dict[Term, int] = {}
        for node in subterms(term, below=below):  # each once: a sum of many layers meets its terms over and over
            counts[node] = 1 if node.op == "transpose" else sum(counts[child] for child in below(node))
        return counts[term]

    # --- reductions

    def rowsum(self, term: Term) -> Term:
        """The sums of the rows; of diag(v), v itself."""
        constant, scalars, core = self.matrix_parts(term)
        return self.rescale(constant, scalars, self._rowsum(core))

    def _rowsum(self, term: Term) -> Term:
        if term.cols == ONE:
            return term
        if term.op == "diag":
            return term.args[0]
        if term.op == "eye":
            return op.ones(term.rows, 1)
        if term.op == "ones":
            return join(as_constant(term.cols), (), op.ones(term.rows, 1))
        if term.op == "transpose" and term not in self.named:
            return self.transpose(self.colsum(term.args[0]))
        if term.op == "matmul" and term.args[1].op == "ones" and term.args[1].rows == ONE:
            return self.scale(op.scalar(term.cols), term.args[0])
        return op.rowsum(term)

    def colsum(self, term: Term) -> Term:
        """The sums of the columns."""
        constant, scalars, core = self.matrix_parts(term)
        return self.rescale(constant, scalars, self._colsum(core))

    def _colsum(self, term: Term) -> Term:
        if term.rows == ONE:
            return term
        if term.op == "diag":
            return self.transpose(term.args[0])
        if term.op == "eye":
            return op.ones(1, term.cols)
        if term.op == "ones":
            return join(as_constant(term.rows), (), op.ones(1, term.cols))
        if term.op == "transpose" and term not in self.named:
            return self.transpose(self.rowsum(term.args[0]))
        return op.colsum(term)

    def sum_entries(self, term: Term) -> Term:
        """The sum of all entries."""
        if term.is_scalar:
            return term
        constant, scalars, core = self.matrix_parts(term)
        if core.op == "ones":
            total: Constant = as_constant(core.rows * core.cols)
            return join(product_of(constant, total), scalars, None)
        if is_zero(core):
            return op.scalar(0)
        if core.op == "diagonal" and core not in self.named:
            return join(constant, (*scalars, op.trace(core.args[0])), None)
        if core.op in ("rowsum", "colsum", "diag", "vec", "colvec") and core not in self.named:
            return self.rescale(constant, scalars, self.sum_entries(core.args[0]))
        return join(constant, (*scalars, op.sum_entries(core)), None)

    def diag(self, term: Term) -> Term:
        """A column vector as a diagonal matrix, or the diagonal of a square matrix."""
        constant, scalars, core = self.matrix_parts(term)
        if core.shape == (ONE, ONE):
            found = core
        elif is_zero(core):
            found = op.zeros(core.rows, core.rows if core.cols == ONE else 1)
        elif core.cols == ONE:
            found = op.eye(core.rows) if core.op == "ones" else op.diag(core)
        else:
            found = self._diagonal(core)
        return self.rescale(constant, scalars, found)

    def _diagonal(self, term: Term) -> Term:
        """The diagonal; of u w with a column u and a row w it is u .* w.T, of X Y.T it is rowsum(X .* Y)."""
        if term.op in ("eye", "ones"):
            return op.ones(term.rows, 1)
        if term.op == "diag":
            return term.args[0]
        factors = self.factors(term)
        for place, factor in enumerate(factors[:-1], 1):
            if factor.cols == ONE:
                return self.times(self.product(factors[:place]), self.transpose(self.product(factors[place:])))
        if len(factors) > 1 and factors[-1].op == "transpose":
            return self.rowsum(self.times(self.product(factors[:-1]), self.transpose(factors[-1])))
        return op.diag(term)


_CONSTANT = frozenset({"ones", "zeros", "eye"})
ENTRYWISE = frozenset({"add", "subtract", "hadamard", *registry.ENTRYWISE})
_TRANSPARENT = ENTRYWISE | {"negate", "scale", "matmul"}
