"""Instances: the called problem with the instance of a call put in, sizes and all.

Dictionary
    placed      a term of the called problem at a call: the terms of its instance for its inputs, its sizes by others
    moved       a comparison of the called problem at a call
    answers     what each answer is, exactly, as a term of the solved problem's inputs
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import sympy

from lora_symbolic.calculus import without_grad
from lora_symbolic.language.operations import CONSTRUCTORS, substitute
from lora_symbolic.language.registry import DERIVATIVES
from lora_symbolic.language.size import Size, in_sympy, size_symbol
from lora_symbolic.language.statement.comparison import Comparison, Measure, Part, Side
from lora_symbolic.language.statement.comparison_reader import measure_symbol
from lora_symbolic.language.statement.kinds.reduction import Call, Reduces
from lora_symbolic.language.term import Term, subterms
from lora_symbolic.language.writing import to_text

TEXT = 200  # characters of a term in the text of a side


def plain(term: Term) -> Term:
    """A term without derivatives, which are taken first."""
    return without_grad(term) if any(node.op in DERIVATIVES for node in subterms(term)) else term


def placed(term: Term, claim: Reduces, call: Call) -> Term:
    """A term of the called problem at a call; with an index, its members one below the other.

    >>> from lora_symbolic.language import matrix, size
    >>> from lora_symbolic.language.families import Families
    >>> from lora_symbolic.language.statement.kinds.reduction import Problem
    >>> X, Y = matrix("X", "n", "n"), matrix("Y", "m", "m")
    >>> one, other = Problem("P", {"Y": Y}, (), {"Z": Y}), Problem("Q", {"X": X}, (), {"O": X.T})
    >>> call = Call({"n": size("m")}, {}, {}, {"X": Y @ Y}, {"X": Y @ Y}, {}, {})
    >>> placed(X.T, Reduces(one, other, (call,), {}, {}, {}, {}, Families(), {}), call)
    <(Y @ Y).T : m x m>
    """
    values = {variable: call.at[name] for name, variable in claim.called.inputs.items()}
    found: dict[Term, Term] = {**values, **call.number_terms}
    for node in subterms(plain(term), known=tuple(found)):
        data = tuple(one.at(call.sizes) if isinstance(one, Size) else one for one in node.data)
        same = data == node.data and all(found[child] is child for child in node.args)
        found[node] = node if same else CONSTRUCTORS[node.op](*(found[child] for child in node.args), *data)
    whole = found[plain(term)]
    return claim.families.stacked(whole, call.index) if call.index else whole


def moved(chain: Comparison, claim: Reduces, call: Call, put: Callable[[Term], Term]) -> Comparison:
    """A comparison of the called problem at a call, its scalars and sizes by numbers, its terms by `put`."""
    values = {claim.scalars[name].symbol: value for name, value in call.numbers.items()}
    values |= {in_sympy(size_symbol(name)): in_sympy(value) for name, value in call.sizes.items()}

    def side(one: Side) -> Side:
        measures = {symbol: Measure(old.kind, put(old.term)) for symbol, old in one.measures.items()}
        symbols = {symbol: measure_symbol(measure) for symbol, measure in measures.items()}
        parts = tuple(
            replace(
                part,
                coefficient=part.coefficient.xreplace({**values, **symbols}),
                term=None if part.term is None else put(part.term),
            )
            for part in one.parts
        )
        return Side(parts, {symbols[symbol]: measure for symbol, measure in measures.items()}, _said(parts))

    return Comparison(tuple(map(side, chain.sides)), chain.relations)


def _said(parts: tuple[Part, ...]) -> str:
    texts = []
    for part in parts:
        inside = "" if part.term is None else to_text(part.term, limit=TEXT)
        inside = f"abs({inside})" if part.absolute else inside
        number = str(part.coefficient)
        texts.append(number if not inside else inside if part.coefficient == 1 else f"({number}) * ({inside})")
    return " + ".join(texts)


def at_call(number: sympy.Expr, claim: Reduces, call: Call) -> sympy.Expr:
    """A number of the called problem at a call."""
    values = {claim.scalars[name].symbol: value for name, value in call.numbers.items()}
    sizes = {in_sympy(size_symbol(name)): in_sympy(value) for name, value in call.sizes.items()}
    return number.xreplace({**values, **sizes})


def answers(claim: Reduces) -> Mapping[Term, Term]:
    """The exact answer of each call, by the variable that stands for it."""
    known: dict[Term, Term] = {}
    for call in claim.calls:
        known |= {
            call.gives[name]: substitute(placed(output, claim, call), known)
            for name, output in claim.called.outputs.items()
        }
    return known
