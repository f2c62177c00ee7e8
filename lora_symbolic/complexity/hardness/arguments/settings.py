"""The hard instance in other settings: several data points, inputs that are shared.

Dictionary
    several_points                  N equal data points
    self_attention, cross_attention the instance from one X (d = 3r) or from two inputs (d = 2r)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import Setting
from lora_symbolic.language.propositions import Proposition, Reduction, comparisons, every, formula

from .claims import ADAPTERS, ATTENTION, SEVERAL_POINTS, SHARED_INPUTS, restricted
from .directions import NARROW, PARTIAL, gradient_names

EQUAL_POINTS = {"Ci": "C1", "Yi": "Y", "B": "B", "A": "A"}
_O = "zeros(r, r)"
ONE_WIDE = {
    "XQ": "block([[A1 / s, s * A2 / r, A3]])",
    "XK": "block([[A1 / s, s * A2 / r, A3]])",
    "XV": "block([[A1 / s, s * A2 / r, A3]])",
    "WK": f"block([[{_O}, {_O}, {_O}], [eye(r), {_O}, {_O}], [{_O}, {_O}, {_O}]])",
    "WV": f"block([[{_O}, {_O}, {_O}], [{_O}, {_O}, {_O}], [eye(r), {_O}, {_O}]])",
    "B": f"block([[eye(r)], [{_O}], [{_O}]])",
    "A": f"block([[X, {_O}, {_O}]])",
}
TWO_INPUTS = {
    "XQ": "block([[A1 / s, zeros(L, r)]])",
    "XK": "block([[s * A2 / r, A3]])",
    "XV": "block([[s * A2 / r, A3]])",
    "WK": f"block([[eye(r), {_O}], [{_O}, {_O}]])",
    "WV": f"block([[{_O}, {_O}], [eye(r), {_O}]])",
    "B": f"block([[eye(r)], [{_O}]])",
    "A": f"block([[X, {_O}]])",
}


@cache
def several_points() -> Argument:
    """N equal points: their mean loss, N times one loss over N, has the gradient of one, for every N."""
    setting = Setting(("L", "d", "r", "N"), PARTIAL, {**gradient_names("W0 + B @ A"), "loss": "sum(c * c) / 2"})
    mean = "N * sum(c * c) / (2 * N)"

    def steps() -> tuple[Step, ...]:
        return (
            setting.equality("N equal summands", f"grad({mean}, A)", "grad(loss, A)", "the gradient in A"),
            setting.equality("N equal summands", f"grad({mean}, B)", "grad(loss, B)", "the gradient in B"),
        )

    reads = (("dA", "dA"), ("dB", "dB"))
    reduction = Reduction(ADAPTERS, SEVERAL_POINTS, tuple(EQUAL_POINTS.items()), reads, formula("1"))
    return Argument(Proposition(then=(reduction, *comparisons("entries(C1, C2, C3, Y) = 4 * N * L * d"))), steps)


def _shared(instance: Mapping[str, str], width: int) -> Argument:
    """The instance whose loss is that of the attention problem with E = 0, as a function of X."""
    setting = Setting(
        ("L", "r", "s"),
        {key: value for key, value in NARROW.items() if key != "E"},
        {
            **instance,
            "h": dict(SHARED_INPUTS.output)["h"],
            "hE": "softmax(A1 @ X @ A2.T / r) @ A3",
        },
    )
    zero = ", ".join(["zeros(L, r)"] * (width - 1))

    def steps() -> tuple[Step, ...]:
        return (
            setting.equality("blocks", "XQ @ B @ A @ (XK @ WK).T", "A1 @ X @ A2.T / r", "the logits"),
            setting.equality("blocks", "XK @ WK", f"block([[s * A2 / r, {zero}]])", "the bounded keys"),
            setting.equality("blocks", "XQ @ B @ A", f"block([[A1 @ X / s, {zero}]])", "the bounded queries"),
            setting.equality("blocks", "h", f"block([[hE, {zero}]])", "the output"),
            setting.equality(
                "the losses are one function of X", "grad(sum(h * h) / 2, X)", "grad(sum(hE * hE) / 2, X)"
            ),
        )

    reduction = Reduction(
        restricted(ATTENTION, ("E = 0",)),
        SHARED_INPUTS,
        tuple(instance.items()),
        (("dX", "grad(loss, X)"),),
        formula("1"),
        comparisons(f"k = {width} * r"),
    )
    told = ("maxabs(XQ @ B @ A) = maxabs(A1 @ X) / s", "maxabs(XK @ WK) = s * maxabs(A2) / r")
    return Argument(Proposition(every("s > 0"), then=(reduction, *comparisons(*told))), steps)


@cache
def self_attention() -> Argument:
    """X = [A1/s, s A2/r, A3], d = 3r, W_Q* = 0, W_K* and W_V* pick blocks: 1/r is split evenly by s."""
    return _shared(ONE_WIDE, 3)


@cache
def cross_attention() -> Argument:
    """X^(Q) = [A1/s, 0], X^(K) = X^(V) = [s A2/r, A3], d = 2r."""
    return _shared(TWO_INPUTS, 2)
