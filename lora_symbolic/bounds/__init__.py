"""Bounds: an error calculus on terms; explicit constants, derived by rule, in place of eps/poly(L)."""

from .bound import Bound, Given, absolute, exact, magnitude, relative, stochastic
from .derive import ErrorDerivation, ErrorStep, derive
from .norms import ENTRIES, ROWS, Calculus, Norms
from .rules.operations import RULES, NoRule
from .rules.softmax_constants import DELTA, TAU

__all__ = [
    "DELTA",
    "ENTRIES",
    "ROWS",
    "RULES",
    "TAU",
    "Bound",
    "Calculus",
    "ErrorDerivation",
    "ErrorStep",
    "Given",
    "NoRule",
    "Norms",
    "absolute",
    "derive",
    "exact",
    "magnitude",
    "relative",
    "stochastic",
]
