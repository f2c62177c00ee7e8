"""Attack on a reduction: a point within the bounds of the solved problem at which a part certainly fails.

Dictionary
    attacked    the first part that fails, with the point as data
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from lora_symbolic.bounds.inequalities import Setting, attack
from lora_symbolic.language.statement.kinds.reduction import Reduces

from .decide import Part, exceeded
from .obligations import Obligation

BY_ROWS = frozenset({"maxabs", "norm-inf"})  # of members one below the other: the largest of the members'


def attacked(claim: Reduces, parts: Sequence[Part], seconds: float, seed: int) -> tuple[str, dict[str, Any]] | None:
    """What fails, in words, and the data; None where nothing was found."""
    if (found := exceeded(claim)) is not None:
        name, sizes, count, bound = found
        at = ", ".join(f"{size} = {value}" for size, value in sizes.items()) or "all sizes"
        data = {"part": ["limit", name], "sizes": sizes, "count": count, "claimed": bound}
        return f"{name}: {count} at {at}, claimed {bound}", data
    open_parts = [one for one in parts if one.how is None and one.obligation is not None]
    end = perf_counter() + seconds
    for number, part in enumerate(open_parts):
        one = part.obligation
        if one is None or not _stacks(claim, one):
            continue
        setting = Setting(one.holds.hypotheses, one.holds.scalars)
        left = (end - perf_counter()) / (len(open_parts) - number)
        instance = attack(one.holds.comparison, setting, max(left, 0.0), seed)
        if instance is not None and instance.violates:
            return part.said, {**instance.to_dict(), "part": list(one.where)}
    return None


def _stacks(claim: Reduces, one: Obligation) -> bool:
    """Whether what is said of members one below the other is said of each of them."""
    if one.where[0] != "bound" or not claim.calls[int(one.where[1]) - 1].index:
        return True
    return all(measure.kind in BY_ROWS for side in one.holds.comparison.sides for measure in side.measures.values())
