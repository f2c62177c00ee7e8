"""Deciding growth: a quantity made of sequences, each bounded by hypotheses, against a class of functions of L.

Each name is replaced by its bound, from above where its exponent is positive and from below where it is negative, until
only the scale is left. If every summand then lies in the class, so does the quantity. Else sequences that attain the
bounds are an instance against it: a sequence that must be o(B) is B over log log log L, which is as good as any, and
one without a bound is a large power of L.

Dictionary
    Sequences           what each name grows like, as elements of the scale
    GrowthDecision      proved with its steps, or sequences against the claim; neither when hypotheses contradict
    decide_growth       the decision
    corners_of          sequences at every choice of bounds
    attaining, order_along  sequences that attain the bounds, and how the quantity grows along some
    problem_with_sequences  None when sequences satisfy the hypotheses and the quantity leaves the class
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from lora_symbolic.language.propositions.formula_writing import text_of
from lora_symbolic.language.propositions.scale import LOGS, ONE, TOKENS, Monomial, Order, bound_of, monomials
from lora_symbolic.language.propositions.sequences import Side, in_order, sides_of
from lora_symbolic.language.statement.kinds.growth import Grows

Sequences: TypeAlias = Mapping[str, Order]
LITTLE = LOGS[2]  # what a sequence that is o(B) is smaller than B by
LARGE = Fraction(10**6)
CHOICES = 5  # names whose sequences are tried at every bound


@dataclass(frozen=True)
class GrowthDecision:
    """Proved, or refuted by sequences; `problem` says why neither."""

    proved: bool = False
    steps: tuple[str, ...] = ()
    sequences: Sequences = field(default_factory=dict)
    problem: str = ""
    contradictory: bool = False


@dataclass(frozen=True)
class _Reached:
    """A summand with all names replaced: its order, whether it is o of that, and the side that each name took."""

    order: Order
    strict: bool
    bounded: bool
    sides: Mapping[str, str]
    steps: tuple[str, ...]


def _reach(summand: Monomial, bounds: Mapping[str, Mapping[str, Side]], upward: bool) -> _Reached:
    """The summand with every name at its bound, the largest for `upward`, the smallest otherwise."""
    now, strict, bounded, sides, steps = summand, False, True, dict[str, str](), list[str]()
    order = (*in_order(bounds), *sorted(set(summand.names) - set(bounds)))
    for name in order:
        exponent = now.names.get(name)
        if exponent is None:
            continue
        which = "above" if (exponent > 0) is upward else "below"
        side = bounds.get(name, {}).get(which)
        rest = Monomial(now.order, {key: e for key, e in now.names.items() if key != name})
        sides[name] = which
        if side is None:
            bounded = False
            grows = LARGE if which == "above" else -LARGE
            now = rest.times(Monomial(TOKENS**grows).raised(exponent))
            steps.append(f"nothing bounds {name} from {which}")
            continue
        now = rest.times(side.monomial.raised(exponent))
        strict = strict or side.strict
        steps.append(f"by {side.text}")
    return _Reached(now.order, strict, bounded, sides, tuple(steps))


def decide_growth(claim: Grows) -> GrowthDecision:
    """Whether the quantity lies in the class under the hypotheses.

    Raises SyntaxProblem for a formula outside the scale.
    """
    bounds, target = sides_of(claim.under), bound_of(claim.within)
    upward = target.kind != "omega"
    summands = monomials(claim.of)
    if all(problem_with_hypotheses(claim, one) for one in _candidates(claim, bounds, {})):
        told = ", ".join(f"{text_of(one.left)} {one.relation} {text_of(one.right)}" for one in claim.under)
        return GrowthDecision(problem=f"no sequences satisfy {told}", contradictory=True)
    reached = [_reach(summand, bounds, upward) for summand in summands]
    inside = [one.bounded and target.holds(one.order, one.strict) for one in reached]
    if all(inside) if upward else any(inside):
        return GrowthDecision(True, _told(claim, reached, upward))
    worst = max((one for one, good in zip(reached, inside, strict=True) if not good), key=lambda one: one.order)
    for sides in (worst.sides, *(one.sides for one in reached), {}):
        for sequences in _candidates(claim, bounds, sides):
            if problem_with_sequences(claim, sequences) is None:
                return GrowthDecision(sequences=sequences)
    return GrowthDecision(problem="no sequences that attain the bounds were found")


def corners_of(claim: Grows) -> tuple[Sequences, ...]:
    """Sequences at bounds of the hypotheses, all that satisfy them."""
    every = _candidates(claim, sides_of(claim.under), {})
    return tuple(one for one in every if problem_with_hypotheses(claim, one) is None)


def attaining(claim: Grows) -> Sequences | None:
    """Sequences within the hypotheses along which the quantity is as large as found, or as small for omega."""
    bounds, target = sides_of(claim.under), bound_of(claim.within)
    upward = target.kind != "omega"
    reached = [_reach(summand, bounds, upward) for summand in monomials(claim.of)]
    worst = (max if upward else min)(reached, key=lambda one: one.order)
    within = (one for one in _candidates(claim, bounds, worst.sides) if problem_with_hypotheses(claim, one) is None)
    return next(within, None)


def order_along(claim: Grows, sequences: Sequences) -> Order:
    """How the quantity grows along sequences."""
    return max(_value(summand, sequences) for summand in monomials(claim.of))


def _told(claim: Grows, reached: list[_Reached], upward: bool) -> tuple[str, ...]:
    kind = {True: ("O", "o"), False: ("at least", "omega")}[upward]
    lines = []
    for one in reached:
        why = ", ".join(one.steps)
        lines.append(f"a summand is {kind[one.strict]}({one.order}){f', {why}' if why else ''}")
    return (*lines, f"{text_of(claim.of)} = {text_of(claim.within)}")


def _candidates(
    claim: Grows, bounds: Mapping[str, Mapping[str, Side]], sides: Mapping[str, str]
) -> Iterator[dict[str, Order]]:
    """Sequences at the chosen sides, the other names at each of their bounds, or constant."""
    order = tuple(reversed(in_order(bounds)))
    order = (*order, *(name for name in claim.names if name not in order))
    free = [name for name in order if name not in sides][:CHOICES]
    for chosen in product(("above", "below", "one"), repeat=len(free)):
        which = {**dict(zip(free, chosen, strict=True)), **sides}
        found: dict[str, Order] = {}
        for name in order:
            side = which.get(name, "one")
            found[name] = ONE if side == "one" else _at(bounds.get(name, {}).get(side), side, found)
        yield found


def _at(side: Side | None, which: str, known: Sequences) -> Order:
    if side is None:
        return TOKENS ** (LARGE if which == "above" else -LARGE)
    value = side.monomial.order
    for name, exponent in side.monomial.names.items():
        value = value * known.get(name, ONE) ** exponent
    if not side.strict:
        return value
    return value * LITTLE ** Fraction(-1 if which == "above" else 1)


def _value(summand: Monomial, sequences: Sequences) -> Order:
    value = summand.order
    for name, exponent in summand.names.items():
        value = value * sequences.get(name, ONE) ** exponent
    return value


def problem_with_hypotheses(claim: Grows, sequences: Sequences) -> str | None:
    """None when the sequences satisfy every hypothesis."""
    for one in claim.under:
        kind = one.right.op if one.right.op in ("o", "O", "omega") else ""
        inside = one.right.args[0] if kind else one.right
        bound = max(_value(summand, sequences) for summand in monomials(inside))
        own = sequences.get(one.left.value, ONE)
        good = {
            "o": own < bound,
            "omega": own > bound,
            "O": own <= bound,
            "": own == bound or (own < bound if one.relation == "<=" else one.relation == ">=" and own > bound),
        }[kind]
        if not good:
            return f"{text_of(one.left)} = {own} does not satisfy {text_of(one.right)}"
    return None


def problem_with_sequences(claim: Grows, sequences: Sequences) -> str | None:
    """None when they satisfy the hypotheses and the quantity, evaluated along them, is not in the class."""
    if (problem := problem_with_hypotheses(claim, sequences)) is not None:
        return problem
    value = order_along(claim, sequences)
    if bound_of(claim.within).holds(value):
        return f"{text_of(claim.of)} grows like {value}, which is in the class"
    return None
