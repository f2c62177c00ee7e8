"""All negative controls of the Coq theorems: `python -m proofs_checks.coq.mutants.run [generated] [theories|changed]`.

It is a matter of many minutes. Without arguments both parts are tried; a part that is not keeps its stored result.
With `changed`, of the theories only those whose statements are not those of the stored run.

Dictionary
    Tally             how many wrong statements there are of one kind of theorems, how many of each were refused, the
                      survivors, and those that Coq could not tell in the time given, which count as neither
    generated         the controls of the theorems of the ledger's claims
    of_theories       those of the theorems of the theories
    fingerprint       of the statements that were tried; a run of other ones is out of date
    kept              what a stored run says of theories whose statements are the same now
    sample            every so many of the first, for a quick run

A survivor is a wrong statement that the proof closes. It must be explained: by the prover, which shows that the slip
changed nothing, or by a line of mutants.toml. The result is written to mutants.json.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proofs_checks.ledger import Ledger, load_ledger

from ..toolchain.compiler import OUT_OF_TIME, PROCESSES, coqc, theories, version
from ..translation.generate import by_section, wanted
from .statements import CLOSED, REFUSED, Control, controls_of, is_still_true, tried
from .theories import Slip, all_slips, statements_of, well_typed

RESULTS = Path(__file__).parent / "mutants.json"
EXPLAINED = Path(__file__).parent / "mutants.toml"
MISSING = 4
BAD_INPUT = 2
SURVIVED = 1
SECONDS = 5  # for a wrong statement; true ones take three at most
PATIENT = 240  # where no wrong statement of the theorem was refused at first
PER_FILE = 48  # wrong statements


@dataclass
class Tally:
    """Controls of one kind of theorem; each survivor with its explanation, empty if there is none."""

    refused: dict[str, int] = field(default_factory=dict)  # how many of each theorem's
    mutants: int = 0
    out_of_time: list[str] = field(default_factory=list)
    survivors: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def unexplained(self) -> list[dict[str, str]]:
        """Survivors that nothing explains."""
        return [survivor for survivor in self.survivors if not survivor["explanation"]]

    @property
    def never_refused(self) -> list[str]:
        """Theorems of which no wrong statement was refused, those without any among them."""
        return [theorem for theorem, count in self.refused.items() if not count]

    def count(self, theorem: str, kind: str, statement: str, outcome: str | None, explanation: str = "") -> None:
        """One more wrong statement, with what Coq said of it."""
        name = f"{theorem}: {kind}"
        self.mutants += 1
        self.refused[theorem] = self.refused.get(theorem, 0) + (outcome == REFUSED)
        if outcome == OUT_OF_TIME:
            self.out_of_time.append(name)
        if outcome == CLOSED:
            states = statement.strip().splitlines()[-1].strip()
            reason = explanation or explained().get(name, "")
            self.survivors.append({"theorem": theorem, "kind": kind, "states": states, "explanation": reason})

    def data(self) -> dict[str, Any]:
        """As mutants.json has it."""
        return {
            "mutants": self.mutants,
            "refused": self.refused,
            "out_of_time": self.out_of_time,
            "survivors": self.survivors,
            "problems": self.problems,
        }


def explained() -> dict[str, str]:
    """The survivors that mutants.toml explains, by theorem and kind."""
    return dict(tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"])


def tally_controls(name: str, controls: Sequence[Control], tally: Tally, patient: bool = True) -> None:
    """Try these controls and count; where no slip of a theorem was refused, the patient give slow ones more time."""
    said = first_answers(name, controls, tally.problems)
    refused = {control.theorem for control, outcome in zip(controls, said, strict=True) if outcome == REFUSED}
    slow: dict[str, list[int]] = {}
    for place, (control, outcome) in enumerate(zip(controls, said, strict=True)):
        if patient and outcome == OUT_OF_TIME and control.theorem not in refused:
            slow.setdefault(control.theorem, []).append(place)
    with ThreadPoolExecutor(PROCESSES) as pool:
        for found in pool.map(lambda places: patient_answers(name, controls, places), slow.values()):
            for place, outcome in found.items():
                said[place] = outcome
    for control, outcome in zip(controls, said, strict=True):
        reason = "equal, by the prover" if outcome == CLOSED and is_still_true(control) else ""
        tally.count(control.theorem, control.kind, control.statement, outcome, reason)


def first_answers(name: str, controls: Sequence[Control], problems: list[str]) -> list[str | None]:
    """What Coq says of each control in a short time, many in one file; what goes wrong joins the problems."""
    files = [controls[start : start + PER_FILE] for start in range(0, len(controls), PER_FILE)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        answers = list(pool.map(lambda part: tried(name, part, SECONDS), files))
    for said, problem in answers:
        if problem or None in said:
            problems.append(f"{name}: {problem or 'Coq did not come to the end'}")
    return [outcome for said, _ in answers for outcome in said]


def patient_answers(name: str, controls: Sequence[Control], places: Sequence[int]) -> dict[int, str | None]:
    """What Coq says of one control after the other, short ones first, until it refuses one."""
    found: dict[int, str | None] = {}
    for place in sorted(places, key=lambda place: len(controls[place].statement)):
        (found[place],), _ = tried(f"{name}_again", [controls[place]], PATIENT)
        if found[place] == REFUSED:
            break
    return found


def generated(ledger: Ledger, per_kind: int = 1) -> Tally:
    """The controls of every theorem of the ledger."""
    tally = Tally()
    controls: list[Control] = []
    for certificates in by_section(wanted(ledger), ledger).values():
        for certificate in certificates:
            tally.refused[certificate.theorem] = 0
            controls += controls_of(certificate, per_kind)
    tally_controls("mutants", controls, tally)
    return tally


def fingerprint(statements: Mapping[str, str]) -> str:
    """A digest of theorems with their statements, by which a stored run of other ones is told.

    >>> fingerprint({"a": "0 = 0"}) == fingerprint({"a": "0 = 1"})
    False
    """
    return hashlib.sha256(json.dumps(dict(statements), sort_keys=True).encode()).hexdigest()[:20]


def statements_tried(part: str) -> dict[str, str]:
    """The statement of every theorem of a part, `generated` or `theories`, as it is now."""
    if part == "theories":
        return {name: statement for theory in theories() for name, statement in statements_of(theory).items()}
    ledger = load_ledger()
    sections = by_section(wanted(ledger), ledger).values()
    return {entry.theorem: f"{entry.statement}\n{entry.proof}" for section in sections for entry in section}


def sample(ledger: Ledger, every: int) -> Tally:
    """Every so many of the controls of the ledger's theorems, each for a short time."""
    tally = Tally()
    sections = by_section(wanted(ledger), ledger).values()
    controls = [control for part in sections for entry in part for control in controls_of(entry)]
    tally_controls("mutants_sample", controls[::every], tally, patient=False)
    return tally


def by_theory() -> dict[str, str]:
    """The fingerprint of the statements of each theory, as they are now."""
    return {theory: fingerprint(found) for theory in theories() if (found := statements_of(theory))}


def kept(stored: Mapping[str, Any]) -> Tally:
    """What a stored run of the theories says of those whose statements are the same now."""
    same = {theory for theory, digest in by_theory().items() if stored.get("by_theory", {}).get(theory) == digest}
    names = {name for theory in same for name in statements_of(theory)}
    late = [name for name in stored.get("out_of_time", ()) if name.split(":")[0] in names]
    survivors = [entry for entry in stored.get("survivors", ()) if entry["theorem"] in names]
    refused = {name: count for name, count in stored.get("refused", {}).items() if name in names}
    return Tally(refused, sum(refused.values()) + len(late) + len(survivors), late, survivors)


def of_theories(known: Tally | None = None) -> Tally:
    """The controls of every theorem of the theories that is not known yet, one file for each."""
    tally = known or Tally()
    slips = {name: found for name, found in all_slips().items() if name.split(".")[1] not in tally.refused}

    def outcomes(name: str) -> list[tuple[Slip, str]]:
        return list(well_typed(slips[name]))

    with ThreadPoolExecutor(PROCESSES) as pool:
        for name, found in zip(slips, pool.map(outcomes, slips), strict=True):
            tally.refused[name.split(".")[1]] = 0
            for slip, outcome in found:
                tally.count(slip.theorem, slip.kind, slip.statement, outcome)
    return tally


def summary(name: str, tally: Tally) -> str:
    """How many were refused, and below it what is wrong, if anything."""
    lines = [
        f"{name}: {sum(tally.refused.values())} of {tally.mutants} wrong statements refused, {len(tally.survivors)} "
        f"closed, of them {len(tally.unexplained)} not explained; {len(tally.out_of_time)} not told in time; "
        f"{len(tally.never_refused)} of {len(tally.refused)} theorems without a refused one",
        *(f"  {problem}" for problem in tally.problems),
        *(f"  {entry['theorem']}: {entry['kind']}: closed, not explained" for entry in tally.unexplained),
        *(f"  {theorem}: none refused" for theorem in tally.never_refused),
    ]
    return "\n".join(lines) + "\n"


def main(asked: Sequence[str]) -> int:
    """Try all, write mutants.json, and say what survived; exit code 1 when a survivor is not explained."""
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    parts: dict[str, Callable[[], Tally]] = {
        "generated": lambda: generated(load_ledger()),
        "theories": of_theories,
        "changed": lambda: of_theories(kept(stored.get("theories", {}))),
    }
    if unknown := [name for name in asked if name not in parts]:
        sys.stderr.write(f"{unknown[0]}: expected {' or '.join(parts)}\n")
        return BAD_INPUT
    if coqc() is None:
        sys.stderr.write("coqc is missing; on Debian and Ubuntu: apt-get install coq\n")
        return MISSING
    failed = False
    for name in asked or ("generated", "theories"):
        tally = parts[name]()
        part = "generated" if name == "generated" else "theories"
        tried_now = {"fingerprint": fingerprint(statements_tried(part)), **tally.data()}
        stored |= {"coqc": version(), part: tried_now | ({"by_theory": by_theory()} if part == "theories" else {})}
        RESULTS.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(summary(name, tally))
        failed = failed or bool(tally.problems or tally.unexplained or tally.never_refused)
    return SURVIVED if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
