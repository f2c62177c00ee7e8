"""Comparing bounds: the box of their symbols, signs on it, and the order of two expressions, decided exactly."""
