"""Propositions about thin factors of a softmax: the inputs, what bounds them, and what is near.

Dictionary
    INPUTS, BOUNDED     C1, W, C2 and the bound Gamma on |C1 W| and |C2|
    LOGITS              the logits at inverse temperature 1 or 1/d
    FACTORS, NEAR       U1, V1 of width k1, within L^-c of f
    THIN, FAST          k1 = L^o(1); made in time L^(1 + o(1))
    thin_factors        for all inputs within given bounds and every c > 0, or some, there are factors with conclusions
"""

from __future__ import annotations

from .proposition import Comparison, Proposition, comparisons, every, some

INPUTS = ("C1: L, d", "W: d, d", "C2: L, d")
BOUNDED = ("maxabs(C1 @ W) <= Gamma", "maxabs(C2) <= Gamma")
LOGITS = {"1": "C1 @ W @ C2.T", "1/d": "C1 @ W @ C2.T / d"}
FACTORS = ("U1: L, k1", "V1: L, k1")
NEAR = "maxabs(U1 @ V1.T - f) <= L**-c"
THIN = "k1 = L**o(1)"
FAST = "time(U1, V1) = L**(1 + o(1))"


def thin_factors(given: tuple[Comparison, ...], beta: str, accuracy: str, *conclusions: str) -> Proposition:
    """For all inputs within the bounds and every (or some) c > 0 there are factors within L^-c, and conclusions."""
    ranged = every("c > 0") if accuracy == "every" else some("c > 0")
    inner = Proposition((*ranged, *some(*FACTORS)), then=comparisons(NEAR, *conclusions))
    softmax = comparisons(f"f = softmax({LOGITS[beta]})")
    return Proposition(every(*INPUTS), (*comparisons(*BOUNDED), *given, *softmax), (inner,))
