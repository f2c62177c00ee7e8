"""Hypotheses: a claim that is stated to hold under `given` values, with those values put in.

A derivative is taken first and the values are put in afterwards: `W0 = B A` is a point, not a path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lora_symbolic.language import LanguageError, Term, substitute, subterms, variables
from lora_symbolic.language.reading import parse
from lora_symbolic.language.registry import DERIVATIVES

from .errors import LedgerError
from .model import LedgerClaim


def under_hypothesis(claim: LedgerClaim, table: Mapping[str, Any], where: str) -> LedgerClaim:
    """The claim with the values of its hypothesis put in.

    Raises LedgerError when a name is unknown or a value has another shape.
    """
    hypothesis, given = table.get("hypothesis"), table.get("given", {})
    if not isinstance(hypothesis, str) or not isinstance(given, dict) or not given:
        raise LedgerError(f"{where}: expected a text `hypothesis` together with a table `given` of values")
    names: dict[str, Term] = {**claim.matrices, **claim.definitions}
    values: dict[Term, Term] = {}
    for name, text in given.items():
        if name not in names:
            raise LedgerError(f"{where}: given {name!r} is not a matrix or definition of this form")
        try:
            value = parse(str(text), names, claim.sizes)
        except LanguageError as error:
            raise LedgerError(f"{where}: given {name}: {error}") from None
        if value.shape != names[name].shape:
            raise LedgerError(
                f"{where}: given {name} is {value.rows} x {value.cols}; "
                f"expected {names[name].rows} x {names[name].cols}"
            )
        values[names[name]] = value
    return replace(
        claim,
        hypothesis=hypothesis,
        given={name: str(text) for name, text in given.items()},
        lhs=None if claim.lhs is None else put_in(claim.lhs, values),
        rhs=None if claim.rhs is None else put_in(claim.rhs, values),
    )


def derivatives_in(given: Mapping[Term, Term], *terms: Term) -> tuple[Term, ...]:
    """The derivatives in the variables that are given values."""
    return tuple(node for node in subterms(*terms) if node.op in DERIVATIVES and node.args[1] in given)


def put_in(term: Term, values: Mapping[Term, Term]) -> Term:
    """The term with values put in, derivatives taken first wherever a value touches what they are taken in."""
    if not values:
        return term
    touched = set(values)
    for value in values.values():
        touched.update(variables(value))
    if any(node.op in DERIVATIVES and node.args[1] in touched for node in subterms(term)):
        from lora_symbolic.calculus import without_grad

        term = without_grad(term)
    return substitute(term, values)
