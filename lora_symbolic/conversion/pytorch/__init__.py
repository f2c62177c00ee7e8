"""PyTorch: terms as functions of tensors, and functions of tensors as terms; PyTorch itself is imported when one of them is asked for."""

from .reader import from_torch
from .writer import to_torch

__all__ = ["from_torch", "to_torch"]
