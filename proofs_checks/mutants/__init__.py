"""Mutants: wrong versions of a claim, the negative control of every method."""
