"""The plan: which algorithm computes a core's outputs, how, and why; nothing is computed by it yet.

Dictionary
    Aim         the relative error of f that a plan is made for, and how it was found
    Plan        what was chosen and why, with what executing it needs
    plan        the plan for a target
    plan_again  the plan after one whose certified error missed the target
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ..arrays.parallel import quiet
from ..arrays.types import Float64
from ..core import Core, check_reach
from ..errors import OutOfReach
from ..result import Result
from .analysis import Analysis, analyse, errors_per_delta
from .causal import masked
from .cost import crossover, exact_seconds, exact_threads
from .cutting import Cut, cut
from .machine import Machine, measured
from .strategy import Strategy, choose
from .target import LARGEST_DELTA, Target
from .work import Parts, Work

ATTEMPTS = 3
LEAST_DELTA = 1e-14
MARGIN = 0.7  # of the target is aimed at
ROUNDING = 64.0  # times the estimate: beyond it, roundings are most of a certified error
FIRST = 0.05  # the relative error of f that shows, cheaply, how large a gradient is whose share is asked for


@dataclass(frozen=True)
class Aim:
    """The relative error of f that is aimed at, the estimated errors of outputs for each unit of it, the attempt."""

    delta: float
    errors: Mapping[str, float] = field(default_factory=dict)
    attempt: int = 1

    @property
    def error_per_delta(self) -> float:
        """The largest of the errors."""
        return max(self.errors.values(), default=0.0)

    def share_per_delta(self, outputs: Mapping[str, Float64]) -> float:
        """The largest of the errors as a share of the largest entry of its output."""
        sizes = {name: float(np.abs(outputs[name]).max()) for name in self.errors}
        return max((one / sizes[name] for name, one in self.errors.items() if sizes[name] > 0), default=0.0)


@dataclass(frozen=True)
class Plan:
    """What was chosen and why.

    work, with its width, degree and rank, the bound on the logits and fast_seconds belong to the fast algorithm, used
    or not; None when it was never possible. crossover is the predicted number of tokens from which the fast algorithm
    wins with these widths and these degrees, without a mask. strategy and cuts are what executing it needs; a summary
    has none. kind is that of the exact way: float64, float32 in tiles, or extended.
    """

    method: str
    reason: str
    threads: int
    exact_seconds: float
    kind: str = "float64"
    fast_seconds: float | None = None
    crossover: int | None = None
    logit_bound: float | None = None
    residual_logits: float | None = None
    work: Work | None = None
    aim: Aim | None = None
    strategy: Strategy | None = field(default=None, repr=False, compare=False)
    cuts: tuple[Cut, ...] = field(default=(), repr=False, compare=False)

    @property
    def width(self) -> int | None:
        """The number of feature variables."""
        return None if self.work is None else self.work.width

    @property
    def degree(self) -> int | None:
        """The highest degree."""
        return None if self.work is None else self.work.degree

    @property
    def rank(self) -> int | None:
        """k1, the number of monomials."""
        return None if self.work is None else self.work.rank

    @property
    def merged_rank(self) -> int | None:
        """k1 (v + 1), the width of p as one product."""
        return None if self.work is None else self.work.merged_rank

    @property
    def parts(self) -> Parts:
        """All degrees with the shares of the queries that meet them, 0 for the queries computed exactly."""
        return () if self.work is None else self.work.parts

    @property
    def summary(self) -> Plan:
        """The same without arrays, to be kept."""
        return replace(self, strategy=None, cuts=())


def plan(core: Core, target: Target, machine: Machine | None = None) -> Plan:
    """The plan for a target, on this machine when none is given.

    Raises FastAttentionError for entries that overflow, OutOfReach when only the fast algorithm is allowed and none
    reaches the target.

    >>> import numpy as np
    >>> from lora_symbolic.fast_attention import PartialArrays
    >>> ones = np.ones((9, 2))
    >>> core = PartialArrays(ones, ones, ones, ones, np.eye(2), np.ones((2, 1)), np.ones((1, 2))).core()
    >>> found = plan(core, Target(method="exact"))
    >>> found.method, found.reason, found.degree
    ('exact', 'the exact way was asked for', None)
    """
    with quiet():
        check_reach(core)
        planner = _Planner(core, target, machine or measured())
        return planner.first()


def plan_again(core: Core, target: Target, missed: Plan, result: Result, machine: Machine | None = None) -> Plan:
    """The plan after a fast one whose result missed the target: a smaller aim, or the exact algorithm.

    Raises OutOfReach when only the fast algorithm is allowed and it does not reach the target.
    """
    with quiet():
        planner = _Planner(core, target, machine or measured())
        return planner.after(missed, result)


@dataclass(frozen=True)
class _Planner:
    core: Core
    target: Target
    machine: Machine

    @property
    def exact_seconds(self) -> float:
        """Predicted seconds of the exact algorithm."""
        core = self.core
        keys = core.keys if core.seen is None else max(1, core.keys // 2)
        return exact_seconds(core.queries, keys, core.right_width, core.values_width, self.target.threads, self.machine)

    def first(self) -> Plan:
        """The plan before anything is computed."""
        target, strategy = self.target, None
        if target.method == "exact":
            return self.exact("the exact way was asked for", None)
        try:
            analysis = analyse(self.core, target.threads)
            aim = Aim(target.delta if target.relative is None else max(FIRST, target.delta))
            strategy = self.chosen(analysis, aim)
            if target.asks:
                aim = Aim(aim.delta, errors_per_delta(analysis, strategy.queries))
            if target.eps is not None:
                scale = aim.error_per_delta
                aim = replace(
                    aim, delta=min(LARGEST_DELTA, MARGIN * target.eps / scale) if scale > 0 else LARGEST_DELTA
                )
                strategy = self.chosen(analysis, aim)
        except OutOfReach as refused:
            return self.exact(str(refused), strategy)
        return self.fastest(strategy, aim)

    def chosen(self, analysis: Analysis, aim: Aim) -> Strategy:
        """The best strategy found for an aim, in chunks under a mask."""
        found = choose(analysis, aim.delta, self.machine)
        return found if self.core.seen is None else masked(found, self.machine)

    def after(self, missed: Plan, result: Result) -> Plan:
        """The plan after a fast one that missed the target."""
        worst, target, strategy, aim = result.worst, self.target, missed.strategy, missed.aim
        if strategy is None or aim is None:
            raise ValueError("only a fast plan that was executed is planned again")
        excess = target.excess(worst, result.estimated_share)
        if not (target.asks and math.isfinite(excess)):
            return self.exact(f"rounding in {self.target.dtype} leaves no finite certificate", strategy)
        if worst > ROUNDING * aim.error_per_delta * result.delta or aim.delta < LEAST_DELTA:
            reason = f"the certified error is {worst:.3g}, mostly rounding; the target is {target.words}"
            return self.exact(reason, strategy)
        delta = aim.delta * min(0.5, MARGIN / excess)
        share = aim.share_per_delta(result.outputs)
        if aim.attempt == 1 and target.eps is None and target.relative is not None and share > 0:
            # At a low degree the certificate itself is wide; the estimate is that of a higher one.
            delta = max(delta, min(aim.delta / 2, MARGIN * target.relative / share))
        aim = replace(aim, delta=delta, attempt=aim.attempt + 1)
        try:
            strategy = self.chosen(strategy.analysis, aim)
        except OutOfReach as refused:
            return self.exact(str(refused), strategy)
        if aim.attempt > ATTEMPTS:
            return self.exact(f"the certified error stays above {target.words}", strategy)
        return self.fastest(strategy, aim)

    def fastest(self, strategy: Strategy, aim: Aim) -> Plan:
        """The strategy, unless the exact algorithm is predicted to be faster and allowed."""
        slow = self.exact_seconds
        if self.target.method != "fast" and strategy.seconds >= slow:
            reason = f"the fast way is predicted to take {strategy.seconds:.2g} s, the exact one {slow:.2g} s"
            return self.exact(reason, strategy)
        key_block, cuts = strategy.chunk or None, []
        for group in strategy.grouping.groups:
            cuts.append(cut(strategy.work, group.degree, self.target.dtype, strategy.threads, key_block))
            key_block = cuts[0].key_block  # the highest degree comes first, and cuts the keys
        if strategy.chunk:
            cuts = [replace(one, query_block=strategy.chunk) for one in cuts]
        reason = f"predicted {strategy.seconds:.2g} s; the exact way {slow:.2g} s"
        found = self.described("fast", reason, strategy.threads, strategy)
        return replace(found, aim=aim, strategy=strategy, cuts=tuple(cuts))

    def exact(self, reason: str, strategy: Strategy | None) -> Plan:
        """The exact algorithm; raises OutOfReach with the reason when only the fast one is allowed."""
        if self.target.method == "fast":
            raise OutOfReach(f"the fast way: {reason}")
        core = self.core
        threads = exact_threads(core.queries, core.keys, core.right_width, core.values_width, self.target.threads)
        return self.described("exact", reason, threads, strategy)

    def described(self, method: str, reason: str, threads: int, strategy: Strategy | None) -> Plan:
        """The plan in numbers."""
        if strategy is None:
            return Plan(method=method, reason=reason, threads=threads, exact_seconds=self.exact_seconds)
        return Plan(
            method=method,
            reason=reason,
            threads=threads,
            exact_seconds=self.exact_seconds,
            fast_seconds=strategy.seconds,
            crossover=crossover(strategy.work, self.target.threads, self.machine),
            logit_bound=strategy.logit_bound,
            residual_logits=strategy.queries.residual,
            work=strategy.work,
        )
