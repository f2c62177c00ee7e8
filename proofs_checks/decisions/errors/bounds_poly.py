"""eps/poly(L) with its quantifiers: what a lemma says when eps and the polynomial are bound by quantifiers.

Let x stand for the letter, x~ for what becomes of it when f~ takes the place of f, and |.| for the largest entry.

    reading "bounded"     for every K >= 0 and every polynomial P there is a polynomial P', depending on K and P alone,
                          such that for all L, all d, r <= L, all inputs with largest entries at most L^K, all eps in
                          (0, 1] and all f~: |f~ - f| <= eps / P'(L) implies |x~ - x| <= eps / P(L)
    reading "unbounded"   the same without the bound on the inputs: P' depends on P alone

P and P' are at least 1 on the positive integers. K is what "numbers of O(log L) bits" means: integers of K log2(L) bits
are at most L^K. The derived bound is a polynomial in L, d, r, eps and the inputs, without a constant term in eps, so
"bounded" holds with P' = a L^e P, a and e computed. "Unbounded" fails at fixed L already: scale C3; every entry of the
error is a polynomial in the scale, and the largest is not constant, so it exceeds every P'(L).

Parameters
    of        a letter that depends on f: c, q, p1, p2, p, dA, dB, dAQ, dBQ, dAK, dBK, dAV, dBV
    reading   bounded or unbounded
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy

from lora_symbolic.bounds.chains import EPS
from lora_symbolic.bounds.checks import UncheckedStep, checked_steps
from lora_symbolic.bounds.compare import Power, power_of_tokens, power_step
from lora_symbolic.bounds.instances.search import (
    Statement,
    exact_instances,
    letters,
    softmax_instances,
    trial_of,
    try_at,
)
from lora_symbolic.evaluation import shape_at, sizes_text
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived
from ..sentences import definitions_said

READINGS = ("bounded", "unbounded")
SCALES = (1, 10, 100, 1000)
SIZES = {"L": 2, "d": 1, "r": 1}
TRIES = 12


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters, None if nothing is."""
    if parameters["reading"] not in READINGS:
        return f"reading is {parameters['reading']!r}; expected {' or '.join(READINGS)}"
    try:
        known = letters(parameters["of"])
    except KeyError:
        known = {}
    if parameters["of"] not in known or parameters["of"] in ("f", "C3", "CK1", "CQ2"):
        return f"of is {parameters['of']!r}; expected a letter that depends on f, such as c or dA"
    return None


def sentence(parameters: Parameters) -> str:
    """What the quantifiers bind, and the definition of the letter."""
    of = parameters["of"]
    bounded = parameters["reading"] == "bounded"
    start = "for every K >= 0 and every polynomial P" if bounded else "for every polynomial P"
    inputs = "all inputs with entries at most L^K" if bounded else "all inputs"
    known = letters(of)
    return (
        f"{start} there is a polynomial P' such that for all L, all d, r <= L, {inputs}, all eps in (0, 1] and all f~: "
        f"maxabs(f~ - f) <= eps/P'(L) implies maxabs({of}~ - {of}) <= eps/P(L), {of}~ being {of} with f~ in place of "
        f"f, {definitions_said([known[of]], known)}"
    )


def power(of: str) -> tuple[Any, Power]:
    """The derivation that knows that rows of f sum to 1, and a L^e for its bound."""
    chain = trial_of(of, "entries", False).chains[-1]
    return chain.derivation(of), power_of_tokens(chain.bound(of), EPS)


def decide(parameters: Parameters) -> Outcome:
    """P' for the bounded reading, a family for the unbounded one."""
    of = parameters["of"]
    if parameters["reading"] == "unbounded":
        data = family(of)
        return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, data["family"], (), data)
    derivation, found = power(of)
    try:
        steps = checked_steps(derivation)
    except UncheckedStep as error:
        return Outcome(Finding.SILENT, Strength.NONE, str(error))
    factor = f"{found.coefficient} L^({found.exponent})"
    last = power_step(
        f"|x~ - x| <= {factor} |f~ - f| when d, r <= L, inputs at most L^K, |f~ - f| <= 1",
        f"each monomial of {derivation.error}; the sum of the coefficients, the largest exponent",
        derivation.bound.error.entry,
        found,
        EPS,
    )
    return derived((*steps, last), f"P'(L) = {factor} P(L)")


def family(of: str) -> dict[str, Any]:
    """Instances with C3 scaled by 1, 10, 100, ...: the error over |f~ - f| grows without limit at fixed L."""
    facts = [[f"C3 scaled by {scale}", str(growth(of, scale))] for scale in SCALES]
    sizes = sizes_text(SIZES)
    return {
        "family": f"{sizes}: |{of}~ - {of}| / |f~ - f| exceeds every number, hence every P'(L), as C3 is scaled",
        "facts": facts,
        "of": of,
    }


def growth(of: str, scale: int) -> Fraction:
    """|x~ - x| / |f~ - f| at one instance with C3 = scale (1, -1)^T, every other input of ones unless said otherwise.

    The logits are log 3 times C1 C2^T with C1 = (1, -1)^T and C2 = (1, 0)^T, so f has the rows (3, 1)/4 and (1, 3)/4.
    """
    trial = trial_of(of, "entries", True)
    noise = Fraction(1, 8)
    special: dict[str, list[list[Fraction]]] = {
        "F": [[Fraction(3, 4), Fraction(1, 4)], [Fraction(1, 4), Fraction(3, 4)]],
        trial.noise.name: [[noise, -noise], [noise, noise]],
        **{name: [[Fraction(1)], [Fraction(-1)]] for name in ("C1", "XQ")},
        **{name: [[Fraction(1)], [Fraction(0)]] for name in ("C2", "XK")},
        **{name: [[Fraction(scale)], [Fraction(-scale)]] for name in ("C3", "XV")},
    }
    values: dict[str, Any] = {}
    for variable in trial.variables:
        rows, cols = shape_at(variable, SIZES)
        values[variable.name] = special.get(variable.name, [[Fraction(1)] * cols for _ in range(rows)])
    seen: Fraction = try_at(Statement(of, "entries", "entry", sympy.Integer(0)), SIZES, values, True).observed
    return seen / noise


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """None when the family's numbers are as recorded and grow at least like the scale."""
    if parameters["reading"] != "unbounded" or data["of"] != parameters["of"]:
        return "a family of another statement"
    numbers = [growth(parameters["of"], scale) for scale in SCALES]
    if [str(number) for number in numbers] != [text for _, text in data["facts"]]:
        return "the recorded numbers differ from those of the instances"
    steep = all(5 * low < high for low, high in pairwise(numbers))
    return None if steep and numbers[0] > 0 else "the numbers do not grow with the scale"


def exact(parameters: Parameters) -> Outcome:
    """The bounded reading at instances with a rational f; growth for the unbounded one."""
    if parameters["reading"] == "unbounded":
        return agrees(
            confirm(parameters, family(parameters["of"])) is not None, Strength.EXACT_AT_SHAPES, "C3 scaled up"
        )
    tries = list(exact_instances(_at_tokens(parameters["of"]), TRIES))
    return agrees(
        all(one.holds for one in tries),
        Strength.EXACT_AT_SHAPES,
        f"{len(tries)} instances, with L d r for L and 1 + |X| for L^K",
    )


def digits(parameters: Parameters) -> Outcome:
    """The same with the softmax itself, in balls."""
    if parameters["reading"] == "unbounded":
        return agrees(growth(parameters["of"], SCALES[-1]) < SCALES[0], Strength.HIGH_PRECISION, "C3 scaled up")
    tries = list(softmax_instances(_at_tokens(parameters["of"]), TRIES))
    return agrees(all(one.holds for one in tries), Strength.CERTIFIED_INTERVAL, f"{len(tries)} instances in balls")


def _at_tokens(of: str) -> Statement:
    """a L^e eps with L d r for L, which is at least d and r, and 1 + |X| for L^K."""
    _, found = power(of)
    base = sympy.Symbol("L", integer=True, positive=True) * sympy.Symbol("d", integer=True, positive=True)
    base *= sympy.Symbol("r", integer=True, positive=True)
    inputs = [symbol for symbol in power_inputs(of) if symbol.name.startswith("|")]
    whole = found.coefficient * base ** found.exponent.subs(sympy.Symbol("K", positive=True), 0)
    for symbol in inputs:
        whole *= (1 + symbol) ** found.exponent.coeff(sympy.Symbol("K", positive=True))
    return Statement(of, "entries", "entry", EPS * whole)


def power_inputs(of: str) -> set[sympy.Symbol]:
    """The symbols of the bound."""
    symbols: set[sympy.Symbol] = trial_of(of, "entries", False).chains[-1].bound(of).free_symbols
    return symbols


PROCEDURE = DecisionProcedure(
    summary="eps/poly(L) with its quantifiers",
    names=frozenset({"of", "reading"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=sentence,
    controls=tuple({"of": of, "reading": "unbounded"} for of in ("c", "q", "p1", "p2", "p", "dA")),
)
