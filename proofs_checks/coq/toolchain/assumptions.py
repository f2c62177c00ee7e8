"""What theorems rest on: printed by Coq for groups of theorems, read back, and compared with what is allowed.

Dictionary
    allowed_axioms      what a theorem may rest on, and why
    reason_of           the reason for one axiom; certificates may rest on the kernel's machine integers besides
    not_allowed         axioms that nothing allows
    grouped             theorems in groups that are to rest on the same axioms
    rests_text          lines of Coq that print, for each group, what its theorems together rest on
    printed_axioms      the axioms that Coq printed, group by group

Coq needs half a second and more to find what one theorem rests on, as long as for a hundred theorems together.
A group's theorems are recorded to rest on the same axioms; what they rest on together is then what each may rest on,
and a theorem that rests on anything else changes what its group prints.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ALLOWED = Path(__file__).parent / "axioms.toml"
Axioms = Mapping[str, tuple[str, ...]]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(ALLOWED.read_text(encoding="utf-8"))


def allowed_axioms() -> Mapping[str, str]:
    """What a theorem may rest on, and why."""
    return dict(_table()["allowed"])


def _in_certificates() -> tuple[tuple[str, ...], str]:
    """How the names of axioms begin on which a certificate of a polynomial may rest besides, and why."""
    table = _table()["allowed_in_certificates"]
    return tuple(table["prefixes"]), table["reason"]


def reason_of(axiom: str) -> str:
    """Why a theorem or a certificate may rest on this axiom.

    >>> reason_of("Classical_Prop.classic"), reason_of("PrimInt63.add"), reason_of("my_axiom")
    ("the standard library's real analysis", 'interval arithmetic on primitive integers', 'not allowed')
    """
    prefixes, reason = _in_certificates()
    return allowed_axioms().get(axiom) or (reason if axiom.startswith(prefixes) else "not allowed")


def not_allowed(axioms: Iterable[str], certificate: bool = False) -> tuple[str, ...]:
    """The axioms that nothing allows.

    >>> not_allowed(["Classical_Prop.classic", "PrimInt63.add"])
    ('PrimInt63.add',)
    >>> not_allowed(["Classical_Prop.classic", "PrimInt63.add"], certificate=True)
    ()
    """
    allowed, prefixes = allowed_axioms(), _in_certificates()[0] if certificate else ()
    return tuple(name for name in axioms if name not in allowed and not name.startswith(prefixes))


def grouped(names: Iterable[str], recorded: Axioms) -> list[tuple[str, ...]]:
    """The theorems in groups by their recorded axioms; one that is not recorded stands alone.

    >>> grouped(["a", "b", "c"], {"a": ("x",), "c": ("x",)})
    [('a', 'c'), ('b',)]
    """
    groups: dict[object, list[str]] = {}
    for name in names:
        groups.setdefault(recorded.get(name, name), []).append(name)
    return [tuple(group) for group in groups.values()]


def rests_text(groups: Sequence[Sequence[str]]) -> str:
    """Lines of Coq that print what each group's theorems rest on together.

    >>> print(rests_text([("a", "b")]), end="")
    Definition rests_1 := conj (@a) (conj (@b) I).
    Print Assumptions rests_1.
    """
    lines = []
    for number, group in enumerate(groups, start=1):
        term = "I"
        for name in reversed(group):
            term = f"conj (@{name}) {term if term == 'I' else f'({term})'}"
        lines.append(f"Definition rests_{number} := {term}.\nPrint Assumptions rests_{number}.\n")
    return "".join(lines)


def printed_axioms(output: str) -> list[tuple[str, ...]]:
    """The axioms of each theorem or group, in the order in which they were printed.

    >>> printed_axioms("Closed under the global context\\nAxioms:\\nclassic : forall P : Prop, P\\n  \\\\/ ~ P\\n")
    [(), ('classic',)]
    """
    found: list[list[str]] = []
    for line in output.splitlines():
        if line.startswith(("Closed under", "Axioms:")):
            found.append([])
        elif found and (match := re.match(r"([\w.']+)\s*(:|$)", line)):
            found[-1].append(match.group(1))
    return [tuple(sorted(names)) for names in found]
