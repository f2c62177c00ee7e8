"""The scale: sequences L^a (log L)^b (log log L)^c (log log log L)^d with rational exponents, compared exactly.

A formula made of L, its logarithms and other names by sums, products, quotients and powers is, up to constant factors,
the largest of finitely many products of one element of the scale and powers of the names.

Dictionary
    Order       an element of the scale; * multiplies, ** takes a power, < compares
    Monomial    an order times powers of names
    monomials   the summands of a formula, constants left out
    Bound       a class: O, o or omega of an order, or L^(a + o(1))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..errors import SyntaxProblem
from .formula import Formula
from .formula_writing import text_of

MOST = 64  # monomials, and the largest exponent that is multiplied out


@dataclass(frozen=True, order=True)
class Order:
    """L^power (log L)^log (log log L)^loglog (log log log L)^logloglog."""

    power: Fraction = Fraction(0)
    log: Fraction = Fraction(0)
    loglog: Fraction = Fraction(0)
    logloglog: Fraction = Fraction(0)

    @property
    def exponents(self) -> tuple[Fraction, ...]:
        """The four exponents."""
        return (self.power, self.log, self.loglog, self.logloglog)

    def __mul__(self, other: Order) -> Order:
        return Order(*(a + b for a, b in zip(self.exponents, other.exponents, strict=True)))

    def __pow__(self, exponent: Fraction) -> Order:
        return Order(*(a * exponent for a in self.exponents))

    def __str__(self) -> str:
        names = ("L", "log L", "log log L", "log log log L")
        factors = [(name, e) for name, e in zip(names, self.exponents, strict=True) if e]
        if len(factors) == 1 and factors[0][1] == 1:
            return factors[0][0]
        closed = [(name if name == "L" else f"({name})", e) for name, e in factors]
        return " ".join(name if e == 1 else f"{name}^({e})" for name, e in closed) or "1"


ONE, TOKENS = Order(), Order(Fraction(1))
LOGS = (Order(log=Fraction(1)), Order(loglog=Fraction(1)), Order(logloglog=Fraction(1)))


@dataclass(frozen=True)
class Monomial:
    """An order times powers of names."""

    order: Order = ONE
    names: Mapping[str, Fraction] = field(default_factory=dict)

    def times(self, other: Monomial) -> Monomial:
        """The product."""
        powers = {key: self.names.get(key, Fraction(0)) + other.names.get(key, Fraction(0))
                  for key in (*self.names, *other.names)}  # fmt: skip
        return Monomial(self.order * other.order, {key: value for key, value in powers.items() if value})

    def raised(self, exponent: Fraction) -> Monomial:
        """The power."""
        return Monomial(self.order**exponent, {key: e * exponent for key, e in self.names.items() if exponent})


def number_of(formula: Formula) -> Fraction | None:
    """The rational number that a formula is, None when names stand in it.

    >>> from .formula import formula as read
    >>> number_of(read("3/4 - 1"))
    Fraction(-1, 4)
    """
    if formula.op == "number":
        return Fraction(int(formula.value))
    parts = [number_of(one) for one in formula.args]
    if formula.op not in ("add", "subtract", "multiply", "divide", "negate") or any(part is None for part in parts):
        return None
    values = [part for part in parts if part is not None]
    match formula.op:
        case "add":
            return values[0] + values[1]
        case "subtract":
            return values[0] - values[1]
        case "multiply":
            return values[0] * values[1]
        case "negate":
            return -values[0]
    return values[0] / values[1] if values[1] else None


def monomials(formula: Formula) -> tuple[Monomial, ...]:
    """The summands of a formula.

    >>> from .formula import formula as read
    >>> [str(one.order) for one in monomials(read("3 * L * log(L)**(1/2) + log(log(L))"))]
    ['L (log L)^(1/2)', 'log log L']

    Raises SyntaxProblem for what is outside the scale.
    """
    found = _monomials(formula)
    if len(found) > MOST:
        raise SyntaxProblem(f"{text_of(formula)}: more than {MOST} summands")
    return found


def _monomials(formula: Formula) -> tuple[Monomial, ...]:
    value = number_of(formula)
    if value is not None:
        if value > 0:
            return (Monomial(),)
        raise _outside(formula, "a positive number")
    if formula.op == "name":
        return (Monomial(TOKENS) if formula.value == "L" else Monomial(names={formula.value: Fraction(1)}),)
    if formula.op == "log":
        return (Monomial(LOGS[_depth(formula) - 1]),)
    if formula.op == "add":
        return (*monomials(formula.args[0]), *monomials(formula.args[1]))
    if formula.op in ("multiply", "divide"):
        left, right = (monomials(one) for one in formula.args)
        if formula.op == "divide":
            if len(right) > 1:
                raise _outside(formula, "a divisor without sums")
            right = (right[0].raised(Fraction(-1)),)
        return tuple(one.times(other) for one in left for other in right)
    if formula.op == "sqrt" and len(formula.args) == 1:
        return tuple(one.raised(Fraction(1, 2)) for one in monomials(formula.args[0]))
    if formula.op == "power":
        return _power(formula)
    raise _outside(formula, "L, log(L), names, positive numbers, + * / **, sqrt")


def _power(formula: Formula) -> tuple[Monomial, ...]:
    base, exponent = monomials(formula.args[0]), number_of(formula.args[1])
    if exponent is None:
        raise _outside(formula.args[1], "a rational exponent")
    if len(base) > 1 and exponent <= 0:
        raise _outside(formula, "a positive power of a sum")
    if abs(exponent) > MOST:
        raise _outside(formula, f"an exponent of at most {MOST}")
    return tuple(one.raised(exponent) for one in base)  # of a sum up to constants: the largest summand decides


def _depth(formula: Formula) -> int:
    """How often the logarithm of L is taken: 1, 2 or 3."""
    depth, inner = 0, formula
    while inner.op == "log" and len(inner.args) == 1:
        depth, inner = depth + 1, inner.args[0]
    if inner.op != "name" or inner.value != "L" or depth > 3:
        raise _outside(formula, "log(L), log(log(L)) or log(log(log(L)))")
    return depth


def _outside(formula: Formula, expected: str) -> SyntaxProblem:
    return SyntaxProblem(f"{text_of(formula)}: expected {expected}")


@dataclass(frozen=True)
class Bound:
    """`O`, `o` or `omega` of an order, or `power`: L^(a + o(1)) with the order L^a."""

    kind: str
    order: Order

    def holds(self, order: Order, strict: bool = False) -> bool:
        """Whether sequences of the order, or with `strict` those that are o (or omega) of it, lie in the class."""
        if self.kind == "power":
            return order.power <= self.order.power
        if self.kind == "omega":
            return order > self.order or (order == self.order and strict)
        return order < self.order or (order == self.order and (strict or self.kind == "O"))


def bound_of(formula: Formula) -> Bound:
    """The class that a formula names: o(m), O(m), omega(m), L**o(1) or L**(a + o(1)).

    >>> from .formula import formula as read
    >>> bound_of(read("L**(1 + o(1))")).holds(Order(Fraction(1), Fraction(7)))
    True

    Raises SyntaxProblem for anything else.
    """
    if formula.op in ("o", "O", "omega") and len(formula.args) == 1:
        [*found] = monomials(formula.args[0])
        if any(one.names for one in found):
            raise _outside(formula, "a class of functions of L alone")
        return Bound(formula.op, max(one.order for one in found))
    if formula.op == "power" and formula.args[0] == Formula("name", value="L"):
        exponent = formula.args[1]
        little = Formula("o", (Formula("number", value="1"),))
        if exponent == little:
            return Bound("power", ONE)
        if exponent.op == "add" and exponent.args[1] == little:
            value = number_of(exponent.args[0])
            if value is not None:
                return Bound("power", Order(value))
    raise _outside(formula, "o(...), O(...), omega(...), L**o(1) or L**(a + o(1))")
