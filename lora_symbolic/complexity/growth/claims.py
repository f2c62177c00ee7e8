"""What is claimed about the time of the gradients as L grows, as propositions.

Dictionary
    ADAPTED         both gradients of the query adapters
    explicit_claim  an algorithm by factors of f takes L^(1 + delta), with theta0 and L0 for every delta
    start_claim     from an explicit L on, along Gamma = gamma (log L)^a
"""

from __future__ import annotations

from fractions import Fraction

from lora_symbolic.language.propositions import Proposition, comparisons, every, some
from lora_symbolic.language.propositions.factors import BOUNDED, FACTORS, INPUTS, LOGITS, NEAR
from lora_symbolic.rank.threshold.claims import power_text

ADAPTED = "dAQ, dBQ"


def explicit_claim(factor: int) -> Proposition:
    """For every delta, c and C there are theta0 and L0 from which on the count is at most L^(1 + delta)."""
    given = comparisons("maxabs(S) <= theta0 * log(L)", "d <= C * log(L)", "r <= d", "L >= L0")
    count = f"{factor} * L * d**2 * k1"
    told = (f"multiplications(algorithm) <= {count}", f"{count} <= L**(1 + delta)")
    factors = Proposition(some(*FACTORS), then=comparisons(NEAR, *told))
    inner = Proposition(every("S: L, L"), given, (factors,))
    return Proposition((*every("delta > 0", "c > 0", "C > 0"), *some("theta0 > 0", "L0 > 0")), then=(inner,))


def start_claim(
    power: Fraction,
    gamma: Fraction,
    beta: str,
    delta: Fraction,
    tokens: str,
    accuracy: Fraction,
    inputs: Fraction,
    count: str,
) -> Proposition:
    """Both gradients within L^-accuracy with a count of at most L^(1 + delta) for all L from a number on, a text."""
    size = power_text("log(L)", power) if power else "1"
    given = (
        f"L >= {tokens}",
        *BOUNDED,
        f"Gamma = {size if gamma == 1 else f'{gamma} * {size}'}",
        "d = log(L)",
        f"f = softmax({LOGITS[beta]})",
        f"maxabs([AQ, BQ, C1, C3, Y]) <= {_power(inputs)}",
    )
    told = (
        f"maxabs(error([dAQ, dBQ])) <= {_power(-accuracy)}",
        f"{count}({ADAPTED}) <= {_power(1 + delta)}",
    )
    factors = Proposition(some(*FACTORS), then=comparisons(*told))
    return Proposition(every("L > 1", *INPUTS), comparisons(*given), (factors,))


def _power(exponent: Fraction) -> str:
    return f"L**({exponent})" if exponent else "1"
