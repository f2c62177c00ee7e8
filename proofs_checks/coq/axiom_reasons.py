"""The reason for each axiom that a theorem may rest on, as axioms.toml has it.

Dictionary
    reason_of           the reason, or that nothing allows the axiom
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

AXIOMS = Path(__file__).parent / "axioms.toml"
NOT_ALLOWED = "not allowed"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(AXIOMS.read_text(encoding="utf-8"))


def reason_of(axiom: str) -> str:
    """Why a theorem may rest on this axiom.

    >>> reason_of("Classical_Prop.classic")
    "the standard library's real analysis"
    >>> reason_of("my_axiom")
    'not allowed'
    """
    table = _table()
    if axiom in table["allowed"]:
        return str(table["allowed"][axiom])
    certificates = table["allowed_in_certificates"]
    if axiom.startswith(tuple(certificates["prefixes"])):
        return str(certificates["reason"])
    return NOT_ALLOWED
