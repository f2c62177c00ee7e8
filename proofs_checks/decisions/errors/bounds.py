"""Bounds on errors: whether a stated bound on f, c, q, p1, p2, p or a gradient follows from the error calculus.

Parameters
    of       the letter: f, c, q, p1, p2, p, dA, dB of Section 3; dAQ, dBQ, dAK, dBK, dAV, dBV of Appendix A
    road     how f is approximated: entries (|f~ - f| <= eps), relative (|f~ - f| <= delta f),
             exp (|P - exp| <= delta exp on the logits)
    norm     entry, row, column or total, of the error
    bound    a polynomial in L, d, r, eps, delta, tau and letters of matrices, each for its largest entry

Proved: one of the derivations of this road gives a bound that is at most the stated one, and the identity behind each
of its steps is proved for all shapes. Refuted: an instance, evaluated in balls, exceeds the stated bound for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy

from lora_symbolic.bounds.checks import UncheckedStep, checked_steps
from lora_symbolic.bounds.compare import at_most, bound_from_text
from lora_symbolic.bounds.derive import ErrorDerivation
from lora_symbolic.bounds.instances.instances import ROADS
from lora_symbolic.bounds.instances.search import (
    Statement,
    Try,
    exact_instances,
    letters,
    softmax_instances,
    trial_of,
    try_at,
    violation,
)
from lora_symbolic.bounds.norms import NAMES
from lora_symbolic.language import variables
from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.writing import to_text
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees
from ..sentences import bound_said, definitions_said

EXACT_TRIES = 12
BALL_TRIES = 16
DIGITS = 20
NORM_SAID: Mapping[str, str] = {
    "entry": "maxabs({})",
    "row": "norm({}, inf)",
    "column": "norm({}, 1)",
    "total": "sum of the absolute values of {}",
}


def stated(parameters: Parameters) -> Statement:
    """The statement that the parameters make."""
    bound = bound_from_text(parameters["bound"])
    return Statement(parameters["of"], parameters["road"], parameters["norm"], bound)


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters, None if nothing is."""
    if parameters["road"] not in ROADS:
        return f"road is {parameters['road']!r}; expected one of {', '.join(ROADS)}"
    if parameters["norm"] not in NAMES:
        return f"norm is {parameters['norm']!r}; expected one of {', '.join(NAMES)}"
    try:
        known = letters(parameters["of"])
        bound = bound_from_text(parameters["bound"])
    except KeyError:
        return f"of is {parameters['of']!r}; expected a letter such as c, p1 or dA"
    except LanguageError as error:
        return str(error)
    size = ROADS[parameters["road"]].size
    allowed = {"L", "d", "r", size} | ({"tau"} if parameters["road"] == "exp" else set())
    inputs = {name for term in known.values() for name in _inputs(term)} | set(known)
    unknown = [s.name for s in bound.free_symbols if s.name not in allowed and s.name.strip("|") not in inputs]
    return f"bound uses {', '.join(sorted(unknown))}; expected sizes, {size} and letters of inputs" if unknown else None


def _inputs(term: Any) -> set[str]:
    return {variable.name for variable in variables(term)}


def sentence(parameters: Parameters) -> str:
    """How f~ is made of f, the bound, and the definition of the letter."""
    said, known = stated(parameters), letters(parameters["of"])
    road, trial = ROADS[said.road], trial_of(said.of, said.road, False)
    noise = f"{road.noise} - {road.centre}" if road.centre else road.noise
    near, moved = to_text(trial.after["f"], {known["f"]: "f"}), NORM_SAID[said.norm].format(f"{said.of}~ - {said.of}")
    scales = [f"{symbol} = {value}" for symbol, value in said.chains[0].definitions.items() if said.bound.has(symbol)]
    return (
        f"for all sizes, all inputs and f~ = {near} with maxabs({noise}) <= {', '.join([road.size, *scales])}: "
        f"{moved} <= {bound_said(said.bound)}, {said.of}~ being {said.of} with f~ in place of f, "
        f"{definitions_said([known[said.of]], known)}"
    )


def decide(parameters: Parameters) -> Outcome:
    """A derivation that gives at most the stated bound, or an instance that exceeds it."""
    statement = stated(parameters)
    for chain in statement.chains:
        derivation = chain.derivation(statement.of)
        derived = chain.error(statement.of, statement.norm)
        if at_most(derived, statement.bound):
            return proof(derivation, f"derived ({chain.title}): {derived}", statement.bound)
    found = violation(statement)
    if found is None:
        derived = "; ".join(str(chain.error(statement.of, statement.norm)) for chain in statement.chains)
        return Outcome(Finding.SILENT, Strength.NONE, f"derived {derived}; no instance exceeds the stated bound")
    detail = f"{statement.norm} of the error {shown(found.observed)} > {shown(found.bound)} at {dict(found.sizes)}"
    return Outcome(Finding.REFUTES, Strength.CERTIFIED_INTERVAL, detail, (), counterexample(found))


def proof(derivation: ErrorDerivation, detail: str, bound: sympy.Expr) -> Outcome:
    """The derivation as recorded steps, each with the check of its identity."""
    try:
        steps = checked_steps(derivation)
    except UncheckedStep as error:
        return Outcome(Finding.SILENT, Strength.NONE, str(error))
    last = {"statement": f"at most {bound}", "reason": detail, "check": "no coefficient of the difference is negative"}
    return Outcome(Finding.PROVES, Strength.DERIVATION, f"{len(steps)} steps; {detail}", (*steps, last))


def exact(parameters: Parameters) -> Outcome:
    """Instances with a rational f, in exact rationals."""
    tries = list(exact_instances(stated(parameters), EXACT_TRIES))
    detail = f"{len(tries)} instances in exact rationals, largest observed / bound {worst(tries):.3f}"
    return agrees(all(one.holds for one in tries), Strength.EXACT_AT_SHAPES, detail)


def digits(parameters: Parameters) -> Outcome:
    """Random instances and instances found by gradient ascent, with the softmax itself, in balls."""
    tries = list(softmax_instances(stated(parameters), BALL_TRIES))
    detail = f"{len(tries)} instances in balls, half of them by ascent, largest observed / bound {worst(tries):.3f}"
    return agrees(all(one.holds for one in tries), Strength.CERTIFIED_INTERVAL, detail)


def worst(tries: list[Try]) -> float:
    """The largest ratio observed / bound."""
    return max((_float(one.observed) / _float(one.bound) for one in tries if _float(one.bound) > 0), default=0.0)


def _float(number: Any) -> float:
    return float(number.mid()) if hasattr(number, "mid") else float(number)


def shown(number: Any) -> str:
    """A number for reading."""
    return str(number) if isinstance(number, Fraction) else str(number.mid().str(DIGITS, radius=False))


def counterexample(found: Try) -> dict[str, Any]:
    """An instance as data."""
    gap = found.observed - found.bound
    lowest = 0.99 * float(gap if isinstance(gap, Fraction) else gap.lower())  # rounded towards zero for certain
    return {
        "sizes": dict(found.sizes),
        "matrices": {name: [[str(entry) for entry in row] for row in rows] for name, rows in found.matrices.items()},
        "entry": list(found.entry),
        "lhs": shown(found.observed),
        "rhs": shown(found.bound),
        "gap": f"{lowest:.3g}",
        "exact": isinstance(gap, Fraction),
    }


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """None when the recorded instance exceeds the stated bound for certain."""
    again = try_at(stated(parameters), data["sizes"], data["matrices"], rational=False)
    return None if again.violated else f"observed {shown(again.observed)}, bound {shown(again.bound)}"


PROCEDURE = DecisionProcedure(
    summary="a bound on an error, from the error calculus",
    names=frozenset({"of", "road", "norm", "bound"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=sentence,
    controls=(
        {"of": "c", "road": "entries", "norm": "entry", "bound": "eps * C3"},
        {"of": "c", "road": "exp", "norm": "entry", "bound": "tau * C3"},
        {"of": "q", "road": "relative", "norm": "entry", "bound": "delta * C3**2"},
        {"of": "dA", "road": "exp", "norm": "entry", "bound": "L * d**2 * tau * B * C1 * C2 * C3 * (2 * C3 + Y) / 2"},
        {"of": "dBK", "road": "entries", "norm": "entry", "bound": "L * d**2 * eps * AK * XK * CK1 * C3 * (C3 + Y)"},
    ),
)
