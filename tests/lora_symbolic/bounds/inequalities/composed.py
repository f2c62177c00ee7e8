"""Random inequalities between square matrices: true ones, composed by rules as a person would, and false neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lora_symbolic.bounds.inequalities import attack
from lora_symbolic.language.statement import Holds, statement_from_table
from tests.lora_symbolic.bounds.inequalities.bench import setting

SIZES = ["n"]
MATRICES = {name: ["n", "n"] for name in ("S", "E", "X", "Y", "Z")}
INNER = ("X", "Y", "Z")
MARGIN = Fraction(9, 10)


@dataclass(frozen=True)
class Moved:
    """A term before and after S moves by E with |E| <= tau, and bounds on the entries and rows of the difference."""

    before: str
    after: str
    entry: str
    row: str


def moved(rng: np.random.Generator, depth: int) -> Moved:
    """A random term that moves, with the bounds that the rules of the textbooks give."""
    if depth == 0:
        if rng.random() < 0.5:
            return Moved("S", "(S + E)", "tau", "n*tau")
        return Moved("softmax(S)", "softmax(S + E)", "tau/2", "tau")
    one = moved(rng, depth - 1)
    other = str(rng.choice(INNER))
    kind = int(rng.integers(0, 5))
    if kind == 0:
        row = f"({one.row})*norm({other}, inf)"
        return Moved(f"({one.before}) @ {other}", f"({one.after}) @ {other}", f"({one.row})*maxabs({other})", row)
    if kind == 1:
        before, after = f"{other} @ ({one.before})", f"{other} @ ({one.after})"
        return Moved(before, after, f"norm({other}, inf)*({one.entry})", f"norm({other}, inf)*({one.row})")
    if kind == 2:
        before, after = f"({one.before}) * {other}", f"({one.after}) * {other}"
        return Moved(before, after, f"({one.entry})*maxabs({other})", f"({one.row})*maxabs({other})")
    if kind == 3:
        return Moved(f"3*({one.before})", f"3*({one.after})", f"3*({one.entry})", f"3*({one.row})")
    two = moved(rng, 0)
    before, after = f"({one.before}) + {two.before}", f"({one.after}) + {two.after}"
    return Moved(before, after, f"({one.entry}) + {two.entry}", f"({one.row}) + {two.row}")


def claim_of(term: Moved, norm: str, factor: Fraction) -> Holds:
    """The claim that a norm of the difference is at most a multiple of its bound."""
    bound = term.entry if norm == "maxabs" else term.row
    left = f"({term.after}) - ({term.before})"
    measure = f"maxabs({left})" if norm == "maxabs" else f"norm({left}, inf)"
    holds = f"{measure} <= {factor.numerator}/{factor.denominator}*({bound})"
    table = {
        "sizes": SIZES,
        "scalars": {"tau": "tau >= 0"},
        "matrices": MATRICES,
        "claims": [{"name": "one", "where": ["maxabs(E) <= tau"], "holds": holds}],
    }
    found = statement_from_table(table, "composed").claims[0]
    assert isinstance(found.stated, Holds), found.fault or found.problem
    return found.stated


def true_and_false(seed: int) -> tuple[Holds, Holds | None]:
    """A true claim, and the same below a ratio that an instance attains; None where none was found."""
    rng = np.random.default_rng(seed)
    term, norm = moved(rng, int(rng.integers(0, 4))), str(rng.choice(["maxabs", "inf"]))
    true = claim_of(term, norm, Fraction(int(rng.integers(4, 9)), 4))
    exact = claim_of(term, norm, Fraction(1))
    nearest = attack(exact.comparison, setting(exact), 60.0, seed, 2)
    if nearest is None or nearest.ratio < 0.01:
        return true, None
    assert not nearest.violates, exact.comparison.text
    return true, claim_of(term, norm, Fraction(round(nearest.ratio * 1000), 1000) * MARGIN)
