"""Derivation: a derivative together with the steps that led to it and the names used on the way.

Dictionary
    Step(rule, before, after, explanation, names)   the adjoint of a result turned into the adjoint of an argument
    is_entry(term, name)                            whether a term is a scalar of this name
    Derivation(stated, gradient, steps, names)      grad(loss, X), what it is, the steps to it, the terms by their names
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.term import Equation, Term, subterms
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.language.writing import name_latex, shortened, to_latex, to_text


def is_entry(term: Term, name: str) -> bool:
    """Whether a term is the one entry of the variable of this name, as a scalar is read: the name says all of it.

    >>> from lora_symbolic.language import matrix, sum_entries
    >>> is_entry(sum_entries(matrix("t", 1, 1)), "t"), is_entry(matrix("t", 1, 1), "t")
    (True, False)
    """
    return term.op == "sum" and term.args[0].op == "var" and term.args[0].name == name


@dataclass(frozen=True)
class Step:
    """One rule applied: `before` is the adjoint of the `result` of an operation, `after` that of its `argument`."""

    rule: str
    before: Term
    after: Term
    explanation: str
    result: Term
    argument: Term
    names: Mapping[Term, str] = field(default_factory=dict, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.rule}: {to_text(self.before, self.names)} -> {to_text(self.after, self.names)}"

    def __repr__(self) -> str:
        return f"<step {shortened(str(self))}>"


@dataclass(frozen=True, eq=False)
class Derivation(NeitherTrueNorFalse):
    """The derivative of a scalar in a variable, with its steps and the names of the terms met on the way.

    `derivation["p"]` is the term that the name p stands for; `derivation == x` is the equation grad(loss, X) = x, which
    is proved without what was derived.

    >>> from lora_symbolic.calculus import derive_gradient
    >>> from lora_symbolic.language import matrix, softmax, sum_entries
    >>> X, M = matrix("X", "m", "n"), matrix("M", "m", "n")
    >>> derivation = derive_gradient(sum_entries(M * softmax(X)), X)
    >>> print(derivation)
    f * M - diag(rowsum(f * M)) @ f
    >>> derivation.definitions
    (('f', 'softmax(X)'),)
    >>> derivation["f"]
    <softmax(X) : m x n>
    >>> derivation == M
    <grad(sum(M * softmax(X)), X) = M>

    Raises LanguageError for a name that it does not have.
    """

    stated: Term
    gradient: Term
    steps: tuple[Step, ...]
    names: Mapping[Term, str]

    def __str__(self) -> str:
        return to_text(self.gradient, self.names, expand=True)

    def __repr__(self) -> str:
        return f"<derivative in {len(self.steps)} steps: {shortened(str(self))}>"

    def __eq__(self, other: object) -> Equation:  # type: ignore[override]
        return self.stated == (other.stated if isinstance(other, Derivation) else other)

    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> Term:
        found = next((term for term, known in self.names.items() if known == name), None)
        if found is None:
            names = ", ".join(sorted(self.names.values())) or "no name"
            raise LanguageError(f"no term is named {name!r} in this derivation; it has {names}")
        return found

    def _repr_latex_(self) -> str:
        lines = [f"{to_latex(self.gradient, self.names, expand=True)}"]
        lines += [f"{name_latex(self.names[n])} &= {to_latex(n, self.names, expand=True)}" for n in self._named()]
        below = "".join(f" \\\\ {line}" for line in lines[1:])
        return f"$\\displaystyle \\begin{{aligned}} & {lines[0]}{below} \\end{{aligned}}$"

    def _named(self) -> list[Term]:
        below = (node for node in subterms(self.gradient) if node.args and node is not self.gradient)
        return [node for node in below if node in self.names and not is_entry(node, self.names[node])]

    @property
    def definitions(self) -> tuple[tuple[str, str], ...]:
        """Each name below the gradient with the text of what it stands for, in the names before it."""
        return tuple((self.names[node], to_text(node, self.names, expand=True)) for node in self._named())
