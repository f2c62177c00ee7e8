"""Reading: the terms and sizes that a reader's texts stand for."""

from .parse import FUNCTION_NAMES, parse, size_in
from .source import MAX_LENGTH, did_you_mean, names_in, shown

__all__ = ["FUNCTION_NAMES", "MAX_LENGTH", "did_you_mean", "names_in", "parse", "shown", "size_in"]
