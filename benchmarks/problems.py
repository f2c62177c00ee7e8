"""The tasks that are measured, as terms: a loss, the variable, and the closed form that must be proved.

Dictionary
    Task        a name, the scalar to derive, the variable, the closed form
    tasks()     the seven tasks, built anew at every call

The peers state the same tasks in their own words: tensorgrad/peer.py and sympy_indexed.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lora_symbolic.language import Term, diag, grad, matrix, rowsum, softmax, sum_entries


@dataclass(frozen=True)
class Task:
    """Derive `value` in `variable` and prove the derivative equal to `closed`."""

    value: Term
    variable: Term
    closed: Term


def row_centred(f: Term, x: Term) -> Term:
    """f .* x - diag(rowsum(f .* x)) f, the derivative of a row-wise softmax f along x."""
    return f * x - diag(rowsum(f * x)) @ f


def partial(name: str) -> Task:
    """The loss with one adapted matrix W0 + B A: the gradients in A and B, the Hessian in A along V."""
    C1, C2, C3, Y = (matrix(symbol, "L", "d") for symbol in ("C1", "C2", "C3", "Y"))
    W0, B, A, V = matrix("W0", "d", "d"), matrix("B", "d", "r"), matrix("A", "r", "d"), matrix("V", "r", "d")
    f = softmax(C1 @ (W0 + B @ A) @ C2.T)
    c = f @ C3 - Y
    loss = sum_entries(c * c) / 2
    q = c @ C3.T
    p = row_centred(f, q)
    if name == "dL/dA":
        return Task(loss, A, B.T @ C1.T @ p @ C2)
    if name == "dL/dB":
        return Task(loss, B, C1.T @ p @ C2 @ A.T)
    f_along = row_centred(f, C1 @ B @ V @ C2.T)
    q_along = f_along @ C3 @ C3.T
    fq_along = f_along * q + f * q_along
    p_along = fq_along - diag(rowsum(fq_along)) @ f - diag(rowsum(f * q)) @ f_along
    return Task(sum_entries(grad(loss, A) * V), A, B.T @ C1.T @ p_along @ C2)


def full(name: str) -> Task:
    """The loss with queries and keys adapted: the gradients in the four adapters."""
    XQ, XK, C3, Y = (matrix(symbol, "L", "d") for symbol in ("XQ", "XK", "C3", "Y"))
    WQ, WK = matrix("WQ", "d", "d"), matrix("WK", "d", "d")
    BQ, AQ, BK, AK = matrix("BQ", "d", "r"), matrix("AQ", "r", "d"), matrix("BK", "d", "r"), matrix("AK", "r", "d")
    query, key = XQ @ (WQ + BQ @ AQ), XK @ (WK + BK @ AK)
    f = softmax(query @ key.T)
    c = f @ C3 - Y
    loss = sum_entries(c * c) / 2
    p = row_centred(f, c @ C3.T)
    closed = {
        "dL/dA_Q": (AQ, BQ.T @ XQ.T @ p @ key),
        "dL/dB_Q": (BQ, XQ.T @ p @ key @ AQ.T),
        "dL/dA_K": (AK, BK.T @ XK.T @ p.T @ query),
        "dL/dB_K": (BK, XK.T @ p.T @ query @ AK.T),
    }
    return Task(loss, *closed[name])


TASKS: dict[str, Callable[[str], Task]] = {
    "dL/dA": partial,
    "dL/dB": partial,
    "dL/dA_Q": full,
    "dL/dB_Q": full,
    "dL/dA_K": full,
    "dL/dB_K": full,
    "Hessian in A along V": partial,
}
PEER_NAMES = dict(zip(TASKS, ("A", "B", "A_Q", "B_Q", "A_K", "B_K", "hessian"), strict=True))


def task(name: str) -> Task:
    """The task of this name, built anew.

    >>> task("dL/dA").closed.shape
    (r, d)
    """
    return TASKS[name](name)
