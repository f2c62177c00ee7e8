"""Products of k softmaxes and derivatives of order k in tensorgrad 0.3; runs in an environment of its own.

    python growth_peer.py products 3     one JSON line: {"seconds": CPU time, "proved": true|false}

Both sides are simplified fully and tested for isomorphism; the import is not timed.
"""

from __future__ import annotations

import json
import sys
import time
from functools import reduce
from operator import matmul
from typing import Any


def row_centred(f: Any, x: Any, along: str) -> Any:
    """f .* x - diag(rowsum(f .* x)) f."""
    from tensorgrad import functions

    product = f * x
    return product - f * functions.sum(product, dim=along, keepdims=True)


def products(k: int) -> tuple[Any, Any]:
    """The gradient of sum((S_1 @ ... @ S_k) * Y) in the logits of S_1, and its closed form."""
    import sympy
    import tensorgrad as tg
    from tensorgrad import functions

    n = sympy.symbols("n")
    logits = [tg.Variable(f"X{j}", **{f"e{j - 1}": n, f"e{j}": n}) for j in range(1, k + 1)]
    factors = [functions.softmax(each, dim=f"e{j}") for j, each in enumerate(logits, start=1)]
    Y = tg.Variable("Y", e0=n, **{f"e{k}": n})
    loss = functions.sum(reduce(matmul, factors) * Y)
    q = reduce(matmul, reversed(factors[1:]), Y)
    return loss.grad(logits[0]), row_centred(factors[0], q, "e1")


def orders(k: int) -> tuple[Any, Any]:
    """The gradient of sum(softmax(X) * Y) in closed form; of order 2 and more along k directions, exchanged."""
    import sympy
    import tensorgrad as tg
    from tensorgrad import functions

    m, n = sympy.symbols("m n")
    X, Y, *along = (tg.Variable(name, i=m, j=n) for name in ("X", "Y", "V1", "V2", "V3", "V4"))
    f = functions.softmax(X, dim="j")
    loss = functions.sum(f * Y)
    if k == 1:
        return loss.grad(X), row_centred(f, Y, "j")

    def derivative(directions: list[Any]) -> Any:
        return reduce(lambda value, V: functions.sum(value.grad(X) * V), directions, loss)

    return derivative(along[:k]), derivative([*along[1:k], along[0]])


def main(family: str, k: int) -> None:
    """Measure one task and print one line."""
    import tensorgrad  # noqa: F401  (import is not timed)

    start = time.process_time()
    left, right = {"products": products, "orders": orders}[family](k)
    same = left.full_simplify().is_isomorphic(right.full_simplify(), match_edges=True)
    print(json.dumps({"seconds": time.process_time() - start, "proved": bool(same)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
