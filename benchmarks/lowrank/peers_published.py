"""The published forward pass with d^2 + d + 1 features, in its own setting, beside true row softmax and ours.

Setting: one head, L = 10 2^d tokens, queries and keys N(0, 1) / sqrt d, values N(0, 1), logits x.z without a further
factor, float32. The published program (given by --peer) is run as it is; without it, its formulas are computed here,
forward only: degree-2 Taylor features by all products x_i x_j. Two things in it matter, and both are measured:

    measure     |A - B| / |A + B| in the Frobenius norm: about half of the relative error |A - B| / |B|
    normaliser  the weight of key j is divided by the sum of row j (not of the row that the weight is in), on both
                sides of the comparison: neither is softmax attention

So besides the published number, the same features are normalised by rows and compared with softmax by rows.

Dictionary
    Setting         queries, keys, values of one cell
    published       the published comparison of a cell: its measure, and how far its baseline is from attention
    work            the cell: published, ours, gradients, times
"""

from __future__ import annotations

import hashlib
import importlib.util
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.lowrank.peers_methods import Array, Features, certified, softmax, taylor
from lora_symbolic.fast_attention import PartialArrays, oracle_gradient, partial_gradient

WIDTHS = range(4, 13)
THREADS = 2
ROWS = 1024  # of f, in the comparison row by row
DEGREES = (2, 3, 4)
MOST_FEATURES = 2000
LONG = 10_000  # tokens from which times are the median of two
LARGEST_PEER = 20480  # tokens: the published program holds three L x L arrays


@dataclass(frozen=True)
class Setting:
    """One head."""

    queries: Array
    keys: Array
    values: Array

    @classmethod
    def drawn(cls, width: int, seed: int) -> Setting:
        """The published distribution, in float32."""
        rng = np.random.default_rng([seed, width])
        shape = (10 * 2**width, width)
        q, k, v = (rng.standard_normal(shape) for _ in range(3))
        return cls(*(x.astype(np.float32) for x in (q / width**0.5, k / width**0.5, v)))

    def wide(self) -> tuple[Array, Array, Array]:
        """The same numbers in float64."""
        q, k, v = (np.asarray(x, dtype=np.float64) for x in (self.queries, self.keys, self.values))
        return q, k, v

    def problem(self, seed: int, rank: int = 2) -> PartialArrays:
        """An adapter problem with just these logits: W0 + B A is the identity; targets N(0, 1)."""
        q, k, v = self.wide()
        rng = np.random.default_rng([seed, 1])
        d = q.shape[1]
        B, A = rng.standard_normal((d, rank)), rng.standard_normal((rank, d))
        return PartialArrays(q, k, v, rng.standard_normal(v.shape), np.eye(d) - B @ A, B, A)


def distance(found: Array, expected: Array) -> float:
    """|found - expected| / |expected|, Frobenius."""
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


def published_measure(one: Array, other: Array) -> float:
    """|one - other| / |one + other|, Frobenius."""
    return float(np.linalg.norm(one - other) / np.linalg.norm(one + other))


def row_softmax(queries: Array, keys: Array, values: Array, rows: int = 128) -> tuple[Array, Array]:
    """Softmax attention by rows, and the row sums of exp, in chunks."""
    out, sums = np.empty((len(queries), values.shape[1])), np.empty(len(queries))
    for start in range(0, len(queries), rows):
        weights = np.exp(queries[start : start + rows] @ keys.T)
        sums[start : start + rows] = weights.sum(axis=1)
        out[start : start + rows] = weights @ values / sums[start : start + rows, None]
    return out, sums


def by_own_key(queries: Array, keys: Array, values: Array, sums: Array, rows: int = 128) -> Array:
    """The published baseline: column j of exp(x.z) divided by the sum of row j."""
    out = np.empty((len(queries), values.shape[1]))
    scaled = values / sums[:, None]
    for start in range(0, len(queries), rows):
        out[start : start + rows] = np.exp(queries[start : start + rows] @ keys.T) @ scaled
    return out


def by_own_key_from_features(features: Features, values: Array) -> Array:
    """The published approximation: feature weights, key j divided by the sum of row j."""
    sums = features.U @ features.V.sum(axis=0)
    return np.asarray(features.U @ ((features.V / sums[:, None]).T @ values))


def peer_module(path: Path) -> Any:
    """The published program, from a reader's copy."""
    spec = importlib.util.spec_from_file_location("published_peer", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_peer(path: Path, setting: Setting) -> dict[str, Any]:
    """The published program's own functions on these numbers: its measure, and its times (once each, as it does)."""
    import torch

    torch.set_num_threads(THREADS)
    peer = peer_module(path)
    q, k, v = (torch.from_numpy(x)[None, None] for x in (setting.queries, setting.keys, setting.values))
    d = q.shape[-1]
    peer.approx_attention_output(q, k, v, order_list=[d, d])
    start = time.perf_counter()
    actual = peer.actual_attention_output(q, k, v)
    middle = time.perf_counter()
    approx = peer.approx_attention_output(q, k, v, order_list=[d, d])
    end = time.perf_counter()
    measure = float(peer.relative_error(actual, approx, p="fro", dim=(-1, -2)))
    found = {"measure": measure, "seconds": [middle - start, end - middle]}
    return {**found, "actual": actual[0, 0].numpy(), "approx": approx[0, 0].numpy()}


def forward_times(setting: Setting, degrees: Mapping[int, float], repeat: int) -> dict[str, float]:
    """Seconds of a forward pass in PyTorch, float32, two threads: exact in chunks, published features, ours."""
    import torch

    torch.set_num_threads(THREADS)
    q, k, v = (torch.from_numpy(x) for x in (setting.queries, setting.keys, setting.values))

    def exact() -> None:
        for start in range(0, len(q), 64):
            torch.softmax(q[start : start + 64] @ k.T, dim=1) @ v

    def features() -> None:
        U, V = (
            torch.cat(
                [torch.ones((len(x), 1)), x, (x[:, :, None] * x[:, None, :]).reshape(len(x), -1) * 2**-0.5], dim=1
            )
            for x in (q, k)
        )
        (U @ (V.T @ v)) / (U @ V.sum(dim=0))[:, None]

    def ours(degree: int) -> Callable[[], object]:
        return lambda: certified(setting.queries, setting.keys, degree)[0].attend(setting.values)

    ways: dict[str, Callable[[], object]] = {"exact": exact, "published features": features}
    ways |= {f"degree {degree}": ours(degree) for degree in degrees}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    features()
    for _ in range(repeat):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seconds.items()}


def published(setting: Setting, peer: str | None, truth: Array, sums: Array) -> dict[str, Any]:
    """The published comparison, and what its two sides have to do with softmax by rows."""
    q, k, v = setting.wide()
    baseline, approx = by_own_key(q, k, v, sums), by_own_key_from_features(taylor(q, k), v)
    found: dict[str, Any] = {
        "measure": published_measure(baseline, approx),
        "its baseline to softmax": distance(baseline, truth),
        "its result to softmax": distance(approx, truth),
    }
    if peer is not None and len(q) <= LARGEST_PEER:
        run = run_peer(Path(peer), setting)
        found["program"] = {
            "sha256": hashlib.sha256(Path(peer).read_bytes()).hexdigest(),
            "measure": run["measure"],
            "seconds": run["seconds"],
            "its baseline and ours": distance(run["actual"], baseline),
            "its result and ours": distance(run["approx"], approx),
        }
    return found


def compared(features: Features, setting: Setting, truth: Array, chosen: Any, f: Array) -> dict[str, float]:
    """Errors of a forward pass by features with rows normalised, and of rows of f."""
    out = features.attend(setting.wide()[2])
    off = features.rows(chosen) - f
    return {
        "features": features.rank,
        "measure": published_measure(out, truth),
        "relative": distance(out, truth),
        "worst row, l1": float(np.abs(off).sum(axis=1).max()),
        "worst entry, relative": float((np.abs(off) / f).max()),
    }


def gradients(problem: PartialArrays, ways: Mapping[str, Features]) -> dict[str, Any]:
    """Largest error over largest entry of dA and dB when f is replaced; what ours certifies, and the way it takes."""
    times = [time.perf_counter()]
    exact = partial_gradient(problem, method="exact", threads=THREADS)
    times.append(time.perf_counter())
    planned = partial_gradient(problem, delta=1e-2, threads=THREADS)
    times.append(time.perf_counter())
    found: dict[str, Any] = {"seconds": {"exact": times[1] - times[0], "planned": times[2] - times[1]}}
    for name, features in ways.items():
        by_name = dict(zip(("dA", "dB"), oracle_gradient(problem, features.attend), strict=True))
        found[name] = {
            key: float(np.abs(value - exact[key]).max() / np.abs(exact[key]).max()) for key, value in by_name.items()
        }
    plan = planned.plan
    found["planned"] = {
        "method": plan.method,
        "reason": plan.reason,
        "features": plan.rank,
        "degree": plan.degree,
        "delta": planned.delta,
        "crossover": plan.crossover,
        "certified": {key: planned.error_bound[key] / float(np.abs(exact[key]).max()) for key in ("dA", "dB")},
        "observed": {
            key: float(np.abs(planned[key] - exact[key]).max() / np.abs(exact[key]).max()) for key in ("dA", "dB")
        },
        "exact certified": {key: exact.error_bound[key] / float(np.abs(exact[key]).max()) for key in ("dA", "dB")},
    }
    return found


def work(cell: Mapping[str, Any]) -> dict[str, Any]:
    """One width and seed."""
    setting = Setting.drawn(cell["width"], cell["seed"])
    q, k, v = setting.wide()
    truth, sums = row_softmax(q, k, v)
    chosen = np.random.default_rng([cell["seed"], 2]).permutation(len(q))[:ROWS]
    f = softmax(q[chosen] @ k.T)
    ways: dict[str, Features] = {"published features": taylor(q, k)}
    deltas: dict[int, float] = {}
    found: dict[str, Any] = {"tokens": len(q), "largest logit": float(np.abs(q[chosen] @ k.T).max())}
    for degree in DEGREES:
        features, bound, delta = certified(q, k, degree)
        if features.rank <= min(MOST_FEATURES, len(q) / 2):
            ways[f"degree {degree}"], deltas[degree] = features, delta
            found["bound"] = bound
    found["published"] = published(setting, cell["peer"], truth, sums)
    found["forward"] = {name: compared(features, setting, truth, chosen, f) for name, features in ways.items()}
    for degree, delta in deltas.items():
        found["forward"][f"degree {degree}"]["delta"] = delta
    found["gradient"] = gradients(setting.problem(cell["seed"]), ways)
    found["seconds"] = forward_times(setting, deltas, 5 if len(q) < LONG else 2)
    return found
