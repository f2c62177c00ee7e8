"""A reader's own claims: a statement of Coq and a proof by rules, where the claim lies in what the rules can do.

Dictionary
    attempt_of          the attempt for one claim; nothing is compiled
    compiled            the attempt with what Coq's compiler says of it
    comment             a reader's text as the inside of a comment of Coq

The rules (theories/claims/reader_claim.v, on top of those of the ledger's claims) find every gradient and close
equalities of matrices. What they do not close is not thereby false: the reason says which of the two it is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lora_symbolic.language import subterms
from proofs_checks.ledger.equality import has_gradient
from proofs_checks.ledger.model import LedgerClaim

from ..errors import NotTranslatable
from ..toolchain import proof_job as attempts
from ..toolchain.limits import Limits
from ..toolchain.proof_job import Attempt, Proof
from .generate import HEADER
from .translate import statement_of

BY_ENTRIES, BY_MATRICES, BY_SUMS = "entry_claim", "matrices_claim", "sums_claim"
BY_SIZES, BY_NUMBERS = "resized_claim", "literal_claim"
SOURCES = {
    BY_ENTRIES: "entry_rules",
    BY_MATRICES: "own_rules",
    BY_SUMS: "reader_claim",
    BY_SIZES: "resized_products",
    BY_NUMBERS: "literal_sizes",
}
SOON, LATER = Limits(20, 4), Limits(60, 4)  # for one claim
LIMITS = {BY_ENTRIES: SOON, BY_MATRICES: LATER, BY_SUMS: LATER, BY_SIZES: SOON, BY_NUMBERS: SOON}
LITERAL = re.compile(r"'M\[R\]_\([2-4], [2-4]\)")  # a matrix whose sizes are small numbers
FRACTIONS = {"log", "reciprocal"}  # where a gradient goes through these, only sums are likely to close it
LONGEST = 200_000  # characters of a statement


def comment(text: str) -> str:
    """The text as Coq lets it stand inside a comment: no end of it, no quotation mark, printable.

    >>> comment('a *) Axiom b : False. (* "')
    "a * ) Axiom b : False. ( * '"
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text).replace('"', "'")
    return plain.replace("(*", "( *").replace("*)", "* )")


def theorem_name(name: str) -> str:
    """An identifier of Coq for a claim of any name.

    >>> theorem_name("dA. Axiom a : False"), theorem_name("Δ")
    ('claim_dA_Axiom_a_False', 'claim')
    """
    return "_".join(["claim", *re.findall(r"[A-Za-z0-9]+", name)])


def outside(claim: LedgerClaim) -> str:
    """Why a claim lies outside of what is translated, in one line; empty if nothing is known against it."""
    if claim.problem is not None:
        return "its shapes do not fit, so there is no statement"
    if claim.kind != "equal" or claim.lhs is None or claim.rhs is None:
        return "a claim about a shape: the types of Coq hold it, there is nothing left to prove"
    if any(node.op == "grad" and has_gradient(node.args[0]) for node in subterms(*claim.terms)):
        return "outside the fragment: a derivative inside a derivative"
    return ""


def attempt_of(claim: LedgerClaim, title: str = "") -> Attempt:
    """The statement of Coq and the file that proves it by rules, or the reason why there is none."""
    attempt = Attempt(claim, theorem_name(claim.name.rpartition("#")[2]))
    if reason := outside(claim):
        return replace(attempt, reason=reason)
    try:
        statement = statement_of(claim, conditions=True)
    except NotTranslatable as error:
        return replace(attempt, reason=f"outside the fragment: {error}")
    if len(statement) > LONGEST:
        return replace(attempt, reason=f"outside the fragment: the statement has {len(statement)} characters")
    attempt = replace(attempt, statement=statement)
    heading = f"(* {comment(title)} *)\n" if title else ""
    proofs = [Proof(heading + _text(attempt, rules), LIMITS[rules]) for rules in _rules(claim, statement)]
    return replace(attempt, proofs=tuple(proofs))


def _text(attempt: Attempt, rules: str) -> str:
    claim = attempt.claim
    return "\n".join(
        [
            f"(* {comment(claim.name)}: {comment(claim.text)} *)",
            f"{HEADER}From lora Require Import {SOURCES[rules]}.\n",
            f"Lemma {attempt.theorem} :\n{attempt.statement}.",
            f"Proof. {rules}. Qed.",
            f"Print Assumptions {attempt.theorem}.\n",
        ]
    )


def _rules(claim: LedgerClaim, statement: str) -> tuple[str, ...]:
    """The rules in the order in which they are tried: first those that are likely to close the claim, or soon done."""
    operations = {node.op for node in subterms(*claim.terms)}
    if "grad" not in operations:
        by_numbers = [BY_NUMBERS] if LITERAL.search(statement) else []
        by_sizes = [BY_SIZES] if "resize " in statement or "kron " in statement else []
        return (BY_ENTRIES, *by_numbers, *by_sizes, BY_MATRICES, BY_SUMS)
    return (BY_MATRICES, BY_SUMS) if operations.isdisjoint(FRACTIONS) else (BY_SUMS, BY_MATRICES)


def compiled(attempt: Attempt) -> Attempt:
    """The attempt with the compiler's answer.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    return attempts.compiled(attempt, _why)


def _why(output: str) -> str:
    if "Syntax error" in output or "The reference" in output:
        return f"not a statement that Coq reads: {' '.join(output.split())[-160:]}"
    return "not closed by the rules"
