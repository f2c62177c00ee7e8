"""The answer to an equality: proved, refuted or undecided.

Dictionary
    Answer         the verdict with its proof or its counterexample
    decide(l, r)   canonical form first, by both routes where there is a gradient; then the counterexample search

A difference of canonical forms is no disproof: without a certified counterexample the answer is `undecided`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lora_symbolic.calculus import without_grad
from lora_symbolic.errors import NoTruthValue
from lora_symbolic.evaluation import sizes_text
from lora_symbolic.language.operations import lift
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term
from lora_symbolic.language.writing import shortened

from ..proof import Proof, prove_equal
from ..search import Counterexample, find_counterexample
from .display import answer_html, answer_text


@dataclass(frozen=True)
class Answer:
    """A verdict, with what it rests on; as a bool it is true when proved, and refuses otherwise: NoTruthValue.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> bool(decide(X + X, 2 * X))
    True
    >>> bool(decide(X @ X, X))
    Traceback (most recent call last):
    ...
    lora_symbolic.errors.NoTruthValue: an Answer that is refuted is no bool: read its verdict
    """

    verdict: Literal["proved", "refuted", "undecided"]
    proof: Proof
    counterexample: Counterexample | None

    def __bool__(self) -> bool:
        if self.verdict == "proved":
            return True
        raise NoTruthValue(f"an Answer that is {self.verdict} is no bool: read its verdict")

    def __str__(self) -> str:
        return answer_text(self.verdict, self.proof, self.counterexample)

    def _repr_html_(self) -> str:
        return answer_html(self.verdict, self.proof, self.counterexample)

    def __repr__(self) -> str:
        found = self.counterexample
        why = (
            self.proof.reason
            if found is None
            else f"at {sizes_text(found.sizes)}, entry {tuple(place + 1 for place in found.entry)}"
        )
        return f"<{self.verdict}: {shortened(why)}>"


def prove_by_both_routes(left: Term, right: Term, where: Sequence[Equation] = ()) -> Proof:
    """A proof by the forward derivative, and again with every gradient derived in reverse mode.

    Terms without a gradient need the first alone.
    """
    forward = prove_equal(left, right, where)
    plain_left, plain_right = without_grad(left), without_grad(right)
    if not forward.proved or (plain_left is left and plain_right is right):
        return forward
    reverse = prove_equal(plain_left, plain_right, where)
    if not reverse.proved:
        return Proof(False, f"the reverse-mode gradient does not follow: {reverse.reason}", forward.conditions, 0)
    reason = "both sides have one canonical form, with forward and with reverse-mode gradients"
    needed = tuple(dict.fromkeys((*forward.conditions, *reverse.conditions)))
    return replace(reverse, reason=reason, conditions=needed, monomials=forward.monomials)


def decide(left: Term, right: Term, seconds: float = 1.0, where: Sequence[Equation] = ()) -> Answer:
    """Prove or refute that two terms of one shape are equal for all sizes and entries, where some equations hold.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> decide((X @ X).T, X.T @ X.T).verdict, decide(X @ X.T, X.T @ X).verdict
    ('proved', 'refuted')
    """
    left, right = lift(left), lift(right)
    proof = prove_by_both_routes(left, right, where)
    if proof.proved:
        return Answer("proved", proof, None)
    counterexample = find_counterexample(left, right, seconds=seconds, where=where)
    return Answer("refuted" if counterexample is not None else "undecided", proof, counterexample)
