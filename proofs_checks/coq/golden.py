"""The golden file: which axioms each theorem rests on, compared at every run.

Dictionary
    read_golden, write_golden    axioms.json: theorems grouped by the axioms that they rest on
    theorems_of_theories         the theorems that the theories name
    axioms_text                  a file that prints the axioms of all of them
    not_allowed                  axioms that axioms.toml does not list
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .generate import HEADER, allowed_axioms
from .toolchain import THEORIES, theories

GOLDEN = Path(__file__).parent / "axioms.json"
_THEOREM = re.compile(r"^Theorem (\w+)", re.MULTILINE)
Axioms = Mapping[str, tuple[str, ...]]


def read_golden(path: Path = GOLDEN) -> dict[str, tuple[str, ...]]:
    """The recorded axioms of each theorem."""
    groups = json.loads(path.read_text(encoding="utf-8"))
    return {name: tuple(group["axioms"]) for group in groups for name in group["theorems"]}


def write_golden(found: Axioms, path: Path = GOLDEN) -> None:
    """Record the axioms of each theorem, grouped by axioms."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, axioms in found.items():
        groups.setdefault(axioms, []).append(name)
    data = [{"axioms": list(axioms), "theorems": sorted(names)} for axioms, names in sorted(groups.items())]
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def theorems_of_theories() -> tuple[str, ...]:
    """The theorems of the theories, in the order of the files."""
    return tuple(name for theory in theories() for name in _THEOREM.findall((THEORIES / f"{theory}.v").read_text()))


def axioms_text() -> str:
    """A file that prints the axioms of every theorem of the theories."""
    lines = [HEADER, f"From lora Require Import {' '.join(theories())}."]
    return "\n".join([*lines, *(f"Print Assumptions {name}." for name in theorems_of_theories())]) + "\n"


def not_allowed(axioms: Iterable[str]) -> tuple[str, ...]:
    """The axioms that nothing allows."""
    allowed = allowed_axioms()
    return tuple(name for name in axioms if name not in allowed)
