"""How many of the proved equalities of statement files Coq's kernel accepts too, by rules alone.

    python benchmarks/bounds/certified_share.py FOLDER [FOLDER ...]   # every *.toml there

Each claim is judged, then asked of Coq; a line says what came of it, and results/certified-share.json keeps all lines.
`within` counts only claims whose operations all have a rule of translation. Compiling takes minutes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lora_symbolic.language import subterms
from proofs_checks.commands.check.claims import claims_of
from proofs_checks.commands.shared.judging import judge_with_progress, plan_of
from proofs_checks.coq.translation.own_claims import attempt_of, compiled
from proofs_checks.coq.translation.rules import RULES
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.verdict import Verdict

OUT = Path(__file__).parents[1] / "results" / "certified-share.json"
SECONDS = 5.0  # for the judging of one claim


@dataclass(frozen=True)
class Line:
    """One proved equality: whether every operation has a rule, whether Coq accepts it, and else why not."""

    claim: str
    within: bool
    accepted: bool
    reason: str


def translated(claim: LedgerClaim) -> bool:
    """Whether every operation of the claim is one that the translator knows."""
    nodes = list(subterms(*claim.terms))
    known = all(node.op in RULES or node.op == "grad" for node in nodes)
    return known and not any(node.op == "softmax" and len(node.args) > 1 for node in nodes)


def lines(files: Sequence[Path]) -> Iterator[Line]:
    """The proved equalities of the files, one after the other."""
    for file in files:
        claims, _, _ = claims_of([file])
        results = judge_with_progress(claims, 1, plan_of((), SECONDS, thorough=False))
        for claim, result in zip(claims, results, strict=True):
            if result.verdict is Verdict.PROVED and claim.kind == "equal":
                found = compiled(attempt_of(claim))
                name = f"{file.name}#{claim.name.rpartition('#')[2]}"
                yield Line(name, translated(claim), found.accepted, found.reason)


def summary(found: Sequence[Line]) -> dict[str, object]:
    """The counts with the lines that they count."""
    within = [line for line in found if line.within]
    return {
        "proved": len(found),
        "accepted": sum(line.accepted for line in found),
        "within": len(within),
        "accepted within": sum(line.accepted for line in within),
        "lines": [asdict(line) for line in found],
    }


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
    OUT.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{data['accepted']} of {data['proved']} proved equalities have a theorem; "
        f"{data['accepted within']} of {data['within']} whose operations are translated\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
