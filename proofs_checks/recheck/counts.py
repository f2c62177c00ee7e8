"""Refutations of claims about ranks and costs confirmed: by evaluation at the stated numbers, by a counted run.

Dictionary
    problem_with_rank   None when the matrices have a rank against the claim, or the shape alone forbids the claimed one
    problem_with_existence  None when the matrices have a rank that nothing chosen reaches
    problem_with_cost   None when the count at the stated sizes, by a run where one is feasible, contradicts the claim
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from lora_symbolic.bounds.inequalities.existence import ranks_needed
from lora_symbolic.complexity.cost.quantities import compares, count_at
from lora_symbolic.evaluation.measures.exact_rank import rank_at
from lora_symbolic.evaluation.sizes import shape_at
from lora_symbolic.language.statement import Cost, Exists, Rank


def problem_with_rank(data: Mapping[str, Any], claim: Rank) -> str | None:
    """None when the data refute the claim, else one line that says why not."""
    sizes = dict(data["sizes"])
    claimed = _at(claim.bound, sizes)
    if "at_most" in data:
        least = min(shape_at(claim.term, sizes))
        return None if least < claimed else f"a rank of {claimed} fits a shape with the smaller side {least}"
    rank, _ = rank_at(claim.term, data["matrices"], sizes)
    exceeds = rank >= claimed if claim.relation == "<" else rank > claimed
    return None if exceeds else f"the rank is {rank}, which is not above {claimed}"


def problem_with_existence(data: Mapping[str, Any], claim: Exists) -> str | None:
    """None when the data refute the existence: a side has a larger rank than the chosen matrices can give."""
    problems = [problem_with_rank(data, rank) for rank in ranks_needed(claim)]
    return None if None in problems else next(iter(problems), "no rank follows from the claim")


def problem_with_cost(data: Mapping[str, Any], claim: Cost) -> str | None:
    """None when the data refute the claim, else one line that says why not."""
    sizes = {str(name): int(size) for name, size in data["sizes"].items()}
    chain = [sizes[name] for name in claim.ascending if name in sizes]
    if chain != sorted(chain):
        return "the sizes are not in the order"
    count = count_at(claim, sizes)
    if str(count) != str(data["count"]):
        return f"a run makes {count} {claim.counts}, not {data['count']}"
    numbers = [(bound.relation, _at(bound.number, sizes)) for bound in claim.bounds]
    if all(compares(count, relation, number) for relation, number in numbers):
        return f"{' and '.join(f'{count} {relation} {number}' for relation, number in numbers)} holds"
    return None


def _at(expression: sympy.Expr, sizes: Mapping[str, int]) -> sympy.Expr:
    return expression.subs({symbol: sizes[symbol.name] for symbol in expression.free_symbols})
