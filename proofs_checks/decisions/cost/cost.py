"""How many multiplications an algorithm of the paper makes, for all sizes: between two polynomials.

Parameters: `count`, an algorithm by its name in `lora_symbolic.complexity.cost.paper`; `least` and `most`, polynomials
in the sizes (0 where nothing is claimed); `order`, sizes that are taken to be ascending, such as "r <= d <= L", or
"none".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy

from lora_symbolic.complexity.cost.compare import Order, at_most, exceeds
from lora_symbolic.complexity.cost.counting import counted
from lora_symbolic.complexity.cost.paper import SAMPLE_SIZES, Count, counts, fitting
from lora_symbolic.evaluation import rational_at, sizes_text
from lora_symbolic.language import LanguageError, size
from lora_symbolic.language.size import in_sympy
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees
from ..sentences import shapes_said, terms_said

FEASIBLE = 16  # a run with objects for numbers makes L^3 steps
GROWN = ({"L": 4, "d": 2, "r": 2}, {"L": 16, "d": 2, "r": 2})  # the same but for L, four times as large


def _count(parameters: Parameters) -> Count:
    return counts()[parameters["count"]]


def _bound(text: str) -> sympy.Expr:
    return sympy.Integer(0) if text.strip() == "0" else in_sympy(size(text))


def _order(text: str) -> Order:
    return () if text.strip() == "none" else tuple(name.strip() for name in text.split("<="))


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if parameters["count"] not in counts():
        return f"count {parameters['count']!r}: expected one of {', '.join(sorted(counts()))}"
    try:
        _bound(parameters["least"])
        _bound(parameters["most"])
    except LanguageError as error:
        return str(error)
    if not all(name.isidentifier() for name in _order(parameters["order"])):
        return f"order {parameters['order']!r}: expected none, or sizes such as r <= d <= L"
    return None


def counted_said(made: Count) -> str:
    """What is counted: the terms, how often, and what is done beside them."""
    times = "" if made.times == 1 else f"{made.times} times "
    outside = "" if made.outside == 0 else f" together with {made.outside} for the monomials of exp's factors"
    return f"{times}{terms_said(made.terms)}{outside}, {shapes_said(made.terms)}"


def sentence(parameters: Parameters) -> str:
    """Both inequalities, what is counted, and the order of the sizes."""
    made, order = _count(parameters), parameters["order"]
    least, most = _bound(parameters["least"]), _bound(parameters["most"])
    sizes = "all sizes" if order.strip() == "none" else f"all sizes {' <= '.join(_order(order))}"
    lower, upper = ("", f" = {most}") if least == most else ("" if least == 0 else f"{least} <= ", f" <= {most}")
    return f"for {sizes}: {lower}multiplications{upper}, counted in {counted_said(made)}"


def decide(parameters: Parameters) -> Outcome:
    """Both inequalities between polynomials, by signs; a refutation names sizes at which one fails."""
    made, order = _count(parameters), _order(parameters["order"])
    least, most, total = _bound(parameters["least"]), _bound(parameters["most"]), made.multiplications
    steps = [
        {
            "statement": f"{made.title}: {made.in_t_mat} multiplications",
            "reason": "one term for each operation, equal subterms once; exact",
            "check": "runs with counting numbers give the same number",
        },
        {"statement": f"with T_mat(a, b, c) = a b c that is {total}", "reason": "put in", "check": "SymPy"},
    ]
    for lower, upper in ((least, total), (total, most)):
        holds = at_most(lower, upper, order)
        if not holds:
            found = exceeds(lower, upper, order)
            if found is None:
                return Outcome(Finding.SILENT, Strength.NONE, f"{lower} <= {upper} is not proved", tuple(steps))
            data = _example(made, dict(found), lower, upper)
            return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, _sentence(lower, upper, data), tuple(steps), data)
        steps.append(
            {
                "statement": f"{lower} <= {upper}",
                "reason": f"for all positive sizes{' with ' + ' <= '.join(order) if order else ''}",
                "check": "the difference has no negative coefficient in the increments of the sizes",
            }
        )
    return Outcome(Finding.PROVES, Strength.DERIVATION, f"exactly {total} multiplications", tuple(steps))


def _sentence(lower: sympy.Expr, upper: sympy.Expr, data: Mapping[str, Any]) -> str:
    where = sizes_text(data["sizes"])
    return f"{lower} <= {upper} fails at {where}: {data['left']} against {data['right']}"


def _example(made: Count, sizes: dict[str, int], lower: sympy.Expr, upper: sympy.Expr) -> dict[str, Any]:
    names = {str(symbol) for symbol in made.multiplications.free_symbols}
    complete = {**dict.fromkeys(sorted(names), 1), **sizes}
    shown = sizes_text(complete)
    return {
        "family": f"{made.title} at {shown}",
        "facts": [
            ["multiplications", str(rational_at(made.multiplications, complete))],
            [f"{lower} <= {upper}", f"{rational_at(lower, complete)} against {rational_at(upper, complete)}"],
        ],
        "sizes": complete,
        "left": str(rational_at(lower, complete)),
        "right": str(rational_at(upper, complete)),
        "multiplications": str(rational_at(made.multiplications, complete)),
    }


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """The recorded sizes again: the operations are counted in a run where that is feasible, else by the polynomial."""
    sizes = {str(name): int(value) for name, value in data["sizes"].items()}
    made = _count(parameters)
    total = rational_at(made.multiplications, sizes)
    if made.run_outside is None and max(sizes.values()) <= FEASIBLE:
        total = Fraction(counted(sizes, *made.terms).multiplications) * rational_at(made.times, sizes)
    if total != Fraction(data["multiplications"]):
        return f"{total} multiplications are made, not {data['multiplications']}"
    least, most = (rational_at(_bound(parameters[name]), sizes) for name in ("least", "most"))
    chain = [sizes[name] for name in _order(parameters["order"]) if name in sizes]
    if chain != sorted(chain):
        return "the sizes are not in the order"
    return None if not least <= total <= most else f"{least} <= {total} <= {most} holds"


def exact(parameters: Parameters) -> Outcome:
    """The polynomial against runs with counting numbers."""
    made = _count(parameters)
    shown = [fitting(sizes) for sizes in SAMPLE_SIZES]
    same = all(made.run(sizes) == rational_at(made.multiplications, sizes) for sizes in shown)
    if not same:
        return agrees(False, Strength.EXACT_AT_SHAPES, "a run makes another number of multiplications")
    inside = [sizes for sizes in shown if _within(parameters, made.run(sizes), sizes)]
    holds = len(inside) == len(shown)
    return agrees(holds, Strength.EXACT_AT_SHAPES, f"{len(shown)} runs with counting numbers make exactly that many")


def _within(parameters: Parameters, total: int, sizes: Mapping[str, int]) -> bool:
    return rational_at(_bound(parameters["least"]), sizes) <= total <= rational_at(_bound(parameters["most"]), sizes)


def digits(parameters: Parameters) -> Outcome:
    """The growth in L measured on runs, against that of the upper bound."""
    made = _count(parameters)
    small, large = (fitting(sizes) for sizes in GROWN)
    runs = made.run(small), made.run(large)
    bounds = [rational_at(_bound(parameters["most"]), sizes) for sizes in (small, large)]
    if 0 in runs or 0 in bounds:
        return agrees(runs == (0, 0), Strength.HIGH_PRECISION, "no multiplication at any size")
    step = math.log(large["L"] / small["L"])
    measured, allowed = math.log(runs[1] / runs[0]) / step, math.log(bounds[1] / bounds[0]) / step
    detail = f"four times the tokens: exponent {measured:.3f} measured, {allowed:.3f} for the bound"
    return agrees(measured <= allowed + 0.5 and _within(parameters, runs[1], large), Strength.HIGH_PRECISION, detail)


def _case(count: str, most: str, least: str = "0", order: str = "r <= d <= L") -> Parameters:
    return {"count": count, "least": least, "most": most, "order": order}


PROCEDURE = DecisionProcedure(
    summary="the number of multiplications of an algorithm, between two polynomials, for all sizes",
    names=frozenset({"count", "least", "most", "order"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=sentence,
    controls=(
        _case("p-naive", "1000 * L**2"),
        _case("p", "L**2"),
        _case("p", "1000 * L * d**2"),
        _case("f", "L**2 + L * d**2"),
        _case("exact", "6 * L**2 * d + 6 * L * d**2 + 6 * d**2 * r", order="none"),
        _case("almost-linear", "26 * L * d**2 * k1"),
        _case("factors-of-p1", "2 * L * k1"),
        _case("q", "L**2 * d", least="2 * L**2 * d"),
    ),
)
