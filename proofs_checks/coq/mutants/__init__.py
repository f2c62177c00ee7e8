"""Mutants for Coq: statements with one slip, which the proof of the true statement must not close."""
