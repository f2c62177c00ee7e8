"""The error of c from the error of f: |U1 V1^T C3 - Y - c| <= constant * |U1 V1^T - f| * |C3|, with numbers of bits.

Parameters: `constant`, L or 1; `bits`, O(log L) or L, the length of the numbers in C3. The statement is that an error
of f of every accuracy L^-c then gives one of c of every accuracy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
import sympy

from lora_symbolic.arguments.steps import algebra, computed, matrices
from lora_symbolic.language import matrix
from lora_symbolic.rank.ranks import generic_points
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

CONSTANTS = ("L", "1")
BITS = ("O(log L)", "L")
TOKENS = (1, 2, 7)


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if parameters["constant"] not in CONSTANTS or parameters["bits"] not in BITS:
        return f"expected constant one of {', '.join(CONSTANTS)} and bits one of {', '.join(BITS)}"
    return None


def _constant(parameters: Parameters, tokens: int) -> int:
    return tokens if parameters["constant"] == "L" else 1


def decide(parameters: Parameters) -> Outcome:
    """The product of two bounded matrices is bounded; numbers of O(log L) bits are polynomial in L, longer ones not."""
    if parameters["constant"] == "1":
        data = {
            "family": "L = 2, U1 V1^T - f = e (1 1), C3 = (1 1)^T: the error of c is 2 e",
            "tokens": 2,
            "facts": [["|(U1 V1^T - f) C3|", "2 e"], ["claimed", "e"]],
        }
        return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, "at L = 2 the error doubles", (), data)
    if parameters["bits"] == "L":
        return Outcome(Finding.SILENT, Strength.NONE, "numbers of L bits are not bounded by a power of L")
    E, C3, U, V, Y, f = (
        matrix(n, r, c)
        for n, r, c in (
            ("E", "L", "L"), ("C3", "L", "d"), ("U", "L", "k"), ("V", "L", "k"), ("Y", "L", "d"), ("f", "L", "L"),
        )
    )  # fmt: skip
    K, c = sympy.symbols("K c", positive=True)
    tokens = sympy.Symbol("L", positive=True)
    steps = (
        matrices(
            "U1 V1^T C3 - Y - c = (U1 V1^T - f) C3",
            "c = f C3 - Y",
            (U @ V.T @ C3 - Y - (f @ C3 - Y), (U @ V.T - f) @ C3),
        ),
        computed(
            "|E C3| <= L |E| |C3|",
            "each entry is a sum of L products; attained by equal entries",
            all(_largest(n, 1) == n for n in TOKENS) and E.rows == C3.rows,
            "attained exactly at three sizes",
        ),
        algebra(
            "numbers of K log2 L bits are at most L^K",
            "2^(K log2 L) = L^K",
            sympy.expand_log(K * sympy.log(tokens) / sympy.log(2) * sympy.log(2) - sympy.log(tokens**K), force=True),
        ),
        algebra(
            "so an accuracy L^-(c + 1 + K) of f gives L^-c for c",
            "L * L^-(c + 1 + K) * L^K = L^-c",
            sympy.expand_log(
                sympy.log(tokens * tokens ** -(c + 1 + K) * tokens**K) + c * sympy.log(tokens), force=True
            ),
        ),
    )
    return derived(steps, "the error of c is at most L |C3| times that of f: a power of L")


def _largest(tokens: int, entry: int) -> int:
    return sum(entry for _ in range(tokens))


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """Whether equal entries exceed the constant."""
    tokens = int(data["tokens"])
    return None if _largest(tokens, 1) > _constant(parameters, tokens) else "the constant is not exceeded"


def exact(parameters: Parameters) -> Outcome:
    """|E C3| against constant |E| |C3| at integer matrices and equal ones."""
    good = True
    for tokens in TOKENS:
        error, values = generic_points(tokens, tokens, 1), generic_points(tokens, 3, 2)
        product = [
            [sum(e * v for e, v in zip(row, col, strict=True)) for col in zip(*values, strict=True)] for row in error
        ]
        bound = _constant(parameters, tokens) * _size(error) * _size(values)
        good = good and _size(product) <= bound and tokens <= _constant(parameters, tokens)
    return agrees(good, Strength.EXACT_AT_SHAPES, f"L = {', '.join(map(str, TOKENS))}, integers and equal entries")


def _size(rows: Any) -> int:
    return max(abs(int(entry)) for row in rows for entry in row)


def digits(parameters: Parameters) -> Outcome:
    """The power of L at L = 2^20 in 60 digits."""
    with mpmath.workdps(60):
        tokens, c, k = mpmath.mpf(2) ** 20, mpmath.mpf(3) / 2, 2
        bits = k * 20 if parameters["bits"] == "O(log L)" else 2**10
        constant = tokens if parameters["constant"] == "L" else mpmath.mpf(1)
        reached = tokens * tokens ** -(c + 1 + k) * mpmath.mpf(2) ** bits
        good = reached <= tokens**-c * (1 + mpmath.mpf(10) ** -50) and constant >= tokens
        return agrees(bool(good), Strength.HIGH_PRECISION, "L = 2^20, c = 3/2, numbers of 40 bits")


PROCEDURE = DecisionProcedure(
    summary="the error of c from the error of f",
    names=frozenset({"constant", "bits"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    controls=({"constant": "1", "bits": "O(log L)"}, {"constant": "L", "bits": "L"}),
)
