"""Soundness: the prover and the search for counterexamples on random claims, against NumPy.

    python -m tests.lora_symbolic.proving.random_claims.functions --claims 2000 --seed 0

Half of the claims are true by construction: an identity inside a random context. Half are mutated afterwards: one
node of one side is replaced by another of its kind. A claim is written as text for the parser and evaluated here by
NumPy from the same tree, by lines that share no code with the package. NumPy alone says what a mistake is:
    wrong proved     proved, but the sides differ at a point where all of it is defined
    wrong refuted    refuted, but true by construction
    wrong: said to mean nothing     its conditions never hold, as the prover says, but both sides are defined somewhere
A claim that means nothing, as abs(X - X) where no entry of X - X is 0, is counted apart.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from lora_symbolic.language import matrix, parse, same_shape
from lora_symbolic.proving import find_counterexample, prove_equal

Tree: TypeAlias = "tuple[Any, ...]"  # a name, or an operation with its arguments
Values: TypeAlias = dict[str, np.ndarray[Any, Any]]

SHAPES = {"X": ("m", "n"), "Y": ("m", "n"), "c": ("m", 1), "r": (1, "n")}
NAMES = {name: matrix(name, *sides) for name, sides in SHAPES.items()}


def _positive(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: function(np.where(x > 0, x, np.nan))


def _not_zero(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: np.where((x == 0) | np.isnan(x), np.nan, function(x))


OPERATIONS: dict[str, tuple[str, Callable[..., Any]]] = {
    "add": ("({} + {})", lambda x, y: x + y),
    "subtract": ("({} - {})", lambda x, y: x - y),
    "times": ("({} * {})", lambda x, y: x * y),
    "divide": ("({} / {})", lambda x, y: x / np.where(y > 0, y, np.nan)),
    "negate": ("(-{})", lambda x: -x),
    "square": ("({}**2)", lambda x: x * x),
    "cube": ("({}**3)", lambda x: x * x * x),
    "one_over": ("(1 / {})", _positive(lambda x: 1 / x)),
    "sqrt": ("sqrt({})", _positive(np.sqrt)),
    "root": ("({}**(1/3))", _positive(np.cbrt)),
    "exp": ("exp({})", np.exp),
    "log": ("log({})", _positive(np.log)),
    "sigmoid": ("sigmoid({})", lambda x: 1 / (1 + np.exp(-x))),
    "tanh": ("tanh({})", np.tanh),
    "silu": ("silu({})", lambda x: x / (1 + np.exp(-x))),
    "softplus": ("softplus({})", lambda x: np.logaddexp(0, x)),
    "step": ("step({})", _not_zero(lambda x: x > 0)),
    "relu": ("relu({})", _not_zero(lambda x: np.maximum(x, 0))),
    "abs": ("abs({})", _not_zero(np.abs)),
    "sign": ("sign({})", _not_zero(np.sign)),
    "maximum": ("maximum({}, {})", lambda x, y: np.where(x == y, np.nan, np.maximum(x, y))),
    "minimum": ("minimum({}, {})", lambda x, y: np.where(x == y, np.nan, np.minimum(x, y))),
    "tril": ("tril({})", np.tril),
    "cos": ("cos({})", np.cos),
    "sin": ("sin({})", np.sin),
    "erf": ("erf({})", np.vectorize(math.erf, otypes=[float])),
    "gelu": ("gelu({})", lambda x: x * np.vectorize(math.erfc, otypes=[float])(-x / math.sqrt(2)) / 2),
    "triu": ("triu({})", np.triu),
    "above": ("triu({}, 1)", lambda x: np.triu(x, 1)),
    "half": ("(0.5 * {})", lambda x: x / 2),
    "double": ("(2 * {})", lambda x: 2 * x),
    "one_plus": ("(1 + {})", lambda x: 1 + x),
}
UNARY = tuple(name for name, (text, _) in OPERATIONS.items() if text.count("{}") == 1)
BINARY = tuple(name for name, (text, _) in OPERATIONS.items() if text.count("{}") == 2)
GENTLE = (
    *("add", "subtract", "times", "negate", "double", "half", "one_plus", "square"),
    *("sigmoid", "tanh", "relu", "tril", "sin", "erf"),
)

IDENTITIES: tuple[Callable[[Tree, Tree], tuple[Tree, Tree]], ...] = (
    lambda a, b: (("add", a, b), ("add", b, a)),
    lambda a, b: (("times", a, ("add", a, b)), ("add", ("square", a), ("times", a, b))),
    lambda a, b: (("times", ("exp", a), ("exp", b)), ("exp", ("add", a, b))),
    lambda a, b: (("divide", a, ("exp", b)), ("times", a, ("exp", ("negate", b)))),
    lambda a, b: (("sigmoid", ("negate", a)), ("subtract", ("one_plus", ("subtract", b, b)), ("sigmoid", a))),
    lambda a, b: (("softplus", a), ("add", a, ("softplus", ("negate", a)))),
    lambda a, b: (("silu", a), ("times", ("sigmoid", a), a)),
    lambda a, b: (("tanh", ("negate", a)), ("negate", ("tanh", a))),
    lambda a, b: (("log", ("sigmoid", a)), ("negate", ("softplus", ("negate", a)))),
    lambda a, b: (("sqrt", ("exp", ("double", a))), ("exp", a)),
    lambda a, b: (("times", ("sqrt", _above(a)), ("sqrt", _above(a))), _above(a)),
    lambda a, b: (("divide", ("sqrt", _above(a)), _above(a)), ("one_over", ("sqrt", _above(a)))),
    lambda a, b: (("exp", ("half", ("log", _above(a)))), ("sqrt", _above(a))),
    lambda a, b: (("cube", ("root", _above(a))), _above(a)),
    lambda a, b: (("log", ("one_over", _above(a))), ("negate", ("log", _above(a)))),
    lambda a, b: (("step", ("negate", a)), ("subtract", ("one_plus", ("subtract", b, b)), ("step", a))),
    lambda a, b: (("times", ("relu", a), ("relu", a)), ("times", a, ("relu", a))),
    lambda a, b: (("add", ("maximum", a, b), ("minimum", a, b)), ("add", a, b)),
    lambda a, b: (("maximum", a, b), ("maximum", b, a)),
    lambda a, b: (("abs", ("times", a, ("double", b))), ("double", ("times", ("abs", a), ("abs", b)))),
    lambda a, b: (("square", ("abs", a)), ("square", a)),
    lambda a, b: (("subtract", ("relu", a), ("relu", ("negate", a))), a),
    lambda a, b: (
        ("times", ("sign", a), ("abs", ("subtract", a, b))),
        ("times", ("sign", a), ("abs", ("subtract", b, a))),
    ),
    lambda a, b: (("step", ("times", a, _above(b))), ("step", a)),
    lambda a, b: (("add", ("square", ("sin", a)), ("square", ("cos", a))), ("one_plus", ("subtract", a, a))),
    lambda a, b: (("cos", ("double", a)), ("subtract", ("square", ("cos", a)), ("square", ("sin", a)))),
    lambda a, b: (
        ("sin", ("add", a, b)),
        ("add", ("times", ("sin", a), ("cos", b)), ("times", ("cos", a), ("sin", b))),
    ),
    lambda a, b: (("erf", ("negate", a)), ("negate", ("erf", a))),
    lambda a, b: (("subtract", ("gelu", a), ("gelu", ("negate", a))), a),
    lambda a, b: (("add", ("tril", a), ("above", a)), a),
    lambda a, b: (("times", ("tril", a), ("triu", a)), ("times", a, ("tril", ("triu", a)))),
    lambda a, b: (("tril", ("subtract", a, ("above", a))), ("tril", ("tril", a))),
    lambda a, b: (("log", ("times", ("exp", a), _above(b))), ("add", a, ("log", _above(b)))),
)


def _above(tree: Tree) -> Tree:
    return ("one_plus", ("square", tree))


def text_of(tree: Tree) -> str:
    """A tree in the syntax of statement files."""
    return str(tree[0]) if len(tree) == 1 else OPERATIONS[tree[0]][0].format(*map(text_of, tree[1:]))


def value_of(tree: Tree, values: Values) -> Any:
    """A tree by NumPy; nan where it is not defined."""
    return values[tree[0]] if len(tree) == 1 else OPERATIONS[tree[0]][1](*(value_of(t, values) for t in tree[1:]))


def random_tree(random: np.random.Generator, depth: int) -> Tree:
    """A tree of gentle operations, defined everywhere."""
    if depth == 0 or random.random() < 0.25:
        return (str(random.choice(list(SHAPES))),)
    name = str(random.choice(GENTLE))
    return (name, *(random_tree(random, depth - 1) for _ in range(1 if name in UNARY else 2)))


def random_claim(random: np.random.Generator) -> tuple[Tree, Tree]:
    """Two sides that are equal by construction."""
    identity = IDENTITIES[random.integers(len(IDENTITIES))]
    left, right = identity(random_tree(random, 1), random_tree(random, 1))
    for _ in range(random.integers(0, 2)):
        name, other = str(random.choice(GENTLE)), random_tree(random, 1)
        left, right = ((name, side) if name in UNARY else (name, side, other) for side in (left, right))
    return left, right


def mutated(tree: Tree, random: np.random.Generator) -> Tree:
    """A tree with one node replaced by another of its kind."""
    if len(tree) == 1:
        return (str(random.choice([name for name in SHAPES if name != tree[0]])),)
    if random.random() < 0.4:
        kin = UNARY if tree[0] in UNARY else BINARY
        return (str(random.choice([name for name in kin if name != tree[0]])), *tree[1:])
    place = int(random.integers(1, len(tree)))
    return (*tree[:place], mutated(tree[place], random), *tree[place + 1 :])


def compared(left: Tree, right: Tree, random: np.random.Generator) -> tuple[bool, bool]:
    """Whether NumPy meets a point where both sides are defined, and whether it sees a difference at one."""
    defined = False
    for trial in range(12):
        low = (-2.0, 0.1)[trial % 2]
        values = {
            name: random.uniform(low, 2, tuple({"m": 2, "n": 3}.get(str(side), 1) for side in sides))
            for name, sides in SHAPES.items()
        }
        with np.errstate(all="ignore"):
            one, other = np.broadcast_arrays(value_of(left, values), value_of(right, values))
            both = bool(np.isfinite(one).all() and np.isfinite(other).all())
            defined |= both
            if both and (abs(one - other) > 1e-6 * (1 + abs(one) + abs(other))).any():
                return True, True
    return defined, False


def differs(left: Tree, right: Tree, random: np.random.Generator) -> bool:
    """Whether NumPy sees a difference at a point where both sides are defined."""
    return compared(left, right, random)[1]


def outcome(left: Tree, right: Tree, true: bool, random: np.random.Generator) -> str:
    """What the package says of a claim, and whether NumPy contradicts it."""
    lhs, rhs = (parse(text_of(side), NAMES, ("m", "n")) for side in (left, right))
    if not same_shape(lhs, rhs):
        return "another shape"
    proof = prove_equal(lhs, rhs)
    if proof.proved:
        return "wrong proved" if differs(left, right, random) else "proved"
    if proof.vacuous:
        return "wrong: said to mean nothing" if compared(left, right, random)[0] else "means nothing"
    if not true and find_counterexample(lhs, rhs, seconds=1.0, tuples=4) is not None:
        return "refuted"
    if true and find_counterexample(lhs, rhs, seconds=0.2, tuples=2) is not None:
        return "wrong refuted"
    return "undecided though it differs" if differs(left, right, random) else "undecided"


def tried(claims: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The outcomes of so many claims, and the claims that are mistakes or that are true and undecided."""
    random = np.random.default_rng(seed)
    counts: Counter[str] = Counter()
    shown = []
    for number in range(claims):
        left, right = random_claim(random)
        true = number % 2 == 0
        if not true:
            right = mutated(right, random)
        found = outcome(left, right, true, random)
        kind = f"{'true' if true else 'mutated'}: {found}"
        counts[kind] += 1
        if "wrong" in found or kind == "true: undecided":
            shown.append(f"{kind}: {text_of(left)} = {text_of(right)}")
    return counts, shown


def main(tried: Callable[[int, int], tuple[Counter[str], list[str]]] = tried) -> None:
    """Prints the counts of a search, and every claim that is a mistake; it ends with 1 when there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    counts, shown = tried(options.claims, options.seed)
    lines = [*shown, *(f"{count:6d}  {kind}" for kind, count in sorted(counts.items()))]
    sys.stdout.write("\n".join(lines) + "\n")
    if any("wrong" in kind for kind in counts):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
