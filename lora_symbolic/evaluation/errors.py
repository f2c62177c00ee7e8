"""What can go wrong when a term is given numbers."""

from __future__ import annotations

from lora_symbolic.errors import InputError


class EvaluationError(InputError, ValueError):
    """Values or sizes that do not fit a term, or a number system that cannot do what the term asks."""


class DomainError(EvaluationError):
    """A logarithm, a reciprocal, a step or a softmax outside its domain."""
