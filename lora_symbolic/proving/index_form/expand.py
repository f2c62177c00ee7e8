"""Expansion: a term in index form, as the polynomial of its entry at two references.

Dictionary
    Expander(roots)               expands the terms below these roots; entries are memoised as templates
    expander.entry(t, r, c)       the entry of t at row r and column c
    expander.cases(t)             the free references of a term compared as a whole
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from functools import reduce
from typing import Any, cast

from lora_symbolic.language.operations import det, inv, kron, matmul
from lora_symbolic.language.size import ONE, Size, same_size, total
from lora_symbolic.language.term import Term

from . import memory
from .algebra import Template, contract, delta, product, scaled, size_polynomial
from .atoms import Entry, Opaque, Polynomial, simple_head
from .bodies.factorisation import sure
from .differentiate import derivative
from .functions.invertible import determinant, inverse_entry, matrix_product
from .functions.piecewise import rooted, step
from .functions.smooth import cosine, error_function, pi, sine, unspecified
from .functions.splitting import by_cases
from .index import UNIT, Digits, Index, OutsideFragment, Part, Ref, digits, fresh, leaves, ref_size, skeleton
from .nested import exponential, inverse, logarithm
from .normalise import merged
from .structure import Axis, Structure, axis
from .triangle import triangle

FEW = 40
COLLECTED = frozenset({"add", "subtract", "hadamard", "matmul", "sum", "rowsum", "colsum", "trace", "grad"})


def split_digits(ref: Ref, left: Size, right: Size) -> tuple[Ref, Ref]:
    """The two digits of a reference into an axis of size left * right."""
    if left == ONE:
        return UNIT, ref
    if right == ONE:
        return ref, UNIT
    if type(ref) is Digits:
        for cut in range(1, len(ref.refs)):
            first, second = digits(ref.refs[:cut]), digits(ref.refs[cut:])
            if same_size(ref_size(first), left) and same_size(ref_size(second), right):
                return first, second
    raise OutsideFragment(f"an axis of size {left}*{right} whose digits are not known")


class Expander:
    """Terms to polynomials of the index form; `positive` says of a term that no entry of it is negative.

    The `opaque` terms are not looked into: what is found holds for any matrices in their place.
    """

    def __init__(
        self,
        roots: tuple[Term, ...],
        positive: Callable[[Term], bool] = lambda term: False,
        opaque: Collection[Term] = (),
    ) -> None:
        self.positive = positive
        self.opaque = opaque
        self.structure = Structure(roots)
        # where axes have digits or parts, the entries of a term depend on the terms around it
        self.memo: dict[Any, Template] = memory.current.entries if self.structure.plain else {}

    def cases(self, root: Term, place: int = 0) -> list[tuple[Ref, Ref]]:
        """The free references of a root: every combination of parts of its rows and columns."""
        rows = self.structure.references(axis(root, None, place, 0), root.rows)
        cols = self.structure.references(axis(root, None, place, 1), root.cols)
        return [(r, c) for r in rows for c in cols]

    def entry(self, term: Term, row: Ref, col: Ref) -> Polynomial:
        """The entry of a term at two references, with summed indices of its own."""
        if term in self.opaque:
            return [(1, {(simple_head(Opaque, (term,)), (row, col)): 1})]
        key = (term, skeleton(row), skeleton(col))
        template = self.memo.get(key)
        if template is not None:
            return template((*leaves(row), *leaves(col)))
        as_they_are = _is_free(row) and _is_free(col) and (row is not col or row is UNIT)
        r, c = (row, col) if as_they_are else (fresh(row), fresh(col))
        poly = _RULES[term.op](self, term, r, c)
        if len(poly) > FEW and term.op in COLLECTED:
            poly = merged(poly)
        template = self.memo[key] = Template((*leaves(r), *leaves(c)), poly)
        if as_they_are:  # the first use has the indices that the template was made with
            memory.spend(template.factors)
            return poly
        return template((*leaves(row), *leaves(col)))

    def over(self, name: Axis, value: Size) -> list[Ref]:
        """References that run over an axis, to be summed."""
        return self.structure.references(name, value)


def _is_free(ref: Ref) -> bool:
    """Whether a reference is one free index, or the only position of an axis."""
    return ref.free if type(ref) is Index else ref is UNIT


def summed(poly: Polynomial, *refs: Ref) -> Polynomial:
    """The sum over every index of these references."""
    for ref in refs:
        for leaf in leaves(ref):
            poly = contract(poly, leaf)
    return poly


Rule = Callable[[Expander, Term, Ref, Ref], Polynomial]


def _child_axis(term: Term, place: int, k: int) -> Axis:
    return axis(term.args[place], term, place, k)


def _over(x: Expander, t: Term, k: int, entry: Callable[[Ref], Polynomial]) -> Polynomial:
    """The sum of entries over the rows (k = 0) or the columns (k = 1) of the first argument."""
    out: Polynomial = []
    for ref in x.over(_child_axis(t, 0, k), t.args[0].shape[k]):
        out.extend(summed(entry(ref), ref))
    return out


def _matmul(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    left, right = t.args
    return _over(x, t, 1, lambda k: product(x.entry(left, r, k), x.entry(right, k, c)))


def _sum(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    inner = t.args[0]
    out: Polynomial = []
    for i in x.over(_child_axis(t, 0, 0), inner.rows):
        for j in x.over(_child_axis(t, 0, 1), inner.cols):
            row, col = fresh(i), fresh(j)
            out.extend(summed(x.entry(inner, row, col), row, col))
    return out


def _softmax(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    logits = t.args[0]

    def weighted(col: Ref) -> Polynomial:
        value = by_cases(exponential, x.entry(logits, r, col))
        return product(x.entry(t.args[1], r, col), value) if len(t.args) == 2 else value

    return product(weighted(c), inverse(_over(x, t, 1, weighted)))


def _apply(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    name, order = t.args[0].name, cast(int, t.data[0])
    return by_cases(lambda poly: unspecified(poly, name, order), x.entry(t.args[1], r, c))


def _of_entry(function: Callable[[Polynomial], Polynomial], partial: bool = False) -> Rule:
    return lambda x, t, r, c: by_cases(function, x.entry(t.args[0], r, c), partial)


def _up_to_positive(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    """The entry of a term that is not zero, without those factors of a product that are seen to be positive."""
    if t.op in ("hadamard", "scale"):
        left, right = t.args
        place = (UNIT, UNIT) if t.op == "scale" else (r, c)
        return product(_up_to_positive(x, left, *place), _up_to_positive(x, right, r, c))
    entry = x.entry(t, r, c)
    return [(1, {})] if sure(entry) or x.positive(t) else entry


def _kron(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    a, b = t.args
    r1, r2 = (r, r) if t.op == "rowkron" else split_digits(r, a.rows, b.rows)
    c1, c2 = (c, c) if t.op == "colkron" else split_digits(c, a.cols, b.cols)
    return product(x.entry(a, r1, c1), x.entry(b, r2, c2))


def _vec(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    inner = t.args[0]
    if t.op == "vec":
        i, j = split_digits(r, inner.rows, inner.cols)
    else:
        j, i = split_digits(r, inner.cols, inner.rows)
    return x.entry(inner, i, j)


def _commutation(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    m, n = cast(tuple[Size, Size], t.data)
    k, p = split_digits(r, n, m)
    p2, k2 = split_digits(c, m, n)
    return product(delta(p, p2), delta(k, k2))


def _block(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    height, width = cast(tuple[int, int], t.data)
    i, r = _pick(r, [t.args[k * width].rows for k in range(height)])
    j, c = _pick(c, [child.cols for child in t.args[:width]])
    return x.entry(t.args[i * width + j], r, c)


def _pick(ref: Ref, heights: list[Size]) -> tuple[int, Ref]:
    """Which block a reference points into, and where in it; the axis may be cut further than into the blocks."""
    if len(heights) == 1:
        return 0, ref
    if type(ref) is not Part:
        raise OutsideFragment("a block matrix whose parts are not those of its neighbour")
    first = 0
    for place, height in enumerate(heights):
        ends = range(first + 1, len(ref.sizes) + 1)
        last = next((end for end in ends if same_size(height, _height(ref, first, end))), None)
        if last is None:
            break
        if first <= ref.position < last:
            return place, Part(ref.sizes[first:last], ref.position - first, ref.ref) if last > first + 1 else ref.ref
        first = last
    raise OutsideFragment("a block matrix whose parts are not those of its neighbour")


def _height(ref: Part, first: int, last: int) -> Size:
    return total(ref.sizes[first:last])


def _grad(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    value, variable = t.args
    return derivative(x.entry(value, UNIT, UNIT), variable.name, r, c)


def _jacobian(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    value, variable = t.args
    place = split_digits(r, *value.shape)
    return derivative(x.entry(value, *place), variable.name, *split_digits(c, *variable.shape))


def _scalar(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    if t.op == "size":
        return _size_scalar(cast(Size, t.data[0]))
    value = cast(Fraction, t.data[0])
    return [(value.numerator if value.denominator == 1 else value, {})] if value else []


def _size_scalar(value: Size) -> Polynomial:
    numerator, denominator = value.numerator, value.denominator
    below = size_polynomial(denominator)
    if len(below) == 1:
        return size_polynomial(value)
    return product(size_polynomial(numerator), inverse(below))


def _inverse(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    """The entry of an inverse; that of a product is the product of the inverses, last one first."""
    inner = t.args[0]
    if inner.op == "inverse":
        return x.entry(inner.args[0], r, c)
    if inner.op == "kron" and same_size(inner.args[0].rows, inner.args[0].cols):
        return x.entry(kron(inv(inner.args[0]), inv(inner.args[1])), r, c)
    factors = matrix_product(inner)
    if len(factors) > 1:
        last, rest = factors[-1], reduce(matmul, factors[:-1])
        k = _plain_axis(x, t)
        return summed(product(x.entry(inv(last), r, k), x.entry(inv(rest), k, c)), k)
    row, col = _plain_axis(x, t), _plain_axis(x, t)
    return inverse_entry(x.entry(inner, row, col), row, col, r, c)


def _det(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    """The determinant; that of a product is the product of the determinants."""
    inner = t.args[0]
    if inner.op == "inverse":
        return inverse(x.entry(det(inner.args[0]), UNIT, UNIT))
    factors = matrix_product(inner)
    if len(factors) > 1:
        out: Polynomial = [(1, {})]
        for factor in factors:
            out = product(out, x.entry(det(factor), UNIT, UNIT))
        return out
    row, col = _plain_axis(x, t), _plain_axis(x, t)
    return determinant(x.entry(inner, row, col), row, col)


def _plain_axis(x: Expander, t: Term) -> Ref:
    """A reference that runs over the rows of the argument, which are one range."""
    refs = x.over(_child_axis(t, 0, 0), t.args[0].rows)
    if len(refs) != 1 or type(refs[0]) not in (Index, type(UNIT)):
        raise OutsideFragment("an inverse or a determinant of a block matrix or of a Kronecker product")
    return refs[0]


def _diag(x: Expander, t: Term, r: Ref, c: Ref) -> Polynomial:
    return product(delta(r, c), x.entry(t.args[0], r, UNIT))


_RULES: dict[str, Rule] = {
    "var": lambda x, t, r, c: [(1, {(simple_head(Entry, (t.name,)), (r, c)): 1})],
    "number": _scalar,
    "size": _scalar,
    "pi": lambda x, t, r, c: pi(),
    "ones": lambda x, t, r, c: [(1, {})],
    "zeros": lambda x, t, r, c: [],
    "eye": lambda x, t, r, c: delta(r, c),
    "commutation": _commutation,
    "lower": lambda x, t, r, c: triangle(cast(int, t.data[2]), r, c),
    "add": lambda x, t, r, c: x.entry(t.args[0], r, c) + x.entry(t.args[1], r, c),
    "subtract": lambda x, t, r, c: x.entry(t.args[0], r, c) + scaled(-1, x.entry(t.args[1], r, c)),
    "negate": lambda x, t, r, c: scaled(-1, x.entry(t.args[0], r, c)),
    "hadamard": lambda x, t, r, c: product(x.entry(t.args[0], r, c), x.entry(t.args[1], r, c)),
    "scale": lambda x, t, r, c: product(x.entry(t.args[0], UNIT, UNIT), x.entry(t.args[1], r, c)),
    "exp": _of_entry(lambda poly: rooted(exponential(poly))),
    "log": _of_entry(logarithm, partial=True),
    "reciprocal": _of_entry(inverse, partial=True),
    "cos": _of_entry(cosine),
    "sin": _of_entry(sine),
    "erf": _of_entry(error_function),
    "apply": _apply,
    "step": lambda x, t, r, c: by_cases(step, _up_to_positive(x, t.args[0], r, c), partial=True),
    "matmul": _matmul,
    "transpose": lambda x, t, r, c: x.entry(t.args[0], c, r),
    "sum": _sum,
    "rowsum": lambda x, t, r, c: _over(x, t, 1, lambda k: x.entry(t.args[0], r, k)),
    "colsum": lambda x, t, r, c: _over(x, t, 0, lambda k: x.entry(t.args[0], k, c)),
    "trace": lambda x, t, r, c: _over(x, t, 0, lambda k: x.entry(t.args[0], k, k)),
    "diag": _diag,
    "diagonal": lambda x, t, r, c: x.entry(t.args[0], r, r),
    "softmax": _softmax,
    "inverse": _inverse,
    "det": _det,
    "kron": _kron,
    "rowkron": _kron,
    "colkron": _kron,
    "vec": _vec,
    "colvec": _vec,
    "block": _block,
    "grad": _grad,
    "jacobian": _jacobian,
}
