"""The gradient with its certificate: almost linear where that wins and reaches the target, exact in chunks elsewhere.

A plan is made, then executed; the only way back is a certified error that misses the target.

Dictionary
    Gradient            outputs by name, bounds on their errors entry by entry, the plan, the loss
    partial_gradient    dA, dB of Equation 3.3
    full_gradient       dAQ, dBQ, dAK, dBK of Equation A.2, and dAV, dBV of the linear projection
    core_gradient       the outputs of any core
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import DTypeLike

from .arrays.parallel import Progress, default_threads
from .arrays.rounding import EXTENDED
from .arrays.types import Float64
from .core import Core
from .errors import OutOfReach
from .execution.executor import execute
from .execution.tiled import fits
from .planning.planner import Plan, plan, plan_again
from .planning.target import DEFAULT_DELTA, Target
from .problem import FullArrays, PartialArrays
from .result import Result, share_of

PROBE_ROWS = 16
# The exact way takes extended precision, some ten times slower, for so few pairs of tokens, and where float64 misses an
# error that is asked for, for so many.
FEW_PAIRS, MOST_PAIRS = 2**14, 2**22
# Single precision is tried from so many pairs on, where a sample of rows promises enough.
MANY_PAIRS, SAMPLE_ROWS = 2**19, 64


@dataclass(frozen=True)
class Gradient:
    """Arrays by name; errors[name] bounds |array - gradient| entry by entry; the loss is that of the computed f.

    delta is the certified relative error of the computed f; the plan is a summary.
    """

    outputs: Mapping[str, Float64]
    errors: Mapping[str, Float64]
    plan: Plan
    delta: float
    loss: float

    @property
    def error_bound(self) -> dict[str, float]:
        """For each array a certified bound on the largest absolute error of an entry."""
        return {name: float(error.max()) for name, error in self.errors.items()}

    @property
    def relative_bound(self) -> dict[str, float]:
        """For each array a certified bound on its largest error as a share of its largest entry; infinite when 0 is as
        good an answer."""
        return {name: share_of(self.outputs[name], error) for name, error in self.errors.items()}

    @property
    def largest(self) -> dict[str, float]:
        """For each array the largest |entry|, as computed."""
        return {name: float(np.abs(value).max()) for name, value in self.outputs.items()}

    def __getitem__(self, name: str) -> Float64:
        return self.outputs[name]


def partial_gradient(
    problem: PartialArrays,
    eps: float | None = None,
    *,
    relative: float | None = None,
    delta: float = DEFAULT_DELTA,
    method: str = "auto",
    dtype: object = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Gradient:
    """dA (r x d2) and dB (d1 x r) of Equation 3.3, each with a certified bound on its error.

    eps bounds the absolute error of every entry of both, relative the error as a share of the largest entry of each;
    without both, delta bounds the relative error of f. dtype float32 forms the features in single precision. method
    "fast" never falls back; "exact" never approximates. progress is called with the share of the work that is done by
    each block, from several threads.

    Raises FastAttentionError for an unknown method or target, OutOfReach when no algorithm certifies eps.

    >>> rng = np.random.default_rng(0)
    >>> shapes = [(2000, 2)] * 4 + [(2, 2), (2, 1), (1, 2)]
    >>> found = partial_gradient(PartialArrays(*(rng.uniform(-0.5, 0.5, shape) for shape in shapes)), method="fast")
    >>> found["dA"].shape, found.plan.method, found.plan.degree, found.error_bound["dA"] < 1
    ((1, 2), 'fast', 3, True)
    """
    kind = problem.C1.dtype if dtype is None else np.dtype(dtype)  # type: ignore[call-overload]
    target = Target(eps, relative, delta, method, kind, _threads(threads))
    return core_gradient(_quiet_core(problem), target, progress, _wider(problem))


def full_gradient(
    problem: FullArrays,
    eps: float | None = None,
    *,
    relative: float | None = None,
    delta: float = DEFAULT_DELTA,
    method: str = "auto",
    dtype: object = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Gradient:
    """dAQ, dBQ, dAK, dBK, dAV, dBV of Equation A.2 with W_V adapted too; options and errors of partial_gradient."""
    kind = problem.XQ.dtype if dtype is None else np.dtype(dtype)  # type: ignore[call-overload]
    target = Target(eps, relative, delta, method, kind, _threads(threads))
    return core_gradient(_quiet_core(problem), target, progress, _wider(problem))


def _threads(threads: int | None) -> int:
    return default_threads() if threads is None else max(1, threads)


def _quiet_core(problem: PartialArrays | FullArrays, kind: DTypeLike = np.float64) -> Core:
    """The core; an overflow in its products is found by what follows."""
    with np.errstate(all="ignore"):
        return problem.core(kind)


def _wider(problem: PartialArrays | FullArrays) -> Callable[[], Core] | None:
    """What makes the core in extended precision; None on a machine without it."""
    return None if EXTENDED is None else lambda: _quiet_core(problem, EXTENDED)


def core_gradient(
    core: Core, target: Target, progress: Progress | None = None, wider: Callable[[], Core] | None = None
) -> Gradient:
    """The outputs of a core; see partial_gradient. wider makes the same core in extended precision."""
    chosen = plan(core, target)
    while chosen.method == "fast":
        result = execute(core, chosen, progress)
        if target.met_by(result.worst, result.share):
            return _gradient(chosen, result)
        chosen = plan_again(core, target, chosen, result)
    single = replace(chosen, reason=f"{chosen.reason}, in single precision", kind="float32")
    if _promises(core, target, single):
        result = execute(core, single, progress)
        if target.met_by(result.worst, result.share):
            return _gradient(single, result)
        progress = None  # all of it is done once
    pairs = core.queries * core.keys
    if wider is None or pairs > MOST_PAIRS:
        _probe(core, target)
    if wider is None or pairs > FEW_PAIRS:
        result = execute(core, chosen, progress)
        if wider is None or pairs > MOST_PAIRS or target.met_by(result.worst, result.share):
            _refuse(target, result.worst, result.share)
            return _gradient(chosen, result)
        progress = None  # all of it is done once
    result = execute(wider(), chosen, progress)
    _refuse(target, result.worst, result.share)
    return _gradient(replace(chosen, reason=f"{chosen.reason}, in extended precision", kind="extended"), result)


def _promises(core: Core, target: Target, single: Plan) -> bool:
    """Whether single precision should certify what is asked for: a sample of rows says so.

    Errors add up over the rows, entries of the gradient like the root of their number at least.
    """
    if not target.asks or core.queries * core.keys < MANY_PAIRS or not fits(core):
        return False
    found = execute(core.at(np.linspace(0, core.queries - 1, SAMPLE_ROWS).astype(np.int64)), single)
    times = core.queries / SAMPLE_ROWS
    return target.excess(found.worst * times, found.estimated_share * math.sqrt(times)) <= 1


def _gradient(chosen: Plan, result: Result) -> Gradient:
    return Gradient(result.outputs, result.errors, chosen.summary, result.delta, result.loss)


def _probe(core: Core, target: Target) -> None:
    """The exact gradient of a few rows when there are many, so that a hopeless eps is refused at once."""
    if target.eps is None or core.queries <= 64 * PROBE_ROWS:
        return
    few = core.at(np.linspace(0, core.queries - 1, PROBE_ROWS).astype(np.int64))
    found = execute(few, plan(few, replace(target, method="exact")))
    _refuse(replace(target, relative=None), found.worst * core.queries / PROBE_ROWS / 16, 0.0)


def _refuse(target: Target, reached: float, share: float) -> None:
    if not math.isfinite(reached):
        raise OutOfReach(
            "floating point certifies no finite error for these arrays: rounding of the logits alone is too large"
        )
    if target.eps is not None and not reached <= target.eps:
        raise OutOfReach(
            f"eps is {target.eps:.3g}; floating point certifies at best about {reached:.1g} for these arrays, all "
            "pairs computed"
        )
    if target.relative is not None and not share <= target.relative:
        best = f"at best about {share:.1%}" if math.isfinite(share) else "no digit"
        raise OutOfReach(
            f"eps is {target.relative:.3%} of the largest entry; floating point certifies {best} for these arrays, all "
            "pairs computed: the gradient is too near 0 beside its parts"
        )
