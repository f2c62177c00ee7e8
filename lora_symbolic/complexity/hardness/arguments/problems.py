"""Which of the paper's problems contains which: one adapter inside several, three inputs inside one.

Problem 2 has three free matrices C1, C2, C3. Problem 3 and Equation 3.1 have three inputs, which hold them as they are.
Problem 1 is self-attention: keys and values are made of the input that makes the queries, so that with the same width
it cannot hold every C1, C2, C3; with three times the width it can.

Dictionary
    value_adapted       Equation 3.1 (W_Q and W_V adapted) solves Problem 2
    key_adapted         Problem 3 (W_K and W_Q adapted) solves Problem 2
    three_times_wide    Problem 1 of width 3 d solves Problem 2 of width d: X = [C1, C2, C3]
    one_input_is_less   at L = 2, d = 1 no X gives the logits of C1 = (1, 1)^T, C2 = (1, -1)^T
    same_width          the false statement that Problem 1 of width d holds every instance of Problem 2
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument
from lora_symbolic.arguments.steps import Setting, verified

from .directions import PARTIAL, gradient_names

_PART = {**gradient_names("W0 + B @ A"), "loss": "sum(c * c) / 2"}
_PAIR = {
    "o": "ones(1, 1)",
    "C1": "block([[o], [o]])",
    "C2": "block([[o], [-1 * o]])",
    "u": "block([[o, -1 * o]])",
}


@cache
def value_adapted() -> Argument:
    """X^(Q) = C1, X^(K) = C2, X^(V) = C3, W_K* = W_V* = I, B_V = 0: the loss of Equation 3.1 is that of Problem 2."""
    setting = Setting(
        ("L", "d", "r"),
        {**PARTIAL, "AV": "r, d"},
        {
            **_PART,
            "I": "eye(d)",
            "whole": "softmax(C1 @ (W0 + B @ A) @ I.T @ C2.T) @ (C3 @ (I + zeros(d, r) @ AV)) - Y",
        },
    )
    steps = (
        setting.equality("W_V = I + 0 A_V", "whole", "c", "the residual"),
        setting.equality("one function of A_Q", "grad(sum(whole * whole) / 2, A)", "grad(loss, A)", "the gradient"),
        setting.equality("one function of B_Q", "grad(sum(whole * whole) / 2, B)", "grad(loss, B)", "the gradient"),
        setting.equality("the bounded keys", "C2 @ I", "C2", "X^(K) W_K* = C2; the queries are C1 W as they were"),
    )
    return Argument("an algorithm for the gradients of Equation 3.1 solves Problem 2, with the same bounds", steps)


@cache
def key_adapted() -> Argument:
    """X^(Q) = C1, X^(K) = C2, X^(V) = C3, W_K* = W_V* = I, B_K = 0.

    Equation A.2 has no factor 1/2, so an accuracy of 2 eps gives eps.
    """
    setting = Setting(
        ("L", "d", "r"),
        {**PARTIAL, "AK": "r, d"},
        {
            **_PART,
            "I": "eye(d)",
            "whole": "softmax(C1 @ (W0 + B @ A) @ (I + zeros(d, r) @ AK).T @ C2.T) @ (C3 @ I) - Y",
        },
    )
    steps = (
        setting.equality("W_K = I + 0 A_K", "whole", "c", "the residual"),
        setting.equality("half of the loss of (A.2)", "grad(sum(whole * whole), A)", "2 * grad(loss, A)", "in A_Q"),
        setting.equality("half of the loss of (A.2)", "grad(sum(whole * whole), B)", "2 * grad(loss, B)", "in B_Q"),
        setting.equality("the bounded keys", "C2 @ (I + zeros(d, r) @ AK)", "C2", "X^(K) W_K = C2"),
    )
    return Argument("an algorithm for Problem 3 solves Problem 2, with the same bounds", steps)


@cache
def three_times_wide() -> Argument:
    """X = [C1, C2, C3] with weights that pick blocks: one input, width 3 d, the same largest entries."""
    setting = Setting(
        ("L", "d", "r"),
        PARTIAL,
        {
            **_PART,
            "I": "eye(d)",
            "O": "zeros(d, d)",
            "Z": "zeros(L, d)",
            "X": "block([[C1, C2, C3]])",
            "WQ": "block([[W0, O, O], [O, O, O], [O, O, O]])",
            "WK": "block([[O, O, O], [I, O, O], [O, O, O]])",
            "WV": "block([[O, O, O], [O, O, O], [I, O, O]])",
            "B3": "block([[B], [zeros(d, r)], [zeros(d, r)]])",
            "A3": "block([[A, zeros(r, d), zeros(r, d)]])",
            "first": "block([[I], [O], [O]])",
            "f3": "softmax(X @ (WQ + B3 @ A3) @ (X @ WK).T)",
            "c3": "f3 @ (X @ WV) - block([[Y, Z, Z]])",
            "q3": "c3 @ (X @ WV).T",
            "p3": "f3 * q3 - diag(rowsum(f3 * q3)) @ f3",
        },
    )
    steps = (
        setting.equality("blocks", "X @ (WQ + B3 @ A3) @ (X @ WK).T", "C1 @ (W0 + B @ A) @ C2.T", "the logits"),
        setting.equality("blocks", "c3", "block([[c, Z, Z]])", "the residual"),
        setting.equality("blocks", "B3.T @ X.T @ p3 @ (X @ WK) @ first", "grad(loss, A)", "d columns of dL/dA_Q"),
        setting.equality("blocks", "first.T @ X.T @ p3 @ (X @ WK) @ A3.T", "grad(loss, B)", "d rows of dL/dB_Q"),
        setting.equality("blocks", "X @ (WQ + B3 @ A3)", "block([[C1 @ (W0 + B @ A), Z, Z]])", "|C1 W|"),
        setting.equality("blocks", "X @ WK", "block([[C2, Z, Z]])", "|C2|"),
    )
    return Argument("an algorithm for Problem 1 of width 3 d solves Problem 2 of width d, with the same bounds", steps)


@cache
def one_input_is_less() -> Argument:
    """Logits X k X^T of one column X = (x, y)^T, against C1 w C2^T, by the differences along rows that softmax sees."""
    setting = Setting(
        ("n",),
        {"x": "1, 1", "y": "1, 1", "k": "1, 1", "w": "1, 1"},
        {**_PAIR, "X": "block([[x], [y]])", "S": "X @ k @ X.T"},
    )
    x, y, k = sympy.symbols("x y k")
    rows = (k * x * (x - y), k * y * (x - y))
    zero = all(row.subs(case).simplify() == 0 for row in rows for case in ({k: 0}, {y: x}))
    steps = (
        setting.equality("the instance of Problem 2", "C1 @ w @ C2.T @ u.T", "2 * block([[w], [w]])", "both rows: 2 w"),
        setting.equality("one input", "S @ u.T", "block([[x @ k @ (x - y)], [y @ k @ (x - y)]])", "its rows"),
        setting.equality("so the rows differ by k (x - y)^2", "u @ S @ u.T", "(x - y) @ k @ (x - y)", "k (x - y)^2"),
        verified("equal rows leave k = 0 or x = y, and then both are 0, not 2 w", "w is not 0", "SymPy: 0", zero),
    )
    return Argument("at L = 2, d = 1 no Problem 1 has the attention of C1 = (1, 1)^T, C2 = (1, -1)^T, w not 0", steps)


@cache
def same_width() -> Argument:
    """False: with X = C1 and some W_K the keys X W_K are C2; at the pair the difference of its entries is 0, not 2."""
    setting = Setting(("n",), {"M": "1, 1"}, _PAIR)
    steps = (
        setting.equality("X = C1", "u @ C1 @ M", "0 * M", "the entries of X W_K agree"),
        setting.equality("X W_K = C2", "u @ C1 @ M", "u @ C2", "the entries of C2 differ by 2"),
    )
    return Argument("an algorithm for Problem 1 of width d solves Problem 2 of width d", steps)
