"""Soundness on square matrices: products, inverses, triangles, derivatives and equations, against NumPy.

    python -m tests.lora_symbolic.proving.random_claims.products --claims 2000 --seed 0

All trees are n x n, so every claim has a shape. Half of the claims are an identity in a random context, half have one
node replaced afterwards. Derivatives are central differences of the tree here, and points satisfy the equation of the
claim by construction, at n = 1, 2 and 3; no line is shared with the package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from lora_symbolic.language import Equation, parse
from lora_symbolic.language import matrix as new_matrix
from lora_symbolic.proving import find_counterexample, prove_equal
from tests.lora_symbolic.proving.random_claims.functions import main

Tree: TypeAlias = "tuple[Any, ...]"  # a name, or an operation with its arguments
Values: TypeAlias = dict[str, Any]

NAMES = {name: new_matrix(name, "n", "n") for name in ("A", "B", "C")}
STEP = 1e-5


def _invertible(value: Any) -> Any:
    return np.linalg.inv(value) if abs(np.linalg.det(value)) > 0.2 else np.full(value.shape, np.nan)


def _not_zero(value: Any) -> Any:
    return np.where(value == 0, np.nan, value)


def _softmax(value: Any) -> Any:
    above = np.exp(value)
    return above / above.sum(axis=1, keepdims=True)


OPERATIONS: dict[str, tuple[str, Callable[..., Any]]] = {
    "product": ("({} @ {})", lambda x, y: x @ y),
    "add": ("({} + {})", lambda x, y: x + y),
    "subtract": ("({} - {})", lambda x, y: x - y),
    "times": ("({} * {})", lambda x, y: x * y),
    "transpose": ("({}).T", lambda x: x.T),
    "negate": ("(-{})", lambda x: -x),
    "double": ("(2 * {})", lambda x: 2 * x),
    "times_n": ("(n * {})", lambda x: len(x) * x),
    "over_n": ("({} / n)", lambda x: x / len(x)),
    "inverse": ("inv({})", _invertible),
    "lower": ("tril({})", np.tril),
    "below": ("tril({}, -1)", lambda x: np.tril(x, -1)),
    "upper": ("triu({})", np.triu),
    "exp": ("exp({})", np.exp),
    "sin": ("sin({})", np.sin),
    "relu": ("relu({})", lambda x: np.maximum(_not_zero(x), 0)),
    "softmax": ("softmax({})", _softmax),
    "by_trace": ("(trace({}) * {})", lambda x, y: np.trace(x) * y),
    "by_det": ("(det({}) * {})", lambda x, y: np.linalg.det(x) * y),
    "by_rows": ("(rowsum({}) * {})", lambda x, y: x.sum(axis=1, keepdims=True) * y),
    "diagonal": ("diag(diag({}))", lambda x: np.diag(np.diag(x))),
    "one": ("(0 * {} + eye(n))", lambda x: np.eye(len(x))),
    "zero": ("(0 * {})", lambda x: 0 * x),
    "slope": ("grad(sum({} * C), A)", lambda x: x),  # its value is taken from the tree
}
UNARY = tuple(name for name, (text, _) in OPERATIONS.items() if text.count("{}") == 1 and name != "slope")
BINARY = tuple(name for name, (text, _) in OPERATIONS.items() if text.count("{}") == 2)
GENTLE = ("product", "product", "add", "subtract", "times", "transpose", "double", "times_n", "lower", "by_trace")

A, B, C = ("A",), ("B",), ("C",)


def _t(x: Tree) -> Tree:
    return ("transpose", x)


IDENTITIES: tuple[Callable[[Tree, Tree], tuple[Tree, Tree]], ...] = (
    lambda a, b: (_t(("product", a, b)), ("product", _t(b), _t(a))),
    lambda a, b: (("product", a, ("add", a, b)), ("add", ("product", a, a), ("product", a, b))),
    lambda a, b: (("by_trace", ("product", a, b), a), ("by_trace", ("product", b, a), a)),
    lambda a, b: (("lower", ("product", ("lower", a), ("lower", b))), ("product", ("lower", a), ("lower", b))),
    lambda a, b: (("add", ("below", a), ("upper", a)), a),
    lambda a, b: (_t(("lower", a)), ("upper", _t(a))),
    lambda a, b: (("by_trace", ("product", ("below", a), ("lower", b)), a), ("zero", b)),
    lambda a, b: (("product", ("inverse", A), ("product", A, b)), b),
    lambda a, b: (("inverse", ("product", A, B)), ("product", ("inverse", B), ("inverse", A))),
    lambda a, b: (("inverse", ("transpose", A)), _t(("inverse", A))),
    lambda a, b: (("inverse", ("times_n", A)), ("over_n", ("inverse", A))),
    lambda a, b: (("by_det", ("product", A, B), a), ("by_det", A, ("by_det", B, a))),
    lambda a, b: (("by_det", _t(A), a), ("by_det", A, a)),
    lambda a, b: (("product", ("diagonal", a), ("diagonal", b)), ("times", ("diagonal", a), ("diagonal", b))),
    lambda a, b: (("by_rows", ("softmax", a), b), b),
    lambda a, b: (("by_rows", a, ("product", b, a)), ("product", ("by_rows", a, b), a)),
    lambda a, b: (("slope", ("product", A, B)), ("product", C, _t(B))),
    lambda a, b: (("slope", ("product", A, A)), ("add", ("product", C, _t(A)), ("product", _t(A), C))),
    lambda a, b: (("slope", ("exp", ("times", A, B))), ("times", ("times", ("exp", ("times", A, B)), B), C)),
    lambda a, b: (("slope", ("lower", A)), ("lower", C)),
    lambda a, b: (
        ("slope", ("inverse", A)),
        ("negate", ("product", _t(("inverse", A)), ("product", C, _t(("inverse", A))))),
    ),
    lambda a, b: (("slope", ("by_det", A, B)), ("by_det", A, ("by_trace", ("product", _t(B), C), _t(("inverse", A))))),
    lambda a, b: (
        ("slope", ("softmax", A)),
        ("subtract", ("times", ("softmax", A), C), ("by_rows", ("times", ("softmax", A), C), ("softmax", A))),
    ),
)


def _with(name: str, change: Callable[[Values], Any]) -> Callable[[Values], Values]:
    return lambda values: {**values, name: change(values)}


def _orthogonal(values: Values) -> Any:
    return np.linalg.qr(values["A"])[0]


def _projection(values: Values) -> Any:
    half = values["A"][:, : (len(values["A"]) + 1) // 2]
    return half @ np.linalg.pinv(half)


EQUATIONS: tuple[tuple[Tree, Tree, Callable[[Values], Values]], ...] = (
    (A, _t(A), _with("A", lambda v: v["A"] + v["A"].T)),
    (A, ("negate", _t(A)), _with("A", lambda v: v["A"] - v["A"].T)),
    (("product", _t(A), A), ("one", B), _with("A", _orthogonal)),
    (("product", A, A), A, _with("A", _projection)),
    (("product", A, B), ("product", B, A), _with("B", lambda v: v["A"] @ v["A"] - 2 * v["A"])),
    (("over_n", ("product", A, B)), ("over_n", ("product", B, A)), _with("B", lambda v: v["A"] @ v["A"] - v["A"])),
    (B, ("product", A, C), _with("B", lambda v: v["A"] @ v["C"])),
    (("times", A, B), ("one", C), lambda v: {**v, "A": np.diag(np.diag(v["A"])), "B": np.diag(1 / np.diag(v["A"]))}),
    (("lower", A), A, _with("A", lambda v: np.tril(v["A"]))),
    (("times_n", ("product", A, B)), ("zero", C), _with("B", lambda v: 0 * v["B"])),
)


@dataclass(frozen=True)
class Claim:
    """Two sides, and perhaps the equation under which they are equal."""

    left: Tree
    right: Tree
    equation: int | None = None

    @property
    def text(self) -> str:
        """The claim in the syntax of statement files."""
        said = f"{text_of(self.left)} = {text_of(self.right)}"
        if self.equation is None:
            return said
        one, other, _ = EQUATIONS[self.equation]
        return f"{said} where {text_of(one)} = {text_of(other)}"


def text_of(tree: Tree) -> str:
    """A tree in the syntax of statement files."""
    return str(tree[0]) if len(tree) == 1 else OPERATIONS[tree[0]][0].format(*map(text_of, tree[1:]))


def value_of(tree: Tree, values: Values) -> Any:
    """A tree by NumPy; nan where it is not defined."""
    if len(tree) == 1:
        return values[tree[0]]
    if tree[0] == "slope":
        return _slope(tree[1], values)
    return OPERATIONS[tree[0]][1](*(value_of(t, values) for t in tree[1:]))


def _slope(tree: Tree, values: Values) -> Any:
    """The derivative of sum(tree * C) in the entries of A, by central differences."""
    out = np.empty_like(values["A"])
    for place in np.ndindex(out.shape):
        ends = []
        for sign in (1, -1):
            moved = values["A"].copy()
            moved[place] += sign * STEP
            there = {**values, "A": moved}
            ends.append((value_of(tree, there) * there["C"]).sum())
        out[place] = (ends[0] - ends[1]) / (2 * STEP)
    return out


def random_tree(random: np.random.Generator, depth: int) -> Tree:
    """A tree of gentle operations."""
    if depth == 0 or random.random() < 0.25:
        return (str(random.choice(list(NAMES))),)
    name = str(random.choice(GENTLE))
    return (name, *(random_tree(random, depth - 1) for _ in range(1 if name in UNARY else 2)))


def random_claim(random: np.random.Generator) -> Claim:
    """Two sides that are equal by construction, a third of them by an equation."""
    equation = int(random.integers(len(EQUATIONS))) if random.random() < 0.35 else None
    if equation is None:
        number = int(random.integers(len(IDENTITIES)))
        left, right = IDENTITIES[number](random_tree(random, 1), random_tree(random, 1))
    else:
        left, right = EQUATIONS[equation][:2]
    for _ in range(random.integers(0, 3)):
        name, other = str(random.choice(GENTLE)), random_tree(random, 1)
        turned = random.random() < 0.5
        left, right = (
            (name, side) if name in UNARY else (name, other, side) if turned else (name, side, other)
            for side in (left, right)
        )
    return Claim(left, right, equation)


def mutated(tree: Tree, random: np.random.Generator) -> Tree:
    """A tree with one node replaced by another of its kind."""
    if len(tree) == 1:
        return (str(random.choice([name for name in NAMES if name != tree[0]])),)
    if tree[0] != "slope" and random.random() < 0.4:
        kin = UNARY if tree[0] in UNARY else BINARY
        return (str(random.choice([name for name in kin if name != tree[0]])), *tree[1:])
    place = int(random.integers(1, len(tree)))
    return (*tree[:place], mutated(tree[place], random), *tree[place + 1 :])


def differs(claim: Claim, random: np.random.Generator) -> bool:
    """Whether NumPy sees a difference at a point where both sides are defined."""
    for trial in range(9):
        side = trial % 3 + 1
        values: Values = {name: random.uniform(-1, 1.5, (side, side)) for name in NAMES}
        if claim.equation is not None:
            values = EQUATIONS[claim.equation][2](values)
        with np.errstate(all="ignore"):
            one, other = value_of(claim.left, values), value_of(claim.right, values)
            both = np.isfinite(one).all() and np.isfinite(other).all()
            if both and (abs(one - other) > 1e-4 * (1 + abs(one) + abs(other)).max()).any():
                return True
    return False


def outcome(claim: Claim, true: bool, random: np.random.Generator) -> str:
    """What the package says of a claim, and whether NumPy contradicts it."""
    lhs, rhs = (parse(text_of(side), NAMES, ("n",)) for side in (claim.left, claim.right))
    where = []
    if claim.equation is not None:
        one, other = (parse(text_of(side), NAMES, ("n",)) for side in EQUATIONS[claim.equation][:2])
        where = [Equation(claim.text, one, other)]
    if prove_equal(lhs, rhs, where).proved:
        return "wrong proved" if differs(claim, random) else "proved"
    if find_counterexample(lhs, rhs, seconds=0.2 if true else 1.0, tuples=2 if true else 4, where=where) is not None:
        return "wrong refuted" if true else "refuted"
    return "undecided though it differs" if differs(claim, random) else "undecided"


def tried(claims: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The outcomes of so many claims, and the claims that are mistakes or that are true and undecided."""
    random = np.random.default_rng(seed)
    counts: Counter[str] = Counter()
    shown = []
    for number in range(claims):
        claim, true = random_claim(random), number % 2 == 0
        if not true:
            claim = Claim(claim.left, mutated(claim.right, random), claim.equation)
        found = outcome(claim, true, random)
        kind = f"{'true' if true else 'mutated'}: {found}"
        counts[kind] += 1
        if "wrong" in found or (true and "undecided" in found):
            shown.append(f"{kind}: {claim.text}")
    return counts, shown


if __name__ == "__main__":
    main(tried)
