"""The polynomial that is asked for, with its error, and the same as JSON and as lines.

Dictionary
    Question        what is asked, as typed
    answer_to       the question -> Answer
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lora_symbolic.approximation import (
    ApproximationError,
    Enclosure,
    ExpPolynomial,
    NotCertified,
    alternation_bound,
    certified_error,
    chebyshev,
    least_degree,
    minimax,
    positivity,
    taylor,
)
from lora_symbolic.approximation.decimals import decimal_above, decimal_below
from lora_symbolic.approximation.degree.least import METHODS
from lora_symbolic.approximation.domain import (
    checked_bits,
    checked_bound,
    checked_degree,
    checked_eps,
    checked_kind,
    checked_width,
)

from ..shared.streams import console

DIGITS = 17
SHOWN = 9  # digits on the terminal


@dataclass(frozen=True)
class Question:
    """A polynomial for exp on [-bound, bound], of this degree or the least one for eps; `width` is the enclosure's."""

    bound: str
    error: str
    method: str
    width: str
    eps: str | None = None
    degree: int | None = None
    precision: int | None = None


@dataclass(frozen=True)
class Answer:
    """The polynomial, its error, and what no polynomial (or none of the method) with a smaller error can have."""

    polynomial: ExpPolynomial
    error: Enclosure
    least: Fraction | None  # no polynomial of this degree has a smaller error
    below: Fraction | None  # with one degree less the error is at least this
    positive: Fraction | None


def answer_to(question: Question) -> Answer:
    """The polynomial that is asked for.

    Raises ApproximationError for anything out of range, NotCertified where the error cannot be enclosed.
    """
    eps, degree, error, method = question.eps, question.degree, question.error, question.method
    B = checked_bound(question.bound)
    checked_kind(error)
    wanted = checked_width(question.width)
    bits = None if question.precision is None else checked_bits(question.precision)
    if method not in METHODS:
        raise ApproximationError(f"method is {method[:40]!r}; expected one of {', '.join(METHODS)}")
    if (eps is None) == (degree is None):
        raise ApproximationError("expected exactly one of --eps and --degree")
    below = None
    if eps is not None:
        found = least_degree(B, checked_eps(eps), error, method)
        polynomial, below = found.polynomial, found.below
        sup = found.error
        if sup.relative_width > wanted or bits is not None:
            sup = certified_error(polynomial, error, wanted, bits=bits)
    else:
        polynomial = _polynomial(B, checked_degree(degree or 0), error, method, bits)
        sup = certified_error(polynomial, error, wanted, bits=bits)
    least = alternation_bound(polynomial, error) if polynomial.alternation else None
    return Answer(polynomial, sup, least, below, _least_value(polynomial))


def _polynomial(B: Fraction, degree: int, error: str, method: str, bits: int | None) -> ExpPolynomial:
    if method == "minimax":
        return minimax(-B, B, degree, error, bits)
    return chebyshev(-B, B, degree) if method == "chebyshev" else taylor(-B, B, degree)


def _least_value(polynomial: ExpPolynomial) -> Fraction | None:
    """A certified lower bound on the polynomial's least value; None where it is not told from 0."""
    try:
        return positivity(polynomial)
    except NotCertified:
        return None


def answer_data(question: Question, answer: Answer) -> dict[str, Any]:
    """The answer as JSON: numbers are strings, exact for the coefficients, rounded outward for the bounds."""
    return {
        "schema": 1,
        "bound": question.bound,
        "eps": question.eps,
        "kind": question.error,
        "method": question.method,
        "degree": answer.polynomial.degree,
        "coefficients": [str(value) for value in answer.polynomial.coefficients],
        "error": [decimal_below(answer.error.low, DIGITS), decimal_above(answer.error.high, DIGITS)],
        "least_error": None if answer.least is None else decimal_below(answer.least, DIGITS),
        "degree_below": None if answer.below is None else decimal_below(answer.below, DIGITS),
        "minimum": None if answer.positive is None else decimal_below(answer.positive, DIGITS),
        "alternation": [decimal_below(point, DIGITS) for point in answer.polynomial.alternation],
    }


def show(question: Question, answer: Answer) -> None:
    """Print what is known, then the coefficients to a few digits."""
    out = console()
    polynomial = answer.polynomial
    low, high = decimal_below(answer.error.low, SHOWN), decimal_above(answer.error.high, SHOWN)
    bound, method = question.bound, question.method
    lines = [
        f"exp on [-{bound}, {bound}], {method}, degree {polynomial.degree}",
        f"{question.error} error: in [{low}, {high}]",
    ]
    if answer.least is not None:
        lines.append(
            f"least possible with degree {polynomial.degree}: at least {decimal_below(answer.least, SHOWN)}, by "
            f"{len(polynomial.alternation)} alternating extremes"
        )
    if question.eps is not None and answer.below is not None:
        who = "every polynomial" if method == "minimax" else f"the {method} polynomial"
        lines.append(
            f"degree {polynomial.degree - 1} is too small for {question.eps}: {who} of that degree has an error "
            f"of at least {decimal_below(answer.below, SHOWN)}"
        )
    if answer.positive is None:
        lines.append("least value: not told from 0")
    else:
        sign = "positive" if answer.positive > 0 else "NOT POSITIVE"
        lines.append(f"least value: at least {decimal_below(answer.positive, SHOWN)} ({sign})")
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)
    out.print("coefficients, ascending, cut off for reading (exact with --json):", markup=False)
    for k, value in enumerate(polynomial.coefficients):
        out.print(f"  x^{k:<4} {decimal_below(value, SHOWN)}", markup=False)
