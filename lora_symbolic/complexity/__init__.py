"""Complexity: the cost of a term, widths and exponents as the number of tokens grows, and reductions."""
