"""Tables of costs and exponents as JSON and CSV, and the phase diagrams as SVG, beside the measured operation counts.

python benchmarks/complexity/exponents.py [--out DIR]
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from facts import write

from lora_symbolic.complexity.cost.count import symmetric
from lora_symbolic.complexity.cost.paper import counts, exact_plans, exact_steps, fitting
from lora_symbolic.complexity.growth.accuracy import gradient_family
from lora_symbolic.complexity.growth.constant import constant_table, critical_constant
from lora_symbolic.complexity.growth.heads import first_win
from lora_symbolic.complexity.growth.phase import phase_diagram, to_csv, to_json
from lora_symbolic.complexity.growth.phase_figure import figure
from lora_symbolic.complexity.growth.threshold import NoThreshold, threshold

RESULTS = Path(__file__).parents[1] / "results" / "complexity"
DOUBLINGS = (4, 8, 16)
DELTAS = (Fraction(1), Fraction(1, 2), Fraction(1, 10))


def cost_table() -> list[dict[str, Any]]:
    """Every count: polynomial, T_mat form, memory, and the exponent in L measured on runs with counting numbers."""
    rows = []
    for name, count in counts().items():
        made = [count.run(fitting({"L": tokens, "d": 2, "r": 1})) for tokens in DOUBLINGS]
        measured = [round(math.log2(b / a), 4) for a, b in itertools.pairwise(made) if a]
        rows.append(
            {
                "name": name,
                "what": count.title,
                "T_mat": str(count.in_t_mat),
                "multiplications": str(count.multiplications),
                "total_memory": str(count.cost.total_memory),
                "largest_memory": [str(size) for size in count.cost.largest_memory],
                "counted_in_runs": made,
                "measured_exponents_in_L": measured,
            }
        )
    return rows


def steps_table() -> list[dict[str, str]]:
    """Theorem F.1 step by step."""
    return [
        {
            "step": step.name,
            "counted": str(symmetric(step.counted)),
            "printed": str(symmetric(step.printed)),
            "remark": step.remark,
        }
        for step in exact_steps()
    ]


def starts_table() -> list[dict[str, Any]]:
    """L0 for families on both sides of the threshold, gradients within 1/L, entries of other inputs at most 1."""
    rows: list[dict[str, Any]] = []
    for beta in ("1/d", "1"):
        for a in (Fraction(-1, 4), Fraction(0), Fraction(1, 8), Fraction(1, 4), Fraction(3, 8), Fraction(1, 2)):
            for delta in DELTAS:
                found = threshold(gradient_family(a, beta), delta)
                row = {"beta": beta, "a": str(a), "delta": str(delta)}
                failed = isinstance(found, NoThreshold)
                rows.append({**row, "L0": None if failed else found.text, **asdict(found)})
    return rows


def heads_table() -> list[dict[str, Any]]:
    """From how many tokens on the almost linear gradient makes fewer multiplications, for heads of 64 and 128."""
    return [
        {**asdict(start), "text": start.text}
        for width in (64, 128)
        for bound in (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4), Fraction(8), Fraction(16))
        for accuracy in ("1/10", "1/100", "1/1000", "1/L")
        for start in [first_win(width, bound, accuracy)]
    ]


def constants_table() -> dict[str, Any]:
    """Exponents at Gamma = sqrt(kappa log L), and the constants at which they pass 1/2 and 1."""
    critical = {
        f"{which} passes {level}": [float(value) for value in critical_constant(level, which)]
        for which in ("needed", "enough")
        for level in (Fraction(1), Fraction(1, 2))
    }
    rows = constant_table([Fraction(10) ** -k for k in (12, 9, 6, 4, 3, 2, 1, 0, -1, -2)])
    return {"rows": [asdict(row) for row in rows], "critical": critical}


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULTS)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    tables = {
        "costs": cost_table(),
        "theorem-F.1": steps_table(),
        "cheapest": [{"multiplications": str(plan.cost.multiplications)} for plan in exact_plans()],
        "starts": starts_table(),
        "heads": heads_table(),
        "threshold": constants_table(),
    }
    for name, table in tables.items():
        write(out / f"{name}.json", table)
    for beta, name in (("1/d", "phase-beta-1-over-d"), ("1", "phase-beta-1")):
        points = phase_diagram(beta)
        (out / f"{name}.csv").write_text(to_csv(points), encoding="utf-8")
        (out / f"{name}.json").write_text(to_json(points), encoding="utf-8")
        (out / f"{name}.svg").write_text(figure(points), encoding="utf-8")
    for row in tables["heads"]:
        print(row["text"])


if __name__ == "__main__":
    main()
