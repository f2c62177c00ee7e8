"""The library: PyTorch, imported when it is needed, or what to install."""

from __future__ import annotations

from typing import Any

MISSING = "PyTorch is not installed: pip install torch, or in the repository pip install '.[torch]'"


def pytorch() -> Any:
    """The module torch; ImportError with what to install where there is none."""
    try:
        import torch
    except ImportError as problem:
        raise ImportError(MISSING) from problem
    return torch
