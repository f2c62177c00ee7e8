"""Claim: what a statement file claims of its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..term import Term
from .equation import Equation
from .stated import Exists, Stated


@dataclass(frozen=True)
class Claim:
    """What one claim says: its texts, its terms, and the problem when its shapes do not fit.

    It is claimed where the equations of `where` hold: those of the claim and those of its file.
    `stated` is a claim that is no equality; `fault` says why it cannot be read, in one line.
    `exists` is a claim that matrices exist; the terms and the bound are then those with its witness put in.
    `free` are the variables of derivatives by a defined name, with the definitions in whose place they stand.
    """

    name: str
    equal: tuple[str, str] | None = None
    shape: tuple[str, str, str] | None = None
    lhs: Term | None = None
    rhs: Term | None = None
    problem: str | None = None
    where: tuple[Equation, ...] = ()
    stated: Stated | None = None
    fault: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    free: Mapping[Term, Term] = field(default_factory=dict)
    exists: Exists | None = None
