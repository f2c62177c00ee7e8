"""Obligations: what has to hold for calls of one problem to solve another, each an inequality under hypotheses.

Dictionary
    Obligation          a part of the reduction: a bound on an instance, the range of a number, an answer
    obligations_of      all of them that are no answers
    answer_of           an answer as it comes out of the calls, within its accuracy; exactly, where none is asked for
    by_error            how far the answer moves when each answer of a call does by as much as it may
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import sympy

from lora_symbolic.language.operations import matrix, ones, substitute, subtract, sum_entries
from lora_symbolic.language.statement.comparison import Comparison, Measure, Part, ScalarRange, Side
from lora_symbolic.language.statement.comparison_reader import measure_symbol
from lora_symbolic.language.statement.kinds.reduction import Call, Reduces
from lora_symbolic.language.statement.stated import Holds
from lora_symbolic.language.term import Term, variables
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.language.writing import to_text

from .blocks import multiplied_out
from .instances import TEXT, answers, at_call, moved, placed

ZERO = sympy.Integer(0)


@dataclass(frozen=True)
class Obligation(NeitherTrueNorFalse):
    """A part of a reduction: what it is about, the inequality, and where it comes from.

    `where` is ("bound", call, which), ("range", call, name) or ("answer", output); `written` are terms as they were
    put in and as they stand in the inequality, which are equal.
    """

    said: str
    holds: Holds
    where: tuple[str | int, ...]
    written: Sequence[tuple[Term, Term]] = ()


def obligations_of(claim: Reduces) -> Iterator[Obligation]:
    """Every bound of the called problem at every call, and every number of it within its range."""
    for number, call in enumerate(claim.calls, start=1):
        for name, value in call.numbers.items():
            for chain in _in_range(claim.scalars[name], value):
                said = f"{name} = {value} lies in its range: {chain.text}"
                yield Obligation(said, Holds(chain, (), claim.scalars), ("range", number, name))
        for which, bound in enumerate(claim.called.bounds):
            written: list[tuple[Term, Term]] = []
            yield Obligation(
                f"{bound.text}, at {_instance_said(call, bound, claim)}",
                _under(claim, moved(bound, claim, call, partial(_simple, written, claim, call))),
                ("bound", number, which),
                written,
            )


def _known(claim: Reduces, call: Call, term: Term) -> Term:
    """A term of the called problem at a call; exact answers are put in, approximate ones are variables."""
    found = placed(term, claim, call)
    return found if claim.called.accuracy is not None else substitute(found, answers(claim))


def _simple(written: list[tuple[Term, Term]], claim: Reduces, call: Call, term: Term) -> Term:
    """The same with products of blocks multiplied out, and what was written so."""
    found = _known(claim, call, term)
    simple = multiplied_out(found)
    if simple is not found:
        written.append((found, simple))
    return simple


def _instance_said(call: Call, bound: Comparison, claim: Reduces) -> str:
    names = {one.name for one in variables(*bound.terms)}
    told = [f"{name} = {call.texts[name]}" for name in call.at if name in names]
    told += [f"{name} = {value}" for name, value in (*call.sizes.items(), *call.numbers.items())]
    each = f" for each {call.index}" if call.index else ""
    return f"{', '.join(told)}{each}"


def _in_range(scalar: ScalarRange, value: sympy.Expr) -> Iterator[Comparison]:
    for end, closed, turned in ((scalar.low, scalar.low_closed, False), (scalar.high, scalar.high_closed, True)):
        if end is not None:
            sides = [number_side(sympy.Rational(str(end))), number_side(value)]
            yield Comparison(tuple(sides[::-1] if turned else sides), ("<=" if closed else "<",))


def number_side(value: sympy.Expr) -> Side:
    """A number as a side."""
    return Side((Part(value),), {}, str(value))


def term_side(term: Term) -> Side:
    """A matrix as a side."""
    return Side((Part(sympy.Integer(1), term),), {}, to_text(term, limit=TEXT))


def within(one: Term, other: Term, bound: sympy.Expr) -> Comparison:
    """Each entry of one matrix within a number of another's."""
    one, other = (term if not term.is_scalar else term * ones(1, 1) for term in (one, other))
    gap = Measure("maxabs", subtract(one, other))
    symbol = measure_symbol(gap)
    text = f"maxabs({to_text(gap.term, limit=TEXT)})"
    return Comparison((Side((Part(symbol),), {symbol: gap}, text), number_side(bound)), ("<=",))


def _under(claim: Reduces, chain: Comparison, more: tuple[Comparison, ...] = ()) -> Holds:
    """The chain under the bounds of the solved problem, and what is known of approximate answers in it."""
    used = set(variables(*chain.terms, *(term for one in more for term in one.terms)))
    near = tuple(one for one, variable in _near(claim) if variable in used)
    return Holds(chain, (*claim.solved.bounds, *near, *more), claim.scalars)


def _near(claim: Reduces) -> Iterator[tuple[Comparison, Term]]:
    """What the accuracy of the called problem says of each answer."""
    if claim.called.accuracy is None:
        return
    for call in claim.calls:
        bound = at_call(claim.called.accuracy.value, claim, call)
        for name, output in claim.called.outputs.items():
            given = call.gives[name]
            yield within(given, placed(output, claim, call), bound), variables(given)[0]


def exact_answer(claim: Reduces, output: str) -> tuple[Term, Term]:
    """The answer from exact answers of the calls, and what it shall be."""
    return substitute(claim.answer[output], answers(claim)), claim.solved.outputs[output]


def answer_of(claim: Reduces, output: str) -> Obligation:
    """The answer from what calls give, under the bounds of the problem."""
    exact, wanted = exact_answer(claim, output)
    given = exact if claim.called.accuracy is None else claim.answer[output]
    accuracy = claim.solved.accuracy
    said = f"{output} = {claim.texts[output]}"
    if accuracy is None and claim.called.accuracy is None:
        chain = Comparison((term_side(given), term_side(wanted)), ("=",))
        return Obligation(said, _under(claim, chain), ("answer", output))
    chain = within(given, wanted, ZERO if accuracy is None else accuracy.value)
    return Obligation(f"{said}, within {'0' if accuracy is None else accuracy.text}", _under(claim, chain),
                      ("answer", output))  # fmt: skip


def by_error(claim: Reduces, output: str) -> Holds | None:
    """The answer from approximate answers against that from exact ones, which are any matrices; None where an instance
    is made from answers, so that errors of one call move the next.
    """
    if claim.called.accuracy is None:
        return None
    given = {variables(term)[0]: term for call in claim.calls for term in call.gives.values()}
    if set(given) & set(variables(*(term for call in claim.calls for term in call.at.values()))):
        return None
    exact: dict[Term, Term] = {}
    near: list[Comparison] = []
    taken = {one.name for one in variables(*claim.solved.terms, *claim.instance_terms)}
    for call in claim.calls:
        bound = at_call(claim.called.accuracy.value, claim, call)
        for term in call.gives.values():
            variable = variables(term)[0]
            fresh = matrix(_fresh(f"{variable.name}_exact", taken), *variable.shape)
            exact[term] = fresh if not term.is_scalar else sum_entries(fresh)
            if variables(claim.answer[output]) and variable in variables(claim.answer[output]):
                near.append(within(variable, fresh, bound))
    answer = claim.answer[output]
    accuracy = ZERO if claim.solved.accuracy is None else claim.solved.accuracy.value
    chain = within(answer, substitute(answer, exact), accuracy)
    return Holds(chain, (*claim.solved.bounds, *near), claim.scalars)


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name
