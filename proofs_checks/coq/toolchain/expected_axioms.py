"""The golden file: which axioms each theorem rests on, compared at every run.

Dictionary
    read_golden, write_golden    axioms.json: theorems grouped by the axioms that they rest on
    read_compilation             compiled.json: when the axioms were recorded, and by which compiler
    theorems_of_theories         the theorems that the theories name
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from .assumptions import Axioms, not_allowed
from .compiler import theories, theory_file, version

GOLDEN = Path(__file__).parent / "axioms.json"
COMPILED = "compiled.json"  # beside the golden file
_THEOREM = re.compile(r"^Theorem (\w+)", re.MULTILINE)


def read_golden(path: Path = GOLDEN) -> dict[str, tuple[str, ...]]:
    """The recorded axioms of each theorem."""
    groups = json.loads(path.read_text(encoding="utf-8"))
    return {name: tuple(group["axioms"]) for group in groups for name in group["theorems"]}


def write_golden(found: Axioms, path: Path = GOLDEN) -> None:
    """Record the axioms of each theorem, grouped by axioms, with the day and the compiler."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, axioms in found.items():
        groups.setdefault(axioms, []).append(name)
    data = [{"axioms": list(axioms), "theorems": sorted(names)} for axioms, names in sorted(groups.items())]
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    made = {"compiled": datetime.now(UTC).date().isoformat(), "coqc": version().split(" ")[0]}
    (path.parent / COMPILED).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def read_compilation(path: Path = GOLDEN) -> dict[str, str]:
    """The day on which the recorded theorems were compiled, and the compiler's version."""
    made: dict[str, str] = json.loads((path.parent / COMPILED).read_text(encoding="utf-8"))
    return made


def theorems_of_theories() -> tuple[str, ...]:
    """The theorems of the theories, in the order of the files."""
    return tuple(name for theory in theories() for name in _THEOREM.findall(theory_file(theory).read_text()))


__all__ = ["GOLDEN", "Axioms", "not_allowed", "read_compilation", "read_golden", "theorems_of_theories", "write_golden"]
