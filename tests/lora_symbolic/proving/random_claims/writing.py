"""Writing: a claim written in another way keeps its verdict.

    python -m tests.lora_symbolic.proving.random_claims.writing --claims 1000 --seed 0

The random claims of `functions` and `products` are read from a statement file twice. The second file has other names
for matrices and sizes, declares them in another order, exchanges the sides of every equation, and the terms of a sum
and of an entrywise product at random. Then the first file is judged once more. A verdict that is not the same three
times is a mistake.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from lora_symbolic.language import statement_from_table
from lora_symbolic.proving import find_counterexample, prove_equal
from tests.lora_symbolic.proving.random_claims import functions, products

Tree: TypeAlias = "tuple[Any, ...]"
COMMUTING = frozenset({"add", "times", "maximum", "minimum"})
WORDS = ("Alpha", "Zed", "M1", "q", "W_0", "k9", "Ypsilon", "u", "N", "h")
SECONDS = 60.0  # never reached: the search depends on the claim alone


def drawn(random: np.random.Generator, number: int) -> tuple[list[Tree], Any, dict[str, Sequence[object]]]:
    """The sides of an equality and perhaps of an equation, how they are written, and the matrices with their shapes."""
    mutate = number % 2
    if number % 4 < 2:
        left, right = functions.random_claim(random)
        sides = [left, functions.mutated(right, random) if mutate else right]
        return sides, functions.text_of, dict(functions.SHAPES)
    claim = products.random_claim(random)
    sides = [claim.left, products.mutated(claim.right, random) if mutate else claim.right]
    if claim.equation is not None:
        sides += products.EQUATIONS[claim.equation][:2]
    return sides, products.text_of, dict.fromkeys(products.NAMES, ("n", "n"))


def commuted(tree: Tree, random: np.random.Generator) -> Tree:
    """A tree with the arguments of what commutes exchanged at random."""
    args = [commuted(child, random) for child in tree[1:] if isinstance(child, tuple)]
    if tree[0] in COMMUTING and random.random() < 0.5:
        args.reverse()
    return (tree[0], *args)


def renamed(text: str, names: dict[str, str]) -> str:
    """A text with other names."""
    return re.sub(r"[A-Za-z_]\w*", lambda found: names.get(found[0], found[0]), text)


def table_of(texts: Sequence[str], shapes: dict[str, Sequence[object]]) -> dict[str, object]:
    """The table of a statement file with one claim."""
    sizes = dict.fromkeys(side for sides in shapes.values() for side in sides if isinstance(side, str))
    where = [f"{texts[2]} = {texts[3]}"] if len(texts) == 4 else []
    claim = {"name": "one", "equal": list(texts[:2]), "where": where}
    return {
        "sizes": list(sizes),
        "matrices": {name: [str(side) for side in sides] for name, sides in shapes.items()},
        "claims": [claim],
    }


def verdict_of(table: dict[str, object]) -> str:
    """What the package says."""
    (claim,) = statement_from_table(table, "one").claims
    if claim.lhs is None or claim.rhs is None or claim.problem is not None:
        return "ill-typed"
    proof = prove_equal(claim.lhs, claim.rhs, claim.where)
    if proof.proved:
        return "proved"
    if proof.vacuous:
        return "means nothing"
    found = find_counterexample(claim.lhs, claim.rhs, SECONDS, tuples=3, thorough=False, where=claim.where)
    return "undecided" if found is None else "refuted"


def written_anew(
    sides: list[Tree], text_of: Any, shapes: dict[str, Sequence[object]], random: np.random.Generator
) -> dict[str, object]:
    """The table of the same claim in another writing."""
    words = [str(word) for word in random.permutation(WORDS)]
    sizes = dict.fromkeys(side for pair in shapes.values() for side in pair if isinstance(side, str))
    names = dict(zip([*shapes, *sizes], words, strict=False))
    turned = [side for k in range(0, len(sides), 2) for side in (sides[k + 1], sides[k])]
    texts = [renamed(text_of(commuted(side, random)), names) for side in turned]
    order = random.permutation(list(shapes))
    new: dict[str, Sequence[object]] = {
        names[name]: [names.get(str(side), side) for side in shapes[name]] for name in map(str, order)
    }
    return table_of(texts, new)


def tried(claims: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The verdicts of so many claims, and the claims whose verdict changed."""
    random = np.random.default_rng([seed, 3])
    counts: Counter[str] = Counter()
    shown = []
    for number in range(claims):
        sides, text_of, shapes = drawn(random, number)
        first = table_of([text_of(side) for side in sides], shapes)
        again = written_anew(sides, text_of, shapes, random)
        verdicts = (verdict_of(first), verdict_of(again), verdict_of(first))
        same = len(set(verdicts)) == 1
        counts[verdicts[0] if same else "wrong: another verdict"] += 1
        if not same:
            said = " = ".join(str(side) for side in first["claims"][0]["equal"])  # type: ignore[index]
            shown.append(f"wrong: {', '.join(verdicts)}: {said}")
    return counts, shown


if __name__ == "__main__":
    functions.main(tried)
