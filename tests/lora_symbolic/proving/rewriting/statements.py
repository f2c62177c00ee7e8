"""Claims under equations, written as texts.

Dictionary
    Claims(matrices)      reads texts with these matrices, all sizes lower-case letters
      .equation(text)     an Equation
      .sides(text)        the two terms of a claim
      .proof(text, where) what the prover says of a claim
"""

from __future__ import annotations

from collections.abc import Sequence

from lora_symbolic.language import Equation, Term, matrix, statement_from_table
from lora_symbolic.proving import Proof, prove_equal

SIZES = ("d", "k", "m", "n", "r")


class Claims:
    """A reader of claims about some matrices."""

    def __init__(self, **shapes: tuple[str | int, str | int]) -> None:
        self.matrices = {name: list(shape) for name, shape in shapes.items()}
        self.names = {name: matrix(name, *shape) for name, shape in shapes.items()}

    def equation(self, text: str) -> Equation:
        """An equation that is taken for granted."""
        return self._statement([], [text]).where[0]

    def sides(self, text: str) -> tuple[Term, Term]:
        """The two sides of a claim."""
        (claim,) = self._statement([{"name": "one", "equal": text.split(" = ")}], []).claims
        assert claim.lhs is not None
        assert claim.rhs is not None
        assert claim.problem is None
        return claim.lhs, claim.rhs

    def proof(self, text: str, where: Sequence[str]) -> Proof:
        """What the prover says."""
        return prove_equal(*self.sides(text), [self.equation(one) for one in where])

    def _statement(self, claims: list[object], where: list[str]):  # type: ignore[no-untyped-def]
        table = {"sizes": list(SIZES), "matrices": self.matrices, "claims": claims, "where": where}
        return statement_from_table(table, "a test")
