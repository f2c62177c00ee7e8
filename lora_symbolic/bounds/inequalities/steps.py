"""Steps of a derived inequality as they are recorded: what each says, why, and how it was checked.

Dictionary
    steps_of(derived, names)    statement, reason and check of every step, the comparison last
    check_of_pair(step)         how a step was checked; UncheckedStep when its identity is not proved
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import sympy

from lora_symbolic.language import matrix
from lora_symbolic.language.operations import exp
from lora_symbolic.language.term import Term
from lora_symbolic.language.writing import to_text
from lora_symbolic.proving import prove_equal

from ..checks import BILINEAR, LINEAR, UncheckedStep, centred_theorem, check_of, softmax_theorem
from ..derive import ErrorStep
from ..norms import factored, written
from ..rules.centred import centred_parts
from .derivation import Derived
from .differences import SUMS, PairStep
from .normalised import normalised

LIMIT = 60


def steps_of(derived: Derived, names: Mapping[Term, str]) -> list[dict[str, str]]:
    """The steps of a link that was decided, as texts.

    Raises UncheckedStep when the identity behind one is not proved.
    """
    found = [
        {"statement": _said(step, names), "reason": step.reason or "by rule", "check": check_of_pair(step)}
        for step in derived.steps
        if step.new.op != "var" or not step.bound.is_exact
    ]
    found.append({"statement": derived.text, "reason": "the range of every symbol", "check": derived.how or ""})
    return found


def _said(step: PairStep, names: Mapping[Term, str]) -> str:
    new, old = (to_text(term, names, limit=LIMIT) for term in (step.new, step.old))
    if step.new is step.old:
        size = step.bound.size  # a product of sizes as it was made: factoring it would take longer than the proof
        return f"|{new}| <= {written(size.entry)}, rows sum to at most {written(size.row)}"
    error = step.bound.error
    said = f"|{new} - ({old})| <= {written(factored(error.entry))}, rows sum to at most {written(factored(error.row))}"
    relative = step.bound.relative
    return said if relative is None else f"{said}, and <= {relative} |{old}|"


def check_of_pair(step: PairStep) -> str:
    """How a step was checked."""
    if step.new is step.old:
        return "nothing is approximated; Hölder's inequality for the size, or a hypothesis"
    if normalised(step.new) is not None and normalised(step.old) is not None:
        return f"{softmax_theorem()}; {jacobian_check()}"
    if step.old.op in BILINEAR | LINEAR and step.old.op == step.new.op:
        return check_of(ErrorStep(step.old.op, step.old, step.old.args, step.bound, step.reason))
    if step.old.op == step.new.op == "exp":
        return exponential_check()
    if centred_parts(step.new) is not None and centred_parts(step.old) is not None:
        return f"{centred_theorem()}; the triangle inequality where that gives less"
    if {step.new.op, step.old.op} & SUMS:
        return "equal terms cancel, like terms are paired; the triangle inequality"
    return "a hypothesis, or the triangle inequality"


@cache
def exponential_check() -> str:
    """The identity behind the rule of exp."""
    x, y = matrix("x", "m", "n"), matrix("y", "m", "n")
    if not prove_equal(exp(y) - exp(x), exp(x) * exp(y - x) - exp(x)).proved:
        raise UncheckedStep("exp: the identity for its error is not proved")
    return "exp(y) - exp(x) = exp(x) (exp(y - x) - 1): proved for all shapes by canonical form"


@cache
def jacobian_check() -> str:
    """The derivative of softmax has columns of absolute sum 2 f (1 - f) <= 1/2."""
    f = sympy.Symbol("f", positive=True)
    if sympy.expand(sympy.Rational(1, 2) - 2 * f * (1 - f) - 2 * (f - sympy.Rational(1, 2)) ** 2) != 0:
        raise UncheckedStep("softmax: 1/2 - 2 f (1 - f) is no square")
    return "1/2 - 2 f (1 - f) = 2 (f - 1/2)^2"
