"""Existence that a rank forbids: no factors of so few columns make a matrix of larger rank.

Dictionary
    ranks_needed    for an equality whose one side alone has what is chosen: the other side's rank is at most what
                    the rules allow to the first
    forbidden       such a claim about a rank that an instance refutes, with the instance
"""

from __future__ import annotations

from collections.abc import Iterator

from lora_symbolic.language.statement.stated import Exists, Rank
from lora_symbolic.language.term import variables
from lora_symbolic.rank.upper import rank_bound_of

from .ranks import Found, decide_rank


def ranks_needed(exists: Exists) -> Iterator[Rank]:
    """What follows for ranks if the matrices exist.

    If U V^T = X has a solution with k columns for every X, then rank X <= k for every X.
    """
    sides = exists.body.comparison.sides
    if not exists.equal or exists.body.hypotheses:
        return
    chosen = set(exists.chosen)
    for one, other in (sides, sides[::-1]):
        [made], [wanted] = one.terms, other.terms
        if chosen & set(variables(made)) and not chosen & set(variables(wanted)):
            bound = rank_bound_of(made).bound
            yield Rank(wanted, other.text, "<=", bound, str(bound))


def forbidden(exists: Exists, seed: int = 0) -> tuple[Rank, Found] | None:
    """A rank that is larger at an instance than what is chosen allows; None where none was found.

    >>> from lora_symbolic.language.statement import statement_from_table
    >>> table = {"sizes": ["m", "n", "k"], "matrices": {"X": ["m", "n"]}, "claims": [
    ...     {"name": "thin", "exists": {"U": ["m", "k"], "V": ["n", "k"]}, "equal": ["U @ V.T", "X"]}]}
    >>> found = forbidden(statement_from_table(table, "notes.toml").claims[0].exists)
    >>> found[1].data["rank"] > int(found[1].data["claimed"])
    True
    """
    for claim in ranks_needed(exists):
        found = decide_rank(claim, seed)
        if found.refuted:
            return claim, found
    return None
