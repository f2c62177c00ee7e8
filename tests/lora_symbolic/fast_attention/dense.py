"""The gradients with L x L arrays and no idea of ours: what the algorithm is compared with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lora_symbolic.fast_attention import FullArrays, PartialArrays

Array = NDArray[np.float64]


def softmax(scores: Array, causal: bool = False) -> Array:
    """Row by row, of the entries up to the diagonal with a causal mask."""
    scores = np.where(np.tri(*scores.shape, dtype=bool), scores, -np.inf) if causal else scores
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def derivative_in_scores(f: Array, q: Array) -> Array:
    """p = f .* q - diag(rowsum(f .* q)) f."""
    return f * q - (f * q).sum(axis=1, keepdims=True) * f


def dense_partial(problem: PartialArrays) -> dict[str, Array]:
    """dA and dB of partial adaptation."""
    wide = {name: np.asarray(getattr(problem, name), dtype=np.float64) for name in problem.SIDES}
    f = softmax(wide["C1"] @ (wide["W0"] + wide["B"] @ wide["A"]) @ wide["C2"].T, problem.causal)
    p = derivative_in_scores(f, (f @ wide["C3"] - wide["Y"]) @ wide["C3"].T)
    D = wide["C1"].T @ p @ wide["C2"]
    return {"dA": wide["B"].T @ D, "dB": D @ wide["A"].T}


def dense_full(problem: FullArrays) -> dict[str, Array]:
    """The six gradients of full adaptation."""
    F = problem
    WQ, WK, WV = F.WQ0 + F.BQ @ F.AQ, F.WK0 + F.BK @ F.AK, F.WV0 + F.BV @ F.AV
    f = softmax(F.XQ @ WQ @ WK.T @ F.XK.T, problem.causal)
    c = f @ F.XV @ WV - F.Y
    p = derivative_in_scores(f, c @ (F.XV @ WV).T)
    D = F.XQ.T @ p @ F.XK
    dWQ, dWK, dWV = D @ WK, D.T @ WQ, (f @ F.XV).T @ c
    return {
        "dBQ": dWQ @ F.AQ.T,
        "dAQ": F.BQ.T @ dWQ,
        "dBK": dWK @ F.AK.T,
        "dAK": F.BK.T @ dWK,
        "dBV": dWV @ F.AV.T,
        "dAV": F.BV.T @ dWV,
    }


def random_partial(
    seed: int, L: int, d: int, r: int = 2, bound: float = 1.0, keys: int | None = None, values: int | None = None
) -> PartialArrays:
    """Uniform entries, an offset on the queries, and the largest |logit| at most about `bound`."""
    rng = np.random.default_rng(seed)
    M, v = keys or L, values or d
    C1, C2 = rng.uniform(-1, 1, (L, d)) + 0.2, rng.uniform(-1, 1, (M, d))
    C3, Y = rng.uniform(-1, 1, (M, v)) + 1.0, rng.uniform(-1, 1, (L, v))
    W0, B, A = rng.standard_normal((d, d)), rng.standard_normal((d, r)), rng.standard_normal((r, d))
    largest = np.abs(C1[:500] @ (W0 + B @ A) @ C2[:500].T).max()
    return PartialArrays(C1 * (bound / largest), C2, C3, Y, W0, B, A)


def random_full(seed: int, L: int = 120, M: int = 90) -> FullArrays:
    """Six different widths, so that no transposition goes unnoticed."""
    rng = np.random.default_rng(seed)
    Q, K, V, k, v, r, s, t = 5, 6, 4, 3, 2, 1, 2, 3
    shapes = [(L, Q), (M, K), (M, V), (L, v), (Q, k), (K, k), (V, v), (Q, r), (r, k), (K, s), (s, k), (V, t), (t, v)]
    return FullArrays(*(rng.standard_normal(shape) * 0.35 for shape in shapes))
