"""A second certificate that shares no arithmetic with the first: Python's integers, rounded outward by hand.

The polynomial is shifted to the middle of each piece in exact integers. exp is enclosed by its Taylor sum with the
remainder in plain sight, and squarings, each rounded down for the lower and up for the upper bound. Numbers below are
integers that stand for multiples of 2^-bits.

Dictionary
    second_certificate    an Enclosure of sup |p - exp| or sup |p / exp - 1| by branch and bound
    second_alternation    a number below the error of every polynomial of the degree, from an alternation
    exp_bounds            integers around 2^bits exp(x) for rational x
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from ..domain import MAX_BITS, Number, checked_bits, checked_kind, checked_width, shown
from ..errors import NotCertified
from ..polynomials.polynomial import Enclosure, ExpPolynomial

MAX_PIECES = 50_000


class Bounds(NamedTuple):
    """low <= 2^bits value <= high."""

    low: int
    high: int

    @property
    def size(self) -> int:
        """At least the absolute value."""
        return max(abs(self.low), abs(self.high))

    @property
    def least(self) -> int:
        """At most the absolute value."""
        return max(self.low, -self.high, 0)


def ceil_shift(value: int, bits: int) -> int:
    """value / 2^bits, rounded up.

    >>> ceil_shift(5, 1), ceil_shift(-5, 1), ceil_shift(4, 1)
    (3, -2, 2)
    """
    return -((-value) >> bits)


def exp_bounds(x: Fraction, bits: int) -> Bounds:
    """Integers low <= 2^bits exp(x) <= high.

    y = |x| / 2^k <= 2^-8 has exp(y) = sum_{i<m} y^i / i! + rest, 0 <= rest <= 2 y^m / m!; k squarings give exp(|x|).
    Each squaring doubles the relative error, so k guard bits, and those of exp(|x|) itself, are added first.

    >>> low, high = exp_bounds(Fraction(1), 20)
    >>> low <= 2850325 <= high, high - low <= 1         # 2^20 e = 2850325.6...
    (True, True)
    """
    halvings = max(0, math.ceil(abs(x)).bit_length() + 8) if x else 0
    growth = math.ceil(abs(x) * 3 / 2)
    working = bits + 2 * halvings + 2 * growth + 16
    numerator, denominator = abs(x.numerator), x.denominator << halvings
    term_low = term_high = total_low = total_high = 1 << working
    i = 0
    while term_high > 1:
        i += 1
        term_low = term_low * numerator // (denominator * i)
        term_high = -(-term_high * numerator // (denominator * i))
        total_low, total_high = total_low + term_low, total_high + term_high
    total_high += 2 * term_high
    for _ in range(halvings):
        total_low, total_high = total_low * total_low >> working, ceil_shift(total_high * total_high, working)
    if x < 0:
        one = 1 << (2 * working)
        total_low, total_high = one // total_high, -(-one // total_low)
    return Bounds(total_low >> (working - bits), ceil_shift(total_high, working - bits))


class Piece(NamedTuple):
    """t in [(u - 1) / 2^j, (u + 1) / 2^j]."""

    u: int
    j: int

    def halves(self) -> tuple[Piece, Piece]:
        """The two halves."""
        return Piece(2 * self.u - 1, self.j + 1), Piece(2 * self.u + 1, self.j + 1)


class _Question:
    """The error of one polynomial at one precision."""

    def __init__(self, polynomial: ExpPolynomial, error: str, bits: int) -> None:
        self.relative = error == "relative"
        self.bits = bits
        self.c, self.h = polynomial.centre, polynomial.half_width
        self.numerators, self.denominator = _scaled(polynomial)

    def local(self, piece: Piece) -> tuple[list[int], int]:
        """Exact numerators of Q((u + s) / 2^j) in s, and their denominator."""
        n = len(self.numerators) - 1
        shifted = _shift([value << (piece.j * (n - k)) for k, value in enumerate(self.numerators)], piece.u)
        return shifted, self.denominator << (piece.j * n)

    def rounded(self, numerator: int, denominator: int) -> Bounds:
        """A rational number as bounds."""
        scaled = numerator << self.bits
        return Bounds(scaled // denominator, -(-scaled // denominator))

    def at(self, t: Fraction, value: Fraction) -> Bounds:
        """The error at t, where the polynomial has this exact value."""
        x = self.c + self.h * t
        if self.relative:
            low, high = exp_bounds(-x, self.bits)
            ends = (low * value.numerator, high * value.numerator)
            least, most = min(ends), max(ends)
            one = 1 << self.bits
            return Bounds(least // value.denominator - one, -(-most // value.denominator) - one)
        low, high = exp_bounds(x, self.bits)
        q = self.rounded(value.numerator, value.denominator)
        return Bounds(q.low - high, q.high - low)

    def at_end(self, t: int) -> Bounds:
        """The error at -1 or 1."""
        value = Fraction(sum(a * t**k for k, a in enumerate(self.numerators)), self.denominator)
        return self.at(Fraction(t), value)

    def examine(self, piece: Piece) -> tuple[Bounds, int, bool]:
        """The error in the middle, a bound on |e| over the piece, and whether e is certainly monotone there."""
        numerators, denominator = self.local(piece)
        step = self.h / (1 << piece.j)  # x = x0 + step s
        x0 = self.c + self.h * Fraction(piece.u, 1 << piece.j)
        middle = self.at(Fraction(piece.u, 1 << piece.j), Fraction(numerators[0], denominator))
        slopes = self._relative_slopes(numerators, denominator, step) if self.relative else None
        if slopes is None:
            slopes, tail = self._absolute_slopes(numerators, denominator, step, x0)
            weight = 1 << self.bits
        else:
            tail, weight = 0, exp_bounds(step - x0, self.bits).high
        rest = sum(slope.size for slope in slopes[1:]) + tail
        reach = middle.size + ceil_shift((slopes[0].size + rest) * weight, self.bits)
        return middle, reach, slopes[0].least > rest

    def _relative_slopes(self, numerators: list[int], denominator: int, step: Fraction) -> list[Bounds]:
        """Coefficients of dQ/ds - step Q: with the factor exp(-x) the derivative of the relative error."""
        up, down = step.numerator, step.denominator
        found = []
        for k, value in enumerate(numerators):
            following = (k + 1) * numerators[k + 1] if k + 1 < len(numerators) else 0
            found.append(self.rounded(following * down - up * value, denominator * down))
        return found

    def _absolute_slopes(
        self, numerators: list[int], denominator: int, step: Fraction, x0: Fraction
    ) -> tuple[list[Bounds], int]:
        """Coefficients of dQ/ds - step exp(x0 + step s), and a bound on those beyond the polynomial's degree."""
        low, high = exp_bounds(x0, self.bits)
        up, down = step.numerator, step.denominator
        found = []
        for k in range(len(numerators)):
            low, high = low * up // (down * max(k, 1)), -(-high * up // (down * max(k, 1)))
            following = (k + 1) * numerators[k + 1] if k + 1 < len(numerators) else 0
            q = self.rounded(following, denominator)
            found.append(Bounds(q.low - high, q.high - low))
        # The rest of the exponential series: its next term times exp(step).
        last = -(-high * up // (down * len(numerators)))
        return found, ceil_shift(last * exp_bounds(step, self.bits).high, self.bits)


def _scaled(polynomial: ExpPolynomial) -> tuple[list[int], int]:
    """Q(t) = p(c + h t) as integer numerators over one denominator, exactly."""
    c, h = polynomial.centre, polynomial.half_width
    d = math.lcm(c.denominator, h.denominator)
    C, H = int(c * d), int(h * d)
    n = polynomial.degree
    D = math.lcm(*(value.denominator for value in polynomial.coefficients))
    whole = [int(value * D) * d ** (n - k) for k, value in enumerate(polynomial.coefficients)]
    return [value * H**k for k, value in enumerate(_shift(whole, C))], D * d**n


def _shift(coefficients: list[int], u: int) -> list[int]:
    """The coefficients of p(u + s) in s, by repeated synthetic division."""
    found = list(coefficients)
    n = len(found) - 1
    for start in range(n):
        for k in range(n - 1, start - 1, -1):
            found[k] += u * found[k + 1]
    return found


def second_certificate(polynomial: ExpPolynomial, error: str = "relative", width: Number = "1e-3") -> Enclosure:
    """An Enclosure of the sup error as certified_error gives it, in integer arithmetic alone.

    Raises NotCertified when the precision or the number of pieces within the limits does not suffice.

    >>> line = ExpPolynomial((Fraction(1), Fraction(1)), Fraction(-1), Fraction(1))
    >>> found = second_certificate(line, "absolute")       # e - 2
    >>> Fraction("0.7182") < found.low <= found.high < Fraction("0.7190")
    True
    """
    checked_kind(error)
    wanted = checked_width(width)
    bits = 128 + 2 * polynomial.degree
    while bits <= MAX_BITS:
        question = _Question(polynomial, error, checked_bits(bits))
        found = _branch(question, wanted)
        if found is not None:
            return Enclosure(Fraction(found.low, 1 << bits), Fraction(found.high, 1 << bits))
        bits *= 2
    raise NotCertified(f"the error was not enclosed to {shown(wanted)} within {MAX_BITS} bits")


def second_alternation(polynomial: ExpPolynomial, error: str = "relative", bits: int | None = None) -> Fraction:
    """What alternation_bound says, in integer arithmetic alone: the least size at degree + 2 alternating points.

    Raises NotCertified when the error does not certainly alternate at the polynomial's points.

    >>> from ..polynomials.remez import minimax
    >>> 0.00054 < float(second_alternation(minimax(-1, 1, 4, "absolute"), "absolute")) < 0.00055
    True
    """
    checked_kind(error)
    points = polynomial.alternation
    inside = all(polynomial.low <= x <= polynomial.high for x in points)
    if len(points) != polynomial.degree + 2 or not inside or list(points) != sorted(set(points)):
        raise NotCertified("expected degree + 2 ascending points of the interval")
    working = checked_bits(bits or 256 + 8 * polynomial.degree + 3 * math.ceil(polynomial.half_width))
    question = _Question(polynomial, error, working)
    values = [question.at((x - question.c) / question.h, polynomial(x)) for x in points]
    sign = 1 if values[0].low > 0 else -1
    if not all((value.low if sign * (-1) ** k > 0 else -value.high) > 0 for k, value in enumerate(values)):
        raise NotCertified("the error does not certainly alternate")
    return Fraction(min(value.least for value in values), 1 << working)


def _branch(question: _Question, width: Fraction) -> Bounds | None:
    """Branch and bound over [-1, 1]; None when the precision does not allow the width."""
    ends = [question.at_end(-1), question.at_end(1)]
    best, high = max(end.least for end in ends), max(end.size for end in ends)
    pieces = [Piece(0, 0)]
    for _ in range(MAX_PIECES):
        if not pieces:
            return Bounds(best, high) if high <= best * (1 + width) else None
        piece = pieces.pop()
        middle, reach, monotone = question.examine(piece)
        best = max(best, middle.least)
        if reach <= best * (1 + width):
            high = max(high, reach)
            continue
        if not monotone:
            if piece.j > question.bits // 2:
                return None
            pieces.extend(piece.halves())
            continue
        for u in (piece.u - 1, piece.u + 1):
            t = Fraction(u, 1 << piece.j)
            value = _value(question.numerators, t, question.denominator)
            end = question.at(t, value)
            best, high = max(best, end.least), max(high, end.size)
    raise NotCertified(f"branch and bound did not end within {MAX_PIECES} pieces")


def _value(numerators: list[int], t: Fraction, denominator: int) -> Fraction:
    """sum_k numerators[k] t^k / denominator, exactly."""
    n = len(numerators) - 1
    total = 0
    for k in range(n, -1, -1):
        total = total * t.numerator + numerators[k] * t.denominator ** (n - k)
    return Fraction(total, denominator * t.denominator**n)
