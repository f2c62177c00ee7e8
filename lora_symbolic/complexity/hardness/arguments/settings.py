"""The hard instance in other settings: several data points, inputs that are shared.

Dictionary
    several_points                  N equal data points
    self_attention, cross_attention the instance from one X (d = 3r) or from two inputs (d = 2r)
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import Setting, verified

from .directions import NARROW, PARTIAL, gradient_names


@cache
def several_points() -> Argument:
    """N equal points: the mean loss (1/2N) sum has the gradient of one, checked for N = 2 and N = 3 as terms."""
    setting = Setting(("L", "d", "r"), PARTIAL, {**gradient_names("W0 + B @ A"), "loss": "sum(c * c) / 2"})
    n, one = sympy.symbols("N g", positive=True)
    steps = [
        setting.equality(
            f"{count} equal points", f"grad(({' + '.join(['sum(c * c)'] * count)}) / {2 * count}, A)", "grad(loss, A)"
        )
        for count in (2, 3)
    ]
    mean = sympy.simplify(n * one / n - one) == 0
    steps.append(verified("N g / N = g", "linearity of the derivative, N equal summands", "SymPy", bool(mean)))
    return Argument("an algorithm for N data points solves one point, with N L tokens written", tuple(steps))


def _inputs(d: str, definitions: dict[str, str]) -> Setting:
    own = {
        **definitions,
        "h": "softmax(XQ @ B @ A @ (XK @ WK).T) @ (XV @ WV)",
        "hE": "softmax(A1 @ X @ A2.T / r) @ A3",
        "I": "eye(r)",
        "O": "zeros(r, r)",
    }
    order = ["I", "O", *definitions, "h", "hE"]
    return Setting(
        ("L", "r", "s"), {key: value for key, value in NARROW.items() if key != "E"}, {key: own[key] for key in order}
    )


@cache
def self_attention() -> Argument:
    """X = [A1/s, A2, A3], d = 3r, W_Q* = 0, W_K* and W_V* pick blocks: 1/r is split evenly by s."""
    setting = _inputs(
        "3r",
        {
            "XQ": "block([[A1 / s, s * A2 / r, A3]])",
            "XK": "XQ",
            "XV": "XQ",
            "WK": "block([[O, O, O], [I, O, O], [O, O, O]])",
            "WV": "block([[O, O, O], [O, O, O], [I, O, O]])",
            "B": "block([[I], [O], [O]])",
            "A": "block([[X, O, O]])",
        },
    )
    return Argument("the instance comes from one X of width d = 3r: self-attention", _same_loss(setting, 2))


@cache
def cross_attention() -> Argument:
    """X^(Q) = [A1/s, 0], X^(K) = X^(V) = [s A2/r, A3], d = 2r."""
    setting = _inputs(
        "2r",
        {
            "XQ": "block([[A1 / s, zeros(L, r)]])",
            "XK": "block([[s * A2 / r, A3]])",
            "XV": "XK",
            "WK": "block([[I, O], [O, O]])",
            "WV": "block([[O, O], [I, O]])",
            "B": "block([[I], [O]])",
            "A": "block([[X, O]])",
        },
    )
    return Argument("the instance comes from two inputs of width d = 2r: cross-attention", _same_loss(setting, 1))


def _same_loss(setting: Setting, more: int) -> tuple[Step, ...]:
    zero = ", ".join(["zeros(L, r)"] * more)
    return (
        setting.equality("blocks", "XQ @ B @ A @ (XK @ WK).T", "A1 @ X @ A2.T / r", "the logits"),
        setting.equality("blocks", "XK @ WK", f"block([[s * A2 / r, {zero}]])", "the bounded keys"),
        setting.equality("blocks", "h", f"block([[hE, {zero}]])", "the output"),
        setting.equality("the losses are one function of X", "grad(sum(h * h) / 2, X)", "grad(sum(hE * hE) / 2, X)"),
    )
