"""The prover: index form, canonical form, proofs for all shapes, exact tests, counterexamples."""

from __future__ import annotations

from collections.abc import Sequence

from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term

from .answer import Answer, decide, prove_by_both_routes
from .caches import clear_caches
from .conditions import Condition, conditions
from .proof import Proof, canonical_form, prove_equal
from .random_tests import IdentityResult, identity_test
from .search import Counterexample, Instance, Solutions, find_counterexample

__all__ = [
    "Answer",
    "Condition",
    "Counterexample",
    "IdentityResult",
    "Instance",
    "Proof",
    "Solutions",
    "canonical_form",
    "clear_caches",
    "conditions",
    "decide",
    "find_counterexample",
    "identity_test",
    "prove_by_both_routes",
    "prove_equal",
    "prove_equal_by_sympy",
]


def prove_equal_by_sympy(left: Term, right: Term, where: Sequence[Equation] = ()) -> Proof:
    """A proof that uses SymPy's derivatives; `sympy_route` says how, and is imported when it is asked for."""
    from . import sympy_route

    return sympy_route.prove_equal_by_sympy(left, right, where)
