"""Every field of every claim that is no equality, altered by rule: does the sentence change, and if not, the verdict?

    python benchmarks/bounds/perturb_claims.py              # all ledgers
    python benchmarks/bounds/perturb_claims.py --verdicts   # judge each alteration of a proved bound, rank or cost

The first form ends with exit code 1 when an alteration changes neither sentence nor verdict. The second one counts how
many alterations are refuted, stay open or hold too, and shows those that hold and are sharper; it ends with exit code 1
when one is both proved and refuted.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from proofs_checks.judging.meaning import judge_alterations, unchanged
from proofs_checks.ledger import LedgerClaim, load_ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import FOLDER
from proofs_checks.mutants.fields import alterations


def claims() -> Iterator[tuple[str, LedgerClaim, str]]:
    """Each claim of each ledger with the ledger's name and the recorded verdict."""
    for folder in sorted(path for path in FOLDER.parent.iterdir() if path.is_dir()):
        recorded = verdicts_in(folder / FILE)
        for claim in load_ledger(folder).claims:
            yield folder.name, claim, recorded.get(claim.key, "")


def sentences() -> int:
    """The alterations that change nothing; 0 when there are none."""
    counts: Counter[str] = Counter()
    silent = []
    for ledger, claim, _ in claims():
        for altered in alterations(claim):
            counts[altered.kind] += 1
            if unchanged(claim, altered):
                silent.append(f"{ledger} {claim.key}: {altered.field}, {altered.kind}")
    for kind, count in sorted(counts.items()):
        print(f"{count:6d}  {kind}")
    print(f"{sum(counts.values()):6d}  alterations, {len(silent)} change neither sentence nor verdict")
    print("\n".join(silent))
    return 1 if silent else 0


def verdicts() -> int:
    """The outcomes of the alterations of proved bounds, ranks and costs."""
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
    sys.exit(verdicts() if parser.parse_args().verdicts else sentences())
