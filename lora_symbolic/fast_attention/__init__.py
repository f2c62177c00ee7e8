"""The almost linear gradient on NumPy arrays, with a certified error: a plan is made, then executed.

The notions below each other, each using those above it: arrays, core, features, certificate, planning, execution.
"""

from .core import Core
from .errors import FastAttentionError, OutOfReach
from .execution.executor import execute
from .gradient import Gradient, core_gradient, full_gradient, partial_gradient
from .oracle import Attention, exact_attention, oracle_gradient, oracle_gradient_W
from .planning.planner import Plan, plan
from .planning.target import METHODS, Target
from .problem import FullArrays, PartialArrays

__all__ = [
    "Attention",
    "Core",
    "FastAttentionError",
    "FullArrays",
    "Gradient",
    "METHODS",
    "OutOfReach",
    "PartialArrays",
    "Plan",
    "Target",
    "core_gradient",
    "exact_attention",
    "execute",
    "full_gradient",
    "oracle_gradient",
    "oracle_gradient_W",
    "partial_gradient",
    "plan",
]
