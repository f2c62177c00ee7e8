"""How many of the proved equalities of statement files Coq's kernel accepts too, by rules alone.

    python -m benchmarks.bounds.certified_share FOLDER [FOLDER ...]   # every *.toml there

Each claim is judged, then asked of Coq; a line says what came of it, and results/bounds/certified-share.json keeps all.
Three shares: of all proved equalities; of those that are made of the older operations alone, read off their terms
(`plain`); of those whose operations all have a rule of translation (`within`). Compiling takes minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.facts import head, write
from lora_symbolic.language import subterms
from proofs_checks.commands.check.claims import claims_of
from proofs_checks.commands.shared.judging import judge_with_progress, plan_of
from proofs_checks.coq.translation.own_claims import attempt_of, compiled
from proofs_checks.coq.translation.rules import RULES
from proofs_checks.ledger.equality import has_gradient
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.verdict import Verdict

OUT = Path(__file__).parents[1] / "results" / "bounds" / "certified-share.json"
SECONDS = 5.0  # for the judging of one claim
NEWER = frozenset(["pi", "lower", "step", "cos", "sin", "erf", "apply", "inverse", "det", "jacobian"])


@dataclass(frozen=True)
class Line:
    """One proved equality: is it plain, has every operation a rule, does Coq accept it, else why not, how long."""

    claim: str
    plain: bool
    within: bool
    accepted: bool
    reason: str
    seconds: float  # on the clock, for all rules that were tried; limits are of processor time


def translated(claim: LedgerClaim) -> bool:
    """Whether every operation of the claim is one that the translator knows."""
    nodes = list(subterms(*claim.terms))
    known = all(node.op in RULES or node.op == "grad" for node in nodes)
    return known and not any(node.op == "softmax" and len(node.args) > 1 for node in nodes)


def plain(claim: LedgerClaim) -> bool:
    """Whether a claim has no newer function, no softmax with weights, no derivative inside one, and no hypothesis."""
    nodes = list(subterms(*claim.terms))
    weighted = any(node.op == "softmax" and len(node.args) > 1 for node in nodes)
    inner = any(node.op == "grad" and has_gradient(node.args[0]) for node in nodes)
    return not (weighted or inner or claim.where or NEWER.intersection(node.op for node in nodes))


def lines(files: Sequence[Path]) -> Iterator[Line]:
    """The proved equalities of the files, one after the other."""
    for file in files:
        claims, _, _ = claims_of([file])
        results = judge_with_progress(claims, 1, plan_of((), SECONDS, thorough=False))
        for claim, result in zip(claims, results, strict=True):
            if result.verdict is Verdict.PROVED and claim.kind == "equal":
                found = compiled(attempt_of(claim))
                name = f"{file.name}#{claim.name.rpartition('#')[2]}"
                yield Line(name, plain(claim), translated(claim), found.accepted, found.reason, round(found.seconds, 1))


def shares_of(found: Sequence[Line]) -> dict[str, dict[str, int]]:
    """How many are proved and how many accepted: of all, of the plain ones, of those within the translation."""
    sets = {
        "all": list(found),
        "plain": [line for line in found if line.plain],
        "within": [line for line in found if line.within],
    }
    return {
        name: {"proved": len(chosen), "accepted": sum(line.accepted for line in chosen)}
        for name, chosen in sets.items()
    }


def summary(found: Sequence[Line]) -> dict[str, object]:
    """The counts with the lines that they count."""
    open_ = [f"{line.claim}: {line.reason}" for line in found if not line.accepted]
    return {"shares": shares_of(found), "open": open_, "rows": [asdict(line) for line in found]}


def main(folders: Sequence[str]) -> int:
    """Measure, print and store."""
    files = [file for folder in folders for file in sorted(Path(folder).glob("*.toml"))]
    if not files:
        sys.stderr.write("expected a folder with statement files (*.toml)\n")
        return 2
    found = []
    for line in lines(files):
        found.append(line)
        sys.stdout.write(f"{line.claim}: {'theorem' if line.accepted else line.reason}\n")
        sys.stdout.flush()
    data = summary(found)
    write(OUT, {**head("numpy"), **data})
    for name, share in shares_of(found).items():
        sys.stdout.write(f"{name}: {share['accepted']} of {share['proved']} proved equalities have a theorem\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
