"""Calculus on terms: reverse mode with one rule per operation, each applied rule recorded as a step."""

from .algebra import Algebra
from .derivation import Derivation, Step
from .reverse import derive_gradient, without_grad
from .rules import RULES, adjoint_of_argument

__all__ = ["RULES", "Algebra", "Derivation", "Step", "adjoint_of_argument", "derive_gradient", "without_grad"]
