"""What is done to every member of a family is done to the stack: compared with the members one by one, in NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lora_symbolic import language as lang
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import LanguageError, Term, matrix, size
from lora_symbolic.language.families import Member, stacked, total

H = size("h")
W, V, S, s = (
    matrix("W", "h*m", "n"),
    matrix("V", "h*n", "k"),
    matrix("S", "h*n", "n"),
    matrix("s", "h", 1),
)
w, v, q, t = matrix("w", "m", "n"), matrix("v", "n", "k"), matrix("q", "n", "n"), matrix("t", 1, 1)
X, Y = matrix("X", "m", "m"), matrix("Y", "m", "n")
MEMBERS = {w: Member("i", W), v: Member("i", V), q: Member("i", S), t: Member("i", s)}
PHI = lang.coefficients("phi")
ROWS = {"w": 2, "v": 3, "q": 3, "t": 1}  # of a member, at h = 4, m = 2, n = 3, k = 2
SIZES = {"h": 4, "m": 2, "n": 3, "k": 2}

BODIES: dict[str, Callable[[], Term]] = {
    "add": lambda: w + Y,
    "subtract": lambda: Y - w,
    "negate": lambda: -w,
    "hadamard": lambda: w * Y * w,
    "scale by a constant": lambda: 3 * w,
    "scale by a member": lambda: lang.sum_entries(t) * Y,
    "scale a number": lambda: lang.sum_entries(t) * lang.sum_entries(Y) + 2 * lang.sum_entries(w),
    "matmul on the right": lambda: w @ Y.T,
    "matmul on the left": lambda: X @ w,
    "matmul of members": lambda: w @ v,
    "transpose": lambda: w.T @ X,
    "exp": lambda: lang.exp(w),
    "softmax": lambda: lang.softmax(w),
    "softmax with weights": lambda: lang.softmax(Y, lang.exp(w)),
    "sum": lambda: lang.sum_entries(w @ v),
    "rowsum": lambda: lang.rowsum(w),
    "colsum": lambda: lang.colsum(w),
    "trace": lambda: lang.trace(q @ q),
    "diag": lambda: lang.diag(lang.rowsum(w)),
    "diagonal": lambda: lang.diag(q @ q),
    "vec": lambda: lang.vec(w),
    "colvec": lambda: lang.colvec(w),
    "apply": lambda: lang.apply(PHI, w, 1),
    "kron with a constant right": lambda: lang.kron(w, Y),
    "kron with a constant left": lambda: lang.kron(Y, w),
    "rowkron": lambda: lang.rowkron(w, Y),
    "inverse": lambda: lang.inv(q),
    "norm": lambda: lang.norm(w),
    "slice": lambda: lang.operations.part(w, (size(1) - 1, size(1)), None),
    "blocks side by side": lambda: lang.block([[w, X, w @ v]]),
    "blocks one below the other": lambda: lang.block([[w], [Y], [2 * w]]),
    "four blocks": lambda: lang.block([[w, Y @ v], [q, v]]),
    "ones beside a member": lambda: 1 + w,
    "what does not change": lambda: X @ Y,
}


def values() -> dict[str, np.ndarray]:
    """A stack for each family, and the other matrices."""
    random = np.random.default_rng(5)
    shapes = {"W": (8, 3), "V": (12, 2), "S": (12, 3), "s": (4, 1), "X": (2, 2), "Y": (2, 3)}
    found = {name: random.uniform(-1, 1, shape) for name, shape in shapes.items()}
    return {**found, "phi_coefficients": random.uniform(-1, 1, (1, lang.operations.COEFFICIENTS))}


def one_by_one(body: Term) -> list[np.ndarray]:
    """The body at each member."""
    point = values()
    found = []
    for number in range(4):
        members = {
            name: point[stack][number * ROWS[name] : (number + 1) * ROWS[name]]
            for name, stack in (("w", "W"), ("v", "V"), ("q", "S"), ("t", "s"))
        }
        found.append(evaluate(body, {**point, **members}, SIZES))
    return found


@pytest.mark.parametrize("name", BODIES)
def test_a_stack_has_the_members_one_below_the_other(name: str) -> None:
    body = BODIES[name]()
    stack = stacked(body, "i", H, MEMBERS)
    assert not {w, v, q, t} & set(lang.subterms(stack))
    assert np.allclose(evaluate(stack, values(), SIZES), np.vstack(one_by_one(body)), atol=1e-10)


@pytest.mark.parametrize("name", ["matmul of members", "softmax", "kron with a constant left", "transpose"])
def test_the_sum_over_the_index_is_the_sum_of_the_members(name: str) -> None:
    body = BODIES[name]()
    found = total(stacked(body, "i", H, MEMBERS), H, body.rows)
    assert np.allclose(evaluate(found, values(), SIZES), sum(one_by_one(body)), atol=1e-10)


def test_another_index_is_left_alone() -> None:
    other = matrix("u", "m", "n")
    members = {**MEMBERS, other: Member("j", W)}
    both = stacked(stacked(lang.sum_entries(w * other), "i", H, members), "j", H, members)
    point = values()
    blocks = point["W"].reshape(4, 2, 3)
    assert np.allclose(evaluate(both, point, SIZES).reshape(4, 4), np.einsum("jab,iab->ji", blocks, blocks))


@pytest.mark.parametrize(
    "body",
    [lambda: lang.det(q), lambda: lang.kron(w, w), lambda: lang.colkron(w, w)],
)
def test_what_has_no_rule_is_refused(body: Callable[[], Term]) -> None:
    with pytest.raises(LanguageError, match="no rule"):
        stacked(body(), "i", H, MEMBERS)
