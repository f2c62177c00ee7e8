"""Existence: whether there are sizes and matrices at which a statement means something.

Dictionary
    where_it_holds(..)  an instance at which the two sides mean something; a statement without one is not proved
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term, subterms

from ..conditions import Condition, SizeSigns, never_holds, never_positive
from .instance import Instance, find_instance

NEVER = "the condition never holds"


def where_it_holds(
    terms: tuple[Term, ...],
    needed: tuple[Condition, ...],
    where: Sequence[Equation] = (),
    search: bool = True,
    is_zero: Callable[[Condition], bool] = lambda condition: False,
) -> tuple[Instance | None, str | None]:
    """An instance of the conditions of some terms, or why there is none; (None, None) where nothing is asked.

    Without `search` only what is known at a glance is said; `is_zero` knows what of that a canonical form shows.
    """
    if not needed and all(term.plain_sides for term in terms):
        return None, None
    sides = dict.fromkeys(side for node in subterms(*terms) for side in node.shape)
    signs = SizeSigns(side for side in sides if not side.is_plain)
    if signs.clash:
        return None, f"no sizes give every matrix a row and a column: {never_positive(signs.clash)}"
    for condition in needed:
        if never_holds(condition, *terms) or is_zero(condition):
            return None, f"{NEVER}: {condition}"
    if not search or not (needed or signs.sides):
        return None, None
    instance = find_instance(terms, needed, where)
    if instance is not None:
        return instance, None
    if not needed:
        return None, "no sizes were found that give every matrix a row and a column"
    return None, f"nothing was found that satisfies the condition: {' and '.join(map(str, needed))}"
