"""The prover: index form, canonical form, proofs for all shapes, exact tests, counterexamples."""

from .answer import Answer, decide, prove_by_both_routes
from .caches import clear_caches
from .conditions import Condition, conditions
from .proof import Proof, canonical_form, prove_equal
from .random_tests import IdentityResult, identity_test
from .search import Counterexample, Instance, Solutions, find_counterexample
from .sympy_route import prove_equal_by_sympy

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
