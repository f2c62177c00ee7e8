"""Symbolic derivation and proof for the theory of efficient attention: the mathematics."""
