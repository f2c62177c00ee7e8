"""Least constants: a family of instances that attains a constant, or approaches it, for every value of its parameters.

The constant c of a link left <= c A + B needs c >= (left - B) / A at every instance with A > 0. A family with two
atoms, rows (log a, 0) with moves t (1, -1) or the hypotheses' largest ones, one with four for centred products, or the
matrices of ones, gives this quotient in closed form.

Dictionary
    Attained        the family, the constant that it needs, and how that was compared with the stated one
    attained        a family that needs the stated constant, None when none was found
    not_least       a smaller constant that holds as well, None when none is known
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import sympy

from lora_symbolic.evaluation import EvaluationError, evaluate_all, shape_at
from lora_symbolic.evaluation.symbolic import SymbolicNumbers
from lora_symbolic.language.operations import ones, scalar, substitute
from lora_symbolic.language.statement.comparison import Comparison, Link, Measure, Side
from lora_symbolic.language.statement.stated import Holds, Least
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term, subterms, variables
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.proving import prove_equal

from ...rules.centred import centred_parts
from ..comparing.box import Box, Interval
from ..comparing.order import at_most
from ..derivation import Bounded, Setting
from ..feasible import Plan, plan_of
from .rows import ATOM, MOVED, SAID, SMALL, WIDE, kinds_of, moves, rows

ZERO, ONE = sympy.Integer(0), sympy.Integer(1)
Sides: TypeAlias = tuple[Any, Any]
SizeOf: TypeAlias = Callable[[sympy.Expr], sympy.Expr]
POSITIVE = Interval(Fraction(0), None, low_closed=False)


@dataclass(frozen=True)
class Attained(NeitherTrueNorFalse):
    """A family of instances and the constant that it needs, at least the stated one everywhere."""

    family: str
    needs: sympy.Expr
    how: str

    @property
    def step(self) -> dict[str, str]:
        """The step as it is recorded."""
        return {"statement": f"no smaller constant: {self.needs} is needed", "reason": self.family, "check": self.how}


def attained(claim: Holds, least: Least, setting: Setting) -> Attained | None:
    """A family of instances at which the constant cannot be smaller."""
    named = claim.named
    if named is None:
        return None
    symbol = sympy.Symbol(least.name, real=True)
    for link in named.links:
        if _has(link.right, symbol) and not _has(link.left, symbol) and link.relation == "<=":
            found = _ones(link, symbol, least, setting) if not setting.links else None
            found = _two_atoms(link, symbol, least, setting, named) if found is None else found
            if found is not None:
                return found
    return None


def not_least(claim: Holds, least: Least, found: Bounded, setting: Setting) -> str | None:
    """A smaller constant that holds as well: the derived bound, when it needs less at every value of its parameters."""
    if claim.named is None:
        return None
    symbol = sympy.Symbol(least.name, real=True)
    smaller: list[sympy.Expr] = []
    for named, derived in zip(claim.named.links, found.links, strict=True):
        if not _has(named.right, symbol):
            continue
        right = named.right.number if named.right.number is not None else _only_coefficient(named.right)
        if derived.bound is None or right is None:
            return None
        needs = sympy.simplify(_needed(derived.bound, right, symbol))
        if not needs.free_symbols <= least.value.free_symbols:
            return None
        smaller.append(needs)
    if smaller and all(at_most(needs, least.value, setting.box, strict=True) is not None for needs in smaller):
        return f"{least.name} = {', '.join(str(needs) for needs in smaller)} holds as well"
    return None


def _only_coefficient(side: Side) -> sympy.Expr | None:
    return side.parts[0].coefficient if len(side.parts) == 1 else None


def _has(side: Side, symbol: sympy.Symbol) -> bool:
    return any(part.coefficient.has(symbol) for part in side.parts)


def _needed(left: sympy.Expr, right: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """(left - B) / A for right = c A + B."""
    rest = right.subs(symbol, 0)
    return (left - rest) / sympy.expand(right - rest).coeff(symbol)


# --- matrices of ones


def _ones(link: Link, symbol: sympy.Symbol, least: Least, setting: Setting) -> Attained | None:
    """All matrices of ones, for all sizes: the left side is then a multiple of ones, by canonical form."""
    left, right = link.left.number, link.right.number
    if left is None or right is None or not left.is_Symbol or left not in link.left.measures:
        return None
    measures = {one: _of_ones(measure, ONE) for one, measure in link.right.measures.items()}
    names = {v.name for v in variables(*link.terms)}
    if names & set(setting.scalars) or any(measure.term.op != "var" for measure in link.right.measures.values()):
        return None
    value = sympy.simplify(right.subs(symbol, least.value).subs(measures))
    if at_most(ZERO, sympy.expand(right.subs(measures)).coeff(symbol), setting.box, strict=True) is None:
        return None
    measure = link.left.measures[left]
    entry = sympy.simplify(value / _of_ones(measure, ONE))
    inside = {one: ones(*one.shape) for one in variables(measure.term)}
    if not entry.is_rational_function(*entry.free_symbols) or any(not s.is_integer for s in entry.free_symbols):
        return None
    term = substitute(measure.term, inside)
    if not prove_equal(term, scalar(entry) * ones(*term.shape)).proved:
        return None
    return Attained("every matrix has all entries 1", least.value, "both sides are equal there, by canonical form")


def _of_ones(measure: Measure, entry: sympy.Expr) -> sympy.Expr:
    """A measure of the matrix with this entry everywhere."""
    m, n = sides(measure.term)
    return {
        "maxabs": entry,
        "value": entry,
        "norm-inf": n * entry,
        "norm-1": m * entry,
        "norm": sympy.sqrt(m * n) * entry,
        "norm-2": sympy.sqrt(m * n) * entry,
    }[measure.kind]


# --- two atoms


def _two_atoms(link: Link, symbol: sympy.Symbol, least: Least, setting: Setting, named: Comparison) -> Attained | None:
    plan = plan_of(setting.links, list(named.links), setting.scalars)
    if len(plan.solved) < len(plan.links) or any(one.kind != "maxabs" for one in plan.solved):
        return None
    box = _family_box(least, setting)
    if any(at_most(ZERO, one.bound.coefficient, box) is None for one in plan.solved) or not _grows(link.left, box):
        return None
    numbers = SymbolicNumbers(lambda entry: at_most(ZERO, entry, box, strict=True) is not None)
    for sizes in _sizes(plan, link, least):
        for given in kinds_of(plan.free, _terms(plan, link), wide=WIDE in sizes.values()):
            for needs in _needs(link, symbol, plan, sizes, given, numbers):
                found = _reaches(needs, least, setting)
                if found is not None:
                    how, limit, value = found
                    where = [f"{name} = {size}" for name, size in sizes.items()]
                    width = WIDE if WIDE in sizes.values() else 2
                    said = [f"rows of {name} are {SAID[width][kind]}" for name, kind in given.items()]
                    said += [f"{one.variable.name} moves by {MOVED[width]}" for one in plan.solved]
                    return Attained(", ".join([*where, *said]) + limit, value, how)
    return None


def _terms(plan: Plan, link: Link) -> list[Term]:
    """Every term of a link and of the hypotheses, and what is drawn."""
    return [*link.terms, *(term for one in plan.links for term in one.terms), *plan.drawn.values()]


def _sizes(plan: Plan, link: Link, least: Least) -> Iterator[dict[str, int]]:
    """Sizes with a row of two atoms, of four first for a centred product; none when the constant depends on a size."""
    if any(s.is_integer for s in least.value.free_symbols):
        return
    nodes = list(subterms(*_terms(plan, link)))
    names = sorted({name for node in nodes for side in node.shape for name in side.names})
    if any(centred_parts(node) is not None for node in nodes):
        yield from ({name: WIDE if name == wide else 1 for name in names} for wide in names)
    yield from (
        dict(zip(names, one, strict=True)) for one in product((2, 1), repeat=len(names)) if 2 in one or not names
    )


def _needs(
    link: Link,
    symbol: sympy.Symbol,
    plan: Plan,
    sizes: Mapping[str, int],
    given: Mapping[str, str],
    numbers: SymbolicNumbers,
) -> Iterator[sympy.Expr]:
    """The constants that entries of the family need, in closed form."""
    try:
        left, right = _sides(link, plan, sizes, given, numbers)
    except (EvaluationError, ValueError, TypeError, ZeroDivisionError):
        return
    one, other = np.broadcast_arrays(left, right)
    for entry in dict.fromkeys(range(min(one.size, 2))):
        a, b = one.ravel()[entry], other.ravel()[entry]
        coefficient = sympy.expand(b).coeff(symbol)
        if numbers.is_positive(coefficient):
            yield sympy.cancel(sympy.together(_needed(a, b, symbol)))


def _grows(side: Side, box: Box) -> bool:
    """Whether a side is a nonnegative multiple of one measure or one matrix: bounds from below then carry over."""
    if len(side.parts) != 1:
        return False
    factor = side.parts[0].coefficient
    if side.parts[0].term is None:
        factor, measure = factor.as_independent(*side.measures)
        if measure not in side.measures:
            return False
    return at_most(ZERO, factor, box) is not None


def _sides(
    link: Link, plan: Plan, sizes: Mapping[str, int], given: Mapping[str, str], numbers: SymbolicNumbers
) -> Sides:
    values: dict[str, Any] = {v.name: rows(given.get(v.name, "atoms"), shape_at(v, sizes)) for v in plan.free}
    scalars = {name: one.symbol for name, one in plan.scalars.items()}
    values |= {name: [[number]] for name, number in scalars.items()}
    put = {sympy.Symbol(name, integer=True, positive=True): size for name, size in sizes.items()}
    for one in plan.solved:
        terms = (one.rest, *([one.bound.term] if one.bound.term is not None else []))
        rest, *base = evaluate_all(terms, values, sizes, numbers)
        size = moves(rest.shape) * one.bound.coefficient.subs(put)
        moved = size * (_absolute(base[0], _exactly) if one.bound.absolute else base[0]) if base else size
        values[one.variable.name] = (rest + moved) / sympy.Rational(one.factor.numerator, one.factor.denominator)
    left, right = (_arrays(side, values, sizes, numbers) for side in (link.left, link.right))
    return _side(link.left, left, put, _from_below), _side(link.right, right, put, _exactly)


def _arrays(side: Side, values: Mapping[str, Any], sizes: Mapping[str, int], numbers: SymbolicNumbers) -> Any:
    terms = tuple(dict.fromkeys(side.terms))
    return dict(zip(terms, evaluate_all(terms, values, sizes, numbers), strict=True)) if terms else {}


def _side(side: Side, arrays: Mapping[Term, Any], put: Mapping[Any, int], size_of: SizeOf) -> Any:
    measures = {symbol: _measure(one, arrays[one.term], size_of) for symbol, one in side.measures.items()}
    total: Any = np.full((1, 1), ZERO, dtype=object)
    for part in side.parts:
        coefficient = part.coefficient.subs(measures).subs(put)
        if part.term is None:
            total = total + coefficient
        else:
            array = arrays[part.term]
            total = total + coefficient * (_absolute(array, size_of) if part.absolute else array)
    return total


def _absolute(array: Any, size_of: SizeOf) -> Any:
    found = np.empty(array.shape, dtype=object)
    found.ravel()[:] = [size_of(entry) for entry in array.ravel()]
    return found


def _from_below(entry: sympy.Expr) -> sympy.Expr:
    """The entry or its negative, whichever is positive at a point: a bound from below on its absolute value."""
    at = {symbol: sympy.Rational(1, 2) for symbol in entry.free_symbols}
    return -entry if entry.subs(at).evalf() < 0 else entry


def _exactly(entry: sympy.Expr) -> sympy.Expr:
    """The absolute value."""
    return sympy.Abs(entry)


def _measure(measure: Measure, array: Any, size_of: SizeOf) -> sympy.Expr:
    """A measure exactly, or, with sizes from below, from below."""
    if measure.kind == "value":
        return array[0, 0]
    sizes = _absolute(array, size_of)
    if measure.kind == "norm":
        return sympy.sqrt((sizes * sizes).sum())
    if measure.kind == "norm-2":
        raise ValueError("no spectral norm in closed form")
    axes: Mapping[str, Any] = {"maxabs": sizes.ravel(), "norm-inf": sizes.sum(axis=1), "norm-1": sizes.sum(axis=0)}
    lines = list(dict.fromkeys(axes[measure.kind]))
    return lines[0] if size_of is _from_below else sympy.Max(*lines)


def _reaches(needs: sympy.Expr, least: Least, setting: Setting) -> tuple[str, str, sympy.Expr] | None:
    """How a choice of a, or a limit of what the constant does not depend on, needs the stated constant."""
    if any(not _shrinks(s, setting) for s in needs.free_symbols if s not in (ATOM, SMALL, *least.value.free_symbols)):
        return None
    others = sorted((s for s in needs.free_symbols if s != ATOM and s not in least.value.free_symbols), key=str)
    for put, said in _choices(needs, setting.box):
        at = put
        limits = said
        for other in others:
            at = sympy.limit(at, other, 0, "+")
            limits += f", {other.name} -> 0"
        if not at.free_symbols <= least.value.free_symbols or at.has(sympy.oo, sympy.nan, sympy.zoo):
            continue
        how = at_most(least.value, at, setting.box)
        if how is not None:
            return how, limits, at
    return None


def _family_box(least: Least, setting: Setting) -> Box:
    """Where the symbols of a family lie; a scalar that goes to 0 is positive on the way."""
    box = setting.box.with_interval(ATOM, POSITIVE).with_interval(SMALL, POSITIVE)
    for one in setting.scalars.values():
        if one.symbol not in least.value.free_symbols and _shrinks(one.symbol, setting):
            box = box.with_interval(one.symbol, Interval(Fraction(0), one.high, False, one.high_closed))
    return box


def _shrinks(symbol: sympy.Symbol, setting: Setting) -> bool:
    """Whether a scalar may be as small a positive number as one likes."""
    interval = setting.box.interval(symbol)
    return (interval.low is None or interval.low <= 0) and (interval.high is None or interval.high > 0)


def _choices(needs: sympy.Expr, box: Box) -> Iterator[tuple[sympy.Expr, str]]:
    """The quotient at a = 1, at its stationary points, and as a goes to 0."""
    if not needs.has(ATOM):
        yield needs, ""
        return
    yield needs.subs(ATOM, 1), ", a = 1"
    yield sympy.limit(needs, ATOM, 0, "+"), ", a -> 0"
    if not needs.has(sympy.exp):
        slope = sympy.fraction(sympy.together(sympy.diff(needs, ATOM)))[0]
        if slope.is_polynomial(ATOM):
            for root in sympy.roots(sympy.Poly(slope, ATOM)):
                if at_most(ZERO, root, box, strict=True) is not None:
                    yield needs.subs(ATOM, root), f", a = {root}"
