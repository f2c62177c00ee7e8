"""Confirmation: a counterexample as data, checked by evaluation alone; data that are no counterexample are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lora_symbolic.language import Equation, Term, subterms

from .equations import unsatisfied
from .recheck import recheck

MORE_BITS = 4096


def problem_with(data: Mapping[str, Any], lhs: Term, rhs: Term, where: Sequence[Equation] = ()) -> str | None:
    """None when the data are a counterexample to lhs = rhs, and satisfy the equations, else why not in one line."""
    terms = (lhs, rhs, *(side for equation in where for side in (equation.lhs, equation.rhs)))
    sides = (side for node in subterms(*terms) for side in node.shape)
    symbols = {name for side in sides for name in side.names}
    try:
        if unsaid := sorted(symbols - set(data["sizes"])):
            return f"not the data of a counterexample (size {unsaid[0]} is not stated)"
        problem = unsatisfied(data, where) or recheck(data, lhs, rhs)
        # a gap that half a thousand bits do not show may be shown by more
        return problem if problem is None or data["exact"] else recheck(data, lhs, rhs, MORE_BITS)
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        return f"not the data of a counterexample ({type(error).__name__}: {error})"
