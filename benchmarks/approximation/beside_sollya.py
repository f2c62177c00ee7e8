"""Best polynomials for exp and their certified sup norms beside Sollya, in one run.

    python benchmarks/approximation/beside_sollya.py [--quick] [--limit SECONDS] [--out FILE]

For every bound, degree and kind of error:
    minimax    ours and Sollya's remez; CPU seconds, ours the median of several calls without the cache
    sup norm   both on OUR polynomial, relative width 2^-10; CPU seconds, the same way
    agree      the two enclosures meet, and the error of Sollya's polynomial, certified by us, is no smaller than what
               we certify as the least possible, and no larger than ours by more than 2^-9 of it
Sollya works with a precision above -log2 of the error: at its default it does not converge on small errors. It is
stopped after `--limit` CPU seconds a question, and then counts with that time.
Exit code: 1 if a bar of bars.toml is missed, 4 if Sollya is missing.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import sollya_peer  # noqa: E402
from facts import head, versions, write  # noqa: E402

from lora_symbolic.approximation import ExpPolynomial, alternation_bound, certified_error, minimax  # noqa: E402
from lora_symbolic.approximation.polynomials import remez  # noqa: E402

BOUNDS = (1, 2, 4, 8, 16, 32)
DEGREES = (4, 8, 12, 16, 20, 24, 32, 48)
KINDS = ("absolute", "relative")
WIDTH = Fraction(1, 1024)


def ours(work: Callable[[], Any], least_seconds: float = 0.05) -> float:
    """Median CPU seconds of a call, over at least five calls."""
    times = []
    while len(times) < 5 or sum(times) < least_seconds:
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def precision(error: Fraction, bound: int) -> int:
    """Bits for Sollya: above -log2 of the error, with the spread of exp and some to spare."""
    smallness = math.log2(error.denominator) - math.log2(error.numerator)
    return max(165, math.ceil(smallness + 3 * bound + 100))


def cell(bound: int, degree: int, kind: str, limit: float) -> dict[str, Any]:
    """One row: times and values of both."""
    relative = kind == "relative"

    def best() -> ExpPolynomial:
        remez._minimax.cache_clear()
        return minimax(-bound, bound, degree, kind)

    polynomial = best()

    def certify() -> Any:
        return certified_error(ExpPolynomial(polynomial.coefficients, polynomial.low, polynomial.high), kind, WIDTH)

    error = certify()
    row: dict[str, Any] = {
        "bound": bound,
        "degree": degree,
        "kind": kind,
        "error": [float(error.low), float(error.high)],
    }
    row["minimax"], row["sup"] = ours(best), ours(certify)
    bits = precision(error.low, bound)
    run, coefficients = sollya_peer.remez(bound, degree, relative, bits, limit)
    row["sollya_bits"] = bits
    row["sollya_minimax"], row["sollya_minimax_stopped"] = run.seconds, run.stopped
    notes = []
    if coefficients is not None:
        theirs = certified_error(ExpPolynomial(coefficients, polynomial.low, polynomial.high), kind, WIDTH)
        least = alternation_bound(polynomial, kind)
        row["sollya_minimax_error"] = [float(theirs.low), float(theirs.high)]
        if theirs.high < least:
            notes.append("better than possible")
        if theirs.low > error.high * (1 + 2 * WIDTH):
            notes.append("worse than ours")
    run, found = sollya_peer.supnorm(polynomial.coefficients, bound, relative, bits, limit)
    row["sollya_sup"], row["sollya_sup_stopped"] = run.seconds, run.stopped
    row["sollya_certifies"] = found is not None
    if found is not None:
        row["sollya_error"] = [float(value) for value in found]
        row["agree"] = found[0] <= error.high and error.low <= found[1]
    row["notes"] = notes
    return row


def line(row: dict[str, Any]) -> str:
    """One row of the table."""

    def pair(name: str) -> str:
        mine, theirs = row[name], row[f"sollya_{name}"]
        mark = ">" if row[f"sollya_{name}_stopped"] else " "
        return f"{mine * 1e3:9.2f} {mark}{theirs * 1e3:10.1f} {mark}{theirs / mine:7.1f}x"

    value = "agree" if row.get("agree") else "DISAGREE" if "agree" in row else "no answer"
    return (
        f"{row['kind']:<9}{row['bound']:>4}{row['degree']:>4}  {row['error'][0]:.4e}  {pair('minimax')}  {pair('sup')}"
        f"  {value} {'; '.join(row['notes'])}"
    )


def summary(rows: list[dict[str, Any]], bars: dict[str, float]) -> tuple[dict[str, Any], list[str]]:
    """The ratios of CPU times (ours over Sollya's), and which bars are missed."""
    sup = [row["sup"] / row["sollya_sup"] for row in rows if row["sollya_certifies"] or row["sollya_sup_stopped"]]
    best = [row["minimax"] / row["sollya_minimax"] for row in rows]
    found = {
        "cells": len(rows),
        "sup_median": statistics.median(sup),
        "sup_largest": max(sup),
        "minimax_median": statistics.median(best),
        "minimax_largest": max(best),
        "disagree": sum(row.get("agree") is False for row in rows),
        "agree": sum(row.get("agree") is True for row in rows),
        "sollya_without_answer": sum(not row["sollya_certifies"] for row in rows),
    }
    missed = [name for name, bar in bars.items() if found[name] > bar]
    if found["disagree"]:
        missed.append("disagree")
    return found, missed


def main() -> int:
    """Measure, print, write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="every second bound and degree")
    parser.add_argument("--limit", type=float, default=20, help="CPU seconds for each question to Sollya")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "beside_sollya.json")
    options = parser.parse_args()
    if not sollya_peer.here():
        print("sollya is missing; on Debian: apt-get install sollya", file=sys.stderr)
        return 4
    step = 2 if options.quick else 1
    bars = tomllib.loads((HERE.parent / "bars.toml").read_text())["approximation"]["ratios"]
    print("CPU milliseconds         error        minimax    sollya    ratio   sup norm    sollya    ratio")
    rows = []
    for kind in KINDS:
        for bound in BOUNDS[::step]:
            for degree in DEGREES[::step]:
                rows.append(cell(bound, degree, kind, options.limit))
                print(line(rows[-1]), flush=True)
    found, missed = summary(rows, bars)
    for name, value in found.items():
        print(f"{name:<24}{value:.4g}" + (f"  bar {bars[name]}" if name in bars else ""))
    result = {
        **head("lora-symbolic", "python-flint"),
        "versions": {**versions("lora-symbolic", "python-flint"), "sollya": sollya_peer.version()},
        "summary": found,
        "missed": missed,
        "rows": rows,
    }
    write(options.out, result)
    print(f"missed: {', '.join(missed)}" if missed else "all bars kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
