"""Polynomials that stand for exp on an interval, with exact coefficients: Taylor, Chebyshev, minimax."""
