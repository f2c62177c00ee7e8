r"""Reductions in words: the two problems, the instances of the calls, the answer and the limits.

Terms are written as the reader wrote them; in LaTeX they stand in typewriter letters.

Dictionary
    reduction_said      a reduction in a style
    reduction_data      the same as data, each field by its name
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...size import size_text
from ...term import Term
from ...writing import to_text
from ..kinds.reduction import Call, Problem, Reduces
from .styles import TEXT, Chains, Style, ranged, shaped

ESCAPES = {"\\": r"\backslash ", "^": r"\^{}", "~": r"\~{}"}


def reduction_said(claim: Reduces, style: Style) -> str:
    """The reduction on one line."""
    word = style.word
    ranges = [ranged(one, style) for one in claim.scalars.values()]
    text = f"{word('for all ')}{', '.join(ranges)}{word(': ')}" if ranges else ""
    text += f"{_code(claim.solved.name, style)}{word(' reduces to ')}{_code(claim.called.name, style)}{word(': ')}"
    calls = [_call(call, style) for call in claim.calls]
    text += word(", then ").join(calls)
    text += word(", answers ") + _pairs(claim.texts, style)
    if claim.limits:
        told = [
            f"{word(name)} {style.relation('<=')} {_code(limit.text, style)}" for name, limit in claim.limits.items()
        ]
        text += word(", with ") + ", ".join(told)
    problems = dict.fromkeys([claim.solved.name, claim.called.name])
    named = {claim.solved.name: claim.solved, claim.called.name: claim.called}
    return text + "".join(word("; ") + _problem(named[name], claim, style) for name in problems)


def _call(call: Call, style: Style) -> str:
    word = style.word
    text = word("one call")
    if call.index:
        text += f"{word(' for each ')}{style.name(call.index)} {style.relation('<=')} {style.size(call.count)}"
    sizes = [f"{style.name(name)} = {style.size(size)}" for name, size in call.sizes.items()]
    numbers = [f"{style.name(name)} = {style.number(value, {})}" for name, value in call.numbers.items()]
    at = f"{', '.join([*sizes, *numbers])}, " if sizes or numbers else ""
    given = {name: variable.name for name, term in call.gives.items() for variable in [_variable(term)]}
    gives = ", ".join(f"{style.name(new)} = {style.name(old)}" for old, new in given.items())
    return f"{text}{word(' at ')}{at}{_pairs(call.texts, style)}{word(' gives ')}{gives}"


def _variable(term: Term) -> Term:
    return term.args[0] if term.is_scalar else term


def _problem(one: Problem, claim: Reduces, style: Style) -> str:
    word, chains = style.word, Chains(style, _scalars(claim))
    text = _code(one.name, style) + word(" asks ") + _pairs(_outputs(one, claim), style)
    text += word(" of ") + ", ".join(shaped(variable, style) for variable in one.inputs.values())
    if one.bounds:
        text += word(" with ") + ", ".join(map(chains.chain, one.bounds))
    text += "" if one.accuracy is None else word(" within ") + _code(one.accuracy.text, style)
    return text if one.bits is None else text + word(" in numbers of ") + _code(one.bits.text, style) + word(" bits")


def _outputs(one: Problem, claim: Reduces) -> dict[str, str]:
    return {name: to_text(term, _scalars(claim)) for name, term in one.outputs.items()}


def _scalars(claim: Reduces) -> dict[Term, str]:
    return {scalar.term: name for name, scalar in claim.scalars.items()}


def _pairs(texts: Mapping[str, str], style: Style) -> str:
    return ", ".join(f"{style.name(name)} = {_code(text, style)}" for name, text in texts.items())


def _code(text: str, style: Style) -> str:
    """A text of the syntax; in LaTeX escaped, in typewriter letters."""
    if style is TEXT:
        return text
    for letter in ("\\", "{", "}", "_", "^", "#", "$", "%", "&", "~"):
        text = text.replace(letter, ESCAPES.get(letter, f"\\{letter}"))
    return rf"\text{{\texttt{{{text}}}}}"


def reduction_data(claim: Reduces) -> dict[str, Any]:
    """The reduction as data."""
    return {
        "kind": "reduces",
        "scalars": {name: ranged(one, TEXT) for name, one in claim.scalars.items()},
        "problem": _problem_data(claim.solved, claim),
        "to": _problem_data(claim.called, claim),
        "calls": [
            {
                "each": f"{call.index} in {size_text(call.count)}" if call.index else "",
                "with": {name: str(value) for name, value in (*call.sizes.items(), *call.numbers.items())},
                "at": dict(call.texts),
                "gives": {name: _variable(term).name for name, term in call.gives.items()},
            }
            for call in claim.calls
        ],
        "answer": dict(claim.texts),
        "at_most": {name: limit.text for name, limit in claim.limits.items()},
    }


def _problem_data(one: Problem, claim: Reduces) -> dict[str, Any]:
    return {
        "name": one.name,
        "inputs": {name: [size_text(side) for side in variable.shape] for name, variable in one.inputs.items()},
        "where": [Chains(TEXT, _scalars(claim)).chain(bound) for bound in one.bounds],
        "outputs": _outputs(one, claim),
        "accuracy": "" if one.accuracy is None else one.accuracy.text,
        "bits": "" if one.bits is None else one.bits.text,
    }
