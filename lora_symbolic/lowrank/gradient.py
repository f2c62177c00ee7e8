"""The gradient with its certificate: almost linear where that wins and reaches the target, exact in chunks elsewhere.

Dictionary
    Gradient            outputs by name, bounds on their errors entry by entry, the plan, the loss
    partial_gradient    dA, dB of Equation 3.3
    full_gradient       dAQ, dBQ, dAK, dBK of Equation A.2, and dAV, dBV of the linear projection
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Float64
from .columns import extremes, largest_entries
from .cost import crossover, exact_seconds
from .errors import LowRankError, OutOfReach
from .exact import exact_core, exact_threads
from .fast import fast_core
from .machine import Machine, measured
from .parallel import Progress, blas_alone, default_threads
from .planner import Plan, Ready, analyse, choose, error_per_delta
from .problem import Core, FullArrays, PartialArrays
from .result import Result

METHODS = ("auto", "fast", "exact")
DEFAULT_DELTA = 1e-3
LARGEST_DELTA = 0.25
ATTEMPTS = 3
PROBE_ROWS = 16
LARGEST_ENTRY = 1e60
LARGEST_REACH = 1e150


@dataclass(frozen=True)
class Gradient:
    """Arrays by name; errors[name] bounds |array - gradient| entry by entry; the loss is that of the computed f."""

    outputs: Mapping[str, Float64]
    errors: Mapping[str, Float64]
    plan: Plan
    loss: float

    @property
    def error_bound(self) -> dict[str, float]:
        """For each array a certified bound on the largest absolute error of an entry."""
        return {name: float(error.max()) for name, error in self.errors.items()}

    def __getitem__(self, name: str) -> Float64:
        return self.outputs[name]


def partial_gradient(
    problem: PartialArrays,
    eps: float | None = None,
    *,
    delta: float = DEFAULT_DELTA,
    method: str = "auto",
    dtype: object = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Gradient:
    """dA (r x d2) and dB (d1 x r) of Equation 3.3, each with a certified bound on its error.

    eps bounds the absolute error of every entry of both; without it, delta bounds the relative error of f. dtype
    float32 forms the features in single precision. method "fast" never falls back; "exact" never approximates.
    progress is called with the share of the work that is done by each block, from several threads.

    Raises LowRankError for an unknown method or target, OutOfReach when no way certifies eps.

    >>> rng = np.random.default_rng(0)
    >>> shapes = [(2000, 2)] * 4 + [(2, 2), (2, 1), (1, 2)]
    >>> found = partial_gradient(PartialArrays(*(rng.uniform(-0.5, 0.5, shape) for shape in shapes)), method="fast")
    >>> found["dA"].shape, found.plan.method, found.plan.degree, found.error_bound["dA"] < 1
    ((1, 2), 'fast', 3, True)
    """
    kind = problem.C1.dtype if dtype is None else np.dtype(dtype)  # type: ignore[call-overload]
    return core_gradient(_quiet_core(problem), eps, delta, method, kind, threads, progress)


def full_gradient(
    problem: FullArrays,
    eps: float | None = None,
    *,
    delta: float = DEFAULT_DELTA,
    method: str = "auto",
    dtype: object = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Gradient:
    """dAQ, dBQ, dAK, dBK, dAV, dBV of Equation A.2 with W_V adapted too; options and errors of partial_gradient."""
    kind = problem.XQ.dtype if dtype is None else np.dtype(dtype)  # type: ignore[call-overload]
    return core_gradient(_quiet_core(problem), eps, delta, method, kind, threads, progress)


def _quiet_core(problem: PartialArrays | FullArrays) -> Core:
    """The core; an overflow in its products is found by what follows."""
    with np.errstate(all="ignore"):
        return problem.core()


def core_gradient(
    core: Core,
    eps: float | None,
    delta: float,
    method: str,
    dtype: np.dtype[np.floating],
    threads: int | None,
    progress: Progress | None = None,
) -> Gradient:
    """The outputs of a core; see partial_gradient."""
    if method not in METHODS:
        raise LowRankError(f"method {method!r}; expected one of {', '.join(METHODS)}")
    if eps is not None and not (math.isfinite(eps) and eps > 0):
        raise LowRankError(f"eps is {eps}; expected a positive finite number")
    if not 0 < delta <= LARGEST_DELTA:
        raise LowRankError(f"delta is {delta}; expected a number above 0 and at most {LARGEST_DELTA}")
    if dtype not in (np.float32, np.float64):
        raise LowRankError(f"dtype is {dtype}; expected float32 or float64")
    with np.errstate(all="ignore"), blas_alone():  # what overflows is found by its certificate, which is not finite
        _check_reach(core)
        used = default_threads() if threads is None else max(1, threads)
        machine = measured()
        if method != "exact":
            found = _try_fast(core, eps, delta, dtype, used, machine, method == "fast", progress)
            if isinstance(found, Gradient):
                return found
            reason, ready = found
            if method == "fast":
                raise OutOfReach(f"the fast way: {reason}")
        else:
            reason, ready = "the exact way was asked for", None
        return _exact(core, eps, used, machine, reason, ready, progress)


def _worst(result: Result) -> float:
    """The largest certified error of an entry; nan when it, or an output, is no number."""
    finite = all(np.isfinite(value).all() for value in result.outputs.values())
    return float(np.max([error.max() for error in result.errors.values()])) if finite else math.nan


def _check_reach(core: Core) -> None:
    """Raises LowRankError when the logits, or what is built from the values, would overflow."""
    with np.errstate(all="ignore"):
        sizes = [largest_entries(part) for part in (core.left_range, core.right_range, core.values_range)]
        reach = float(sizes[0] @ core.middle_size @ sizes[1])
        values = float((sizes[2] @ np.abs(core.projected)).max()) + float(largest_entries(extremes(core.target)).max())
        columns = max(float(sizes[0].max()), float(sizes[1].max()))
    if not reach < LARGEST_REACH:
        raise LowRankError(f"logits may be as large as {reach:.3g}; expected smaller ones, so that nothing overflows")
    if not (values < LARGEST_ENTRY and columns < LARGEST_ENTRY):
        raise LowRankError("entries are so large that the gradient overflows; expected smaller ones")


def _try_fast(
    core: Core,
    eps: float | None,
    delta: float,
    dtype: np.dtype[np.floating],
    threads: int,
    machine: Machine,
    forced: bool,
    progress: Progress | None,
) -> Gradient | tuple[str, Ready | None]:
    """The fast gradient, or why not, with the best plan that there was."""
    slow = _exact_time(core, threads, machine)
    ready: Ready | None = None
    target, scale = delta, 0.0
    try:
        analysis = analyse(core, threads)
        ready = choose(core, analysis, delta, threads, machine)
        if eps is not None:
            scale = error_per_delta(core, analysis, ready.queries)
            target = min(LARGEST_DELTA, 0.7 * eps / scale) if scale > 0 else LARGEST_DELTA
            ready = choose(core, analysis, target, threads, machine)
        for _ in range(ATTEMPTS):
            if not forced and ready.seconds >= slow:
                return f"the fast way is predicted to take {ready.seconds:.2g} s, the exact one {slow:.2g} s", ready
            result = fast_core(core, ready, dtype, threads, progress)
            worst = _worst(result)
            if math.isfinite(worst) and (eps is None or worst <= eps):
                plan = _plan("fast", "", ready, result, slow, threads, machine)
                return Gradient(result.outputs, result.errors, plan, result.loss)
            if eps is None or not math.isfinite(worst):
                return f"rounding in {dtype} leaves no finite certificate", ready
            if worst > 4 * scale * result.delta or target < 1e-14:
                return f"the certified error is {worst:.3g}, mostly rounding; the target is {eps:.3g}", ready
            target *= min(0.5, 0.7 * eps / worst)
            ready = choose(core, analysis, target, threads, machine)
    except OutOfReach as refused:
        return str(refused), ready
    return f"the certified error stays above {eps:.3g}", ready


def _exact_time(core: Core, threads: int, machine: Machine) -> float:
    return exact_seconds(core.queries, core.keys, core.right.shape[1], core.values.shape[1], threads, machine)


def _exact(
    core: Core,
    eps: float | None,
    threads: int,
    machine: Machine,
    reason: str,
    ready: Ready | None,
    progress: Progress | None,
) -> Gradient:
    """The exact gradient; first a few rows alone when there are many, so that a hopeless eps is refused at once."""
    if eps is not None and core.queries > 64 * PROBE_ROWS:
        rows = np.linspace(0, core.queries - 1, PROBE_ROWS).astype(np.int64)
        part = exact_core(replace(core, left=core.left[rows], target=core.target[rows]), threads)
        _refuse(eps, _worst(part) * core.queries / PROBE_ROWS / 16)
    result = exact_core(core, threads, progress)
    worst = _worst(result)
    _refuse(eps, worst)
    slow = _exact_time(core, threads, machine)
    plan = replace(_plan("exact", reason, ready, result, slow, threads, machine), threads=exact_threads(core, threads))
    return Gradient(result.outputs, result.errors, plan, result.loss)


def _refuse(eps: float | None, reached: float) -> None:
    if not math.isfinite(reached):
        raise OutOfReach(
            "float64 certifies no finite error for these arrays: rounding of the logits alone is too large"
        )
    if eps is not None and not reached <= eps:
        raise OutOfReach(
            f"eps is {eps:.3g}; float64 certifies at best about {reached:.1g} for these arrays, exactly computed"
        )


def _plan(
    method: str, reason: str, ready: Ready | None, result: Result, slow: float, threads: int, machine: Machine
) -> Plan:
    if ready is None:
        return Plan(method, reason, None, None, None, None, None, None, result.delta, None, slow, None, threads, ())
    work = ready.work
    return Plan(
        method,
        reason or f"predicted {ready.seconds:.2g} s; the exact way {slow:.2g} s",
        work.width,
        ready.degree,
        work.rank,
        work.rank * (work.values + 1),
        max(group.polynomial.bound for group in ready.grouping.groups),
        ready.queries.residual,
        result.delta,
        ready.seconds,
        slow,
        crossover(work, threads, machine),
        ready.threads if method == "fast" else threads,
        work.parts,
    )
