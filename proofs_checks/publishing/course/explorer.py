"""Counterexamples entry by entry: both sides of a refuted equation, evaluated with certainty where the record says.

Dictionary
    Explored        a claim, its matrices, both sides as tables, and at which entries they differ for certain
    explore         one refuted claim with its recorded counterexample
    explored        all refuted printed equations of a ledger whose counterexample is made of matrices
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lora_symbolic.evaluation import RATIONAL, ball_numbers, evaluate
from lora_symbolic.language.writing import to_text
from proofs_checks.ledger import FOLDER, Ledger, LedgerClaim, load_ledger
from proofs_checks.ledger.equality import has_gradient
from proofs_checks.ledger.model import used_definitions
from proofs_checks.ledger.recorded import read_record
from proofs_checks.verdict.verdict import Verdict

BITS = 256
DIGITS = 6
TINY = 1e-30
Table = list[list[str]]


@dataclass(frozen=True)
class Explored:
    """A refuted equation at its counterexample.

    `true_side` is the side that the corrected form keeps, or the one with a gradient in it: left, right, or "".
    """

    id: str
    title: str
    statement: str
    where: list[str]
    sizes: Mapping[str, int]
    matrices: Mapping[str, Table]
    entry: tuple[int, int]
    left: Table
    right: Table
    differ: list[list[bool]]
    exact: bool
    true_side: str


def _written(value: Any, exact: bool) -> str:
    """A fraction as it is; of a ball its middle to six digits, with what is below 1e-30 as 0.

    >>> from flint import arb, fmpq
    >>> _written(fmpq(1, 3), True), _written(arb(-1) / 8, False), _written(arb(0), False)
    ('1/3', '-0.125', '0')
    """
    if exact:
        return str(value)
    middle = float(value.mid())
    return f"{middle:.{DIGITS}g}" if abs(middle) > TINY else "0"


def true_side_of(claim: LedgerClaim, corrected: LedgerClaim | None) -> str:
    """Which side of a printed equation is the thing itself: a gradient, else what the corrected form keeps."""
    if claim.lhs is None or claim.rhs is None:
        return ""
    gradients = [has_gradient(side) for side in (claim.lhs, claim.rhs)]
    if gradients[0] != gradients[1]:
        return "left" if gradients[0] else "right"
    if corrected is None or (corrected.lhs == claim.lhs) == (corrected.rhs == claim.rhs):
        return ""
    return "left" if corrected.lhs == claim.lhs else "right"


def names_of(claim: LedgerClaim) -> list[str]:
    """The definitions that a claim uses, each as an equation in the syntax of statement files."""
    names = claim.term_names
    return [f"{name} = {to_text(term, names, expand=True)}" for name, term in used_definitions(claim).items()]


def explore(claim: LedgerClaim, example: Mapping[str, Any], title: str, corrected: LedgerClaim | None) -> Explored:
    """Both sides of a claim at its counterexample. Raises ValueError for a claim without terms."""
    if claim.lhs is None or claim.rhs is None:
        raise ValueError(f"{claim.key}: expected an equation")
    exact = bool(example["exact"])
    numbers = RATIONAL if exact else ball_numbers(BITS)
    sides = [evaluate(side, example["matrices"], example["sizes"], numbers) for side in (claim.lhs, claim.rhs)]
    with numbers.activated():
        left, right = ([[_written(value, exact) for value in row] for row in side] for side in sides)
        differ = [[bool(a != b) for a, b in zip(*rows, strict=True)] for rows in zip(*sides, strict=True)]
    row, column = example["entry"]
    return Explored(
        claim.id,
        title,
        claim.text,
        names_of(claim),
        dict(example["sizes"]),
        {name: [list(map(str, line)) for line in rows] for name, rows in example["matrices"].items()},
        (int(row), int(column)),
        left,
        right,
        differ,
        exact,
        true_side_of(claim, corrected),
    )


def explored(ledger: Ledger | None = None, record: Mapping[str, Mapping[str, Any]] | None = None) -> list[Explored]:
    """All refuted printed equations with matrices, in the order of the paper."""
    ledger = ledger or load_ledger(FOLDER)
    record = record if record is not None else read_record(FOLDER / "record.json")
    found = []
    for item in ledger.items:
        corrected = {claim.name: claim for claim in item.claims if claim.form == "corrected"}
        for claim in item.claims:
            entry = record.get(claim.key, {})
            example = entry.get("counterexample", {})
            if claim.form != "printed" or entry.get("verdict") != Verdict.REFUTED or "matrices" not in example:
                continue
            if claim.kind == "equal" and claim.lhs is not None:
                found.append(explore(claim, example, item.title, corrected.get(claim.name)))
    return found
