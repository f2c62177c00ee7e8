"""Errors of the approximation room.

Dictionary
    ApproximationError    a question that cannot be answered: the message says what, and what was expected
    NotCertified          a certificate did not close at the precision that was allowed
"""

from __future__ import annotations

from lora_symbolic.errors import InputError


class ApproximationError(InputError, ValueError):
    """A bound, error, degree or precision that makes no sense or is beyond the limits."""


class NotCertified(ApproximationError):
    """A certificate that did not close; more bits may close it."""
