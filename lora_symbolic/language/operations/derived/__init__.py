"""Derived operations: written as functions or signs of their own, and made of other operations.

Dictionary
    DERIVED     the functions of one argument, by name
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...term import Term
from .activations import logsumexp, sigmoid, silu, softplus, tanh
from .powers import MAX_POWER, power, sqrt

DERIVED: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {build.__name__: build for build in (sqrt, sigmoid, tanh, silu, softplus, logsumexp)}
)

__all__ = ["DERIVED", "MAX_POWER", "logsumexp", "power", "sigmoid", "silu", "softplus", "sqrt", "tanh"]
