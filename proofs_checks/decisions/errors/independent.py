"""p1 and p2 from approximations of f and of q that know nothing of each other.

Let p1~ = f~ .* q~ and p2~ = diag(rowsum(f~ .* q~)) f~, whatever f~ and q~ are; rows of f sum to 1, rows of f~ need not.

    reading "bounded"           for every K >= 0 and every polynomial P there is a polynomial P', depending on K and P
                                alone, such that for all L, d <= L, inputs of at most L^K, eps in (0, 1], f~ and q~:
                                |f~ - f| <= eps/P'(L) and |q~ - q| <= eps/P'(L) imply |p~ - p| <= eps/P(L)
    reading "same-polynomial"   the same with P' = P

P and P' are at least 1 on the positive integers. The first holds with P' = a L^e P, a and e read off the derived bound,
in which |q| <= d |C3| (|C3| + |Y|); the second fails at L = d = 1, where f = 1.

Parameters: `of`, p1 or p2; `reading`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import sympy

from lora_symbolic.bounds.bound import absolute, magnitude
from lora_symbolic.bounds.chains import EPS, entrywise_chain, partial_terms
from lora_symbolic.bounds.checks import UncheckedStep, checked_steps
from lora_symbolic.bounds.compare import Power, power_of_tokens, power_step
from lora_symbolic.bounds.derive import ErrorDerivation, derive
from lora_symbolic.language import diag, matrix, rowsum
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

READINGS = ("bounded", "same-polynomial")
SIZES = (1, 2, 2, 3, 4, 5)
TRIES = 4  # instances of each size
SLACK = Fraction(1, 10**30)  # of 40 digits
DEFINED = {"p1": "p1~ = f~ * q~", "p2": "p2~ = diag(rowsum(f~ * q~)) @ f~"}
Rows = Sequence[Sequence[Any]]


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters, None if nothing is."""
    if parameters["of"] not in DEFINED:
        return f"of is {parameters['of']!r}; expected p1 or p2"
    return None if parameters["reading"] in READINGS else f"reading {parameters['reading']!r}; expected {READINGS}"


def sentence(parameters: Parameters) -> str:
    """The quantifiers, with the definition of the letter."""
    of = parameters["of"]
    start = "for every K >= 0 and every polynomial P"
    after = "there is a polynomial P' such that " if parameters["reading"] == "bounded" else "with P' = P: "
    return (
        f"{start} {after}for all L, all d <= L, all inputs with entries at most L^K, all eps in (0, 1] and all f~, q~ "
        f"independent of each other: maxabs(f~ - f) <= eps/P'(L) and maxabs(q~ - q) <= eps/P'(L) imply "
        f"maxabs({of}~ - {of}) <= eps/P(L), {DEFINED[of]}"
    )


@cache
def derivation(of: str) -> ErrorDerivation:
    """The error of p1 or p2 when f and q are each known up to eps in the largest entry, and rows of f sum to 1."""
    f, q = matrix("f", "L", "L"), matrix("q", "L", "L")
    term = f * q if of == "p1" else diag(rowsum(f * q)) @ f
    return derive(term, {f: absolute(EPS, rows_sum_to_one=True), q: absolute(EPS)}, names={f: "f", q: "q"})


@cache
def power(of: str) -> Power:
    """a L^e: what multiplies eps when d <= L and no input exceeds L^K."""
    return power_of_tokens(_bound(of), EPS)


def _bound(of: str) -> sympy.Expr:
    """The derived bound, with the inputs in place of q."""
    size_of_q = entrywise_chain(partial_terms()).size("q")
    return derivation(of).bound.error.entry.xreplace({magnitude("q"): size_of_q})


def decide(parameters: Parameters) -> Outcome:
    """P' for the bounded reading, an instance against the other."""
    of = parameters["of"]
    if parameters["reading"] == "same-polynomial":
        data = _against(of)
        detail = f"L = d = 1: error {data['lhs']} > {data['rhs']}"
        return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, detail, (), data)
    try:
        steps = checked_steps(derivation(of))
    except UncheckedStep as error:
        return Outcome(Finding.SILENT, Strength.NONE, str(error))
    size_of_q, factor = entrywise_chain(partial_terms()).size("q"), power(of)
    text = f"{factor.coefficient} L^({factor.exponent})"
    last = power_step(
        f"|{of}~ - {of}| <= {derivation(of).error} <= {text} eps",
        f"|q| <= {size_of_q}, d <= L, inputs at most L^K, eps <= 1",
        _bound(of),
        factor,
        EPS,
    )
    return derived((*steps, last), f"P'(L) = {text} P(L)")


def _made(of: str, f: Rows, q: Rows) -> list[list[Any]]:
    """p1 or p2, entry by entry."""
    if of == "p1":
        return [[a * b for a, b in zip(x, y, strict=True)] for x, y in zip(f, q, strict=True)]
    sums = [sum(a * b for a, b in zip(x, y, strict=True)) for x, y in zip(f, q, strict=True)]
    return [[total * a for a in x] for total, x in zip(sums, f, strict=True)]


def _error(of: str, f: Rows, q: Rows, moved: tuple[Rows, Rows]) -> Any:
    near, far = _made(of, f, q), _made(of, *moved)
    return max(abs(b - a) for x, y in zip(near, far, strict=True) for a, b in zip(x, y, strict=True))


def _against(of: str) -> dict[str, Any]:
    """f = 1 and q = C3 (C3 - Y) = 1, both raised by 1/8."""
    eps, one = Fraction(1, 8), [[Fraction(1)]]
    raised = [[1 + eps]]
    seen = _error(of, one, one, (raised, raised))
    inputs = {"C1": [["0"]], "C2": [["0"]], "C3": [["1"]], "Y": [["0"]], "f~": [["9/8"]], "q~": [["9/8"]]}
    sizes = {"L": 1, "d": 1}
    shown = {"entry": [0, 0], "lhs": str(seen), "rhs": str(eps), "gap": str(seen - eps), "exact": True}
    return {"sizes": sizes, "matrices": inputs, **shown, "of": of}


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """None when the instance is as it was and its error exceeds eps."""
    if parameters["reading"] != "same-polynomial" or data["of"] != parameters["of"]:
        return "an instance of another statement"
    again = _against(parameters["of"])
    if any(data[key] != again[key] for key in ("matrices", "lhs", "rhs")):
        return "the recorded numbers differ from those of the instance"
    return None if Fraction(again["lhs"]) > Fraction(again["rhs"]) else "the error does not exceed eps"


def _instances(of: str, exp: Callable[[int], Any], number: Callable[[Fraction], Any]) -> Iterator[bool]:
    """Random f, q, f~, q~ of small sizes: whether the derived bound holds, with the entries of q as they are."""
    chance = random.Random(1)  # noqa: S311
    for L in SIZES * TRIES:
        rows = [[exp(chance.randint(-2, 2)) for _ in range(L)] for _ in range(L)]
        f = [[entry / sum(row) for entry in row] for row in rows]
        q = [[number(Fraction(chance.randint(-9, 9))) for _ in range(L)] for _ in range(L)]
        eps = Fraction(1, chance.choice((1, 3, 50)))
        near, far = ([[entry + number(chance.choice((-1, 1)) * eps) for entry in row] for row in m] for m in (f, q))
        numbers = {"L": L, "eps": eps, "|q|": max(abs(int(entry)) for row in q for entry in row)}
        bound = derivation(of).bound.error.entry
        allowed = Fraction(str(bound.subs({symbol: numbers[symbol.name] for symbol in bound.free_symbols})))
        yield bool(_error(of, f, q, (near, far)) <= number(allowed + SLACK))


def exact(parameters: Parameters) -> Outcome:
    """Rational instances within the derived bound; the instance against the other reading."""
    of = parameters["of"]
    if parameters["reading"] == "same-polynomial":
        return agrees(confirm(parameters, _against(of)) is not None, Strength.EXACT_AT_SHAPES, "L = d = 1")
    found = list(_instances(of, lambda k: Fraction(2) ** k, Fraction))
    return agrees(all(found), Strength.EXACT_AT_SHAPES, f"{len(found)} instances in exact rationals")


def digits(parameters: Parameters) -> Outcome:
    """The same with the exponentials of a softmax, in 40 digits."""
    of = parameters["of"]
    with mpmath.workdps(40):
        if parameters["reading"] == "same-polynomial":
            one, raised = [[mpmath.mpf(1)]], [[mpmath.mpf(9) / 8]]
            seen = _error(of, one, one, (raised, raised))
            return agrees(bool(seen <= mpmath.mpf(1) / 8), Strength.HIGH_PRECISION, "L = d = 1")
        found = list(_instances(of, mpmath.exp, lambda x: mpmath.mpf(x.numerator) / x.denominator))
    return agrees(all(found), Strength.HIGH_PRECISION, f"{len(found)} instances with exponentials")


PROCEDURE = DecisionProcedure(
    summary="p1 and p2 from independent approximations of f and q",
    names=frozenset({"of", "reading"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=sentence,
    controls=tuple({"of": of, "reading": "same-polynomial"} for of in DEFINED),
)
