"""Formulas in conjunctive normal form, and their passage to orthogonal vectors by splitting the variables.

Dictionary
    Formula             variables 1..v; a clause is a tuple of non-zero integers, -k for "not k"
    satisfiable         by trying all 2^v assignments: the independent answer
    random_formula      clauses of one to three literals
    split_and_list      n = 2^(v/2) vectors a, as many b in {0,1}^m: <a, b> = 0 iff the two halves satisfy all clauses
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random

from .vectors import OrthogonalVectors

Clause = tuple[int, ...]


@dataclass(frozen=True)
class Formula:
    """A conjunction of clauses.

    Raises ValueError for an odd or missing number of variables, no clause, or a literal outside 1..variables.
    """

    variables: int
    clauses: tuple[Clause, ...]

    def __post_init__(self) -> None:
        if self.variables < 2 or self.variables % 2 or not self.clauses:
            raise ValueError(
                f"{self.variables} variables, {len(self.clauses)} clauses; expected an even number, and one"
            )
        if any(not 1 <= abs(literal) <= self.variables for clause in self.clauses for literal in clause):
            raise ValueError(f"a literal outside 1..{self.variables}")


def satisfied(clause: Clause, assignment: dict[int, bool]) -> bool:
    """Whether the assigned variables, perhaps not all, satisfy the clause."""
    return any(assignment.get(abs(literal)) is (literal > 0) for literal in clause)


def satisfiable(formula: Formula) -> bool:
    """Whether an assignment satisfies every clause; all 2^v are tried.

    >>> satisfiable(Formula(2, ((1,), (-1, 2)))), satisfiable(Formula(2, ((1,), (-1,))))
    (True, False)
    """
    names = range(1, formula.variables + 1)
    return any(
        all(satisfied(clause, dict(zip(names, values, strict=True))) for clause in formula.clauses)
        for values in product((False, True), repeat=formula.variables)
    )


def split_and_list(formula: Formula) -> OrthogonalVectors:
    """One vector for each assignment of each half: entry k is 1 when that half leaves clause k unsatisfied.

    <a, b> counts the clauses that neither half satisfies, so it is 0 iff both halves together satisfy the formula.

    >>> split_and_list(Formula(2, ((1, 2), (-1,)))).left
    ((1, 0), (0, 1))
    """
    half = formula.variables // 2

    def listed(names: range) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(int(not satisfied(clause, dict(zip(names, values, strict=True)))) for clause in formula.clauses)
            for values in product((False, True), repeat=half)
        )

    return OrthogonalVectors(listed(range(1, half + 1)), listed(range(half + 1, formula.variables + 1)))


def random_formula(random: Random, variables: int, clauses: int) -> Formula:
    """Clauses of one to three literals on different variables."""

    def clause() -> Clause:
        width = random.choice((1, 2, 2, 3, 3))
        chosen = random.sample(range(1, variables + 1), min(width, variables))
        return tuple(name if random.random() < 0.5 else -name for name in chosen)

    return Formula(variables, tuple(clause() for _ in range(clauses)))
