"""Refutations of reductions confirmed: instances made, answered and read at the stated numbers, by evaluation alone.

Nothing is put into anything: each instance becomes numbers, the called problem is evaluated at them and at its own
sizes, and what the calls give goes into the answer as numbers.

Dictionary
    problem_with_reduction  None when the data refute the claim, else one line that says why not
    runs                    at how many instances of small sizes the reduction was run, and the first that is wrong
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import islice, product
from random import Random
from typing import Any

import numpy as np
from flint import fmpq

from lora_symbolic.complexity.reductions.counts import counts_of
from lora_symbolic.evaluation import (
    RATIONAL,
    EvaluationError,
    Numbers,
    ball_numbers,
    evaluate_all,
    mpmath_numbers,
    shape_at,
    size_at,
)
from lora_symbolic.evaluation.expressions import EXACT, FLOATS, value
from lora_symbolic.evaluation.measures.sides import Point, holds_at
from lora_symbolic.language.size import Size
from lora_symbolic.language.statement.comparison import ScalarRange
from lora_symbolic.language.statement.kinds.reduction import Call, Problem, Reduces
from lora_symbolic.language.term import Term, subterms, variables

BITS = 512
DIGITS = 50
SIZES = (2, 1, 3)
MOST = 4
NEAR = 10**-20  # what 50 digits and 512 bits keep of an instance of small numbers


def problem_with_reduction(data: Mapping[str, Any], claim: Reduces) -> str | None:
    """None when the data refute the claim, else one line that says why not."""
    try:
        if data["part"][0] == "limit":
            return _within_limit(data, claim)
        try:
            return Run(data, claim, RATIONAL).problem()
        except (EvaluationError, ValueError):  # something irrational
            numbers = ball_numbers(BITS)
            with numbers.activated():
                return Run(data, claim, numbers).problem()
    except EvaluationError as problem:
        return str(problem)
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        return f"not the data of a counterexample ({type(error).__name__}: {error})"


def _within_limit(data: Mapping[str, Any], claim: Reduces) -> str | None:
    name, sizes = data["part"][1], data["sizes"]
    count, bound = (
        number.subs({symbol: sizes[symbol.name] for symbol in number.free_symbols})
        for number in (counts_of(claim)[name], claim.limits[name].value)
    )
    return None if bool(count > bound) else f"{name}: {count}, which is not above {bound}"


def _sizes_in(problem: Problem) -> set[str]:
    nodes = subterms(*problem.terms)
    return {name for node in nodes for one in (*node.shape, *node.data) if isinstance(one, Size) for name in one.names}


class Run:
    """The reduction run at the stated numbers."""

    def __init__(self, data: Mapping[str, Any], claim: Reduces, numbers: Numbers) -> None:
        self.data, self.claim, self.numbers = data, claim, numbers
        self.sizes: dict[str, int] = {**dict.fromkeys(claim.source["sizes"], 1), **data["sizes"]}
        self.scalars = {name: Fraction(text) for name, text in data["scalars"].items()}
        own = {name: _fractions(rows) for name, rows in data["matrices"].items()}
        self.given = own
        self.values: dict[str, Any] = {}
        for v in claim.solved.inputs.values():  # of what the data do not mention, zeros are as good as anything
            rows, cols = shape_at(v, self.sizes)
            self.values[v.name] = own.get(v.name, [[Fraction(0)] * cols for _ in range(rows)])
        self.values |= {name: [[number]] for name, number in self.scalars.items()}

    def problem(self) -> str | None:
        """None when the stated part certainly fails."""
        for name, number in self.scalars.items():
            if not self.claim.scalars[name].contains(number):
                return f"{name} = {number} is outside its range"
        point = Point(self.sizes, {k: v for k, v in self.values.items() if k not in self.scalars}, self.scalars)
        for bound in self.claim.solved.bounds:
            if not all(holds_at(link, point) is True for link in bound.links):
                return f"the bound {bound.text} does not certainly hold"
        kind, *which = self.data["part"]
        for place, call in enumerate(self.claim.calls, start=1):
            if kind in ("bound", "range") and place == which[0]:
                return self.range_kept(call, which[1]) if kind == "range" else self.bound_kept(call, which[1])
            if (problem := self.answered(call)) is not None:
                return problem
        return self.answer_right(which[0])

    def numbers_of(self, call: Call) -> dict[str, Fraction]:
        at: dict[str, Any] = {name: Fraction(size) for name, size in self.sizes.items()} | self.scalars
        put = {name: Fraction(value(number, at, EXACT)) for name, number in call.numbers.items()}
        return {**self.scalars, **put}

    def instances(self, call: Call) -> list[Point]:
        """The instances of a call, one for each value of its index."""
        stacks = evaluate_all(tuple(call.stacks.values()), self.values, self.sizes, self.numbers)
        count = size_at(call.count, self.sizes)
        names = _sizes_in(self.claim.called)
        sizes = {name: size_at(call.sizes.get(name, Size.named(name)), self.sizes) for name in names}
        scalars = self.numbers_of(call)
        parts = {name: np.split(stack, count) for name, stack in zip(call.stacks, stacks, strict=True)}
        return [Point(sizes, {name: part[k].tolist() for name, part in parts.items()}, scalars) for k in range(count)]

    def range_kept(self, call: Call, name: str) -> str | None:
        found = self.numbers_of(call)[name]
        return f"{name} = {found} lies in its range" if self.claim.scalars[name].contains(found) else None

    def bound_kept(self, call: Call, which: int) -> str | None:
        bound = self.claim.called.bounds[which]
        fails = any(holds_at(link, point) is False for point in self.instances(call) for link in bound.links)
        return None if fails else f"the bound {bound.text} does not certainly fail"

    def answered(self, call: Call) -> str | None:
        """What a call gives becomes known; a problem where a stated answer is not one within the accuracy."""
        outputs = tuple(self.claim.called.outputs.values())
        found: list[list[Any]] = [[] for _ in outputs]
        for point in self.instances(call):
            for place, array in enumerate(evaluate_all(outputs, point.values, point.sizes, self.numbers)):
                found[place].append(array)
        accuracy = self.claim.called.accuracy
        for name, arrays in zip(self.claim.called.outputs, found, strict=True):
            variable = variables(call.gives[name])[0].name
            exact = np.concatenate(arrays)
            self.values[variable] = exact.tolist()
            if accuracy is None or variable not in self.given:
                continue
            stated = self.numbers.array(self.given[variable])
            at = {**{n: Fraction(size) for n, size in self.called_sizes(call).items()}, **self.numbers_of(call)}
            allowed = _number(value(accuracy.value, at, EXACT))
            if not all(bool(abs(a - b) <= allowed) for a, b in zip(stated.ravel(), exact.ravel(), strict=True)):
                return f"{variable} is not certainly within {allowed} of the answer"
            self.values[variable] = self.given[variable]
        return None

    def called_sizes(self, call: Call) -> dict[str, int]:
        return {
            name: size_at(call.sizes.get(name, Size.named(name)), self.sizes) for name in _sizes_in(self.claim.called)
        }

    def farthest(self) -> Any:
        """By how much an answer is farther than it may be, after all calls."""
        for call in self.claim.calls:
            self.answered(call)
        gaps = []
        for output, wanted in self.claim.solved.outputs.items():
            found, exact = evaluate_all((self.claim.answer[output], wanted), self.values, self.sizes, self.numbers)
            gaps += [abs(a - b) for a, b in zip(found.ravel(), exact.ravel(), strict=True)]
        return gaps

    def answer_right(self, output: str) -> str | None:
        wanted: Term = self.claim.solved.outputs[output]
        terms = (self.claim.answer[output], wanted)
        found, exact = evaluate_all(terms, self.values, self.sizes, self.numbers)
        at = {**{name: Fraction(size) for name, size in self.sizes.items()}, **self.scalars}
        accuracy = self.claim.solved.accuracy
        allowed = _number(Fraction(0) if accuracy is None else value(accuracy.value, at, EXACT))
        fails = any(bool(abs(a - b) > allowed) for a, b in zip(found.ravel(), exact.ravel(), strict=True))
        return None if fails else f"{output} does not certainly differ by more than {allowed}"


def runs(claim: Reduces, seed: int, certain: bool = False) -> tuple[int, str | None]:
    """The reduction with exact answers at small integers within its bounds, in 50 digits or, `certain`, in balls.

    Each answer must be as near as the problem asks for, and exact where it asks for nothing.
    """
    random = Random(seed)  # noqa: S311
    names = sorted(
        {*_sizes_in(claim.solved), *(n for term in claim.instance_terms for s in term.shape for n in s.names)}
    )
    numbers = ball_numbers(BITS) if certain else mpmath_numbers(DIGITS)
    count = 0
    for values in islice(product(SIZES, repeat=len(names)), MOST):
        data = _instance(claim, dict(zip(names, values, strict=True)), random)
        if data is None:
            continue
        count += 1
        with numbers.activated():
            run = Run(data, claim, numbers)
            accuracy = claim.solved.accuracy
            at = {**{name: Fraction(size) for name, size in run.sizes.items()}, **run.scalars}
            allowed = 0.0 if accuracy is None else float(value(accuracy.value, at, FLOATS))
            wrong = any(not gap <= allowed + NEAR for gap in run.farthest())
        if wrong:
            said = ", ".join(f"{name} = {size}" for name, size in run.sizes.items())
            return count, f"at {said} an answer is farther than {allowed} from what it shall be"
    return count, None


def _instance(claim: Reduces, sizes: dict[str, int], random: Random) -> dict[str, Any] | None:
    """Small integers, made smaller until the bounds hold; None where they do not."""
    scalars = {name: _inside(one) for name, one in claim.scalars.items()}
    drawn = {
        v.name: [
            [Fraction(random.randint(-3, 3)) for _ in range(size_at(v.cols, sizes))]
            for _ in range(size_at(v.rows, sizes))
        ]
        for v in claim.solved.inputs.values()
    }
    for power in range(8):
        rows = {name: [[entry / 4**power for entry in row] for row in matrix] for name, matrix in drawn.items()}
        point = Point(sizes, rows, scalars)
        if all(holds_at(link, point) is True for bound in claim.solved.bounds for link in bound.links):
            return {"sizes": sizes, "matrices": rows, "scalars": scalars}
    return None


def _inside(one: ScalarRange) -> Fraction:
    """A number of a range."""
    low, high = one.low, one.high
    if low is None or high is None:
        return (Fraction(0) if low is None and high is None else (high or Fraction(0)) - 1) if low is None else low + 1
    return (low + high) / 2


def _fractions(rows: Any) -> list[list[Fraction]]:
    return [[Fraction(entry) for entry in row] for row in rows]


def _number(number: Any) -> fmpq:
    exact = Fraction(number)
    return fmpq(exact.numerator, exact.denominator)
