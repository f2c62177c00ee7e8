"""The prover: index form, canonical form, proofs for all shapes, exact tests, counterexamples."""

from .answer import Answer, decide, prove_by_both_routes
from .counterexample import Counterexample, find_counterexample
from .proof import Proof, canonical_form, clear_caches, conditions, prove_equal
from .random_tests import IdentityResult, identity_test
from .sympy_route import prove_equal_by_sympy

__all__ = [
    "Answer",
    "Counterexample",
    "IdentityResult",
    "Proof",
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
