"""Derived operations: written as functions or signs of their own, and made of other operations.

Dictionary
    DERIVED     the functions, by the names that they have in a text
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...term import Term
from .activations import gelu, logsumexp, sigmoid, silu, softplus, tanh
from .norms import norm
from .piecewise import absolute, maximum, minimum, relu, sign
from .powers import MAX_POWER, power, sqrt
from .slices import part, place
from .triangles import tril, triu

DERIVED: Mapping[str, Callable[..., Term]] = MappingProxyType(
    {
        **{build.__name__: build for build in (sqrt, sigmoid, tanh, silu, softplus, logsumexp, gelu)},
        **{build.__name__: build for build in (relu, sign, maximum, minimum, tril, triu)},
        "abs": absolute,
        "norm": norm,
    }
)

__all__ = [
    "DERIVED",
    "MAX_POWER",
    "absolute",
    "gelu",
    "logsumexp",
    "maximum",
    "minimum",
    "norm",
    "part",
    "place",
    "power",
    "relu",
    "sigmoid",
    "sign",
    "silu",
    "softplus",
    "sqrt",
    "tanh",
    "tril",
    "triu",
]
