"""Second opinions on shapes: the size of the computed array, and the shape that SymPy gives to the expression."""

from __future__ import annotations

from typing import Any

from lora_symbolic.calculus import without_grad
from lora_symbolic.evaluation import FLOAT, evaluate, shape_at
from lora_symbolic.language import Size, Term, has_shape, matrix, size, substitute, subterms, variables
from lora_symbolic.language.sympy_bridge import to_sympy
from lora_symbolic.proving.random_tests import random_shapes
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

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
        values = {variable.name: random.random(shape_at(variable, sizes)) + 0.5 for variable in variables(term)}
        found = evaluate(term, values, sizes, FLOAT).shape
        expected = shape_at(term, sizes)
        if found != expected:
            detail = f"at {dict(sizes)} the array is {found}, not {expected}"
            return Evidence("identity-test", Strength.EXACT_AT_SHAPES, detail, Finding.DISAGREES)
    detail = f"the computed array has this shape at {len(choices)} choices of sizes (seed {effort.seed})"
    return Evidence("identity-test", Strength.EXACT_AT_SHAPES, detail, Finding.AGREES)


def sympy_shape(term: Term) -> tuple[Size, Size]:
    """The shape of the expression that SymPy builds, which checks every product and sum itself.

    A derivative is built as its reverse-mode term, since SymPy has none of its own to rely on. SymPy has no vec and no
    commutation matrix: a variable stands in for each, as long as SymPy says that its argument is.

    >>> from lora_symbolic.language import matrix, vec
    >>> sympy_shape(vec(matrix("X", "m", "n")).T)
    (1, m*n)
    """
    stand_ins: dict[Term, Term] = {}
    whole = without_grad(term)
    for node in subterms(whole):
        name = f"stand_in_{len(stand_ins)}"
        if node.op in ("vec", "colvec"):
            rows, cols = _shape_of(to_sympy(substitute(node.args[0], stand_ins)))
            stand_ins[node] = matrix(name, size(rows * cols), 1)
        elif node.op == "commutation":
            stand_ins[node] = matrix(name, *node.shape)
    return _shape_of(to_sympy(substitute(whole, stand_ins)))


def _shape_of(expression: Any) -> tuple[Size, Size]:
    rows, cols = getattr(expression, "shape", (1, 1))
    return size(rows), size(cols)


def gather_sympy(claim: LedgerClaim, effort: Effort) -> Evidence:
    """Compare the shape with that of SymPy's expression."""
    term = _term(claim)
    rows, cols = sympy_shape(term)
    agrees = has_shape(term, rows, cols)
    detail = f"SymPy's expression is {rows} x {cols}"
    return Evidence("sympy-shapes", Strength.CANONICAL_FORM, detail, Finding.AGREES if agrees else Finding.DISAGREES)


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
