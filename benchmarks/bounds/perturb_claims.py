"""Every field of every claim that is no equality, altered by rule: does the sentence change, and if not, the verdict?

    python -m benchmarks.bounds.perturb_claims              # all ledgers
    python -m benchmarks.bounds.perturb_claims --verdicts   # judge each alteration of a proved statement

The first form writes benchmarks/results/bounds/perturbations.json and ends with exit code 1 when an alteration changes
neither sentence nor verdict. The second one counts how many alterations are refuted, stay open or hold too, and shows
those that hold and are sharper; it ends with exit code 1 when one is both proved and refuted.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.facts import head, write
from proofs_checks.judging.meaning import judge_alterations, unchanged
from proofs_checks.ledger import LedgerClaim, load_ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import FOLDER
from proofs_checks.mutants.fields import alterations

RESULTS = Path(__file__).parents[1] / "results" / "bounds" / "perturbations.json"


def claims() -> Iterator[tuple[str, LedgerClaim, str]]:
    """Each claim of each ledger with the ledger's name and the recorded verdict."""
    for folder in sorted(path for path in FOLDER.parent.iterdir() if path.is_dir()):
        recorded = verdicts_in(folder / FILE)
        for claim in load_ledger(folder).claims:
            yield folder.name, claim, recorded.get(claim.key, "")


def sentences(out: Path) -> int:
    """The alterations that change nothing; 0 when there are none."""
    counts: Counter[tuple[str, str]] = Counter()
    silent = []
    altered_claims = set()
    for ledger, claim, _ in claims():
        for altered in alterations(claim):
            altered_claims.add((ledger, claim.key))
            counts[ledger, altered.kind] += 1
            if unchanged(claim, altered):
                silent.append(f"{ledger} {claim.key}: {altered.field}, {altered.kind}")
    rows = [{"ledger": ledger, "kind": kind, "alterations": count} for (ledger, kind), count in sorted(counts.items())]
    total = sum(counts.values())
    found = {"claims": len(altered_claims), "alterations": total, "missed": silent, "rows": rows}
    write(out, {**head("sympy", "python-flint"), **found})
    for row in rows:
        print(f"{row['alterations']:6d}  {row['ledger']}: {row['kind']}")
    print(f"{total:6d}  alterations of {len(altered_claims)} claims, {len(silent)} change neither sentence nor verdict")
    print("\n".join(silent))
    return 1 if silent else 0


def verdicts() -> int:
    """The outcomes of the alterations of proved bounds, ranks, costs and growths."""
    counts: Counter[tuple[str, str]] = Counter()
    for ledger, claim, verdict in claims():
        if verdict != "proved" or claim.stated is None:
            continue
        for found in judge_alterations(claim):
            counts[found.kind, found.outcome] += 1
            if found.outcome in ("conflict", "sharper"):
                print(f"{found.outcome}: {ledger} {claim.key}: {found.text}", flush=True)
    for (kind, outcome), count in sorted(counts.items()):
        print(f"{count:6d}  {kind}: {outcome}")
    return 1 if any(outcome == "conflict" for _, outcome in counts) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verdicts", action="store_true", help="judge the alterations of what is proved")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    sys.exit(verdicts() if options.verdicts else sentences(options.out))
