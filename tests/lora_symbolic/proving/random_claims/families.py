"""Soundness on families: sums over an index, members at a free one, derivatives in a member, against NumPy.

    python -m tests.lora_symbolic.proving.random_claims.families --claims 1000 --seed 0

All matrices are n x n, W[p] and V[p] for p up to h. A tree is evaluated member by member, the index an argument; no
line is shared with the package, which reads a statement file. Half of the claims are an identity in a random context,
half have one node replaced afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from lora_symbolic.language import statement_from_table
from lora_symbolic.proving import find_counterexample, prove_equal
from tests.lora_symbolic.proving.random_claims.functions import main

Tree: TypeAlias = "tuple[Any, ...]"  # ("A",), ("W", level), ("sum", tree), or an operation with its arguments
Values: TypeAlias = dict[str, Any]

INDICES = "pijk"  # by level: p stands free, each sum inside another has the next
CONSTANT, FAMILIES = ("A", "B", "C"), ("W", "V")
STEP = 1e-5


def _softmax(value: Any) -> Any:
    above = np.exp(value)
    return above / above.sum(axis=1, keepdims=True)


OPERATIONS: dict[str, tuple[str, Callable[..., Any]]] = {
    "product": ("({} @ {})", lambda x, y: x @ y),
    "add": ("({} + {})", lambda x, y: x + y),
    "subtract": ("({} - {})", lambda x, y: x - y),
    "times": ("({} * {})", lambda x, y: x * y),
    "transpose": ("({}).T", lambda x: x.T),
    "double": ("(2 * {})", lambda x: 2 * x),
    "exp": ("exp({})", np.exp),
    "softmax": ("softmax({})", _softmax),
    "lower": ("tril({})", np.tril),
    "by_trace": ("(trace({}) * {})", lambda x, y: np.trace(x) * y),
    "by_rows": ("(rowsum({}) * {})", lambda x, y: x.sum(axis=1, keepdims=True) * y),
    "by_columns": ("(colsum({}) * {})", lambda x, y: x.sum(axis=0, keepdims=True) * y),
    "diagonal": ("diag(diag({}))", lambda x: np.diag(np.diag(x))),
}
UNARY = ("transpose", "double", "exp", "softmax", "lower", "diagonal")
BINARY = ("product", "add", "subtract", "times", "by_trace", "by_rows", "by_columns")
GENTLE = ("product", "add", "subtract", "times", "transpose", "double", "lower", "by_trace", "by_rows")


def _sum(tree: Tree) -> Tree:
    return ("sum", tree)


def _up(tree: Tree) -> Tree:
    """A tree of level 1 on level 2."""
    if tree[0] in FAMILIES:
        return (tree[0], 2)
    return (tree[0], *map(_up, tree[1:])) if len(tree) > 1 else tree


IDENTITIES: tuple[Callable[[Tree, Tree, Tree], tuple[Tree, Tree]], ...] = (  # x, y change with the index, k does not
    lambda x, y, k: (_sum(("product", k, x)), ("product", k, _sum(x))),
    lambda x, y, k: (_sum(("product", x, k)), ("product", _sum(x), k)),
    lambda x, y, k: (_sum(("add", x, y)), ("add", _sum(x), _sum(y))),
    lambda x, y, k: (_sum(("transpose", ("product", x, y))), _sum(("product", ("transpose", y), ("transpose", x)))),
    lambda x, y, k: (_sum(("times", k, x)), ("times", _sum(x), k)),
    lambda x, y, k: (_sum(k), ("heads", k)),
    lambda x, y, k: (_sum(_sum(("product", x, _up(y)))), ("product", _sum(x), _sum(y))),
    lambda x, y, k: (
        _sum(_sum(("by_trace", ("product", x, _up(y)), k))),
        ("by_trace", ("product", _sum(y), _sum(x)), k),
    ),
    lambda x, y, k: (_sum(("by_trace", ("product", x, y), k)), ("by_trace", _sum(("product", y, x)), k)),
    lambda x, y, k: (_sum(("softmax", ("add", x, ("by_rows", k, ("one",))))), _sum(("softmax", x))),
    lambda x, y, k: (_sum(("by_rows", ("softmax", x), y)), _sum(y)),
    lambda x, y, k: (_sum(("lower", x)), ("lower", _sum(x))),
    lambda x, y, k: (_sum(("by_columns", x, k)), ("by_columns", _sum(x), k)),
    lambda x, y, k: (_sum(("diagonal", ("product", x, y))), ("diagonal", _sum(("product", x, y)))),
    lambda x, y, k: (("slope", ("product", ("W", 1), k)), ("product", ("C",), ("transpose", k))),
    lambda x, y, k: (("slope", ("times", ("W", 1), ("V", 1))), ("times", ("V", 0), ("C",))),
    lambda x, y, k: (("slope", ("exp", ("W", 1))), ("times", ("exp", ("W", 0)), ("C",))),
    lambda x, y, k: (
        ("slope", ("product", ("W", 1), ("W", 1))),
        ("add", ("product", ("C",), ("transpose", ("W", 0))), ("product", ("transpose", ("W", 0)), ("C",))),
    ),
    lambda x, y, k: (
        ("slope", ("softmax", ("W", 1))),
        (
            "subtract",
            ("times", ("softmax", ("W", 0)), ("C",)),
            ("by_rows", ("times", ("softmax", ("W", 0)), ("C",)), ("softmax", ("W", 0))),
        ),
    ),
)


def text_of(tree: Tree, level: int = 0) -> str:
    """A tree in the syntax of statement files, inside so many sums."""
    if tree[0] in CONSTANT:
        return str(tree[0])
    if tree[0] in FAMILIES:
        return f"{tree[0]}[{INDICES[tree[1]]}]"
    if tree[0] == "one":
        return "ones(n, n)"
    if tree[0] == "heads":
        return f"(h * {text_of(tree[1], level)})"
    if tree[0] == "sum":
        return f"sum({INDICES[level + 1]} in h: {text_of(tree[1], level + 1)})"
    if tree[0] == "slope":
        return f"grad(sum(sum(i in h: {text_of(tree[1], 1)}) * C), W[p])"
    return OPERATIONS[tree[0]][0].format(*(text_of(child, level) for child in tree[1:]))


def value_of(tree: Tree, values: Values, at: tuple[int, ...]) -> Any:
    """A tree by NumPy, the free index and those of the sums around it given."""
    if tree[0] in CONSTANT:
        return values[tree[0]]
    if tree[0] in FAMILIES:
        return values[tree[0]][at[tree[1]]]
    heads = len(values["W"])
    if tree[0] == "one":
        return np.ones_like(values["A"])
    if tree[0] == "heads":
        return heads * value_of(tree[1], values, at)
    if tree[0] == "sum":
        return sum(value_of(tree[1], values, (*at, i)) for i in range(heads))
    if tree[0] == "slope":
        return _slope(tree[1], values, at)
    return OPERATIONS[tree[0]][1](*(value_of(child, values, at) for child in tree[1:]))


def _slope(tree: Tree, values: Values, at: tuple[int, ...]) -> Any:
    """The derivative of sum(sum over i of tree * C) in the entries of the member at the free index."""
    out = np.empty_like(values["A"])
    for place in np.ndindex(out.shape):
        ends = []
        for sign in (1, -1):
            moved = values["W"].copy()
            moved[at[0]][place] += sign * STEP
            ends.append((value_of(("sum", tree), {**values, "W": moved}, at) * values["C"]).sum())
        out[place] = (ends[0] - ends[1]) / (2 * STEP)
    return out


def random_tree(random: np.random.Generator, depth: int, levels: tuple[int, ...]) -> Tree:
    """A tree of gentle operations on constants and on members at these levels."""
    if depth == 0 or random.random() < 0.3:
        leaves = [*((name,) for name in CONSTANT[:2]), *((name, level) for name in FAMILIES for level in levels * 2)]
        return tuple(leaves[int(random.integers(len(leaves)))])
    name = str(random.choice(GENTLE))
    return (name, *(random_tree(random, depth - 1, levels) for _ in range(1 if name in UNARY else 2)))


def random_claim(random: np.random.Generator) -> tuple[Tree, Tree]:
    """Two sides that are equal by construction."""
    identity = IDENTITIES[int(random.integers(len(IDENTITIES)))]
    left, right = identity(random_tree(random, 1, (1,)), random_tree(random, 1, (1,)), random_tree(random, 1, ()))
    for _ in range(random.integers(0, 3)):
        name, other = str(random.choice(GENTLE)), random_tree(random, 1, (0,))
        turned = random.random() < 0.5
        left, right = (
            (name, side) if name in UNARY else (name, other, side) if turned else (name, side, other)
            for side in (left, right)
        )
    return left, right


def mutated(tree: Tree, random: np.random.Generator, level: int = 0) -> Tree:
    """A tree with one node replaced by another of its kind, or with a member at another index."""
    if tree[0] in FAMILIES or len(tree) == 1:
        here = [(name,) for name in CONSTANT] + [(name, each) for name in FAMILIES for each in range(level + 1)]
        others = [leaf for leaf in here if leaf != tree]
        return tuple(others[int(random.integers(len(others)))])
    if tree[0] in UNARY + BINARY and random.random() < 0.4:
        kin = UNARY if tree[0] in UNARY else BINARY
        return (str(random.choice([name for name in kin if name != tree[0]])), *tree[1:])
    place = int(random.integers(1, len(tree)))
    inside = 1 if tree[0] == "slope" else level + (tree[0] == "sum")
    if tree[0] == "slope":
        return ("slope", mutated_inside(tree[1], random))
    return (*tree[:place], mutated(tree[place], random, inside), *tree[place + 1 :])


def mutated_inside(tree: Tree, random: np.random.Generator) -> Tree:
    """What is differentiated, changed without a free index in it."""
    while True:
        found = mutated(tree, random, 1)
        if ("W", 0) not in _leaves(found) and ("V", 0) not in _leaves(found):
            return found


def _leaves(tree: Tree) -> set[Tree]:
    if tree[0] in FAMILIES or len(tree) == 1:
        return {tree}
    return set().union(*map(_leaves, tree[1:]))


def differs(left: Tree, right: Tree, random: np.random.Generator) -> bool:
    """Whether NumPy sees a difference at a member."""
    for trial in range(9):
        side, heads = trial % 3 + 1, trial // 3 + 1
        values: Values = {name: random.uniform(-1, 1.2, (side, side)) for name in CONSTANT}
        values |= {name: random.uniform(-1, 1.2, (heads, side, side)) for name in FAMILIES}
        for free in range(heads):
            one, other = value_of(left, values, (free,)), value_of(right, values, (free,))
            if (abs(one - other) > 1e-4 * (1 + abs(one) + abs(other)).max()).any():
                return True
    return False


def outcome(left: Tree, right: Tree, true: bool, random: np.random.Generator) -> str:
    """What the package says of a claim in a statement file, and whether NumPy contradicts it."""
    side = ["n", "n"]
    table = {
        "sizes": ["h", "n"],
        "matrices": dict.fromkeys(CONSTANT, side) | {f"{name}[p in h]": side for name in FAMILIES},
        "claims": [{"name": "c", "equal": [text_of(left), text_of(right)]}],
    }
    (claim,) = statement_from_table(table, "random").claims
    if claim.problem is not None or claim.lhs is None or claim.rhs is None:
        return "another shape"
    if prove_equal(claim.lhs, claim.rhs).proved:
        return "wrong proved" if differs(left, right, random) else "proved"
    if find_counterexample(claim.lhs, claim.rhs, seconds=0.2 if true else 1.0, tuples=2 if true else 6) is not None:
        return "wrong refuted" if true else "refuted"
    return "undecided though it differs" if differs(left, right, random) else "undecided"


def tried(claims: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The outcomes of so many claims, and the claims that are mistakes or that are true and undecided."""
    random = np.random.default_rng(seed)
    counts: Counter[str] = Counter()
    shown = []
    for number in range(claims):
        (left, right), true = random_claim(random), number % 2 == 0
        if not true:
            right = mutated(right, random)
        found = outcome(left, right, true, random)
        kind = f"{'true' if true else 'mutated'}: {found}"
        counts[kind] += 1
        if "wrong" in found or (true and "undecided" in found):
            shown.append(f"{kind}: {text_of(left)} = {text_of(right)}")
    return counts, shown


if __name__ == "__main__":
    main(tried)
