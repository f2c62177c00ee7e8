"""Refutations of claims about growth confirmed: the sequences are put into the hypotheses and into the quantity.

Dictionary
    problem_with_growth     None when the sequences satisfy the hypotheses and the quantity leaves the class
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lora_symbolic.complexity.orders.decide import problem_with_sequences
from lora_symbolic.language.propositions.scale import Order
from lora_symbolic.language.statement import Grows


def problem_with_growth(data: Mapping[str, Any], claim: Grows) -> str | None:
    """None when the data refute the claim, else one line that says why not."""
    sequences = {name: Order(*map(Fraction, exponents)) for name, exponents in data["sequences"].items()}
    return problem_with_sequences(claim, sequences)
