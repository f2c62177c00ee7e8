"""All negative controls of the Coq theorems: `python -m proofs_checks.coq.mutants [generated] [theories]`.

It is a matter of many minutes. Without arguments both parts are tried; a part that is not keeps its stored result.

Dictionary
    Tally             how many wrong statements of one kind of theorem, how many refused, and the survivors
    generated         the controls of the theorems of the ledger's claims
    of_theories       those of the theorems of the theories
    sample            every so many of the first, for a quick run

A survivor is a wrong statement that the proof closes. It must be explained: by the prover, which shows that the slip
changed nothing, or by a line of mutants.toml. The result is written to mutants.json.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..ledger import Ledger, load_ledger
from .generate import by_section, wanted
from .mutated import Control, controls_of, is_still_true, tried
from .mutated_theories import Slip, all_slips, well_typed
from .toolchain import PROCESSES, coqc, version

RESULTS = Path(__file__).parent / "mutants.json"
EXPLAINED = Path(__file__).parent / "mutants.toml"
MISSING = 4
BAD_INPUT = 2
SURVIVED = 1
PER_FILE = 40  # wrong statements, which may take five seconds each


@dataclass
class Tally:
    """Controls of one kind of theorem; each survivor with its explanation, empty if there is none."""

    theorems: int = 0
    mutants: int = 0
    refused: int = 0
    without: list[str] = field(default_factory=list)  # theorems that no slip fits
    survivors: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def unexplained(self) -> list[dict[str, str]]:
        """Survivors that nothing explains."""
        return [survivor for survivor in self.survivors if not survivor["explanation"]]

    def data(self) -> dict[str, Any]:
        """As mutants.json has it."""
        return {
            "theorems": self.theorems,
            "mutants": self.mutants,
            "refused": self.refused,
            "theorems_without_mutant": self.without,
            "survivors": self.survivors,
            "problems": self.problems,
        }


def explained() -> dict[str, str]:
    """The survivors that mutants.toml explains, by theorem and kind."""
    return dict(tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"])


def tally_controls(name: str, controls: Sequence[Control], tally: Tally) -> None:
    """Try these controls, so many in each file, and count."""
    files = [controls[start : start + PER_FILE] for start in range(0, len(controls), PER_FILE)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        answers = list(pool.map(lambda part: tried(name, part), files))
    for part, (outcomes, problem) in zip(files, answers, strict=True):
        if problem or None in outcomes:
            tally.problems.append(f"{name}: {problem or 'Coq did not come to the end'}")
        for control, closed in zip(part, outcomes, strict=True):
            tally.mutants += 1
            tally.refused += closed is False
            if closed:
                known = explained().get(f"{control.theorem}: {control.kind}", "")
                reason = "equal, by the prover" if is_still_true(control) else known
                tally.survivors.append(_survivor(control.theorem, control.kind, control.statement, reason))


def _survivor(theorem: str, kind: str, statement: str, explanation: str) -> dict[str, str]:
    last = statement.strip().splitlines()[-1].strip()
    return {"theorem": theorem, "kind": kind, "states": last, "explanation": explanation}


def generated(ledger: Ledger, per_kind: int = 1) -> Tally:
    """The controls of every theorem of the ledger."""
    tally = Tally()
    controls: list[Control] = []
    for certificates in by_section(wanted(ledger), ledger).values():
        for certificate in certificates:
            tally.theorems += 1
            found = controls_of(certificate, per_kind)
            controls += found
            if not found:
                tally.without.append(certificate.theorem)
    tally_controls("mutants", controls, tally)
    return tally


def sample(ledger: Ledger, every: int) -> Tally:
    """Every so many of the controls of the ledger's theorems, in one file."""
    tally = Tally()
    sections = by_section(wanted(ledger), ledger).values()
    controls = [control for part in sections for entry in part for control in controls_of(entry)]
    tally.theorems = len({control.theorem for control in controls[::every]})
    tally_controls("mutants_sample", controls[::every], tally)
    return tally


def of_theories() -> Tally:
    """The controls of every theorem of the theories, one file for each."""
    tally = Tally()
    slips = all_slips()

    def outcomes(name: str) -> list[tuple[Slip, str]]:
        return list(well_typed(slips[name]))

    with ThreadPoolExecutor(PROCESSES) as pool:
        for name, found in zip(slips, pool.map(outcomes, slips), strict=True):
            tally.theorems += 1
            if not found:
                tally.without.append(name)
            for slip, outcome in found:
                tally.mutants += 1
                tally.refused += outcome == "refused"
                if outcome == "closed":
                    reason = explained().get(f"{slip.theorem}: {slip.kind}", "")
                    tally.survivors.append(_survivor(slip.theorem, slip.kind, slip.statement, reason))
    return tally


def main(asked: Sequence[str]) -> int:
    """Try all, write mutants.json, and say what survived; exit code 1 when a survivor is not explained."""
    parts = {"generated": lambda: generated(load_ledger()), "theories": of_theories}
    if unknown := [name for name in asked if name not in parts]:
        sys.stderr.write(f"{unknown[0]}: expected {' or '.join(parts)}\n")
        return BAD_INPUT
    if coqc() is None:
        sys.stderr.write("coqc is missing; on Debian and Ubuntu: apt-get install coq\n")
        return MISSING
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    failed = False
    for name in asked or parts:
        tally = parts[name]()
        stored |= {"coqc": version(), name: tally.data()}
        RESULTS.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(
            f"{name}: {tally.refused} of {tally.mutants} wrong statements refused, {len(tally.survivors)} closed, "
            f"of them {len(tally.unexplained)} not explained; {len(tally.without)} theorems without any\n"
        )
        for line in [*tally.problems, *(f"{entry['theorem']}: {entry['kind']}" for entry in tally.unexplained)]:
            sys.stdout.write(f"  {line}\n")
        failed = failed or bool(tally.problems or tally.unexplained)
    return SURVIVED if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
