"""Negative controls: statements with one slip, which the proof of the true statement must not close.

Dictionary
    Control             a slip: theorem, kind, the wrong statement, and the wrong side as a term
    controls_of         the slips of one generated theorem, made on the claim's terms and then translated
    controls_text       one file that tries the proof on every wrong statement and prints what becomes of it
    tried               what Coq said of each: `closed`, `refused`, `out of time`, or None where it did not come to it
    is_still_true       whether the prover shows that the altered side equals the original one, or the other side

`Goal` stands outside of what may fail, so a wrong statement must be well typed: what is refused is its proof.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lora_symbolic import proving
from lora_symbolic.language import Term, ones
from proofs_checks.ledger.equality import sides
from proofs_checks.mutants.statements import mutants_of

from ..errors import NotTranslatable
from ..toolchain.compiler import OUT_OF_TIME, compile_text
from ..translation.generate import HEADER, Certificate
from ..translation.translate import equality

CLOSED, REFUSED = "closed", "refused"
_SAYS = re.compile(rf"^control (\d+) ({CLOSED}|{REFUSED}|{OUT_OF_TIME})$", re.MULTILINE)


@dataclass(frozen=True)
class Control:
    """A theorem's statement with one slip, and the proof that must not close it."""

    theorem: str
    kind: str
    statement: str
    proof: str
    kept: Term
    original: Term
    altered: Term


def controls_of(certificate: Certificate, per_kind: int = 1) -> tuple[Control, ...]:
    """The well-typed slips of one theorem, at most so many of each kind."""
    claim = certificate.claim
    lhs, rhs = sides(claim)
    on_the_right = bool(rhs.args) and rhs.op != "grad"
    kept, original = (lhs, rhs) if on_the_right else (rhs, lhs)
    slips = [(mutant.kind, original, mutant.term) for mutant in mutants_of(claim, per_kind) if mutant.term is not None]
    if kept.op == "zeros":  # whatever is done to a side that is 0 may leave it so
        slips.append(("ones for zeros", kept, ones(kept.rows, kept.cols)))
    found = []
    for kind, before, after in slips:
        other = kept if before is original else original
        pair = (other, after) if (before is rhs) else (after, other)
        try:
            statement = equality(*pair, claim.sizes, claim.term_names)
        except NotTranslatable:
            continue
        if statement != certificate.statement:
            found.append(Control(certificate.theorem, kind, statement, certificate.proof, other, before, after))
    return tuple(found)


def controls_text(controls: Sequence[Control], seconds: int) -> str:
    """A file that tries every proof on its wrong statement; being out of time is not caught by the inner `first`."""
    parts = [HEADER]
    for number, control in enumerate(controls):
        tactic = _as_one_tactic(control.proof)
        parts.append(
            f"Goal {control.statement}.\nProof.\n"
            f"first [ timeout {seconds} (first [ solve [{tactic}]; {_says(number, CLOSED)}\n"
            f"                        | {_says(number, REFUSED)} ])\n"
            f"      | {_says(number, OUT_OF_TIME)} ].\nAbort.\n"
        )
    return "\n".join(parts)


def _says(number: int, outcome: str) -> str:
    return f'idtac "control {number} {outcome}"'


def _as_one_tactic(proof: str) -> str:
    """Sentences one after the other as one tactic; the proofs of proofs.toml do not branch.

    >>> _as_one_tactic("cbv zeta; intros. by rewrite a.")
    'cbv zeta; intros; by rewrite a'
    """
    return re.sub(r"\.\s+", "; ", proof.strip().rstrip("."))


def tried(name: str, controls: Sequence[Control], seconds: int) -> tuple[list[str | None], str]:
    """What Coq said of each control in so many seconds, None where it did not come to it; and what went wrong.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    answer = compile_text(name, controls_text(controls, seconds))
    said = {int(number): outcome for number, outcome in _SAYS.findall(answer.output)}
    problem = "" if answer.accepted else " ".join(answer.output.split())[-300:]
    return [said.get(number) for number in range(len(controls))], problem


def is_still_true(control: Control) -> bool:
    """Whether the prover shows that the slip changed nothing."""
    return any(proving.prove_equal(side, control.altered).proved for side in (control.original, control.kept))
