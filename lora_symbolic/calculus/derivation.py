"""Derivation: a derivative together with the steps that led to it and the names used on the way.

Dictionary
    Step(rule, before, after, explanation, names)   the adjoint of a result turned into the adjoint of an argument
    Derivation(gradient, steps, names)              the derivative, its steps, and the term that each name stands for
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..language.term import Term
from ..language.text import to_text


@dataclass(frozen=True)
class Step:
    """One rule applied: `before` is the adjoint of the operation's result, `after` that of its argument."""

    rule: str
    before: Term
    after: Term
    explanation: str
    names: Mapping[Term, str] = field(default_factory=dict, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.rule}: {to_text(self.before, self.names)} -> {to_text(self.after, self.names)}"


@dataclass(frozen=True)
class Derivation:
    """The derivative of a scalar in a variable, with its steps and the names of the terms met on the way."""

    gradient: Term
    steps: tuple[Step, ...]
    names: Mapping[Term, str]

    def __str__(self) -> str:
        return to_text(self.gradient, self.names)

    @property
    def definitions(self) -> tuple[tuple[str, str], ...]:
        """Each name with the text of what it stands for, in the other names.

        >>> from lora_symbolic.language import grad, matrix, softmax, sum_entries
        >>> X, M = matrix("X", "m", "n"), matrix("M", "m", "n")
        >>> from lora_symbolic.calculus import derive_gradient
        >>> derive_gradient(sum_entries(M * softmax(X)), X).definitions
        (('f', 'softmax(X)'), ('p', 'f * M - diag(rowsum(f * M)) @ f'))
        """
        return tuple(
            (name, to_text(term, self.names, expand=True)) for term, name in self.names.items() if term.op != "var"
        )
