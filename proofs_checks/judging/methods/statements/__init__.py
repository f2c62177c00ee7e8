"""Statements that are no equality: inequalities, ranks and costs that a reader states, and what judges decide."""
