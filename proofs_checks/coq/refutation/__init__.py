"""Refutations: negations of false claims as theorems of Coq."""
