"""Negative controls: statements with one slip, which the proof of the true statement must not close.

Dictionary
    Control             a slip: theorem, kind, the wrong statement, and the wrong side as a term
    controls_of         the slips of one generated theorem, made on the claim's terms and then translated
    controls_text       one file that tries the proof on every wrong statement and prints which ones it closes
    tried               which controls Coq closed: True, False, or None where it did not come to them
    is_still_true       whether the prover shows that the altered side equals the original one, or the other side

`Goal` stands outside of what may fail, so a wrong statement must be well typed: what is refused is its proof.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lora_symbolic import proving
from lora_symbolic.language import Term

from ..methods.method import sides
from ..methods.mutants import mutants_of
from .errors import NotTranslatable
from .generate import HEADER, Certificate
from .toolchain import compile_text
from .translate import equality

SECONDS = 5  # for the rules on one wrong statement; on true ones they take three at most
_SAYS = re.compile(r"^control (\d+) (closed|refused)$", re.MULTILINE)


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
    found = []
    for mutant in mutants_of(claim, per_kind):
        if mutant.term is None:
            continue
        pair = (kept, mutant.term) if on_the_right else (mutant.term, kept)
        try:
            statement = equality(*pair, claim.sizes, claim.term_names)
        except NotTranslatable:
            continue
        if statement != certificate.statement:
            proof = certificate.proof
            found.append(Control(certificate.theorem, mutant.kind, statement, proof, kept, original, mutant.term))
    return tuple(found)


def controls_text(controls: Sequence[Control]) -> str:
    """A file that tries every proof on its wrong statement, and says `closed` or `refused`."""
    parts = [HEADER]
    for number, control in enumerate(controls):
        tactic = _as_one_tactic(control.proof)
        parts.append(
            f"Goal {control.statement}.\nProof.\n"
            f'first [ timeout {SECONDS} (solve [{tactic}]); idtac "control {number} closed" '
            f'| idtac "control {number} refused" ].\nAbort.\n'
        )
    return "\n".join(parts)


def _as_one_tactic(proof: str) -> str:
    """Sentences one after the other as one tactic; the proofs of proofs.toml do not branch.

    >>> _as_one_tactic("cbv zeta; intros. by rewrite a.")
    'cbv zeta; intros; by rewrite a'
    """
    return re.sub(r"\.\s+", "; ", proof.strip().rstrip("."))


def tried(name: str, controls: Sequence[Control]) -> tuple[list[bool | None], str]:
    """Whether Coq closed each control, None where it did not come to it; and what went wrong, if anything.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    answer = compile_text(name, controls_text(controls))
    said = {int(number): verdict == "closed" for number, verdict in _SAYS.findall(answer.output)}
    problem = "" if answer.accepted else " ".join(answer.output.split())[-300:]
    return [said.get(number) for number in range(len(controls))], problem


def is_still_true(control: Control) -> bool:
    """Whether the prover shows that the slip changed nothing."""
    return any(proving.prove_equal(side, control.altered).proved for side in (control.original, control.kept))
