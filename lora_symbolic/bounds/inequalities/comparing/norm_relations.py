"""Relations between norms of one matrix, put into a comparison: what exceeds the smaller norm is a new number >= 0.

Dictionary
    norm_relations(measures)    substitutions under which every value of the measures stays possible, in words
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product

import sympy

from lora_symbolic.language.statement.comparison import Measure
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term

MOST = 27
Substitution = dict[sympy.Symbol, sympy.Expr]


def norm_relations(measures: Mapping[sympy.Symbol, Measure]) -> Iterator[tuple[Substitution, str]]:
    """Nothing first; then for each matrix with two norms one written by the other, and what is left.

    maxabs(X) <= norm(X, inf) <= n maxabs(X), and the same with norm(X, 1) and m, for X of shape m x n.

    >>> from lora_symbolic.language import matrix
    >>> X, x, y = matrix("X", "m", "n"), *sympy.symbols("x y", nonnegative=True)
    >>> [put for put, _ in norm_relations({x: Measure("maxabs", X), y: Measure("norm-inf", X)})][1:]
    [{x: (more 0 + y)/n}, {y: more 0 + x}]
    """
    of_term: dict[Term, dict[str, sympy.Symbol]] = {}
    for symbol, measure in measures.items():
        of_term.setdefault(measure.term, {})[measure.kind] = symbol
    choices: list[list[Substitution]] = []
    for term, found in of_term.items():
        for kind, width in zip(("norm-1", "norm-inf"), sides(term), strict=True):
            if "maxabs" in found and kind in found:
                left = sympy.Symbol(f"more {len(choices)}", nonnegative=True)  # a name that no reader can give
                entry, line = found["maxabs"], found[kind]
                choices.append([{}, {entry: (line + left) / width}, {line: entry + left}])
    for picked in islice(product(*choices), MOST):
        put = {symbol: value for one in picked for symbol, value in one.items()}
        if len(put) == sum(map(len, picked)) and not any(value.free_symbols & put.keys() for value in put.values()):
            yield put, "; maxabs(X) <= norm(X, inf) <= n maxabs(X)" if put else ""
