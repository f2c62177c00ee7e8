"""The same tasks in tensorgrad 0.3: derive the gradient, simplify both sides fully, test that they are isomorphic.

Runs in an environment of its own (requirements.txt beside it).

    python peer.py TASK REPETITIONS      one JSON line: {"task", "seconds": [...], "proved": true|false}

Every repetition runs in a fresh child process, so no cache of one helps the next; the import is not timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

PARTIAL = ("A", "B")
FULL = ("A_Q", "B_Q", "A_K", "B_K")
HESSIAN = "hessian"


def softmax_loss(logits: Any, C3: Any, Y: Any) -> tuple[Any, Any, Any]:
    """f (i, j), c (i, c) and half the squared norm of c; L tokens i and j, width c."""
    from tensorgrad import functions

    f = functions.softmax(logits, dim="j")
    c = f @ C3 - Y
    return f, c, functions.sum(c * c) / 2


def p_of(f: Any, q: Any) -> Any:
    """f .* q - diag(rowsum(f .* q)) f, on the edges i and j."""
    from tensorgrad import functions

    product = f * q
    return product - f * functions.sum(product, dim="j", keepdims=True)


def partial_problem(task: str) -> tuple[Any, Any]:
    """grad of the loss in A or B, or its derivative along V in A, and the closed form."""
    import sympy
    import tensorgrad as tg
    from tensorgrad import functions

    L, d, r = sympy.symbols("L d r")
    C1, C2 = tg.Variable("C1", i=L, x=d), tg.Variable("C2", j=L, y=d)
    C3, Y = tg.Variable("C3", j=L, c=d), tg.Variable("Y", i=L, c=d)
    W0, B, A = tg.Variable("W0", x=d, y=d), tg.Variable("B", x=d, k=r), tg.Variable("A", k=r, y=d)
    f, c, loss = softmax_loss(C1 @ (W0 + B @ A) @ C2, C3, Y)
    q = c @ C3
    p = p_of(f, q)
    if task == "A":
        return loss.grad(A), B @ (C1 @ (p @ C2))
    if task == "B":
        return loss.grad(B), C1 @ (p @ C2) @ A
    V = tg.Variable("V", k=r, y=d)
    along = C1 @ (B @ V) @ C2
    df = p_of(f, along)
    dq = (df.rename(j="h") @ C3.rename(j="h")) @ C3
    fq, dfq = f * q, df * q + f * dq
    dp = dfq - df * functions.sum(fq, dim="j", keepdims=True) - f * functions.sum(dfq, dim="j", keepdims=True)
    directional = functions.sum(loss.grad(A) * V)
    return directional.grad(A), B @ (C1 @ (dp @ C2))


def full_problem(task: str) -> tuple[Any, Any]:
    """grad of the loss in one of four adapters, and the closed form."""
    import sympy
    import tensorgrad as tg

    L, d, r = sympy.symbols("L d r")
    XQ, XK = tg.Variable("XQ", i=L, x=d), tg.Variable("XK", j=L, y=d)
    C3, Y = tg.Variable("C3", j=L, c=d), tg.Variable("Y", i=L, c=d)
    WQ, WK = tg.Variable("WQ", x=d, h=d), tg.Variable("WK", y=d, h=d)
    BQ, AQ = tg.Variable("BQ", x=d, k=r), tg.Variable("AQ", k=r, h=d)
    BK, AK = tg.Variable("BK", y=d, k=r), tg.Variable("AK", k=r, h=d)
    query, key = XQ @ (WQ + BQ @ AQ), XK @ (WK + BK @ AK)
    f, c, loss = softmax_loss(query @ key, C3, Y)
    p = p_of(f, c @ C3)
    left, right = p @ key, p @ query  # (i, h) and (j, h)
    if task == "A_Q":
        return loss.grad(AQ), BQ @ (XQ @ left)
    if task == "B_Q":
        return loss.grad(BQ), (XQ @ left) @ AQ
    if task == "A_K":
        return loss.grad(AK), BK @ (XK @ right)
    return loss.grad(BK), (XK @ right) @ AK


def measure(task: str) -> dict[str, Any]:
    """Seconds to build, derive, simplify and compare, once."""
    import tensorgrad  # noqa: F401  (import is not timed)

    start = time.perf_counter()
    derived, closed = full_problem(task) if task in FULL else partial_problem(task)
    same = derived.full_simplify().is_isomorphic(closed.full_simplify(), match_edges=True)
    return {"seconds": time.perf_counter() - start, "proved": bool(same)}


def main(task: str, repetitions: int) -> None:
    """Measure in fresh processes and print one line."""
    if repetitions == 0:
        print(json.dumps(measure(task)))
        return
    runs = []
    for _ in range(repetitions):
        done = subprocess.run([sys.executable, __file__, task, "0"], capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    seconds = [run["seconds"] for run in runs]
    print(json.dumps({"task": task, "seconds": seconds, "proved": all(run["proved"] for run in runs)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
