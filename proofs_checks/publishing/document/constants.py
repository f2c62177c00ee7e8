"""The certified tables as rows for printing: least degrees, their errors, the ranks that follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

ERROR_DIGITS = (2, 6, 12)
RANK_DIGITS = (1, 2, 3, 4, 6, 8)
EXACT = 10**6
Data = Mapping[str, Any]


def rounded_up(value: int) -> str:
    """A whole number as it is, or from a million on three digits and a power of ten, never below it.

    >>> rounded_up(2145), rounded_up(123456789)
    ('2145', '1.24e8')
    """
    if value < EXACT:
        return str(value)
    power = len(str(value)) - 1
    leading = -(-value // 10 ** (power - 2))
    return f"{leading // 100}.{leading % 100:02}e{power}" if leading < 1000 else f"1.00e{power + 1}"


def constant_rows(tables: Data) -> dict[str, Any]:
    """What the pages of constants show."""
    cells = {(cell["bound"], cell["digits"]): cell for cell in tables["degrees"]}
    bounds = list(dict.fromkeys(bound for bound, _ in cells))
    digits = sorted({number for _, number in cells})
    width = tables["width"]

    def rank(bound: str, number: int) -> str:
        degree = cells[bound, number]["degree"]
        return rounded_up(math.comb(width + degree, degree))

    return {
        "tables": tables,
        "degree_digits": digits,
        "degree_rows": [{"bound": b, "degrees": [cells[b, n]["degree"] for n in digits]} for b in bounds],
        "error_digits": ERROR_DIGITS,
        "error_rows": [{"bound": b, "cells": [cells[b, n] for n in ERROR_DIGITS]} for b in bounds],
        "rank_digits": RANK_DIGITS,
        "rank_rows": [{"bound": b, "ranks": [rank(b, n) for n in RANK_DIGITS]} for b in bounds],
    }
