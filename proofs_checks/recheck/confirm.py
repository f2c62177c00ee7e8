"""Confirmation: a counterexample as data, checked by evaluation alone; data that are no counterexample are named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lora_symbolic.language import Term, subterms

from .recheck import recheck


def problem_with(data: Mapping[str, Any], lhs: Term, rhs: Term) -> str | None:
    """None when the data are a counterexample to lhs = rhs, else one line that says why not."""
    sides = (side for node in subterms(lhs, rhs) for side in node.shape)
    symbols = {str(symbol) for side in sides for symbol in side.free_symbols}
    try:
        if unsaid := sorted(symbols - set(data["sizes"])):
            return f"not the data of a counterexample (size {unsaid[0]} is not stated)"
        return recheck(data, lhs, rhs)
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        return f"not the data of a counterexample ({type(error).__name__}: {error})"
