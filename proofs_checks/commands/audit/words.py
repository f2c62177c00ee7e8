"""An audit in plain words, each number taken from the data.

Dictionary
    words_of        sentences about the last run, and about what the adapter changed
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

Data: TypeAlias = dict[str, Any]


def words_of(data: Data) -> list[str]:
    """Sentences about the run with the most tokens, without the adapter; then about the adapter."""
    plain = [run for run in data["runs"] if not run["adapter"]][-1]
    words = [*_premise_words(plain), *_rank_words(plain, data["eps"]), *_gain_words(plain)]
    return words if data["adapter"] is None else [*words, *_adapter_words(data, plain)]


def span(values: Sequence[float]) -> str:
    """The least and the largest, in three digits.

    >>> span([2.0, 1.0]), span([3.14159, 3.14159])
    ('1 to 2', '3.14')
    """
    low, high = f"{min(values):.3g}", f"{max(values):.3g}"
    return low if low == high else f"{low} to {high}"


def _of(run: Data, pick: Callable[[Data], Any]) -> list[Any]:
    return [pick(head) for head in run["heads"]]


def kept(factors: Sequence[float]) -> str:
    """How many quotients are at most 1, and by which factors the others exceed it.

    >>> kept([0.5, 2.0, 4.0]), kept([0.5, 1.0]), kept([2.0])
    ('1 of 3 heads, the others exceed it 2 to 4 times', '2 of 2 heads', '0 of 1 heads, the others exceed it 2 times')
    """
    over = [factor for factor in factors if factor > 1]
    held = f"{len(factors) - len(over)} of {len(factors)} heads"
    return f"{held}, the others exceed it {span(over)} times" if over else held


def _premise_words(run: Data) -> list[str]:
    tokens = run["tokens"]
    log = math.log(tokens)
    largest = _of(run, lambda head: max(head["gamma_q"], head["gamma_k"]))
    return [
        f"At {tokens} tokens the largest entry of Q and K is {span(largest)}; sqrt(log L) is {math.sqrt(log):.3g}.",
        "The premise as printed, Gamma <= sqrt(log L), is kept by "
        f"{kept(_of(run, lambda head: head['premise']['printed']))}.",
        "As repaired, Gamma <= sqrt(log L / d) with the scale in it, by "
        f"{kept(_of(run, lambda head: head['premise']['repaired']))}.",
        f"The logits, a constant taken from each row, lie within +- {span(_of(run, lambda head: head['half_range']))}; "
        f"log L = {log:.3g} is kept by {kept(_of(run, lambda head: head['premise']['logits']))}.",
    ]


def _rank_words(run: Data, eps: float) -> list[str]:
    tokens, heads = run["tokens"], run["heads"]
    words = [
        f"The inner width in force is {span(_of(run, lambda head: head['width']))} of {heads[0]['head_width']}; "
        f"{span(_of(run, lambda head: head['directions']))} directions hold 99% of the squared logits."
    ]
    degrees = [head["degree"] for head in heads if head["degree"] is not None]
    if degrees:
        thin = sum(head["thin"] for head in heads)
        words.append(
            f"One polynomial for f within {eps:g} f needs degree {span(degrees)}; "
            f"its rank is below {tokens} in {thin} of {len(heads)} heads."
        )
    if heads[0]["rank"] is not None:
        words.append(
            f"f itself has {span(_of(run, lambda head: head['rank']))} singular values above {eps:g} of the largest."
        )
    return words


def _gain_words(run: Data) -> list[str]:
    wins = [head["crossover"] for head in run["heads"] if head["crossover"] is not None]
    if not wins:
        return ["The almost linear gradient with one polynomial is predicted to win in no head, within memory."]
    return [
        f"The almost linear gradient is predicted to win in {len(wins)} of {len(run['heads'])} heads, "
        f"from {min(wins)} to {max(wins)} tokens on."
    ]


def _adapter_words(data: Data, plain: Data) -> list[str]:
    changed = next(run for run in data["runs"] if run["adapter"] and run["tokens"] == plain["tokens"])
    modules = data["adapter"]["modules"]

    def change(name: str) -> str:
        pairs = zip(plain["heads"], changed["heads"], strict=True)
        return span([after[name] / before[name] if before[name] else 1.0 for before, after in pairs])

    return [
        f"The adapter changes {len(modules)} weights, with rank {span([module['rank'] for module in modules])}, "
        f"by {span([module['relative_size'] for module in modules])} of their Frobenius norm.",
        f"With it, the half-range of the logits is {change('half_range')} times what it was, "
        f"the largest entry of Q {change('gamma_q')} times and of K {change('gamma_k')} times.",
    ]
