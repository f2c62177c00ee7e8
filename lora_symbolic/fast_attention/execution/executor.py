"""Does what a plan says; it decides nothing."""

from __future__ import annotations

from ..arrays.parallel import Progress, quiet
from ..core import Core
from ..errors import FastAttentionError
from ..planning.planner import Plan
from ..result import Result
from .causal import causal_core
from .exact import exact_core
from .fast import fast_core
from .tiled import tiled_core


def execute(core: Core, plan: Plan, progress: Progress | None = None) -> Result:
    """The outputs of the core for which the plan was made, with the bounds of their errors.

    Raises FastAttentionError for a fast plan that is a summary, or was made for another core.
    """
    with quiet():
        if plan.method == "exact":
            return (tiled_core if plan.kind == "float32" else exact_core)(core, plan.threads, progress)
        if plan.strategy is None:
            raise FastAttentionError("the plan is a summary; expected one that holds what its passes need")
        if plan.strategy.analysis.core is not core:
            raise FastAttentionError("the plan was made for other arrays; expected the core that it was made for")
        if core.seen is not None:
            return causal_core(core, plan.strategy, plan.cuts[0], progress)
        return fast_core(core, plan.strategy, plan.cuts, progress)
