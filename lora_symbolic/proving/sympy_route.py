"""SymPy's own indexed derivative as an independent route to a proof.

A term becomes a SymPy expression in Indexed and Sum, `diff` differentiates it in one entry, and the result is
bridged into the index form, where canonical forms are compared. The derivative is SymPy's, not ours.

Dictionary
    prove_equal_by_sympy(l, r)   a Proof as `prove_equal` gives, with SymPy's derivatives
    to_indexed(t, i, j)          the entry of a term as a SymPy expression
    from_indexed(e, indices)     a SymPy expression in Indexed, Sum and KroneckerDelta as a polynomial

Every summation symbol is a Dummy of its own: SymPy differentiates a sum in an entry that carries the sum's own
symbol as if the two were the same index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, cast

import sympy
from sympy.functions.special.tensor_functions import KroneckerDelta

from lora_symbolic.errors import LoraSymbolicError
from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.language.size import ONE, Size, in_sympy, size
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term, same_shape, subterms

from .conditions import conditions
from .index_form.algebra import Template, contract, delta, product, scaled, size_polynomial
from .index_form.atoms import Entry, Polynomial, simple_head
from .index_form.expand import Expander
from .index_form.functions.piecewise import step
from .index_form.functions.smooth import cosine, error_function, pi, sine, unspecified
from .index_form.index import UNIT, Index, OutsideFragment, Ref
from .index_form.nested import exponential, inverse, logarithm
from .index_form.normalise import normal_form
from .index_form.structure import STRUCTURED
from .index_form.triangle import triangle
from .proof import Proof, begin, is_zero, prove_equal
from .search.existence import where_it_holds

Position: TypeAlias = sympy.Expr
ORIGIN = sympy.Integer(0)
TRIANGLE = sympy.Function("triangle")  # of a row, a column and a diagonal, none of which depends on an entry
METHOD = "SymPy's indexed derivative and ours have one canonical form"


class NotApplicable(LoraSymbolicError):
    """The term has an operation that SymPy's indexed expressions do not have."""


@lru_cache(maxsize=256)
def _function(name: str, order: int) -> Any:
    """A function of SymPy that knows its derivative and nothing else."""

    def derivative(self: Any, argindex: int = 1) -> Any:
        return _function(name, order + 1)(self.args[0])

    return type(f"{name}_{order}", (sympy.Function,), {"fdiff": derivative, "labelled": (name, order)})


def _dummy(value: Size) -> Position:
    return ORIGIN if value == ONE else sympy.Dummy("i", integer=True)


class _Total(sympy.Sum):  # type: ignore[misc]
    """A sum that answers at once what SymPy asks at every step: it is no number, and its sign is not known."""

    is_number = False

    @cached_property
    def free_symbols(self) -> set[sympy.Basic]:
        """The symbols that are not summed over; SymPy walks the whole tree for them each time."""
        return cast("set[sympy.Basic]", super().free_symbols)

    def _eval_is_zero(self) -> None:
        return None


def _sum(body: sympy.Expr, index: Position, value: Size) -> sympy.Expr:
    return body if value == ONE else _Total(body, (index, 0, in_sympy(value) - 1))


Memo: TypeAlias = dict[tuple[Term, Position, Position], sympy.Expr]


def to_indexed(term: Term, row: Position, col: Position, memo: Memo | None = None) -> sympy.Expr:
    """The entry of a term at (row, col), counted from 0, in Indexed, Sum and KroneckerDelta.

    Within one expression equal entries are one object, so that SymPy sees c * c as a square.
    """
    memo = {} if memo is None else memo
    key = (term, row, col)
    found = memo.get(key)
    if found is None:
        found = memo[key] = _entry(term, row, col, memo)
    return found


def _entry(term: Term, row: Position, col: Position, memo: Memo) -> sympy.Expr:
    op, args = term.op, term.args
    if op == "var":
        return sympy.IndexedBase(term.name)[row, col]
    if op == "number":
        value = cast(Fraction, term.data[0])
        return sympy.Rational(value.numerator, value.denominator)
    if op == "pi":
        return sympy.pi
    if op == "size":
        return in_sympy(cast(Size, term.data[0]))
    if op in ("ones", "zeros"):
        return sympy.Integer(op == "ones")
    if op == "eye":
        return KroneckerDelta(row, col)
    if op == "apply":
        return _function(args[0].name, cast(int, term.data[0]))(to_indexed(args[1], row, col, memo))
    if op == "lower":
        return TRIANGLE(row, col, cast(int, term.data[2]))
    if op in _ENTRYWISE:
        return _ENTRYWISE[op](*(to_indexed(child, row, col, memo) for child in args))
    if op == "scale":
        return to_indexed(args[0], ORIGIN, ORIGIN, memo) * to_indexed(args[1], row, col, memo)
    if op == "transpose":
        return to_indexed(args[0], col, row, memo)
    if op == "diagonal":
        return to_indexed(args[0], row, row, memo)
    if op == "diag":
        return KroneckerDelta(row, col) * to_indexed(args[0], row, ORIGIN, memo)
    if op == "softmax":
        return _weighted(term, row, col, memo) / _denominator(term, row, memo)
    if op == "grad":
        return _derivative(to_indexed(args[0], ORIGIN, ORIGIN, memo), sympy.IndexedBase(args[1].name)[row, col])
    return _reduction(term, row, col, memo)


_ENTRYWISE = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "negate": lambda x: -x,
    "hadamard": lambda x, y: x * y,
    "exp": sympy.exp,
    "log": sympy.log,
    "reciprocal": lambda x: 1 / x,
    "step": sympy.Heaviside,
    "cos": sympy.cos,
    "sin": sympy.sin,
    "erf": sympy.erf,
}


def _denominator(term: Term, row: Position, memo: Memo) -> sympy.Expr:
    key = (term, row, sympy.S.NaN)  # no column: the sum over all of them
    found = memo.get(key)
    if found is None:
        k = _dummy(term.cols)
        found = memo[key] = _sum(_weighted(term, row, k, memo), k, term.cols)
    return found


def _weighted(term: Term, row: Position, col: Position, memo: Memo) -> sympy.Expr:
    value = sympy.exp(to_indexed(term.args[0], row, col, memo))
    return value * to_indexed(term.args[1], row, col, memo) if len(term.args) == 2 else value


def _reduction(term: Term, row: Position, col: Position, memo: Memo) -> sympy.Expr:
    op, inner = term.op, term.args[0] if term.args else term
    if op == "matmul":
        k = _dummy(inner.cols)
        return _sum(to_indexed(inner, row, k, memo) * to_indexed(term.args[1], k, col, memo), k, inner.cols)
    if op == "trace":
        k = _dummy(inner.rows)
        return _sum(to_indexed(inner, k, k, memo), k, inner.rows)
    if op in ("sum", "rowsum", "colsum"):
        i = row if op == "rowsum" else _dummy(inner.rows)
        j = col if op == "colsum" else _dummy(inner.cols)
        body = to_indexed(inner, i, j, memo)
        body = body if op == "colsum" else _sum(body, j, inner.cols)
        return body if op == "rowsum" else _sum(body, i, inner.rows)
    raise NotApplicable(op)


def _derivative(value: sympy.Expr, entry: sympy.Expr) -> sympy.Expr:
    # where a step is defined its argument is not zero, and there SymPy's DiracDelta vanishes
    result = sympy.diff(value, entry).replace(sympy.DiracDelta, lambda *argument: ORIGIN)
    if result.has(sympy.Derivative) or result.has(sympy.Piecewise):
        raise NotApplicable("a derivative that SymPy leaves undone")
    return result


def from_indexed(expr: sympy.Expr, places: Mapping[sympy.Expr, Ref]) -> Polynomial:
    """A SymPy expression as a polynomial of the index form; `places` maps index symbols to references."""
    if expr.is_Rational:
        return [(fraction(expr), {})] if expr else []
    if isinstance(expr, sympy.Indexed):
        refs = tuple(places[position] for position in expr.indices)
        return [(1, {(simple_head(Entry, (str(expr.base),)), refs): 1})]
    if isinstance(expr, sympy.Symbol):
        return size_polynomial(size(expr))
    if isinstance(expr, sympy.Add):
        return [term for part in expr.args for term in from_indexed(part, places)]
    if isinstance(expr, sympy.Mul):
        out: Polynomial = [(1, {})]
        for part in expr.args:
            out = product(out, from_indexed(part, places))
        return out
    if isinstance(expr, sympy.exp):
        return exponential(from_indexed(expr.args[0], places))
    if isinstance(expr, sympy.log):
        return logarithm(from_indexed(expr.args[0], places))
    if expr.func == TRIANGLE:
        row, col, diagonal = expr.args
        return triangle(int(diagonal), places[row], places[col])
    if expr is sympy.pi:
        return pi()
    if (labelled := getattr(expr.func, "labelled", None)) is not None:
        return unspecified(from_indexed(expr.args[0], places), *labelled)
    for function, rule in _FUNCTIONS:
        if isinstance(expr, function):
            return rule(from_indexed(expr.args[0], places))
    if isinstance(expr, sympy.Heaviside):
        return step(from_indexed(expr.args[0], places))
    if isinstance(expr, sympy.Pow) and expr.exp.is_Rational and expr.base.is_positive and not expr.exp.is_Integer:
        return exponential(scaled(fraction(expr.exp), logarithm(from_indexed(expr.base, places))))
    if isinstance(expr, sympy.Pow) and expr.exp.is_Integer:
        return _power(expr.base, int(expr.exp), places)
    if isinstance(expr, KroneckerDelta):
        return delta(places[expr.args[0]], places[expr.args[1]])
    if isinstance(expr, sympy.Sum):
        return _from_sum(expr, places)
    raise NotApplicable(type(expr).__name__)


_FUNCTIONS = ((sympy.cos, cosine), (sympy.sin, sine), (sympy.erf, error_function))


def _power(base: sympy.Expr, exponent: int, places: Mapping[sympy.Expr, Ref]) -> Polynomial:
    if exponent < 0:
        return inverse(from_indexed(base, places), -exponent)
    out: Polynomial = [(1, {})]
    for _ in range(exponent):
        out = product(out, from_indexed(base, places))
    return out


def _from_sum(expr: sympy.Sum, places: Mapping[sympy.Expr, Ref]) -> Polynomial:
    inner = dict(places)
    made = []
    for symbol, lower, upper in expr.limits:
        if lower != 0:
            raise NotApplicable("a sum that does not begin at 0")
        index = Index(size(upper + 1))
        inner[symbol] = index
        made.append(index)
    poly = from_indexed(expr.function, inner)
    for index in made:
        poly = contract(poly, index)
    return poly


@lru_cache(maxsize=256)
def indexed(term: Term) -> tuple[Position, Position, sympy.Expr]:
    """The symbols for a row and a column of a term, and its entry there, with SymPy's derivatives taken."""
    row, col = _dummy(term.rows), _dummy(term.cols)
    return row, col, to_indexed(term, row, col)


def entry_by_sympy(term: Term) -> Template:
    """The entry of a term as a template in its row and column, with SymPy's derivatives."""
    row, col, entry = indexed(term)
    places: dict[sympy.Expr, Ref] = {ORIGIN: UNIT}
    params = []
    for symbol, value in ((row, term.rows), (col, term.cols)):
        if value != ONE:
            places[symbol] = index = Index(value)
            params.append(index)
    return Template(tuple(params), from_indexed(entry, places))


def _agree(left: Template, right: Template) -> bool:
    refs = tuple(Index(param.size) for param in left.params)
    labels = {index: k for k, index in enumerate(refs)}
    return not normal_form(left(refs) + scaled(-1, right(refs)), labels)


def _own(term: Term) -> Template:
    expander = Expander((term,))
    row = UNIT if term.rows == ONE else Index(term.rows)
    col = UNIT if term.cols == ONE else Index(term.cols)
    params = tuple(ref for ref in (row, col) if type(ref) is Index)
    return Template(params, expander.entry(term, row, col))


def prove_equal_by_sympy(left: Term, right: Term, where: Sequence[Equation] = ()) -> Proof:
    """A proof that uses SymPy's derivatives; not proved where SymPy's indexed expressions do not reach.

    Without Kronecker products and blocks both sides go through SymPy. With them, every gradient is
    derived by SymPy and proved equal to the forward derivative; the rest is the canonical form. So it is with equations
    that are taken for granted.
    """
    if not same_shape(left, right):
        return Proof(False, f"shapes differ: {left.rows} x {left.cols} and {right.rows} x {right.cols}", (), 0)
    begin(left, right)
    needed = conditions(left, right)
    try:
        found = _compare(left, right, where)
    except (NotApplicable, OutsideFragment) as problem:
        return Proof(False, f"SymPy's indexed expressions do not reach this: {problem}", needed, 0)
    if where:
        return found
    instance, lack = where_it_holds((left, right), needed, (), found.proved, is_zero)
    if lack is not None:
        return Proof(False, lack, needed, 0, vacuous=True)
    return replace(found, conditions=needed, instance=instance)


def _compare(left: Term, right: Term, where: Sequence[Equation]) -> Proof:
    nodes = list(subterms(left, right))
    if not where and not any(node.op in STRUCTURED for node in nodes):
        one, other = entry_by_sympy(left), entry_by_sympy(right)
        if _agree(one, other):
            return Proof(True, METHOD, (), len(one.parts))
        return Proof(False, "SymPy's indexed derivative gives another canonical form", (), 0)
    gradients = [node for node in nodes if node.op == "grad"]
    if not gradients:
        raise NotApplicable("a statement without a gradient")
    for node in gradients:
        if not _agree(entry_by_sympy(node), _own(node)):
            return Proof(False, f"SymPy's derivative differs from ours at {node}", (), 0)
    rest = prove_equal(left, right, where)
    return replace(rest, reason=METHOD if rest.proved else rest.reason)
