"""Prefixes: whether one row of quantifiers follows from another over the same statement.

A name that is claimed for every value must be argued for every value; one that is claimed for some value, and argued
for some, must come after every name on which its choice depends.

Dictionary
    problem_with_prefix     None when the claimed quantifiers follow from the argued ones, else one line
"""

from __future__ import annotations

from collections.abc import Sequence

from .proposition import Quantifier


def problem_with_prefix(claimed: Sequence[Quantifier], argued: Sequence[Quantifier]) -> str | None:
    """None when the claimed prefix follows from the argued one.

    >>> from .proposition import every, some
    >>> argued = (*every("delta > 0"), *some("C"))
    >>> problem_with_prefix(argued, argued) is None
    True
    >>> problem_with_prefix((*some("C"), *every("delta > 0")), argued)
    'C is chosen before delta, on which it depends'
    """
    known = {one.name: one for one in argued}
    seen: list[str] = []
    if missing := sorted(set(known) - {one.name for one in claimed}):
        return f"{missing[0]} is not quantified"
    for one in claimed:
        if one.name in seen:
            return f"{one.name} is quantified twice"
        if one.name not in known:
            return f"{one.name} is not argued for"
        other = known[one.name]
        if (one.relation, one.bound, one.shape) != (other.relation, other.bound, other.shape):
            return f"{one.name} has another range"
        if one.every and not other.every:
            return f"{one.name} is claimed for every value, argued for some"
        if not other.every:
            before = argued[: argued.index(other)]
            late = [each.name for each in before if each.every and each.name not in seen]
            if late:
                return f"{one.name} is chosen before {late[0]}, on which it depends"
        seen.append(one.name)
    return None
