"""Evaluation: one term, many numbers. FLOAT, RATIONAL, mpmath_numbers(digits), ball_numbers(bits)."""

from .balls import ball_numbers
from .errors import DomainError, EvaluationError
from .exact import RATIONAL
from .interpreter import evaluate, evaluate_all
from .multiprecision import mpmath_numbers
from .numbers import FLOAT, SCREEN, Numbers
from .sizes import rational_at, shape_at, size_at, sizes_text

__all__ = [
    "FLOAT",
    "RATIONAL",
    "SCREEN",
    "DomainError",
    "EvaluationError",
    "Numbers",
    "ball_numbers",
    "evaluate",
    "evaluate_all",
    "mpmath_numbers",
    "rational_at",
    "shape_at",
    "size_at",
    "sizes_text",
]
