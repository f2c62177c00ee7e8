"""Adversary: matrices that make an observed error as large a part of its bound as can be found.

Projected gradient ascent on observed / bound. All inputs stay in boxes, and the bounds depend on largest entries only,
so inside a box the bound is constant and the ascent is on the error. Derivatives come from the reverse mode of
`lora_symbolic.calculus`, a whole batch of starting points at once in floats; what it finds is then tried in balls.

Dictionary
    Boxes                 the half-width of the box of each input; the perturbation has a box of its own
    Adversary             the ascent for one letter of a trial
    draw                  random instances: anywhere in the box, at its corners, or small integers
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import SCREEN, evaluate_all, shape_at
from lora_symbolic.evaluation.expressions import FLOATS, value
from lora_symbolic.language import Term, matrix, sum_entries, variables

from .instances import Trial, four_norms

Floats = npt.NDArray[np.float64]
Batch = dict[str, Floats]
WEIGHTS = "P"  # chooses the entries of the error that are driven up, and their signs


@dataclass(frozen=True)
class Boxes:
    """|X| <= half[X], 1 where nothing is said; the perturbation stays within `noise` of its centre."""

    noise: float
    half: Mapping[str, float] = field(default_factory=dict)

    def limits(self, trial: Trial, name: str) -> tuple[float, float]:
        """The lowest and the highest value of an entry."""
        if name == trial.noise.name:
            return trial.road.centre - self.noise, trial.road.centre + self.noise
        width = self.half.get(name, 1.0)
        return -width, width


def draw(trial: Trial, sizes: Mapping[str, int], boxes: Boxes, count: int, rng: np.random.Generator) -> Batch:
    """A batch of instances; a third each uniform, at corners, and on a coarse grid. All are dyadic rationals."""
    batch: Batch = {}
    style = rng.integers(0, 3, size=(count, 1, 1))
    for variable in trial.variables:
        low, high = boxes.limits(trial, variable.name)
        shape = (count, *shape_at(variable, sizes))
        uniform = rng.uniform(-1, 1, size=shape)
        units = np.where(style == 0, uniform, np.where(style == 1, np.sign(uniform), np.round(2 * uniform) / 2))
        batch[variable.name] = dyadic((low + high) / 2 + units * (high - low) / 2, low, high)
    return batch


def dyadic(values: Floats, low: float, high: float) -> Floats:
    """The nearest multiples of 2^-20 inside the box, which has such ends."""
    rounded: Floats = np.clip(np.round(values * 2.0**20) / 2.0**20, low, high)
    return rounded


@lru_cache(maxsize=256)
def slopes_of(trial: Trial, letter: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The inputs that move the error of a letter, and the derivatives of its weighed sum in each of them."""
    error = trial.errors[letter]
    below = set(variables(error))
    moving = tuple(variable for variable in trial.variables if variable in below)
    objective = sum_entries(matrix(WEIGHTS, *error.shape) * error)
    return moving, tuple(derive_gradient(objective, variable).gradient for variable in moving)


@dataclass(frozen=True, eq=False)
class Adversary:
    """Gradient ascent on one norm of the error of one letter.

    The bound is that of the chain with this index.
    """

    trial: Trial
    letter: str
    norm: str = "entry"
    chain: int = 0

    @cached_property
    def _error(self) -> Term:
        return self.trial.errors[self.letter]

    def ratios(self, batch: Batch, sizes: Mapping[str, int]) -> Floats:
        """Observed / bound for a batch, in floats."""
        error = evaluate_all((self._error,), batch, sizes, SCREEN)[0]
        return self._ratio(error, batch, sizes)

    def _ratio(self, error: Any, batch: Batch, sizes: Mapping[str, int]) -> Floats:
        at = self.trial.magnitudes(batch, sizes, FLOATS)
        bound = value(self.trial.chains[self.chain].bound(self.letter, self.norm), at, FLOATS)
        with np.errstate(all="ignore"):
            ratio = four_norms(error)[self.norm] / bound
        result: Floats = np.where(np.isfinite(ratio), ratio, 0.0)
        return result

    def climb(
        self, sizes: Mapping[str, int], boxes: Boxes, starts: int, rounds: int, rng: np.random.Generator
    ) -> tuple[Batch, Floats]:
        """The best point met from each start, and its ratio. Steps shrink from the box's width to a hundredth of it."""
        batch = draw(self.trial, sizes, boxes, starts, rng)
        best = {name: array.copy() for name, array in batch.items()}
        record = np.full(starts, -1.0)
        moving, derivatives = slopes_of(self.trial, self.letter)
        for step in np.geomspace(0.7, 0.004, rounds):
            error = evaluate_all((self._error,), batch, sizes, SCREEN)[0]
            ratio = self._ratio(error, batch, sizes)
            better = ratio > record
            record = np.where(better, ratio, record)
            for name, array in batch.items():
                best[name][better] = array[better]
            weights = _weights(error, self.norm)
            slopes = evaluate_all(derivatives, {**batch, WEIGHTS: weights}, sizes, SCREEN)
            for variable, slope in zip(moving, slopes, strict=True):
                low, high = boxes.limits(self.trial, variable.name)
                move = np.where(np.isfinite(slope), np.sign(slope), 0.0) * step * (high - low)
                jitter = rng.uniform(0.3, 1.0, size=move.shape)
                batch[variable.name] = dyadic(batch[variable.name] + jitter * move, low, high)
        return best, record


def _weights(error: Any, norm: str) -> Floats:
    """The signs of the entries that make up the norm where it is attained, zero elsewhere."""
    size, sign = np.abs(error), np.where(error >= 0, 1.0, -1.0)
    if norm == "total":
        chosen = np.ones_like(sign)
    elif norm == "row":
        line = size.sum(axis=-1, keepdims=True)
        chosen = (line == line.max(axis=-2, keepdims=True)).astype(float)
    elif norm == "column":
        line = size.sum(axis=-2, keepdims=True)
        chosen = (line == line.max(axis=-1, keepdims=True)).astype(float)
    else:
        chosen = (size == size.max(axis=(-1, -2), keepdims=True)).astype(float)
    result: Floats = np.broadcast_to(chosen, sign.shape) * sign
    return result
