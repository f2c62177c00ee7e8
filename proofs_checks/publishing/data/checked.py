"""Checked claims for reading: what a reader's own claim says in LaTeX, its verdict, condition and counterexample.

Dictionary
    checked_view    one claim with its result, as templates show it
    condition_view  a condition as words around a formula
    point_view      an instance of conditions: its sizes, numbers and small matrices in LaTeX
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lora_symbolic.evaluation import sizes_text
from lora_symbolic.language import LanguageError
from lora_symbolic.language.reading import parse
from lora_symbolic.language.statement import Reduces
from lora_symbolic.language.statement.sentence import latex_pieces
from lora_symbolic.language.writing import NO_SYMBOLS, to_latex
from proofs_checks.judging.results import Result
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Strength
from proofs_checks.verdict.verdict import FURTHER_KINDS_NEEDED, Verdict

from ..terminal import reasons
from .statements import definitions_of, matrix_tex, statement_tex
from .views import counterexample_view

_CONDITION = re.compile(r"(?P<before>every entry of )?(?P<formula>.+?)(?P<behind> is .+)")


def checked_view(result: Result, claim: LedgerClaim) -> dict[str, Any]:
    """One claim: its formula with the names and equations that it uses, the verdict, and why it is not proved."""
    symbols, names = claim.symbols, claim.shown_names
    proved = result.verdict is Verdict.PROVED
    example, instance = result.counterexample, result.judgement.instance
    where = [" = ".join(to_latex(side, names, symbols=symbols) for side in (one.lhs, one.rhs)) for one in claim.where]
    tex, equations = statement_tex(claim), [tex for _, tex in definitions_of([claim])] if claim.terms else []
    if claim.stated is not None:
        where, tex, equations = latex_pieces(claim.stated, claim.definitions, claim.where, symbols)
    if isinstance(claim.stated, Reduces):
        tex = ""  # a paragraph of words, which no display breaks into lines
    return {
        "name": result.id,
        "verdict": result.verdict.value,
        "conditions": [condition_view(text, claim) for text in result.conditions if text not in result.where],
        "thin": f"{len(result.further)} of {FURTHER_KINDS_NEEDED}" if result.thin else "",
        "tex": tex,
        "text": claim.text,
        "equations": equations,
        "where": where,
        "bound": result.bound,
        "example": None if example is None else counterexample_view(example, symbols),
        "reasons": [] if proved or example is not None else reasons(result),
        "remains": result.remains,
        "instance": point_view(instance, symbols) if instance else [],
        "theorem": next(
            (piece.data["name"] for piece in result.evidence if piece.strength is Strength.COQ and piece.data), ""
        ),
    }


def condition_view(text: str, claim: LedgerClaim) -> tuple[str, str, str]:
    """The words before a formula, the formula in LaTeX, the words behind it; all words where none is found."""
    found = _CONDITION.fullmatch(text)
    names = {**claim.matrices, **claim.scalar_terms, **claim.definitions}
    try:
        term = parse(found["formula"], names, claim.sizes) if found else None
    except LanguageError:
        term = None
    if found is None or term is None:
        return text, "", ""
    return found["before"] or "", to_latex(term, claim.shown_names, symbols=claim.symbols), found["behind"]


def point_view(data: Mapping[str, Any], symbols: Mapping[str, str] = NO_SYMBOLS) -> dict[str, Any]:
    """Sizes with numbers, and each matrix."""
    numbers = [sizes_text(data["sizes"]), *(f"{name} = {value}" for name, value in data.get("scalars", {}).items())]
    matrices = [matrix_tex(name, rows, symbols) for name, rows in data["matrices"].items()]
    return {"sizes": ", ".join(number for number in numbers if number), "matrices": matrices, "symbols": symbols}
