"""Rounding: how often a summand of a result is rounded, and what that does to the gradients of the fast algorithm."""
