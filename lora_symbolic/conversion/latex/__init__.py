"""LaTeX as mathematicians write it, read back into terms."""

from .reader import from_latex

__all__ = ["from_latex"]
