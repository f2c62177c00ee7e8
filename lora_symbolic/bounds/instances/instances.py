"""Instances: matrices with which a bound is tried, and what is observed there.

Dictionary
    Road                  how the approximation of f is made of f and of a matrix of perturbations
    ROADS                 "exp": softmax(S, M), M = 1 + delta E;   "entries": f + N, |N| <= eps;   "relative": f .* M
    Trial                 a chain of bounds with the terms before and after the perturbation
    trial(letters, road)  for the letters of `partial_terms` or `full_terms`
    measured              the four norms of each error at given matrices, in floats or in balls
    Outcome               observed norm, bound, and whether the bound certainly holds there
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from lora_symbolic.evaluation import FLOAT, RATIONAL, Numbers, ball_numbers, evaluate_all
from lora_symbolic.evaluation.expressions import BALLS, EXACT, FLOATS, Arithmetic, value
from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.language import Term, matrix, ones, softmax, substitute, variables
from lora_symbolic.language.operations import diag, reciprocal, rowsum

from ..chains import Chain, entrywise_chain, paper_chain, relative_chain, stochastic_chain
from ..norms import NAMES

BITS = 128


@dataclass(frozen=True)
class Road:
    """How f~ is made of f, by a matrix variable `noise` around `centre`, and the chains that bound what follows."""

    name: str
    noise: str
    centre: int
    size: str
    approximation: Callable[[Term, Term], Term]
    chains: tuple[Callable[[Mapping[str, Term]], Chain], ...]


def _weighted(f: Term, weights: Term) -> Term:
    """softmax with every exp weighed; for rows given as they are, the weighed rows normalised again."""
    if f.op == "softmax":
        return softmax(f.args[0], weights)
    return diag(reciprocal(rowsum(f * weights))) @ (f * weights)


ROADS: Mapping[str, Road] = {
    "exp": Road("exp", "M", 1, "delta", _weighted, (stochastic_chain,)),
    "entries": Road("entries", "N", 0, "eps", lambda f, N: f + N, (paper_chain, entrywise_chain)),
    "relative": Road("relative", "M", 1, "delta", lambda f, M: f * M, (relative_chain,)),
}


@dataclass(frozen=True)
class Outcome:
    """A norm of an error against its bound. `holds` is certain for balls; `ratio` is observed / bound."""

    letter: str
    norm: str
    ratio: float
    holds: bool
    violated: bool


@dataclass(frozen=True, eq=False)
class Trial:
    """The terms of a problem, the same with f~ in place of f, and the chains whose bounds are tried.

    With `rational` f is a variable F with nonnegative rows that sum to 1: everything can then be computed exactly.
    """

    letters: Mapping[str, Term]
    road: Road
    rational: bool = False

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """The bounds that this kind of perturbation must respect."""
        return tuple(make(self.letters) for make in self.road.chains)

    @cached_property
    def noise(self) -> Term:
        """The variable of the perturbation."""
        return matrix(self.road.noise, *self.letters["f"].shape)

    @cached_property
    def before(self) -> dict[str, Term]:
        """The exact terms."""
        return {letter: self._put(term, self._f) for letter, term in self.letters.items()}

    @cached_property
    def after(self) -> dict[str, Term]:
        """The approximate terms."""
        return {
            letter: self._put(term, self.road.approximation(self._f, self.noise))
            for letter, term in self.letters.items()
        }

    @property
    def _f(self) -> Term:
        f = self.letters["f"]
        return matrix("F", *f.shape) if self.rational else f

    def _put(self, term: Term, f: Term) -> Term:
        return substitute(term, {self.letters["f"]: f})

    @cached_property
    def errors(self) -> dict[str, Term]:
        """The differences, after - before; those that are zero for certain are left out."""
        pairs = ((letter, self.after[letter], self.before[letter]) for letter in self.letters)
        return {letter: new - old for letter, new, old in pairs if new is not old}

    @cached_property
    def variables(self) -> tuple[Term, ...]:
        """Every matrix that an instance needs."""
        found = [variable for term in (*self.errors.values(), *self.letters.values()) for variable in variables(term)]
        return tuple(dict.fromkeys(found))

    def magnitudes(self, values: Mapping[str, Any], sizes: Mapping[str, int], kind: Arithmetic) -> dict[str, Any]:
        """A number for every symbol of the bounds: sizes, |X| for the inputs, and the largest perturbation."""
        numbers = RATIONAL if kind is not FLOATS else FLOAT
        named = {letter: term for letter, term in self.letters.items() if letter not in self.errors and term.args}
        wanted = {**{variable.name: variable for variable in self.variables}, **named}
        del wanted[self.noise.name]
        wanted["noise"] = self.noise - self.road.centre * ones(*self.noise.shape) if self.road.centre else self.noise
        arrays = evaluate_all(tuple(wanted.values()), values, sizes, numbers)
        largest = {name: np.abs(array).max(axis=(-1, -2)) for name, array in zip(wanted, arrays, strict=True)}
        found = {f"|{name}|": number for name, number in largest.items()}
        found[self.road.size] = found.pop("|noise|")
        return {**_converted(found, kind), **{name: _converted({"": size}, kind)[""] for name, size in sizes.items()}}


def _converted(numbers: Mapping[str, Any], kind: Arithmetic) -> dict[str, Any]:
    if kind is FLOATS:
        return dict(numbers)
    return {name: kind.rational(fraction(number)) for name, number in numbers.items()}


def four_norms(array: Any) -> dict[str, Any]:
    """The largest entry, row sum and column sum, and the sum of all, of absolute values; batch axes in front."""
    size = np.abs(array)
    return {
        "entry": _largest(size, (-1, -2)),
        "row": _largest(size.sum(axis=-1), (-1,)),
        "column": _largest(size.sum(axis=-2), (-1,)),
        "total": size.sum(axis=(-1, -2)),
    }


def _largest(array: Any, axes: tuple[int, ...]) -> Any:
    if array.dtype != object:
        return array.max(axis=axes)
    entries = list(array.ravel())  # balls: max() of Python misleads on balls that overlap
    largest = entries[0]
    for entry in entries[1:]:
        largest = largest.max(entry) if hasattr(largest, "max") else max(largest, entry)
    return largest


def measured(
    trial: Trial, values: Mapping[str, Any], sizes: Mapping[str, int], numbers: Numbers | None = None
) -> dict[str, dict[str, Any]]:
    """The four norms of every error at these matrices; in balls unless other numbers are asked for."""
    arrays = evaluate_all(tuple(trial.errors.values()), values, sizes, numbers or ball_numbers(BITS))
    with (numbers or ball_numbers(BITS)).activated():
        return {letter: four_norms(array) for letter, array in zip(trial.errors, arrays, strict=True)}


def outcomes(
    trial: Trial,
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
    letters: Iterable[str] | None = None,
    norms: Sequence[str] = NAMES,
    weakened: float = 1.0,
) -> list[Outcome]:
    """Every bound of every chain against what is observed at these matrices, in balls, or exactly for a rational f.

    `weakened` multiplies the bounds: a factor below 1 is the negative control.
    """
    kind, numbers = (EXACT, RATIONAL) if trial.rational else (BALLS, ball_numbers(BITS))
    observed = measured(trial, values, sizes, numbers)
    at = trial.magnitudes(values, sizes, kind)
    found = []
    with numbers.activated():
        factor = kind.rational(Fraction(weakened))
        for chain in trial.chains:
            for letter in letters or trial.errors:
                for norm in norms:
                    bound = value(chain.bound(letter, norm), at, kind) * factor
                    found.append(_outcome(letter, f"{norm} ({chain.title})", observed[letter][norm], bound))
    return found


def _outcome(letter: str, norm: str, seen: Any, bound: Any) -> Outcome:
    if hasattr(bound, "upper"):
        ratio = float(seen.mid()) / float(bound.mid()) if bound.mid() != 0 else 0.0
    else:
        seen = fraction(seen)
        ratio = float(seen / bound) if bound else 0.0
    return Outcome(letter, norm, ratio, bool(seen <= bound), bool(seen > bound))
