"""The almost linear gradient on NumPy arrays, with a certified error: features, factors, planner, oracle, exact way."""

from .errors import LowRankError, OutOfReach
from .gradient import Gradient, core_gradient, full_gradient, partial_gradient
from .oracle import Attention, exact_attention, oracle_gradient, oracle_gradient_W
from .planner import Plan
from .problem import FullArrays, PartialArrays

__all__ = [
    "Attention",
    "FullArrays",
    "Gradient",
    "LowRankError",
    "OutOfReach",
    "PartialArrays",
    "Plan",
    "core_gradient",
    "exact_attention",
    "full_gradient",
    "oracle_gradient",
    "oracle_gradient_W",
    "partial_gradient",
]
