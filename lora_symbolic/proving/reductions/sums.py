"""Sums: brackets put so that a sum whose summands are among those of another is a summand of it.

Reverse mode writes one long sum where a person adds to one that has a name, or adds to its transpose.

Dictionary
    regrouped(l, r)   two terms with the sums in them bracketed anew
    summands(t)       the summands of a sum with their coefficients, each with whether it is its transpose that is meant
"""

from __future__ import annotations

from typing import TypeAlias

from lora_symbolic.language.operations import multiply, scalar, transpose
from lora_symbolic.language.operations.constructors import rebuild
from lora_symbolic.language.term import Term, subterms

SUMS = frozenset({"add", "subtract", "negate"})
Summand: TypeAlias = tuple[Term, bool]
Summands: TypeAlias = dict[Summand, int]


def regrouped(left: Term, right: Term) -> tuple[Term, Term]:
    """Two terms with the sums in them bracketed anew.

    >>> from lora_symbolic.language import matrix
    >>> A, B, C = (matrix(name, "n", "n") for name in "ABC")
    >>> regrouped((A + B) @ C, A.T + C + B.T)[1]
    <(A + B).T + C : n x n>
    """
    nodes = list(subterms(left, right))
    used = {left, right}.union(*(node.args for node in nodes if node.op not in SUMS and node.op != "transpose"))
    used |= {node.args[0] for node in nodes if node.op == "transpose" and node in used}
    known = [(summands(node), node) for node in nodes if node.op in SUMS and node in used]
    known.sort(key=lambda pair: -len(pair[0]))
    made: dict[Term, Term] = {}
    for node in nodes:
        parts = _parts(node, known, made) if node.op in SUMS and node in used else None
        if parts is None:
            made[node] = rebuild(node, tuple(made[child] for child in node.args))
        else:
            made[node] = _total([(_turned(made[part], turned), times) for (part, turned), times in parts])
    return made[left], made[right]


def summands(term: Term) -> Summands:
    """The summands of a sum with their coefficients, those that cancel left out."""
    found: Summands = {}
    stack = [(term, 1, False)]
    while stack:
        node, sign, turned = stack.pop()
        if node.op == "transpose":
            stack.append((node.args[0], sign, not turned))
        elif node.op in SUMS:
            signs = (sign, -sign) if node.op == "subtract" else (-sign,) if node.op == "negate" else (sign, sign)
            stack.extend((child, s, turned) for child, s in reversed(list(zip(node.args, signs, strict=True))))
        else:
            found[node, turned] = found.get((node, turned), 0) + sign
    return {summand: times for summand, times in found.items() if times}


def _parts(term: Term, known: list[tuple[Summands, Term]], made: dict[Term, Term]) -> list[tuple[Summand, int]] | None:
    """The sums in a sum, largest first, and the summands that are left; None where there are no such sums."""
    rest = summands(term)
    parts: list[tuple[Summand, int]] = []
    for inner, node in known:
        if node not in made or not 1 < len(inner) <= len(rest):
            continue
        for turned in (False, True):
            seen = {(part, turned != flag): times for (part, flag), times in inner.items()}
            if seen.items() <= rest.items():
                parts.append(((node, turned), 1))
                rest = {summand: times for summand, times in rest.items() if summand not in seen}
    if not parts or not all(part in made for part, _ in rest):
        return None
    return [*parts, *rest.items()]


def _turned(term: Term, turned: bool) -> Term:
    return transpose(term) if turned else term


def _total(parts: list[tuple[Term, int]]) -> Term:
    (first, times), *others = parts
    total = first if times == 1 else multiply(scalar(times), first)
    for part, times in others:
        if times == -1:
            total = total - part
        else:
            total = total + (part if times == 1 else multiply(scalar(times), part))
    return total
