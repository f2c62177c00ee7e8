"""Prints a satisfiable and an unsatisfiable formula carried to adapter gradients and back, and the table of gaps.

python benchmarks/complexity/hardness/demonstration.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from lora_symbolic.complexity.hardness.demonstration import follow, gap_table
from lora_symbolic.complexity.hardness.formula import Formula

FORMULAS = (
    Formula(4, ((1, 2), (-1, 3), (-2, 4), (-3, -4))),
    Formula(4, ((1,), (-1, 2), (-2, 3), (-3, 4), (-4, -1))),
)


def main() -> None:
    """Print both."""
    for formula in FORMULAS:
        for station in follow(formula):
            print(f"{station.name:10} {station.what}")
        print()
    print("n = 2^20 vectors of width 100: the gap g of the scores")
    print(f"{'g':>4} {'theta':>8} {'Gamma even':>11} {'Gamma printed':>14} {'nodes':>7} {'eps':>9}")
    for row in gap_table(2**20, 100, (1, 2, 5, 10, 25, 50)):
        even, printed = float(row.gamma_even), float(row.gamma_printed)
        print(f"{row.gap:4} {float(row.theta):8.3f} {even:11.3f} {printed:14.3f} {row.nodes:7} {float(row.eps):9.6f}")


if __name__ == "__main__":
    main()
