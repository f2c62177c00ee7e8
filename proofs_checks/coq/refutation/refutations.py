"""Refutations: the negation of a false claim as a theorem of Coq, from the counterexample that the ledger records.

Dictionary
    refutation_of       the attempt at the negation from a counterexample, or the reason why there is none
    recorded            the recorded counterexample of each refuted claim, by its key
    wanted_refutations  the refuted claims of the ledger

The negation is `~ (forall sizes and matrices, the claim)`. Its proof puts in the sizes and matrices of the
counterexample, exchanges every gradient for the one that the rules find (there is only one), and computes one entry of
either side (certificates/evaluation.v): rational numbers exactly; numbers with exp are told apart by interval
arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from proofs_checks.ledger import FOLDER, Ledger, LedgerClaim
from proofs_checks.ledger.recorded import FILE, read_record

from ..errors import NotTranslatable
from ..toolchain import proof_job as attempts
from ..toolchain.proof_job import Attempt, Proof
from ..translation.generate import HEADER, theorem_name
from ..translation.names import read_name
from ..translation.spelling import MathComp
from ..translation.translate import Parts, parts_of

SECONDS = 120  # for the proof of one negation
LIBRARIES = """From Coq Require Import QArith Lra.
From Interval Require Import Tactic.
From lora Require Import exact_numbers evaluation.
"""


@cache
def recorded(path: Path = FOLDER / FILE) -> Mapping[str, Mapping[str, Any]]:
    """The recorded counterexample of each refuted claim, by the claim's key."""
    return {key: entry["counterexample"] for key, entry in read_record(path).items() if entry["verdict"] == "refuted"}


def wanted_refutations(ledger: Ledger) -> tuple[LedgerClaim, ...]:
    """The claims that the record has as refuted."""
    return tuple(claim for claim in ledger.claims if claim.key in recorded())


def number(value: Fraction) -> str:
    """A rational number as an entry of a table.

    >>> number(Fraction(-1, 2))
    'Constant (- 1 # 2)'
    """
    return f"Constant ({'- ' if value < 0 else ''}{abs(value.numerator)} # {value.denominator})"


def real_number(value: Fraction) -> str:
    """A rational number as a real number.

    >>> real_number(Fraction(-1, 2))
    '((- 1%:R) / 2%:R)'
    """
    top = MathComp().integer(value.numerator)
    return f"({top} / {value.denominator}%:R)" if value.denominator > 1 else top


def table(rows: Iterable[Iterable[object]]) -> str:
    """The rows of a matrix as a table of numbers.

    >>> table([["1", "0"]])
    '[:: [:: Constant (1 # 1); Constant (0 # 1)]]'
    """
    lines = ["[:: " + "; ".join(number(Fraction(str(entry))) for entry in row) + "]" for row in rows]
    return "[:: " + "; ".join(lines) + "]"


def _proof(parts: Parts, found: Mapping[str, Any]) -> str:
    sizes = [f"{parts.value_of(name, found['sizes'])}%N" for name in parts.sizes]
    reals = [real_number(Fraction(parts.value_of(name, found["sizes"]))) for name in parts.reals]
    matrices = [f"example_{matrix.text}" for matrix in parts.matrices]
    positive = list(parts.translator.divisors.values())
    holes = ["isT" if hypothesis.startswith("(0 <") else "_" for hypothesis in positive]
    row, column = found["entry"]
    applied = " ".join(["every", *sizes, *reals, *matrices, *holes])
    aside = "".join(["by rewrite !real_natE /=; real_operations; lra. "] * holes.count("_"))
    return f"""move=> every; unshelve epose proof ({applied}) as instance; {_first(aside)}
move: instance; cbv zeta; clear every; take_gradients.
differ_at {row}%N {column}%N.
all: cbv [real Q2R Qnum Qden]; first [apply: Rlt_not_eq; interval with (i_prec 80)
                                     | apply: Rgt_not_eq; interval with (i_prec 80)]."""


def _first(aside: str) -> str:
    return f"[{aside.strip().removesuffix('.')} | ]." if aside else "idtac."


def refutation_of(claim: LedgerClaim, found: Mapping[str, Any]) -> Attempt:
    """The negation of the claim, proved at this counterexample, or the reason why there is none."""
    refutation = Attempt(claim, f"not_{theorem_name(claim)}")
    if claim.kind != "equal" or claim.lhs is None or claim.rhs is None:
        return replace(refutation, reason=f"not an equality of two terms but a claim of kind {claim.kind}")
    if "matrices" not in found:
        return replace(refutation, reason="the counterexample is a family, not a table of numbers")
    try:
        parts = parts_of(claim.lhs, claim.rhs, claim.sizes, claim.term_names)
        statement = f"~ ({parts.text()})"
    except NotTranslatable as error:
        return replace(refutation, reason=f"no statement of Coq for {error}")
    if parts.translator.logarithms:
        return replace(refutation, reason="a logarithm: its argument would have to be shown positive first")
    sizes = {name: parts.value_of(name, found["sizes"]) for name in parts.sizes}
    lines = [LIBRARIES + HEADER]
    for matrix in parts.matrices:
        rows, cols = (_instance(str(side), sizes) for side in matrix.shape)
        lines.append(f"Definition example_{matrix.text} : 'M[R]_({rows}, {cols}) :=")
        lines.append(f"  of_table {rows} {cols} {table(found['matrices'][read_name(matrix.text, claim.matrices)])}.")
    lines += [f"Lemma {refutation.theorem} :\n{statement}.", f"Proof.\n{_proof(parts, found)}\nQed."]
    lines.append(f"Print Assumptions {refutation.theorem}.\n")
    return replace(refutation, statement=statement, proofs=(Proof("\n".join(lines)),))


def _instance(dimension: str, sizes: Mapping[str, int]) -> str:
    return re.sub(r"[A-Za-z_][\w']*", lambda found: str(sizes[found.group()]), dimension)


def compiled(refutation: Attempt) -> Attempt:
    """The refutation with the compiler's answer.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    return attempts.compiled(refutation, _why, certificate=True)


def _why(output: str) -> str:
    return f"not proved: {' '.join(output.split())[-160:]}"


def refutations(ledger: Ledger, keys: Sequence[str] | None = None) -> tuple[Attempt, ...]:
    """The negations of the refuted claims, not compiled."""
    chosen = [claim for claim in wanted_refutations(ledger) if keys is None or claim.key in keys]
    return tuple(refutation_of(claim, recorded()[claim.key]) for claim in chosen)
