"""The arguments by their names, with their cases: what the ledger refers to.

Dictionary
    ARGUMENTS   name -> case -> how the argument is built
    FALSE       (name, case) of statements that are not so: a step of each must fail
    argument    the argument of a name and a case, built once
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, partial

from lora_symbolic.arguments.argument import Argument
from lora_symbolic.language.propositions import formula

from . import consequences, counting, gap, problems, scope, settings
from . import directions as direction
from . import nodes as integral
from . import quantifiers as hard

BOUNDS = {
    "O(1)": "c",
    "kappa": "kappa",
    "O(sqrt(log L))": "c * sqrt(log(L))",
    "sqrt(log L) kappa": "sqrt(log(L)) * kappa",
    "O(log L)": "c * log(L)",
}
LOWER_BOUNDS = (
    ("approximate", "printed", "sqrt(log L) kappa"),
    ("approximate", "printed", "kappa"),
    ("approximate", "even", "kappa"),
    ("approximate", "even", "O(1)"),
    ("orthogonal", "even", "O(sqrt(log L))"),
    ("orthogonal", "even", "O(1)"),
    ("orthogonal", "printed", "O(log L)"),
    ("orthogonal", "printed", "sqrt(log L) kappa"),
)
ARGUMENTS: Mapping[str, Mapping[str, Callable[[], Argument]]] = {
    "attention reduces to adapters": {
        "Wbar* = 0, printed split": partial(direction.lora_at_least_as_hard, "0", "printed"),
        "Wbar* = 0, even split": partial(direction.lora_at_least_as_hard, "0", "even"),
        "Wbar* arbitrary": partial(direction.lora_at_least_as_hard, "arbitrary", "printed"),
    },
    "adapters reduce to attention": {"width d": direction.attention_at_least_as_hard},
    "the printed direction gives nothing": {"A = 0, B = 0": direction.wrong_direction},
    "hard through the frozen weight": {"B A = 0": direction.through_frozen_weight},
    "one point reduces to several": {"equal points": settings.several_points},
    "one adapter reduces to several": {
        "three inputs, W_Q and W_V": problems.value_adapted,
        "three inputs, W_K and W_Q": problems.key_adapted,
        "one input of three times the width": problems.three_times_wide,
        "one input of the same width": problems.same_width,
    },
    "one input holds less than three": {"C1 = (1, 1)^T, C2 = (1, -1)^T": problems.one_input_is_less},
    "inputs": {"self-attention": settings.self_attention, "cross-attention": settings.cross_attention},
    "formula to vectors": {"split and list": gap.split_chain, "quantifiers": scope.quantifiers},
    "gap of the loss": {
        "orthogonal vectors": partial(gap.gap_chain, "orthogonal"),
        "closest pair": partial(gap.gap_chain, "pair"),
        "orthogonal vectors, half as sharp": partial(gap.gap_chain, "orthogonal", Fraction(1, 2)),
    },
    "small distances are easy": {"enumeration": gap.small_distances},
    "Gauss-Legendre nodes": {
        "eps = K (log L)^-4": integral.gauss_chain,
        "eps = K (log L)^-2": partial(integral.gauss_chain, formula("K * log(L)**-2")),
        "eps = K": partial(integral.gauss_chain, formula("K")),
    },
    "left nodes cannot separate": {"K (log L)^4 nodes": integral.riemann_chain},
    "lower bound": {
        **{
            f"{problem}, {split} split, {order}": partial(hard.hardness, problem, split, gamma)
            for problem, split, order in LOWER_BOUNDS
            for gamma in (BOUNDS[order],)
        },
        "orthogonal, accurate gradients, O(1)": counting.accurate_hardness,
        "attention": consequences.inner_hardness,
        "forward": consequences.forward_hardness,
    },
    "orthogonal pairs counted": {"2m + 1 losses": counting.counting_chain},
    "against Theorem 3.1": {
        **{name: partial(consequences.against_theorem_31, name) for name in consequences.HYPOTHESES},
        "printed, from SETH alone": counting.against_accurate,
    },
    "smaller entries": {"coordinates repeated": scope.repetition},
    "small logits exclude the instance": {"o(log L)": scope.exclusion},
    "no bound is necessary for an input": {"equal keys": scope.constant_keys},
}

FALSE: tuple[tuple[str, str], ...] = (
    ("attention reduces to adapters", "Wbar* arbitrary"),
    ("one adapter reduces to several", "one input of the same width"),
    ("gap of the loss", "orthogonal vectors, half as sharp"),
    ("Gauss-Legendre nodes", "eps = K"),
    ("lower bound", "approximate, printed split, kappa"),
    ("lower bound", "orthogonal, printed split, sqrt(log L) kappa"),
    ("lower bound", "orthogonal, even split, O(1)"),
    ("against Theorem 3.1", "beta = 1/d"),
    ("against Theorem 3.1", "logits o(log L)"),
)


@cache
def argument(name: str, case: str) -> Argument:
    """The argument.

    >>> argument("small distances are easy", "enumeration").holds
    True

    Raises KeyError for an unknown name or case.
    """
    return ARGUMENTS[name][case]()
