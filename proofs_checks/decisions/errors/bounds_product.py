"""Bounds on products: whether |term| <= bound for all matrices, |.| the largest entry on both sides.

Parameters
    term     an expression in X (m x n), Z (n x k), C1, C2, C3, CK1, CK2, R (L x d), B, BK (d x r), A, AK (r x d),
             E1, E2 (L x L)
    bound    a polynomial in sizes and in these letters, each standing for its largest entry

Proved by the norms of the error calculus. Refuted by matrices of ones or of signs, in exact integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from lora_symbolic.bounds.chains import PAPER_SIZES
from lora_symbolic.bounds.compare import at_most, bound_from_text
from lora_symbolic.bounds.derive import derive
from lora_symbolic.bounds.norms import ROWS
from lora_symbolic.bounds.rules.operations import NoRule
from lora_symbolic.evaluation import RATIONAL, ball_numbers, evaluate, shape_at
from lora_symbolic.evaluation.expressions import BALLS, EXACT, value
from lora_symbolic.language import Term, matrix, parse, variables
from lora_symbolic.language.errors import LanguageError
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees

SHAPES: Mapping[str, tuple[str, str]] = {
    "X": ("m", "n"),
    "Z": ("n", "k"),
    **dict.fromkeys(("C1", "C2", "C3", "CK1", "CK2", "R"), ("L", "d")),
    **dict.fromkeys(("B", "BK"), ("d", "r")),
    **dict.fromkeys(("A", "AK"), ("r", "d")),
    **dict.fromkeys(("E1", "E2"), ("L", "L")),
}
LETTERS: Mapping[str, Term] = {name: matrix(name, *shape) for name, shape in SHAPES.items()}
SIZES = ("L", "d", "r", "m", "n", "k")
LARGEST_SIZE = 3
RANDOM_TRIES = 12


def terms(parameters: Parameters) -> tuple[Term, Any]:
    """The term and the bound."""
    return parse(parameters["term"], LETTERS, SIZES), bound_from_text(parameters["bound"])


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters, None if nothing is."""
    try:
        term, bound = terms(parameters)
    except LanguageError as error:
        return str(error)
    known = {f"|{variable.name}|" for variable in variables(term)} | set(SIZES)
    unknown = sorted(symbol.name for symbol in bound.free_symbols if symbol.name not in known)
    return f"bound uses {', '.join(unknown)}; expected sizes and letters of the term" if unknown else None


def decide(parameters: Parameters) -> Outcome:
    """A derivation for all sizes, or matrices of small integers that exceed the bound."""
    term, bound = terms(parameters)
    try:
        derivation = derive(term, calculus=ROWS.at(PAPER_SIZES))
    except NoRule as error:
        return Outcome(Finding.SILENT, Strength.NONE, str(error))
    derived = derivation.bound.size.entry
    if at_most(derived, bound):
        lines = derivation.statements
        steps = [
            {"statement": line, "reason": step.bound.size.why[0] or "given", "check": "Hölder's inequality"}
            for step, line in zip(derivation.steps, lines, strict=True)
        ]
        return Outcome(Finding.PROVES, Strength.DERIVATION, f"{len(steps)} steps; derived: {derived}", tuple(steps))
    for sizes, matrices in instances(term):
        data = tried(term, bound, sizes, matrices)
        if data is not None:
            detail = f"largest entry {data['lhs']} > {data['rhs']} at {sizes}"
            return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, detail, (), data)
    return Outcome(Finding.SILENT, Strength.NONE, f"derived {derived}; no small instance exceeds the stated bound")


def instances(term: Term) -> Iterator[tuple[dict[str, int], dict[str, list[list[int]]]]]:
    """Matrices of ones at all small sizes, then matrices of random signs."""
    names = sorted({symbol.name for node in variables(term) for side in node.shape for symbol in side.free_symbols})
    grid = [dict(zip(names, sizes, strict=True)) for sizes in product(range(1, LARGEST_SIZE + 1), repeat=len(names))]
    grid.sort(key=lambda sizes: (sum(sizes.values()), sorted(sizes.items())))
    for sizes in grid:
        yield sizes, {v.name: np.ones(shape_at(v, sizes), dtype=int).tolist() for v in variables(term)}
    rng = np.random.default_rng(0)
    for sizes in grid[-RANDOM_TRIES:]:
        yield sizes, {v.name: rng.choice([-1, 1], size=shape_at(v, sizes)).tolist() for v in variables(term)}


def tried(term: Term, bound: Any, sizes: Mapping[str, int], matrices: Mapping[str, Any]) -> dict[str, Any] | None:
    """The instance as data when it exceeds the bound, exactly; None when it does not."""
    entries = evaluate(term, matrices, sizes, RATIONAL)
    magnitudes = [[abs(Fraction(str(entry))) for entry in row] for row in entries]
    row, column = max(
        product(range(len(magnitudes)), range(len(magnitudes[0]))), key=lambda at: magnitudes[at[0]][at[1]]
    )
    at = {f"|{name}|": max(abs(Fraction(entry)) for line in rows for entry in line) for name, rows in matrices.items()}
    largest, limit = magnitudes[row][column], value(bound, {**at, **sizes}, EXACT)
    if largest <= limit:
        return None
    texts = {name: [[str(entry) for entry in line] for line in rows] for name, rows in matrices.items()}
    return {
        "sizes": dict(sizes),
        "matrices": texts,
        "entry": [row, column],
        "lhs": str(largest),
        "rhs": str(limit),
        "gap": str(largest - limit),
        "exact": True,
    }


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """None when the recorded matrices exceed the bound."""
    term, bound = terms(parameters)
    return None if tried(term, bound, data["sizes"], data["matrices"]) else "the bound holds at these matrices"


def exact(parameters: Parameters) -> Outcome:
    """Matrices of ones and of signs, in exact integers."""
    term, bound = terms(parameters)
    broken = [sizes for sizes, matrices in instances(term) if tried(term, bound, sizes, matrices) is not None]
    detail = f"matrices of ones and of signs at sizes up to {LARGEST_SIZE}: {len(broken)} exceed the bound"
    return agrees(not broken, Strength.EXACT_AT_SHAPES, detail)


def digits(parameters: Parameters) -> Outcome:
    """Random matrices, in balls."""
    term, bound = terms(parameters)
    rng, numbers, holds = np.random.default_rng(1), ball_numbers(100), True
    for number in range(RANDOM_TRIES):
        sizes = {name: 1 + (number + len(name) * i) % LARGEST_SIZE for i, name in enumerate(SIZES)}
        matrices = {v.name: rng.uniform(-2, 2, size=shape_at(v, sizes)) for v in variables(term)}
        array = evaluate(term, matrices, sizes, numbers)
        at = {f"|{name}|": BALLS.rational(Fraction(float(np.abs(rows).max()))) for name, rows in matrices.items()}
        limit = value(bound, {**at, **{name: BALLS.rational(Fraction(size)) for name, size in sizes.items()}}, BALLS)
        holds = holds and not any(bool(abs(entry) > limit) for entry in array.ravel())
    return agrees(holds, Strength.CERTIFIED_INTERVAL, f"{RANDOM_TRIES} random instances in balls")


PROCEDURE = DecisionProcedure(
    summary="a bound on the largest entry of a product",
    names=frozenset({"term", "bound"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    controls=(
        {"term": "X @ Z", "bound": "X * Z"},
        {"term": "X @ Z", "bound": "n * X * Z / 2"},
        {"term": "B.T @ C1.T @ E1 @ C2", "bound": "L**2 * B * C1 * E1 * C2"},
        {"term": "B.T @ C1.T @ E1 @ C2", "bound": "d * L * B * C1 * E1 * C2"},
    ),
)
