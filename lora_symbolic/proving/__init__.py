"""The prover: index form, canonical form, proofs for all shapes, exact tests, counterexamples."""

from .proof import Proof, canonical_form, clear_caches, conditions, prove_equal

__all__ = ["Proof", "canonical_form", "clear_caches", "conditions", "prove_equal"]
