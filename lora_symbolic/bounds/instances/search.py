"""Search: instances that try a stated bound on a letter of a problem, exactly and in balls.

Dictionary
    letters(of)              the terms of Section 3, or of Appendix A when the letter is one of theirs
    Statement                a letter, a road, a norm and the bound that is stated for it
    exact_instances          instances with a rational f, computed in exact rationals
    softmax_instances        instances with the softmax itself, computed in balls
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from lora_symbolic.evaluation import RATIONAL, ball_numbers, evaluate_all, shape_at
from lora_symbolic.evaluation.expressions import BALLS, EXACT, value
from lora_symbolic.language import Term

from ..chains import Chain, full_terms, partial_terms
from ..norms import Expression
from .adversary import Adversary, Boxes, draw
from .instances import BITS, ROADS, Trial, four_norms

Matrices = dict[str, tuple[tuple[Fraction, ...], ...]]
SHAPES = ({"L": 2, "d": 1, "r": 1}, {"L": 3, "d": 2, "r": 1}, {"L": 2, "d": 3, "r": 2}, {"L": 4, "d": 2, "r": 2})
VARIATIONS = (Fraction(1, 16), Fraction(1, 3), Fraction(1, 1000))  # tau; delta = 2 tau / (1 + tau^2) is rational


@cache
def _problems() -> tuple[Mapping[str, Term], ...]:
    return partial_terms(), full_terms()


def letters(of: str) -> Mapping[str, Term]:
    """The terms among which a letter stands.

    Raises KeyError for a letter that neither problem has.
    """
    for terms in _problems():
        if of in terms:
            return terms
    raise KeyError(of)


def trial_of(of: str, road: str, rational: bool) -> Trial:
    """The trial of a letter on a road; letters of one problem share it."""
    return _trial("dA" if of in letters("dA") else "dAQ", road, rational)


@cache
def _trial(problem: str, road: str, rational: bool) -> Trial:
    return Trial(letters(problem), ROADS[road], rational)


@dataclass(frozen=True)
class Statement:
    """|error of `of`| in a norm is at most `bound`, on a road of `instances.ROADS`."""

    of: str
    road: str
    norm: str
    bound: Expression

    @property
    def chains(self) -> tuple[Chain, ...]:
        """The derived chains of this road."""
        return trial_of(self.of, self.road, False).chains


@dataclass(frozen=True)
class Try:
    """What one instance says: the observed norm, the bound's value, and whether one certainly exceeds the other."""

    sizes: Mapping[str, int]
    matrices: Matrices
    observed: Any
    bound: Any
    entry: tuple[int, int]

    @property
    def holds(self) -> bool:
        """Whether the bound certainly holds here, or cannot be told from equality."""
        return not bool(self.observed > self.bound)

    @property
    def violated(self) -> bool:
        """Whether it certainly fails."""
        return bool(self.observed > self.bound)


def try_at(statement: Statement, sizes: Mapping[str, int], matrices: Mapping[str, Any], rational: bool) -> Try:
    """A statement at given matrices: exactly when f is given as the rational matrix F, else in balls."""
    trial = trial_of(statement.of, statement.road, rational)
    numbers, kind = (RATIONAL, EXACT) if rational else (ball_numbers(BITS), BALLS)
    error = evaluate_all((trial.errors[statement.of],), matrices, sizes, numbers)[0]
    with numbers.activated():
        at = trial.magnitudes(matrices, sizes, kind)
        definitions = dict(statement.chains[0].definitions)
        bound = value(statement.bound.xreplace(definitions), at, kind)
        seen = four_norms(error)[statement.norm]
        sized = np.abs(error)
        flat = [float(entry.mid()) if hasattr(entry, "mid") else float(Fraction(str(entry))) for entry in sized.ravel()]
    if rational:
        seen = Fraction(str(seen))
    row, column = divmod(int(np.argmax(flat)), error.shape[1])
    exact = {name: _fractions(rows) for name, rows in matrices.items()}
    return Try(dict(sizes), exact, seen, bound, (row, column))


def _fractions(rows: Any) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(
        tuple(Fraction(str(entry)) if isinstance(entry, str) else Fraction(entry) for entry in row) for row in rows
    )


def exact_instances(statement: Statement, count: int, seed: int = 0) -> Iterator[Try]:
    """Random instances with a positive rational f whose rows sum to 1."""
    trial, rng = trial_of(statement.of, statement.road, True), np.random.default_rng(seed)
    for number in range(count):
        sizes = SHAPES[number % len(SHAPES)]
        tau = VARIATIONS[number % len(VARIATIONS)]
        noise = 2 * tau / (1 + tau * tau)
        matrices: dict[str, Any] = {}
        for variable in trial.variables:
            shape = shape_at(variable, sizes)
            if variable.name == "F":
                matrices["F"] = _stochastic(rng.integers(1, 20, size=shape))
            elif variable is trial.noise:
                signs = np.where(rng.random(shape) < 0.8, np.sign(rng.uniform(-1, 1, shape)), 0).astype(int)
                signs[0, 0] = 1  # so that the largest perturbation is the noise
                matrices[variable.name] = [[trial.road.centre + noise * int(sign) for sign in row] for row in signs]
            else:
                drawn = rng.integers(-4, 5, size=shape)
                matrices[variable.name] = [[Fraction(int(entry), 4) for entry in row] for row in drawn]
        yield try_at(statement, sizes, matrices, True)


def _stochastic(counts: Any) -> list[list[Fraction]]:
    return [[Fraction(int(entry), int(row.sum())) for entry in row] for row in counts]


def softmax_instances(statement: Statement, count: int, seed: int = 0) -> Iterator[Try]:
    """Random instances and instances found by ascent, half each, with the softmax itself."""
    trial, rng = trial_of(statement.of, statement.road, False), np.random.default_rng(seed)
    half = max(1, count // 2)
    for batch, sizes in _batches(statement, trial, half, rng):
        for number in range(len(next(iter(batch.values())))):
            yield try_at(statement, sizes, {name: array[number].tolist() for name, array in batch.items()}, False)


def _batches(statement: Statement, trial: Trial, half: int, rng: np.random.Generator) -> Iterator[tuple[Any, Any]]:
    boxes = Boxes(0.25, {"Y": 4.0, "W0": 2.0, "WQ0": 2.0})
    share = -(-half // len(SHAPES))
    for sizes in SHAPES:
        yield draw(trial, sizes, boxes, share, rng), sizes
    adversary = Adversary(trial, statement.of, statement.norm)
    for sizes in SHAPES[:2]:
        found, _ = adversary.climb(sizes, boxes, 2 * share, 16, rng)
        yield found, sizes
