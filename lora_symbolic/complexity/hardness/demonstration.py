"""A formula carried through the whole chain, and what the gap does to the entries, the nodes and the accuracy.

Dictionary
    Station, follow     the stations of one formula: vectors, attention, adapters, gradients, answer
    GapRow, gap_table   for given n and m, each gap g: theta, Gamma with both splits, nodes, the accuracy needed
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from .embedding import FAR, NEAR, half_log_16, log_above
from .formula import Formula, satisfiable, split_and_list
from .pipeline import constant_noise, default_eps, read_off
from .quadrature import nodes_needed


@dataclass(frozen=True)
class Station:
    """One station: its name and what is there."""

    name: str
    what: str


@dataclass(frozen=True)
class GapRow:
    """What a gap of the scores costs; roots are rounded up to multiples of 1/1000."""

    gap: int
    theta: Fraction
    gamma_even: Fraction
    gamma_printed: Fraction
    nodes: int
    eps: Fraction


def root_above(value: Fraction) -> Fraction:
    """The least multiple of 1/1000 whose square is at least the value.

    >>> root_above(Fraction(2))
    Fraction(283, 200)
    """
    scaled = value * 10**6
    found = isqrt(scaled.numerator // scaled.denominator)
    while found * found < scaled:
        found += 1
    return Fraction(found, 1000)


def gap_table(count: int, width: int, gaps: Sequence[int]) -> tuple[GapRow, ...]:
    """For n vectors in {0,1}^m: theta = (x + y)/g, Gamma = 2 sqrt(theta) and 2 sqrt(theta r), eps = 1/(64 r).

    >>> [float(row.gamma_even) for row in gap_table(2**20, 100, (1, 25))]
    [9.425, 1.885]
    """
    rank, spread = 2 * width, half_log_16(count) + log_above(count)
    rows = []
    for gap in gaps:
        theta = spread / gap
        rows.append(
            GapRow(
                gap,
                theta,
                root_above(4 * theta),
                root_above(4 * theta * rank),
                nodes_needed(count, theta * width, Fraction(1, 64)),
                default_eps(rank),
            )
        )
    return tuple(rows)


def follow(formula: Formula, sign: int = 1) -> tuple[Station, ...]:
    """The stations of a formula, with an oracle that errs by `sign` eps in every entry."""
    vectors = split_and_list(formula)
    reading = read_off(vectors, constant_noise(sign))
    clauses = " and ".join("(" + " or ".join(_literal(k) for k in clause) + ")" for clause in formula.clauses)
    far, near, good = float(FAR), float(NEAR), all(reading.checks.values())
    even, printed = float(reading.gamma_even), float(reading.bound)
    rank, true = reading.rank, float(reading.true_excess.mid())
    return (
        Station("formula", clauses),
        Station("vectors", f"2 x {len(vectors.left)} in {{0,1}}^{len(formula.clauses)}: orthogonal iff satisfying"),
        Station("attention", f"L = {reading.tokens}, r = {reading.rank}, theta = {float(reading.theta)}"),
        Station("entries", f"B = {printed} with 1/r inside; Gamma = {even} with 1/r split evenly"),
        Station("adapters", f"d = {rank + 1}, Wbar* = 0, Y = 0, A = [lambda I, 0], {reading.nodes} nodes lambda"),
        Station("accuracy", f"eps = {float(reading.eps):.5f}, budget {float(reading.budget):.4f} of 0.0469"),
        Station("reading", f"loss - n/8 read as {float(reading.excess):.4f} (at most {far}, or at least {near})"),
        Station(
            "truth",
            f"loss - n/8 = {true:.4f}; every check holds: {good}",
        ),
        Station("answer", f"{_word(reading.answer)}; by trial of all assignments: {_word(satisfiable(formula))}"),
    )


def _literal(number: int) -> str:
    return f"x{number}" if number > 0 else f"not x{-number}"


def _word(answer: bool) -> str:
    return "satisfiable" if answer else "unsatisfiable"
