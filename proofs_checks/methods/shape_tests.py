"""Second opinions on shapes: the size of the computed array, and the shape that SymPy gives to the expression."""

from __future__ import annotations

from lora_symbolic.evaluation import FLOAT, evaluate, size_at
from lora_symbolic.language import Term, same_size, size, variables
from lora_symbolic.proving.identity import random_shapes

from ..evidence import Evidence, Finding
from ..ledger.model import LedgerClaim
from .method import Effort, Method

TRIALS = 3


def _term(claim: LedgerClaim) -> Term:
    if claim.lhs is None:
        raise ValueError(f"{claim.id} has no expression")
    return claim.lhs


def applies(claim: LedgerClaim) -> bool:
    """Whether a claim states a shape that its expression has."""
    return claim.kind == "shape" and claim.problem is None and claim.lhs is not None


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """Compute the expression at several sizes and look at the array."""
    import numpy as np

    term = _term(claim)
    choices = random_shapes((term,), effort.seed, TRIALS)
    for sizes in choices:
        random = np.random.default_rng(effort.seed)
        values = {
            variable.name: random.random((size_at(variable.rows, sizes), size_at(variable.cols, sizes))) + 0.5
            for variable in variables(term)
        }
        found = evaluate(term, values, sizes, FLOAT).shape
        expected = (size_at(term.rows, sizes), size_at(term.cols, sizes))
        if found != expected:
            detail = f"at {dict(sizes)} the array is {found}, not {expected}"
            return Evidence("identity-test", "exact-at-shapes", detail, Finding.DISAGREES)
    detail = f"the computed array has this shape at {len(choices)} choices of sizes (seed {effort.seed})"
    return Evidence("identity-test", "exact-at-shapes", detail, Finding.AGREES)


def gather_sympy(claim: LedgerClaim, effort: Effort) -> Evidence:
    """Build the expression in SymPy, which checks every product and sum itself, and compare its shape.

    A derivative is built as its reverse-mode term, since SymPy has none of its own to rely on.
    """
    from lora_symbolic.calculus import without_grad
    from lora_symbolic.language.sympy_bridge import to_sympy

    term = _term(claim)
    found = to_sympy(without_grad(term))
    rows, cols = getattr(found, "shape", (1, 1))
    agrees = same_size(size(rows), term.rows) and same_size(size(cols), term.cols)
    detail = f"SymPy's expression is {rows} x {cols}"
    return Evidence("sympy-shapes", "canonical-form", detail, Finding.AGREES if agrees else Finding.DISAGREES)


METHOD = Method(
    name="identity-test",
    summary="computes the expression at several sizes and measures the array",
    applies=applies,
    gather=gather,
)

SYMPY_METHOD = Method(
    name="sympy-shapes",
    summary="builds the expression in SymPy and compares its shape",
    applies=applies,
    gather=gather_sympy,
)
