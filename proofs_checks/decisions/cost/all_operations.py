"""All that an algorithm of the paper does, not its multiplications alone: additions, words moved, memory.

Parameters: `count`, an algorithm by its name in `lora_symbolic.complexity.cost.paper`; `of`, operations (arithmetic and
every word read and written), additions, or memory (entries of all intermediate matrices and results); `most`, a
polynomial in the sizes; `order`, sizes that are taken to be ascending, such as "r <= d <= L", or "none".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sympy

from lora_symbolic.complexity.cost.compare import at_most, exceeds
from lora_symbolic.complexity.cost.counting import counted
from lora_symbolic.complexity.cost.paper import SAMPLE_SIZES, Count, counts, fitting
from lora_symbolic.evaluation import rational_at, sizes_text
from lora_symbolic.language import LanguageError, size
from lora_symbolic.language.size import in_sympy, symbol
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees
from ..sentences import shapes_said, terms_said

KINDS = {
    "operations": "arithmetic operations, changes of sign, and words read and written",
    "additions": "additions",
    "memory": "entries of all intermediate matrices and results",
}
GROWN = ({"L": 4, "d": 2, "r": 2}, {"L": 16, "d": 2, "r": 2})


def _order(text: str) -> tuple[str, ...]:
    return () if text.strip() == "none" else tuple(name.strip() for name in text.split("<="))


def quantity(parameters: Parameters) -> sympy.Expr:
    """The polynomial that is counted."""
    made = counts()[parameters["count"]]
    if parameters["of"] == "memory":
        factors = 2 * symbol("L") * symbol("k1") if made.run_outside else 0
        return sympy.expand(made.cost.total_memory + factors)
    found = made.operations
    return found.total if parameters["of"] == "operations" else found.additions


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if parameters["count"] not in counts():
        return f"count {parameters['count']!r}: expected one of {', '.join(sorted(counts()))}"
    if counts()[parameters["count"]].times != 1:
        return f"count {parameters['count']!r}: expected an algorithm that is run once"
    if parameters["of"] not in KINDS:
        return f"of {parameters['of']!r}: expected {', '.join(KINDS)}"
    try:
        size(parameters["most"])
    except LanguageError as error:
        return str(error)
    if not all(name.isidentifier() for name in _order(parameters["order"])):
        return f"order {parameters['order']!r}: expected none, or sizes such as r <= d <= L"
    return None


def sentence(parameters: Parameters) -> str:
    """The inequality, what is counted, and the order of the sizes."""
    made, order = counts()[parameters["count"]], _order(parameters["order"])
    sizes = f"all sizes {' <= '.join(order)}" if order else "all sizes"
    beside = f" together with {made.outside} multiplications for the monomials of exp's factors" if made.outside else ""
    what = f"{terms_said(made.terms)}{beside}, {shapes_said(made.terms)}"
    return f"for {sizes}: {KINDS[parameters['of']]} <= {size(parameters['most'])}, counted in {what}"


def decide(parameters: Parameters) -> Outcome:
    """The inequality between polynomials, by signs; a refutation names sizes at which it fails."""
    made, order, total = counts()[parameters["count"]], _order(parameters["order"]), quantity(parameters)
    most = in_sympy(size(parameters["most"]))
    steps = [
        {
            "statement": f"{made.title}: {total} {KINDS[parameters['of']]}",
            "reason": "one term for each operation, equal subterms once; three words for two operands and a result",
            "check": "runs with numbers that count give the same additions and multiplications",
        }
    ]
    if at_most(total, most, order):
        last = {
            "statement": f"{total} <= {most}",
            "reason": f"for all positive sizes{' with ' + ' <= '.join(order) if order else ''}",
            "check": "the difference has no negative coefficient in the increments of the sizes",
        }
        return Outcome(Finding.PROVES, Strength.DERIVATION, f"exactly {total}", (*steps, last))
    found = exceeds(total, most, order)
    if found is None:
        return Outcome(Finding.SILENT, Strength.NONE, f"{total} <= {most} is not proved", tuple(steps))
    data = _example(made, total, most, dict(found))
    detail = f"{data['left']} against {data['right']} at {sizes_text(data['sizes'])}"
    return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, detail, tuple(steps), data)


def _example(made: Count, total: sympy.Expr, most: sympy.Expr, sizes: dict[str, int]) -> dict[str, Any]:
    complete = {**dict.fromkeys(sorted(str(symbol) for symbol in total.free_symbols), 1), **sizes}
    left, right = rational_at(total, complete), rational_at(most, complete)
    facts = [[f"{total}", str(left)], [f"{most}", str(right)]]
    family = f"{made.title} at {sizes_text(complete)}"
    return {"family": family, "facts": facts, "sizes": complete, "left": str(left), "right": str(right)}


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """The polynomial and the bound at the recorded sizes again."""
    sizes = {str(name): int(value) for name, value in data["sizes"].items()}
    chain = [sizes[name] for name in _order(parameters["order"]) if name in sizes]
    if chain != sorted(chain):
        return "the sizes are not in the order"
    left, right = rational_at(quantity(parameters), sizes), rational_at(size(parameters["most"]), sizes)
    if (str(left), str(right)) != (data["left"], data["right"]):
        return f"{left} against {right}, not {data['left']} against {data['right']}"
    return None if left > right else f"{left} <= {right} holds"


def exact(parameters: Parameters) -> Outcome:
    """Additions and multiplications of runs with numbers that count, and the claim at their sizes."""
    made, found = counts()[parameters["count"]], counts()[parameters["count"]].operations
    shown = [fitting(sizes) for sizes in SAMPLE_SIZES]
    for sizes in shown:
        tally = counted(sizes, *made.terms)
        measured = (tally.additions, tally.multiplications, tally.reciprocals)
        claimed = (found.additions, found.multiplications - made.outside, found.reciprocals)
        if any(seen != rational_at(number, sizes) for seen, number in zip(measured, claimed, strict=True)):
            return agrees(False, Strength.EXACT_AT_SHAPES, f"a run at {sizes_text(sizes)} does {measured}")
    holds = all(rational_at(quantity(parameters), s) <= rational_at(size(parameters["most"]), s) for s in shown)
    return agrees(holds, Strength.EXACT_AT_SHAPES, f"{len(shown)} runs with counting numbers do exactly that much")


def digits(parameters: Parameters) -> Outcome:
    """The growth in L against that of the upper bound."""
    small, large = (fitting(sizes) for sizes in GROWN)
    step = math.log(large["L"] / small["L"])
    total, most = quantity(parameters), in_sympy(size(parameters["most"]))
    measured, allowed = (
        math.log(rational_at(number, large) / rational_at(number, small)) / step for number in (total, most)
    )
    detail = f"four times the tokens: exponent {measured:.3f}, {allowed:.3f} for the bound"
    inside = rational_at(total, large) <= rational_at(most, large)
    return agrees(measured <= allowed + 0.5 and inside, Strength.HIGH_PRECISION, detail)


def _case(count: str, of: str, most: str) -> Parameters:
    return {"count": count, "of": of, "most": most, "order": "r <= d <= L"}


PROCEDURE = DecisionProcedure(
    summary="operations, additions or memory of an algorithm, at most a polynomial, for all sizes",
    names=frozenset({"count", "of", "most", "order"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=sentence,
    controls=(
        _case("almost-linear", "operations", "27 * L * d**2 * k1"),
        _case("almost-linear", "additions", "13 * L * d**2 * k1"),
        _case("almost-linear", "memory", "4 * L * d * k1"),
        _case("exact", "operations", "16 * L**2 * d"),
    ),
)
