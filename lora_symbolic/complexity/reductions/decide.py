"""Deciding a reduction: each part by the engine that decides such a claim by itself.

Dictionary
    Part                what was to be shown, how it was shown (None where it was not), what was reached, the steps
    decide_reduction    all parts: counts, bits, ranges, bounds on instances, answers
    exceeded            sizes at which a count is beyond its limit
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from lora_symbolic.bounds.inequalities import Setting, bounded, steps_of
from lora_symbolic.bounds.inequalities.comparing.box import box_of
from lora_symbolic.bounds.inequalities.comparing.order import at_most
from lora_symbolic.language.statement.kinds.reduction import Reduces
from lora_symbolic.language.statement.stated import Holds
from lora_symbolic.language.term import Term
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.language.writing import to_text
from lora_symbolic.proving import prove_equal

from .counts import bits_of, counts_of
from .instances import at_call
from .obligations import ZERO, Obligation, answer_of, by_error, exact_answer, obligations_of

Steps = tuple[Mapping[str, str], ...]
LADDER = (1, 2, 3, 8)
LIMIT = 80
MAX_TUPLES = 1000


@dataclass(frozen=True)
class Part(NeitherTrueNorFalse):
    """A part of a reduction; `obligation` is what may be attacked where `how` is None."""

    said: str
    how: str | None
    reached: str
    steps: Steps = ()
    obligation: Obligation | None = None


def decide_reduction(claim: Reduces, names: Mapping[Term, str] | None = None) -> tuple[Part, ...]:
    """Every part of a reduction, decided.

    Raises CostError where the multiplications of a term cannot be counted.
    """
    parts = [*_limits(claim), *_bits(claim)]
    parts += [_bound(one, names or {}) for one in obligations_of(claim)]
    parts += [_answer(claim, output, names or {}) for output in claim.solved.outputs]
    return tuple(parts)


def _limits(claim: Reduces) -> Iterator[Part]:
    if not claim.limits:
        return
    counts = counts_of(claim)
    for name, limit in claim.limits.items():
        how = at_most(counts[name], limit.value, box_of(claim.scalars))
        said = f"{name} <= {limit.text}"
        step = _step(f"{said}: counted {counts[name]}", "each counted once", how)
        yield Part(said, how, str(counts[name]), (step,))


def exceeded(claim: Reduces) -> tuple[str, dict[str, int], str, str] | None:
    """A count, sizes at which it is beyond its limit, and both numbers there; None where there are none."""
    counts = counts_of(claim) if claim.limits else {}
    for name, limit in claim.limits.items():
        pair = (counts[name], limit.value)
        symbols = sorted({symbol for one in pair for symbol in one.free_symbols}, key=str)
        if any(not symbol.is_integer for symbol in symbols):
            continue
        for values in islice(product(LADDER, repeat=len(symbols)), MAX_TUPLES):
            at = dict(zip(symbols, values, strict=True))
            count, bound = (one.subs(at) for one in pair)
            if bool(count > bound):
                return name, {symbol.name: value for symbol, value in at.items()}, str(count), str(bound)
    return None


def _bits(claim: Reduces) -> Iterator[Part]:
    if claim.called.bits is None:
        return
    own = claim.solved.bits
    given = {} if own is None else dict.fromkeys(claim.solved.inputs.values(), own.value)
    for number, call in enumerate(claim.calls, start=1):
        allowed = at_call(claim.called.bits.value, claim, call)
        for name, term in call.stacks.items():
            found = bits_of(term, given)
            how = None if found is None else at_most(found, allowed, box_of(claim.scalars))
            said = f"{name} of call {number} has at most {allowed} bits behind the point"
            reached = "no rule gives a number of bits" if found is None else str(found)
            yield Part(said, how, reached, (_step(f"{said}: derived {reached}", "bits add up in products", how),))


def _step(statement: str, reason: str, check: str | None) -> Mapping[str, str]:
    return {"statement": statement, "reason": reason, "check": check or "FAILED"}


def _bound(one: Obligation, names: Mapping[Term, str]) -> Part:
    """A bound on an instance; products of blocks in it are multiplied out, which is proved."""
    equal: list[Mapping[str, str]] = []
    for term, simple in one.written:
        proof = prove_equal(term, simple)
        said = f"{to_text(term, names, limit=LIMIT)} = {to_text(simple, names, limit=LIMIT)}"
        if not proof.proved or proof.conditions:
            return Part(one.said, None, f"{said} was not proved", (), one)
        equal.append(
            _step(said, "products of blocks", f"one canonical form of both sides ({proof.monomials} monomials)")
        )
    how, steps = _derived(one.holds, names)
    return Part(one.said, how, _reached(steps), (*equal, *steps), one)


def _reached(steps: Steps) -> str:
    """What the last step says was derived."""
    return steps[-1]["statement"].removeprefix("derived ") if steps else ""


def _derived(holds: Holds, names: Mapping[Term, str]) -> tuple[str | None, Steps]:
    """How a chain was derived, and the steps; without success the one that says what was reached."""
    found = bounded(holds.comparison, Setting(holds.hypotheses, holds.scalars))
    if not found.proved:
        texts = [link.text for link in found.links if link.how is None]
        return None, tuple(_step(text, "by rule", None) for text in texts)
    steps = tuple(step for link in found.links for step in steps_of(link, names))
    return "; ".join(dict.fromkeys(link.how for link in found.links if link.how is not None)), steps


def _answer(claim: Reduces, output: str, names: Mapping[Term, str]) -> Part:
    """An answer: exact by canonical form, then its error by rule; else its error against the output at once."""
    one = answer_of(claim, output)
    proof = prove_equal(*exact_answer(claim, output))
    exact = proof.proved and not proof.conditions
    why = "" if exact else (proof.reason or f"holds only where {' and '.join(map(str, proof.conditions))}")
    own, called = claim.solved.accuracy, claim.called.accuracy
    if exact:
        said = f"{output} = {claim.texts[output]} at exact answers"
        check = f"one canonical form of both sides, for all sizes ({proof.monomials} monomials)"
        first = (_step(said, "the instance put in", check),)
        if called is None:
            how = check if own is None else at_most(ZERO, own.value, box_of(claim.scalars))
            return Part(one.said, how, "equal" if how else "equal, and the accuracy may be negative", first, one)
        error = by_error(claim, output)
        how, steps = _derived(one.holds if error is None else error, names)
        return Part(one.said, how, _reached(steps), (*first, *steps), one)
    if own is None and called is None:
        return Part(
            one.said, None, f"not shown for exact answers: {why}", (_step(one.said, "by the prover", None),), one
        )
    how, steps = _derived(one.holds, names)
    return Part(one.said, how, f"{_reached(steps)}; at exact answers: {why}", steps, one)
