"""Adversarial search: how much of each bound is reached, and whether any instance exceeds one.

    python benchmarks/bounds/search.py [--instances 10000] [--seed 0] [--workers N | --scheduler ADDRESS]

For every kind of approximation (an error of f in the largest entry, relative to f, a relative error of exp) and every
letter of Section 3 and Appendix A, half of the instances are random and half come from projected gradient ascent on
observed / bound. Every one is evaluated in balls of 128 bits, against every bound: the four norms, on every chain. An
instance counts as a violation when the observed norm certainly exceeds the bound. As a negative control every bound is
halved, and each size factor of it is dropped in turn; what the search then catches is listed beside it.

A sweep of six cells, a kind of approximation for partial or full adaptation each: benchmarks/sweep.py.
Writes benchmarks/results/bounds/instances.json and prints the table. Exits 1 on a violation, or when the worst instance
of a gradient reaches less than a tenth of its bound.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from facts import head, write  # noqa: E402
from sweep import options as sweep_options  # noqa: E402
from sweep import swept  # noqa: E402

from lora_symbolic.bounds.chains import full_terms, partial_terms  # noqa: E402
from lora_symbolic.bounds.instances.adversary import Adversary, Batch, Boxes, draw  # noqa: E402
from lora_symbolic.bounds.instances.instances import ROADS, Trial, outcomes  # noqa: E402
from lora_symbolic.bounds.norms import NAMES  # noqa: E402
from lora_symbolic.evaluation.expressions import FLOATS, value  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "bounds" / "instances.json"
GRADIENTS = ("dA", "dB", "dAQ", "dBQ", "dAK", "dBK", "dAV", "dBV")
SIZES = ({"L": 2, "d": 1, "r": 1}, {"L": 4, "d": 2, "r": 1}, {"L": 4, "d": 3, "r": 2}, {"L": 6, "d": 2, "r": 2})
BOXES = tuple(
    Boxes(noise, {"Y": y, "W0": 4.0, "WQ0": 4.0}) for noise, y in ((0.25, 1.0), (0.25, 16.0), (0.01, 16.0), (0.8, 0.0))
)
ROUNDS = 40


def batches(
    trial: Trial, letters: tuple[str, ...], count: int, rng: np.random.Generator
) -> Iterator[tuple[Batch, Any]]:
    """Random batches, then batches found by ascent for each letter, norm and chain."""
    cells = [(sizes, boxes) for sizes in SIZES for boxes in BOXES]
    for sizes, boxes in cells:
        yield draw(trial, sizes, boxes, -(-count // (2 * len(cells))), rng), sizes
    targets = [(letter, norm, chain) for letter in letters for norm in NAMES[:2] for chain in range(len(trial.chains))]
    share = max(1, -(-count // (2 * len(targets) * len(cells))))
    for letter, norm, chain in targets:
        for sizes, boxes in cells:
            found, ratio = Adversary(trial, letter, norm, chain).climb(sizes, boxes, max(share, 24), ROUNDS, rng)
            best = np.argsort(-ratio)[:share]
            yield {name: array[best] for name, array in found.items()}, sizes


def search(trial: Trial, count: int, seed: int) -> dict[str, Any]:
    """The largest ratio of every bound, the number of instances, and every violation."""
    rng = np.random.default_rng(seed)
    letters = tuple(trial.errors)
    worst: dict[str, float] = {}
    instances, checks, certain, violations = 0, 0, 0, []
    for batch, sizes in batches(trial, letters, count, rng):
        for number in range(len(next(iter(batch.values())))):
            instance = {name: array[number] for name, array in batch.items()}
            instances += 1
            for outcome in outcomes(trial, instance, sizes):
                key = f"{outcome.letter}: {outcome.norm}"
                worst[key] = max(worst.get(key, 0.0), outcome.ratio)
                checks += 1
                certain += outcome.holds
                if outcome.violated:
                    matrices = {name: array.tolist() for name, array in instance.items()}
                    violations.append({"bound": key, "sizes": dict(sizes), "matrices": matrices})
    return {
        "instances": instances,
        "checks": checks,
        "certainly within": certain,
        "equal within the balls": checks - certain - len(violations),
        "violations": violations,
        "worst": {key: round(ratio, 6) for key, ratio in sorted(worst.items())},
    }


def dropped_factors(trial: Trial, worst: Mapping[str, float], seed: int) -> dict[str, list[str]]:
    """For every bound on a largest entry, the wrong variants that the search catches: halved, or without a size."""
    caught: dict[str, list[str]] = {}
    for index, chain in enumerate(trial.chains):
        for letter in trial.errors:
            key = f"{letter}: entry ({chain.title})"
            bound = chain.bound(letter)
            found = ["halved"] if worst[key] > 0.5 else []
            batch, sizes = _largest_sizes(trial, letter, index, seed)
            at = trial.magnitudes(batch, sizes, FLOATS)
            whole = value(bound, at, FLOATS)
            observed = Adversary(trial, letter, "entry", index).ratios(batch, sizes) * whole
            for size in sorted((s for s in bound.free_symbols if s.is_integer), key=str):
                smaller = value(bound.subs(size, 1), at, FLOATS)
                if bool(np.any(observed > smaller * (1 + 1e-9))):
                    found.append(f"without {size}")
            caught[key] = found
    return caught


def _largest_sizes(trial: Trial, letter: str, chain: int, seed: int) -> tuple[Batch, Mapping[str, int]]:
    sizes = {"L": 12, "d": 6, "r": 4}
    rng = np.random.default_rng(seed)
    found, _ = Adversary(trial, letter, "entry", chain).climb(sizes, BOXES[1], 24, ROUNDS, rng)
    return found, sizes


def searched(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell: one problem, one kind of approximation."""
    trial = Trial({"partial": partial_terms, "full": full_terms}[cell["problem"]](), ROADS[cell["road"]])
    result = search(trial, cell["instances"], cell["seed"])
    return {**result, "wrong variants caught": dropped_factors(trial, result["worst"], cell["seed"])}


def show(name: str, result: Mapping[str, Any]) -> None:
    """One problem and kind of approximation: how much of each bound is reached."""
    print(f"{name}: {result['instances']} instances, {result['checks']} checks in balls, ", end="")
    print(f"{len(result['violations'])} violations")
    for key, ratio in result["worst"].items():
        if ": entry" in key or ": row" in key:
            print(f"  {ratio:8.4f}  {key}  {', '.join(result['wrong variants caught'].get(key, []))}")


def main() -> int:
    """Run the search and write what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULTS)
    sweep_options(parser, "bounds")
    options = parser.parse_args()
    pairs = [(problem, road) for problem in ("partial", "full") for road in ROADS]
    same = {"instances": -(-options.instances // len(pairs)), "seed": options.seed}
    records = swept([{"problem": problem, "road": road, **same} for problem, road in pairs], searched, options)
    found = {f"{problem}, {road}": record["result"] for (problem, road), record in zip(pairs, records, strict=True)}
    for name, result in found.items():
        show(name, result)
    violations = sum(len(result["violations"]) for result in found.values())
    gradients = {
        f"{name}, {letter}": max(ratio for key, ratio in result["worst"].items() if key.startswith(f"{letter}: entry"))
        for name, result in found.items()
        for letter in GRADIENTS
        if any(key.startswith(f"{letter}: entry") for key in result["worst"])
    }
    total = sum(result["instances"] for result in found.values())
    report = {
        **head("numpy", "sympy", "python-flint"),
        "instances": total,
        "violations": violations,
        "worst of each gradient": gradients,
        "seconds": round(sum(record["seconds"] for record in records), 1),
        "searches": found,
    }
    write(options.out, report)
    print(f"{total} instances, {violations} violations; least worst ratio of a gradient {min(gradients.values()):.3f}")
    return 1 if violations or min(gradients.values()) < 0.1 else 0


if __name__ == "__main__":
    sys.exit(main())
