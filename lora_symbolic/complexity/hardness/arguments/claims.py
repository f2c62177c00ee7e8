"""The problems of the reductions and what is claimed of them, as data.

Dictionary
    ATTENTION       AAttLGC: the gradient of attention in its bilinear weight
    ADAPTERS        ALoRAGC: the gradients in an adapter; PROBLEMS of several adapters, inputs or points
    SELF, CROSS     adapters whose inputs are shared
    FORWARD         attention itself
    lower_bound     no algorithm of a time solves a problem within bounds, quantifier by quantifier
    restricted      a problem with bounds and an accuracy
"""

from __future__ import annotations

from dataclasses import replace

from lora_symbolic.language.propositions import (
    Formula,
    Problem,
    Proposition,
    Quantifier,
    Solvable,
    comparisons,
    formula,
    problem,
)

GRADIENT = (
    ("c", "softmax(C1 @ (W0 + B @ A) @ C2.T) @ C3 - Y"),
    ("dA", "grad(sum(c * c) / 2, A)"),
    ("dB", "grad(sum(c * c) / 2, B)"),
)
INPUTS = ("C1: L, d", "C2: L, d", "C3: L, d", "Y: L, d", "W0: d, d", "B: d, r", "A: r, d")
ATTENTION = problem(
    "AAttLGC",
    ("A1: L, r", "A2: L, r", "A3: L, r", "E: L, r", "X: r, r"),
    (("hE", "softmax(A1 @ X @ A2.T / r) @ A3 - E"), ("dX", "grad(sum(hE * hE) / 2, X)")),
)
ADAPTERS = problem("ALoRAGC", INPUTS, GRADIENT)
PLAIN_ATTENTION = problem("attention", ("Q: L, d", "K: L, d", "V: L, d"), (("O", "softmax(Q @ K.T / d) @ V"),))
PAIRS = problem("orthogonal vectors", ("P: n, m", "R: n, m"), (("N", "m * ones(n, n) - P @ R.T"),))
SEVERAL_POINTS = problem(
    "N data points",
    ("Ci: L, d", "Yi: L, d", "B: d, r", "A: r, d"),
    (("dA", "grad(mean(losses), A)"), ("dB", "grad(mean(losses), B)")),
)
VALUE_ADAPTED = problem(
    "Equation 3.1",
    ("XQ: L, d", "XK: L, d", "XV: L, d", "Y: L, d", "WQ: d, d", "WK: d, d", "WV: d, d", "BQ: d, r", "AQ: r, d",
     "BV: d, r", "AV: r, d"),
    (
        ("h", "softmax(XQ @ (WQ + BQ @ AQ) @ WK.T @ XK.T) @ XV @ (WV + BV @ AV) - Y"),
        ("dAQ", "grad(sum(h * h) / 2, AQ)"),
        ("dBQ", "grad(sum(h * h) / 2, BQ)"),
    ),
)  # fmt: skip
KEY_ADAPTED = problem(
    "Problem 3",
    ("XQ: L, d", "XK: L, d", "XV: L, d", "Y: L, d", "WQ: d, d", "WK: d, d", "WV: d, d", "BQ: d, r", "AQ: r, d",
     "BK: d, r", "AK: r, d"),
    (
        ("h", "softmax(XQ @ (WQ + BQ @ AQ) @ (WK + BK @ AK).T @ XK.T) @ XV @ WV - Y"),
        ("dAQ", "grad(sum(h * h), AQ)"),
        ("dBQ", "grad(sum(h * h), BQ)"),
    ),
)  # fmt: skip
ONE_INPUT = problem(
    "Problem 1",
    ("X: L, k", "Y1: L, k", "WQ: k, k", "WK: k, k", "WV: k, k", "BQ: k, r", "AQ: r, k"),
    (
        ("f1", "softmax(X @ (WQ + BQ @ AQ) @ (X @ WK).T)"),
        ("c1", "f1 @ (X @ WV) - Y1"),
        ("dAQ", "grad(sum(c1 * c1) / 2, AQ)"),
        ("dBQ", "grad(sum(c1 * c1) / 2, BQ)"),
    ),
)
SHARED_INPUTS = problem(
    "the loss of adapters",
    ("XQ: L, k", "XK: L, k", "XV: L, k", "WK: k, k", "WV: k, k", "B: k, r", "A: r, k"),
    (("h", "softmax(XQ @ B @ A @ (XK @ WK).T) @ (XV @ WV)"), ("loss", "sum(h * h) / 2")),
)


def restricted(one: Problem, bounds: tuple[str, ...], accuracy: Formula | None = None) -> Problem:
    """The problem with bounds and an accuracy."""
    return replace(one, bounds=comparisons(*bounds), accuracy=accuracy)


def lower_bound(
    one: Problem, time: str, prefix: tuple[Quantifier, ...], cited: tuple[str, ...] = ("SETH",)
) -> Proposition:
    """No algorithm of the time solves the problem, for the quantifiers in their order."""
    return Proposition(prefix, then=(Solvable(one, formula(time), possible=False),), cited=cited)
