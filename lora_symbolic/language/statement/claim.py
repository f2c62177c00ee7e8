"""Claim: what a statement file claims of its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..term import Term


@dataclass(frozen=True)
class Claim:
    """What one claim says: its texts, its terms, and the problem when its shapes do not fit."""

    name: str
    equal: tuple[str, str] | None = None
    shape: tuple[str, str, str] | None = None
    lhs: Term | None = None
    rhs: Term | None = None
    problem: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
