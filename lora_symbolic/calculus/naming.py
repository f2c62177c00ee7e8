"""Naming: letters for the terms of a derivative that a person would name, where the reader has not named them.

Dictionary (one softmax; with several of them the letters are numbered f1, f2, ...)
    f   the output of a softmax            q   the adjoint of that output
    c   x in sum(x * x), the residual      p   the adjoint of its logits
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lora_symbolic.language.term import Term

_NEEDS_NO_NAME = frozenset({"var", "number", "size", "ones", "zeros", "eye", "commutation", "lower", "pi"})


def residuals(nodes: Iterable[Term]) -> list[Term]:
    """The matrices x met as sum(x * x), trace(x @ x.T) or trace(x.T @ x), variables apart."""
    found: list[Term] = []
    for node in nodes:
        if node.op not in ("sum", "trace"):
            continue
        product = node.args[0]
        if (node.op, product.op) not in (("sum", "hadamard"), ("trace", "matmul")):
            continue
        left, right = product.args
        same = left is right if node.op == "sum" else left is right.T
        core = left.args[0] if left.op == "transpose" else left
        if same and core.op not in _NEEDS_NO_NAME and core not in found:
            found.append(core)
    return found


class Names:
    """The names in use during one derivation: the reader's own first, then letters as terms appear."""

    def __init__(self, given: Mapping[Term, str], nodes: list[Term], moving: set[Term]) -> None:
        self.of: dict[Term, str] = dict(given)
        self._taken = set(given.values()) | {node.name for node in nodes if node.op == "var"}
        inner = [node for node in nodes if node in moving]
        self._softmaxes = [node for node in nodes if node.op == "softmax"]
        for node in self._softmaxes:
            self.give(node, "f", self._index(node))
        squares = residuals(inner)
        for index, square in enumerate(squares):
            self.give(square, "c", index if len(squares) > 1 else None)

    def _index(self, softmax: Term) -> int | None:
        return self._softmaxes.index(softmax) if len(self._softmaxes) > 1 else None

    def give(self, term: Term, letter: str, index: int | None) -> None:
        """Names a term, unless it has a name or reads better without one."""
        core = term.args[0] if term.op == "transpose" else term
        if term in self.of or core in self.of or core.op in _NEEDS_NO_NAME:
            return
        name = letter if index is None else f"{letter}{index + 1}"
        number = 1
        while name in self._taken:
            name, number = f"{letter}{number}" if index is None else f"{letter}{index + 1}_{number}", number + 1
        self._taken.add(name)
        self.of[term] = name

    def adjoint_of_output(self, softmax: Term, adjoint: Term) -> None:
        """Names the adjoint of a softmax's output."""
        self.give(adjoint, "q", self._index(softmax))

    def adjoint_of_logits(self, softmax: Term, adjoint: Term) -> None:
        """Names the adjoint of a softmax's logits."""
        self.give(adjoint, "p", self._index(softmax))
