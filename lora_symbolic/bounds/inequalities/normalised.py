"""Normalised rows: terms whose rows are those of a matrix, divided by their sums.

Dictionary
    normalised(term)    that matrix: U for U divided by its row sums, exp(S) for softmax(S)
"""

from __future__ import annotations

from lora_symbolic.language.operations import exp
from lora_symbolic.language.term import Term


def normalised(term: Term) -> Term | None:
    """U for diag(reciprocal(rowsum(U))) @ U and for U * (reciprocal(rowsum(U)) @ ones(1, n)); exp(S) for softmax(S).

    >>> from lora_symbolic.language import matrix, rowsum, softmax
    >>> S = matrix("S", "m", "n")
    >>> normalised(softmax(S)), normalised(S / rowsum(S)), normalised(S)
    (<exp(S) : m x n>, <S : m x n>, None)
    """
    if term.op == "softmax":
        return exp(term.args[0]) if len(term.args) == 1 else exp(term.args[0]) * term.args[1]
    if term.op == "matmul" and term.args[0].op == "diag":
        scale, rows = term.args[0].args[0], term.args[1]
        return rows if _is_inverse_sum(scale, rows) else None
    if term.op == "hadamard":
        for rows, spread in (term.args, term.args[::-1]):
            if spread.op == "matmul" and spread.args[1].op == "ones" and _is_inverse_sum(spread.args[0], rows):
                return rows
    return None


def _is_inverse_sum(scale: Term, rows: Term) -> bool:
    return scale.op == "reciprocal" and scale.args[0].op == "rowsum" and scale.args[0].args[0] is rows
