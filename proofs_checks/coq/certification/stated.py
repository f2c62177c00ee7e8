"""Stated bounds as the theorems' constants: which chain, which letter, which norm, and the constant in its symbols.

Dictionary
    Constant        the chain, the letter, with the word row for row sums, and the constant
    constant_of     that of a claim such as maxabs(dAE - dA) <= 2*L*...; None for any other claim
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from lora_symbolic.bounds.bound import magnitude
from lora_symbolic.bounds.rules.softmax_constants import DELTA, TAU
from lora_symbolic.language import Term, diag, exp, reciprocal, rowsum, substitute
from lora_symbolic.language.statement import Holds, Link, Measure
from proofs_checks.ledger import LedgerClaim

NORMS = {"maxabs": "", "norm-inf": " row"}


@dataclass(frozen=True)
class Constant:
    """What a claim bounds, in the words of the theories."""

    chain: str
    letter: str
    value: sympy.Expr


def constant_of(claim: LedgerClaim) -> Constant | None:
    """The constant of a claim about X~ - X, one hypothesis about f~ or about the exponentials given."""
    stated = claim.stated
    if not isinstance(stated, Holds) or stated.least is not None or len(stated.comparison.relations) != 1:
        return None
    [link] = stated.comparison.links
    found = _chain([one for hypothesis in stated.hypotheses for one in hypothesis.links], claim)
    measure = link.left.measures.get(link.left.number) if link.left.number is not None else None
    if found is None or measure is None or measure.kind not in NORMS or measure.term.op != "subtract":
        return None
    chain, f, near = found
    new, old = measure.term.args
    letter, value = claim.term_names.get(old), _in_letters(link, claim.term_names)
    if letter is None or value is None or substitute(old, {f: near}) is not new:
        return None
    return Constant(chain, letter + NORMS[measure.kind], value)


def _chain(hypotheses: list[Link], claim: LedgerClaim) -> tuple[str, Term, Term] | None:
    """The chain whose hypothesis this is, |E - exp(S)| <= delta exp(S) or |F - f| <= delta f, with f and f~."""
    f = claim.definitions.get("f")
    if len(hypotheses) != 1 or f is None or f.op != "softmax":
        return None
    left, right = hypotheses[0].left.parts[0], hypotheses[0].right.parts[0]
    if left.term is None or left.term.op != "subtract" or str(right.coefficient) != str(DELTA):
        return None
    near, base = left.term.args
    if right.term is not base:
        return None
    if base is exp(f.args[0]):
        return "stochastic", f, diag(reciprocal(rowsum(near))) @ near
    return ("relative", f, near) if base is f else None


def _in_letters(link: Link, names: dict[Term, str]) -> sympy.Expr | None:
    """The right side with |X| for maxabs(X) and tau for tan(arcsin(delta)/2)."""
    if link.right.number is None:
        return None
    put: dict[sympy.Expr, sympy.Expr] = {}
    for symbol, measure in link.right.measures.items():
        if measure.kind != "maxabs":
            return None
        put[symbol] = magnitude(_name(measure, names))
    scalar = next((s for s in link.right.number.free_symbols if s.name == str(DELTA)), DELTA)
    value = link.right.number.subs(sympy.tan(sympy.asin(scalar) / 2), TAU).xreplace({**put, scalar: DELTA})
    return sympy.factor(value)


def _name(measure: Measure, names: dict[Term, str]) -> str:
    return measure.term.name if measure.term.op == "var" else names.get(measure.term, str(measure.term))
