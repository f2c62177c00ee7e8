"""Exponentials, inverses and logarithms of polynomials, as atoms with a canonical body.

Dictionary
    exponential(p)     exp of a polynomial: the product of exp(m)^c over its monomials c m
    inverse(p)         1/p: factors common to all monomials leave the sum; what is left is a Sum
    logarithm(p)       log p: exponentials and inverses of positive sums come out
    Exp, Sum, Log      the kinds of heads that these make, with the rules for monomials that have them
    Nested             any head with a body
    ask_positive(p)    take a polynomial for positive, as the statement asks

A head at references that coincide or have digits is made anew from its body, which may then have another form.
Rules: exp(c log P) = P^n exp((c - n) log P) with n the integer below c; a sum to a positive power is multiplied out;
P * P^-1 = 1 (see `cancellation`).
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from flint import fmpz

from . import memory
from .algebra import Template, body_at, body_to_power, product, restore_lost, scaled, times
from .atoms import DELTA, Entry, Factor, Head, Monomial, Number, Polynomial, indices
from .bodies.abstraction import abstract, leading
from .bodies.cancellation import cancel
from .bodies.content import content_of, has_steps, primitive
from .bodies.factorisation import factors, sure
from .index import Index, OutsideFragment, Ref, leaves, map_ref
from .normalise import merged


class Nested(Head):
    """A head with a body; at other references it is made anew from its body."""

    __slots__ = ()
    rewrites = True

    def at(self, args: tuple[Ref, ...], exponent: Number) -> Polynomial:
        """The atom to a power at references that coincide, or that are more than an index."""
        places: dict[Index, Ref] = {leaf: Index(leaf.size) for ref in args for leaf in leaves(ref)}
        inner = body_at(self, tuple(map_ref(ref, places) for ref in args))
        made = Template(tuple(i for i in places.values() if type(i) is Index), self.power(inner, exponent))
        return made(tuple(places))

    def power(self, inner: Polynomial, exponent: Number) -> Polynomial:
        """What the head stands for, of this body in free indices, to a power."""
        raise NotImplementedError


class Exp(Nested):
    """The exponential of one monomial."""

    __slots__ = ()
    kind = "exp"

    @property
    def positive(self) -> bool:
        """The exponential of a real number is positive."""
        return self.real

    def power(self, inner: Polynomial, exponent: Number) -> Polynomial:
        """exp(c p)."""
        return exponential(scaled(exponent, inner))

    def step(self, monomial: Monomial, args: tuple[Ref, ...], exponent: Number) -> Polynomial | None:
        """exp(c log P) = P^n exp((c - n) log P) with n the integer below c."""
        whole = floor(exponent)
        body = self.body[0][1]
        if not whole or len(body) != 1:
            return None
        (inner, inner_args), power = next(iter(body.items()))
        if type(inner) is not Log or power != 1:
            return None
        place = dict(zip(self.params, args, strict=True))
        if any(leaf not in place for ref in inner_args for leaf in leaves(ref)):
            return None  # exp of a sum of logarithms stays
        new = tuple(map_ref(ref, place) for ref in inner_args)
        value = body_to_power(inner, new, whole) if whole > 0 else _inverse_at(inner, new, -whole)
        if exponent != whole:
            value = product(value, [(1, {(self, args): exponent - whole})])
        return replaced(monomial, (self, args), value)


class Sum(Nested):
    """A polynomial, kept only with negative exponents: the inverse of a sum."""

    __slots__ = ()
    kind = "poly"

    @property
    def positive(self) -> bool:
        """Whether the sum is one of products of positive atoms, with positive signs."""
        found = self.memo.get("positive")
        if found is None:
            found = self in memory.current.positive or (
                bool(self.body) and all(c > 0 and all(h.positive for h, _ in m) for c, m in self.body)
            )
            self.memo["positive"] = found
        return bool(found)

    def power(self, inner: Polynomial, exponent: Number) -> Polynomial:
        """p^c."""
        return inverse(inner, -int(exponent)) if exponent < 0 else power_of(inner, int(exponent))

    def step(self, monomial: Monomial, args: tuple[Ref, ...], exponent: Number) -> Polynomial | None:
        """P^n multiplied out, P * P^-1 = 1."""
        if exponent > 0:
            return replaced(monomial, (self, args), body_to_power(self, args, int(exponent)))
        return cancel(monomial, (self, args), exponent)


class Log(Nested):
    """The logarithm of a polynomial."""

    __slots__ = ()
    kind = "log"
    rewrites = False

    def slope(self) -> Polynomial:
        """1/p."""
        return inverse(self.body)

    def power(self, inner: Polynomial, exponent: Number) -> Polynomial:
        """(log p)^c."""
        value = logarithm(inner)
        return inverse(value, -int(exponent)) if exponent < 0 else power_of(value, int(exponent))


def replaced(monomial: Monomial, factor: Factor, value: Polynomial) -> Polynomial:
    """A monomial with one of its factors replaced by what it equals."""
    summed = [i for i in indices(monomial) if not i.free]
    rest = {f: e for f, e in monomial.items() if f != factor}
    return restore_lost(product([(1, rest)], value), summed)


def power_of(poly: Polynomial, power: int) -> Polynomial:
    """A positive power of a polynomial in free indices; the summed indices of its factors are made different."""
    free = tuple(dict.fromkeys(i for _, m in poly for i in indices(m) if i.free))
    template = Template(free, poly)
    out: Polynomial = [(1, {})]
    for _ in range(power):
        out = product(out, template(free))
    return out


def _inverse_at(head: Head, args: tuple[Ref, ...], power: int) -> Polynomial:
    """The body of a head to the power -power, at distinct indices."""
    made = Template(head.params, inverse(body_at(head, head.params), power))
    return made(args)


def exponential(poly: Polynomial) -> Polynomial:
    """exp of a polynomial in free indices, as one monomial."""
    out: Monomial = {}
    for coefficient, monomial in merged(poly):
        head, args = abstract(Exp, [(1, monomial)])
        out = times(out, {(head, args): coefficient})
    return [(1, out)]


def inverse(poly: Polynomial, power: int = 1) -> Polynomial:
    """poly ** -power, for a polynomial in free indices."""
    terms = merged(poly)
    if not terms:
        raise OutsideFragment("the reciprocal of zero")
    content, rest = primitive(terms)
    if any(head is DELTA for head, _ in content) or any(head is DELTA for _, m in rest for head, _ in m):
        raise OutsideFragment("the reciprocal of an expression with a Kronecker delta")
    out: Monomial = {factor: -exponent * power for factor, exponent in content.items()}
    coefficient: Number = 1
    if len(rest) == 1 and not rest[0][1]:
        coefficient = rest[0][0]
    else:
        coefficient = leading(rest)[0]
        head, args = abstract(Sum, rest if coefficient == 1 else scaled(1 / Fraction(coefficient), rest))
        out = times(out, {(head, args): -power})
    if coefficient == 1:
        return [(1, out)]
    value = Fraction(1) / Fraction(coefficient) ** power
    return [(value.numerator if value.denominator == 1 else value, out)]


def logarithm(poly: Polynomial) -> Polynomial:
    """log of a polynomial in free indices, taken to be positive."""
    terms = merged(poly)
    if not terms:
        raise OutsideFragment("the logarithm of zero")
    if not _all_real(terms):
        return _log_of_complex(terms)
    if (squared := _without_steps(terms)) is not None:
        return scaled(Fraction(1, 2), logarithm(squared))
    content, rest = primitive(terms)
    out: Polynomial = []
    kept: Monomial = {}
    for (head, args), exponent in content.items():
        if type(head) is Exp:
            out.extend((exponent * c, m) for c, m in body_at(head, args))
        elif head.positive:
            out.append((exponent, {abstract(Log, _base((head, args))): 1}))
        else:
            kept[head, args] = exponent
    more, rest = _apart(rest)
    out.extend(more)
    scale = Fraction(leading(rest)[0])
    if scale > 0 and scale != 1:
        rest = scaled(1 / scale, rest)
        out.extend(_log_of_rational(scale))
    odd = _odd_power(kept, rest)
    if odd is not None:
        factor, exponent = odd
        return [*out, (exponent, {abstract(Log, _base(factor)): 1})]
    squares, kept = _squares(kept)
    out.extend(squares)
    inner = [(c, times(m, kept)) for c, m in rest]
    if inner != [(1, {})]:
        out.append((1, {abstract(Log, inner): 1}))
    return out


def _without_steps(terms: Polynomial) -> Polynomial | None:
    """The square of a polynomial with steps in it, where it has none: log p = log(p^2) / 2 for a positive p."""
    if not has_steps(terms):
        return None
    squared = merged(power_of(terms, 2))
    return None if len(squared) > len(terms) or has_steps(squared) else squared


def _all_real(terms: Polynomial) -> bool:
    return all(head.real for _, monomial in terms for head, _ in monomial)


def _log_of_complex(terms: Polynomial) -> Polynomial:
    """log of a positive number written with the imaginary unit: exponentials of real numbers come out."""
    content, rest = content_of(terms)
    powers = {factor: e for factor, e in content.items() if type(factor[0]) is Exp}
    plain = {factor: e for factor, e in powers.items() if factor[0].real}
    turned = {factor: e for factor, e in powers.items() if not factor[0].real}
    if not _is_real(_exponent(turned)):
        powers, turned = plain, {}
    kept = {factor: e for factor, e in content.items() if factor not in powers}
    inner = [(c, times(m, kept)) for c, m in rest]
    outside = _exponent(powers)
    return [*outside, *logarithm(inner)] if _all_real(inner) else [*outside, (1, {abstract(Log, inner): 1})]


def _exponent(powers: Monomial) -> Polynomial:
    """The exponent of a product of exponentials."""
    return [(exponent * c, m) for (head, args), exponent in powers.items() for c, m in body_at(head, args)]


def _is_real(poly: Polynomial) -> bool:
    """Whether a polynomial is seen to be its own conjugate."""
    return not merged(poly + scaled(-1, _conjugate(poly)))


def _conjugate(poly: Polynomial) -> Polynomial:
    """The polynomial with -i for i. What is no exponential, sum or unit is a function of a real number."""
    out: Polynomial = []
    for coefficient, monomial in poly:
        part: Polynomial = [(coefficient, {})]
        for (head, args), exponent in monomial.items():
            value: Polynomial = [(1, {(head, args): exponent})]
            if head.kind == "i":
                value = scaled((-1) ** int(exponent), value)
            elif not head.real and type(head) is Exp:
                value = Template(head.params, exponential(scaled(exponent, _conjugate(head.body))))(args)
            elif not head.real and type(head) is Sum:
                value = Template(head.params, inverse(_conjugate(head.body), -int(exponent)))(args)
            part = product(part, value)
        out.extend(part)
    return out


def _apart(poly: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The logarithms of the factors of a polynomial that are seen to be positive, and the product of the others."""
    found = factors(poly)
    if found is None:
        return [], poly
    number, parts = found
    positive = [sure(part) or _asked_positive(part) for part, _ in parts]
    if not any(positive):
        return [], poly
    out: Polynomial = []
    rest: Polynomial = [(_plain(number), {})]
    for (part, power), is_positive in zip(parts, positive, strict=True):
        if is_positive:
            out.extend(scaled(power, logarithm(part)))
        else:
            rest = product(rest, power_of(part, power))
    return out, merged(rest)


def _asked_positive(poly: Polynomial) -> bool:
    """Whether the statement asks for a polynomial to be positive."""
    scale = Fraction(leading(poly)[0])
    return scale > 0 and abstract(Sum, scaled(1 / scale, poly))[0] in memory.current.positive


def ask_positive(poly: Polynomial) -> None:
    """Take a polynomial for positive from now on, where it is one factor or a sum."""
    terms = merged(poly)
    if len(terms) == 1:
        (coefficient, monomial) = terms[0]
        if coefficient > 0 and [(head.kind, e) for (head, _), e in monomial.items()] == [("det", 1)]:
            memory.current.positive.update(head for head, _ in monomial)
    elif terms and (scale := Fraction(leading(terms)[0])) > 0 and not any(h.binary for _, m in terms for h, _ in m):
        memory.current.positive.add(abstract(Sum, scaled(1 / scale, terms))[0])


def _squares(kept: Monomial) -> tuple[Polynomial, Monomial]:
    """Even powers out of the logarithm of a product: where it is positive, no factor is zero."""
    out: Polynomial = []
    rest: Monomial = {}
    for factor, exponent in kept.items():
        half = int(exponent / 2) if exponent == int(exponent) else 0
        if half:
            out.append((half, {abstract(Log, merged(power_of(_base(factor), 2))): 1}))
        if exponent != 2 * half:
            rest[factor] = exponent - 2 * half
    return out, rest


def _base(factor: Factor) -> Polynomial:
    head, args = factor
    return body_at(head, args) if type(head) is Sum else [(1, {factor: 1})]


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


def _odd_power(kept: Monomial, rest: Polynomial) -> tuple[Factor, int] | None:
    """An odd power of one sum or entry that is all of a polynomial: where the power is positive, so is its base."""
    if rest != [(1, {})] or len(kept) != 1:
        return None
    (factor, exponent) = next(iter(kept.items()))
    if exponent == 1 or int(exponent) != exponent or int(exponent) % 2 == 0:
        return None
    return (factor, int(exponent)) if type(factor[0]) in (Sum, Entry) or factor[0].kind == "det" else None


def _log_of_rational(value: Fraction) -> Polynomial:
    """log of a positive rational by its prime factors."""
    out: Polynomial = []
    for sign, part in ((1, value.numerator), (-1, value.denominator)):
        for prime, exponent in fmpz(part).factor():
            out.append((sign * int(exponent), {abstract(Log, [(int(prime), {})]): 1}))
    return out
