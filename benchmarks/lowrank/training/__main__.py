"""A LoRA fine-tune with exact and with fast gradients, from the same start, on the same batches, step by step.

    python -m benchmarks.lowrank.training [--quick] [--workers N | --scheduler ADDRESS]

The model (model.py) is pre-trained on prose, its adapters are then trained on code (data.py), twice:
with PyTorch's automatic differentiation, and with the certified gradient. At every step of the fast run the exact
gradient at the same place is computed too, and its distance compared with the certificate. Two models: "soft", whose
logits pre-training keeps small, and "free", whose logits it does not: there the fast way loses, and says so.

Cells also time one step for growing numbers of tokens. Writes benchmarks/results/lowrank-training.json; exits 1 when an
observed error exceeds what was certified, times the bar of bars.toml.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.facts import concluded
from benchmarks.sweep import options as sweep_options
from benchmarks.sweep import swept

RESULTS = Path(__file__).parents[2] / "results" / "lowrank-training.json"
BARS = tomllib.loads((Path(__file__).parents[1] / "bars.toml").read_text())["training"]
CAPS: dict[str, float | None] = {"soft": 1.5, "free": None}
TRAINING, HELD_OUT = (0.0, 0.8), (0.8, 1.0)
STEPS = 30
RATE = 0.02
TOKENS = 4096
DELTA = 1e-3
TIMED = (512, 1024, 2048, 4096, 8192)
ROUNDING = 1e-9  # of PyTorch's own gradient, relative to its largest entry
Cell = dict[str, Any]


def cells(quick: bool) -> list[Cell]:
    """Fine-tunes of both models with one and with two adapted weights; times of a step."""
    tokens, steps = (2048, 6) if quick else (TOKENS, STEPS)
    runs = [
        {"study": "run", "model": model, "adapters": which, "tokens": tokens, "steps": steps, "seed": 0}
        for model in CAPS
        for which in ("Q", "QK")
    ]
    timed = [
        {"study": "time", "model": model, "adapters": "Q", "tokens": count, "seed": 0}
        for model in CAPS
        for count in (TIMED[:2] if quick else TIMED)
    ]
    return [*runs, *timed]


def prepared(cell: Mapping[str, Any]) -> tuple[Any, Any, dict[str, str]]:
    """The pre-trained model, the text to adapt to, digests of both texts."""
    import torch

    from benchmarks.lowrank.training.data import Text
    from benchmarks.lowrank.training.model import THREADS, pretrain

    texts = {name: Text.named(name) for name in ("prose", "code")}
    torch.set_num_threads(1)  # matrices are small here
    model = pretrain(texts["prose"], CAPS[cell["model"]], cell["seed"])
    torch.set_num_threads(THREADS)
    return model, texts["code"], {name: text.digest for name, text in texts.items()}


def gradient_of(loss: Callable[[], Any], chosen: Mapping[str, Any]) -> tuple[float, float, dict[str, Any]]:
    """Loss, wall seconds, gradients by the adapter's name."""
    for tensor in chosen.values():
        tensor.grad = None
    start = time.perf_counter()
    value = loss()
    value.backward()
    seconds = time.perf_counter() - start
    return float(value.detach()), seconds, {name: tensor.grad.numpy().copy() for name, tensor in chosen.items()}


def certified(found: Any, name: str) -> float:
    """The certificate for an adapter's gradient, whichever of our two gradients it comes from."""
    bounds: dict[str, float] = found.error_bound
    return bounds.get(f"d{name}", bounds.get(f"d{name[0]}", float("nan")))


def compared(model: Any, batch: Any, chosen: Any, fast: Mapping[str, Any], found: Any) -> dict[str, dict[str, float]]:
    """The fast gradient beside the exact one at the same place: observed, certified, the largest entry."""
    import numpy as np

    from benchmarks.lowrank.training.model import exact_loss

    _, _, exact = gradient_of(lambda: exact_loss(model, batch, chosen), chosen)
    return {
        name: {
            "observed": float(np.abs(fast[name] - exact[name]).max()),
            "certified": certified(found, name),
            "largest": float(np.abs(exact[name]).max()),
        }
        for name in exact
    }


def train(cell: Mapping[str, Any], model: Any, text: Any, way: str) -> dict[str, Any]:
    """One fine-tune: losses per token, adapters after each step, seconds of each gradient, certificates."""
    import torch

    from benchmarks.lowrank.training.model import Batch, adapters, exact_loss, fast_loss

    chosen = adapters(cell["adapters"], cell["seed"])
    optimiser = torch.optim.Adam(chosen.values(), lr=RATE)
    run: dict[str, Any] = {"losses": [], "seconds": [], "adapters": [], "steps": []}
    for step in range(cell["steps"]):
        batch = Batch.drawn(model, text, cell["tokens"], TRAINING, [cell["seed"], 3, step])
        keep: list[Any] = []
        if way == "exact":
            value, seconds, _ = gradient_of(lambda batch=batch: exact_loss(model, batch, chosen), chosen)
        else:
            options = {"delta": DELTA, "method": "fast" if cell["model"] == "soft" else "auto"}
            value, seconds, fast = gradient_of(
                lambda batch=batch, keep=keep, options=options: fast_loss(model, batch, chosen, keep, **options), chosen
            )
            plan = keep[0].plan
            run["steps"].append(
                {
                    **compared(model, batch, chosen, fast, keep[0]),
                    "plan": {
                        name: getattr(plan, name)
                        for name in ("method", "reason", "rank", "degree", "logit_bound", "delta", "crossover")
                    },
                }
            )
            for name, tensor in chosen.items():
                tensor.grad = torch.from_numpy(fast[name])
        optimiser.step()
        run["losses"].append(value / cell["tokens"])
        run["seconds"].append(seconds)
        run["adapters"].append({name: tensor.detach().numpy().ravel().tolist() for name, tensor in chosen.items()})
    run["held out"] = held_out(model, text, chosen)
    return run


def held_out(model: Any, text: Any, chosen: Any) -> dict[str, float]:
    """Loss per token and share of kinds predicted right, on a part of the text that no step saw."""
    import torch

    from benchmarks.lowrank.training.model import Batch, predictions

    batch = Batch.drawn(model, text, 2048, HELD_OUT, [9])
    with torch.no_grad():
        found = predictions(model, batch, chosen)
    right = found.argmax(dim=1) == batch.targets.argmax(dim=1)
    most = batch.values.sum(dim=0).argmax()
    return {
        "loss": float(((found - batch.targets) ** 2).sum() / 2 / len(found)),
        "right": float(right.double().mean()),
        "right by the commonest": float(batch.targets[:, most].mean()),
    }


def run_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Both fine-tunes, and how far they are apart after each step."""
    model, text, digests = prepared(cell)
    exact, fast = train(cell, model, text, "exact"), train(cell, model, text, "fast")
    apart = [
        max(abs(x - y) for name in one for x, y in zip(one[name], other[name], strict=True))
        for one, other in zip(exact["adapters"], fast["adapters"], strict=True)
    ]
    largest = [max(abs(x) for array in one.values() for x in array) for one in exact["adapters"]]
    before = held_out(model, text, {})
    for run in (exact, fast):
        run["adapters"] = run["adapters"][-1]
    return {
        "texts": digests,
        "exact": exact,
        "fast": fast,
        "adapters apart": apart,
        "largest adapter": largest,
        "losses apart": [abs(x - y) for x, y in zip(exact["losses"], fast["losses"], strict=True)],
        "held out before": before,
    }


def time_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    """One gradient, either way, alternating: medians; what the planner would have taken."""
    from benchmarks.lowrank.training.model import Batch, adapters, exact_loss, fast_loss

    model, text, _ = prepared(cell)
    batch = Batch.drawn(model, text, cell["tokens"], TRAINING, [cell["seed"], 3, 0])
    chosen = adapters("Q", cell["seed"])
    seconds: dict[str, list[float]] = {"exact": [], "fast": [], "auto": []}
    keep: list[Any] = []
    refused = ""
    ways: dict[str, Callable[[], Any]] = {
        "exact": lambda: exact_loss(model, batch, chosen),
        "fast": lambda: fast_loss(model, batch, chosen, keep, delta=DELTA, method="fast"),
        "auto": lambda: fast_loss(model, batch, chosen, keep, delta=DELTA),
    }
    for _ in range(3):
        for name, way in ways.items():
            try:
                seconds[name].append(gradient_of(way, chosen)[1])
            except ValueError as reason:
                refused = str(reason)
    plan = keep[-1].plan
    return {
        "seconds": {name: statistics.median(times) for name, times in seconds.items() if times},
        "refused": refused,
        "planned": plan.method,
        "reason": plan.reason,
        "features": plan.rank,
        "degree": plan.degree,
        "logit_bound": plan.logit_bound,
        "crossover": plan.crossover,
    }


def work(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell of either kind."""
    return run_cell(cell) if cell["study"] == "run" else time_cell(cell)


def misses(records: Iterable[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """How many gradients were compared; those farther from the exact one than certified."""
    compared_, missed = 0, []
    for record in records:
        for number, step in enumerate(record["result"].get("fast", {}).get("steps", [])):
            for name, found in step.items():
                if name == "plan":
                    continue
                compared_ += 1
                allowed = BARS["observed_over_certified"] * found["certified"] + ROUNDING * found["largest"]
                if not found["observed"] <= allowed:
                    missed.append(f"{record['cell']}, step {number}, {name}: {found}")
    return compared_, missed


def show(records: Iterable[Mapping[str, Any]]) -> None:
    """A line for each cell."""
    for record in records:
        cell, result = record["cell"], record["result"]
        head = f"{cell['model']}, adapters {cell['adapters']}, {cell['tokens']} tokens"
        if cell["study"] == "time":
            times = ", ".join(f"{name} {seconds:.3f} s" for name, seconds in result["seconds"].items())
            print(f"{head}: {times}; planned {result['planned']}, logits to {result['logit_bound'] or 0:.1f}")
            continue
        exact, fast = result["exact"], result["fast"]
        ratio = statistics.median(exact["seconds"]) / statistics.median(fast["seconds"])
        plans = sorted({step["plan"]["method"] for step in fast["steps"]})
        print(
            f"{head}: loss {exact['losses'][0]:.4f} to {exact['losses'][-1]:.4f}, apart at most "
            f"{max(result['losses apart']):.1e}; adapters apart {max(result['adapters apart']):.1e} of "
            f"{result['largest adapter'][-1]:.2f}; held out {result['held out before']['loss']:.4f} to "
            f"{fast['held out']['loss']:.4f}; {'/'.join(plans)}, {ratio:.2f} times faster"
        )


def main() -> int:
    """Train, print, write, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few steps with fewer tokens")
    parser.add_argument("--out", type=Path, default=RESULTS)
    sweep_options(parser, "lowrank-training")
    options = parser.parse_args()
    records = swept(cells(options.quick), work, options, threads=2)
    show(records)
    return concluded(options.out, *misses(records), records, "gradients compared")


if __name__ == "__main__":
    sys.exit(main())
