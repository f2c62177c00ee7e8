"""Derivations: the steps that lead to each derivative that a claim names, as texts.

Dictionary
    writer              how terms are written: in the syntax of statement files, or in LaTeX
    derivation_data     a derivation as plain data
    derivations_of      the derivations of all derivatives in a claim
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from lora_symbolic import calculus
from lora_symbolic.calculus.derivation import is_entry
from lora_symbolic.language import Term, subterms
from lora_symbolic.language.writing import NO_SYMBOLS, to_latex, to_text
from proofs_checks.ledger.model import LedgerClaim


class Writer(Protocol):
    """What writes a term with the names of some subterms; `expand` writes out the term itself."""

    def __call__(self, term: Term, names: Mapping[Term, str] | None = None, *, expand: bool = False) -> str:
        """The text of the term."""
        ...


def writer(latex: bool, symbols: Mapping[str, str] = NO_SYMBOLS) -> Writer:
    """How terms are written: in the syntax of statement files, or in LaTeX with these symbols."""
    return partial(to_latex, symbols=symbols) if latex else to_text


def derivation_data(derivation: calculus.Derivation, write: Writer = to_text) -> dict[str, Any]:
    """A derivation as plain data: the gradient, the names that it uses, the steps."""
    names = dict(derivation.names)
    return {
        "gradient": write(derivation.gradient, names, expand=True),
        "names": {name: write(term, names, expand=True) for term, name in _needed(derivation.gradient, names).items()},
        "steps": [
            {
                "rule": step.rule,
                "of": write(step.argument, names),
                "before": write(step.before, names),
                "after": write(step.after, names),
                "explanation": step.explanation,
            }
            for step in derivation.steps
        ],
    }


def _needed(gradient: Term, names: Mapping[Term, str]) -> dict[Term, str]:
    """The named terms below a gradient, what a name is written with before it."""
    below = (node for node in subterms(gradient) if node in names and node.args and node is not gradient)
    return {node: names[node] for node in below if not is_entry(node, names[node])}


def derivations_of(claim: LedgerClaim, write: Writer = to_text) -> list[dict[str, Any]]:
    """The derivations of the claim's derivatives, in the names of its definitions."""
    found = []
    for node in [node for node in subterms(*claim.terms) if node.op == "grad"]:
        value, variable = node.args
        if any(below.op == "jacobian" for below in subterms(value)):  # reverse mode has no rule for it
            continue
        derivation = calculus.derive_gradient(value, variable, claim.shown_names)
        found.append({"derivative": write(node, claim.shown_names), **derivation_data(derivation, write)})
    return found
