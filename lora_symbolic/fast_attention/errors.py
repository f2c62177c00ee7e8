"""What the algorithm refuses, in one line each."""

from __future__ import annotations

from lora_symbolic.errors import InputError


class FastAttentionError(InputError, ValueError):
    """Arrays or a target that the algorithm cannot work with: what, where, and what was expected."""


class OutOfReach(FastAttentionError):
    """No algorithm, not even the exact one in floating point, certifies the error that was asked for."""
