"""PyTorch: terms as functions of tensors; PyTorch itself is imported when one of them is asked for."""

from .writer import to_torch

__all__ = ["to_torch"]
