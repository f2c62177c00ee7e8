"""Certificates of polynomials: exact rational coefficients in, a file of Coq out.

Dictionary
    PolynomialCertificate    a polynomial, its relative error on [-bound, bound], and the file that proves it
    certificate_for          that of the minimax polynomial of a degree
    certificate_text         the file: the bound by interval arithmetic, and the gradient's error that follows, for
                             every number of tokens
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, e, log2

from ..errors import NotTranslatable

LARGEST_BOUND = 16
LARGEST_DEGREE = 60
DIGITS = 2  # the error is rounded up to so many digits
TAYLOR_DEGREE = 8  # of the tactic's models on its subintervals
GUARD_BITS = 25
DEPTH = 24  # of its bisection


@dataclass(frozen=True)
class PolynomialCertificate:
    """A polynomial with a bound on its relative error, and the text that proves it."""

    coefficients: tuple[Fraction, ...]
    bound: Fraction
    eps: Fraction
    statement: str
    text: str

    @property
    def degree(self) -> int:
        """The polynomial's degree."""
        return len(self.coefficients) - 1


def rational(value: Fraction) -> str:
    """A rational number as Coq reads it.

    >>> rational(Fraction(-1, 3))
    '(- 1 / 3)'
    """
    sign = "- " if value < 0 else ""
    if value.denominator == 1:
        return f"({sign}{abs(value.numerator)})"
    return f"({sign}{abs(value.numerator)} / {value.denominator})"


def horner(coefficients: Sequence[Fraction]) -> str:
    """The polynomial in Horner's form.

    >>> horner([Fraction(1), Fraction(1, 2)])
    '(1) + x * ((1 / 2))'
    """
    head, *rest = coefficients
    return f"{rational(head)} + x * ({horner(rest)})" if rest else rational(head)


def rounded_up(value: Fraction, digits: int = DIGITS) -> Fraction:
    """A slightly larger number with few digits.

    >>> rounded_up(Fraction(1, 3))
    Fraction(17, 50)
    """
    scale = Fraction(1)
    while value * scale < 10 ** (digits - 1):
        scale *= 10
    numerator = -((-value * scale * Fraction(1001, 1000)) // 1)
    return Fraction(int(numerator)) / scale


def precision(bound: Fraction, eps: Fraction) -> int:
    """The bits with which the tactic computes: exp(x) and exp(-x) cancel down to eps, that is e^(2 bound) / eps.

    >>> precision(Fraction(1), Fraction(1, 2**20))
    48
    """
    return GUARD_BITS + ceil(2 * float(bound) * log2(e) - log2(eps))


def certificate_text(
    coefficients: Sequence[Fraction], bound: Fraction, eps: Fraction, prints: bool = True
) -> tuple[str, str]:
    """The statement, and the whole file, for |P(x) exp(-x) - 1| <= eps on [-bound, bound].

    `prints`: the file ends with the theorem and what it rests on.
    """
    statement = (
        f"forall x : R, - {rational(bound)} <= x <= {rational(bound)} -> Rabs (P x * exp (- x) - 1) <= {rational(eps)}"
    )
    tactic = f"i_bisect x, i_taylor x, i_degree {TAYLOR_DEGREE}, i_prec {precision(bound, eps)}, i_depth {DEPTH}"
    ending = "Check gradient_close.\nPrint Assumptions gradient_close.\n" if prints else ""
    text = f"""From Coq Require Import Reals Lra.
From Interval Require Import Tactic.
From lora Require Import fast_gradient.
Local Open Scope R_scope.

Definition P (x : R) : R := {horner(coefficients)}.

Theorem polynomial_close :
  {statement}.
Proof.
intros x x_in; unfold P.
interval with ({tactic}).
Qed.

Lemma error_not_negative : 0 <= {rational(eps)}. Proof. lra. Qed.
Lemma error_below_1 : {rational(eps)} < 1. Proof. lra. Qed.

(* For every number of tokens: the error of the gradient with P for exp. *)
Definition gradient_close :=
  @fast_gradient_error P {rational(bound)} {rational(eps)} polynomial_close
    error_not_negative error_below_1.
{ending}"""
    return statement, text


def certificate_for(bound: str, degree: int, prints: bool = True) -> PolynomialCertificate:
    """The certificate of the minimax polynomial of this degree for the relative error on [-bound, bound].

    Raises NotTranslatable for a bound or a degree that is out of range.
    """
    from lora_symbolic.approximation import certified_error, minimax

    try:
        half = Fraction(bound)
    except (ValueError, ZeroDivisionError):
        raise NotTranslatable(f"--bound {bound}: expected a positive number, such as 4 or 1/2") from None
    if not 0 < half <= LARGEST_BOUND:
        raise NotTranslatable(f"--bound {bound}: expected a number above 0, up to {LARGEST_BOUND}")
    if not 1 <= degree <= LARGEST_DEGREE:
        raise NotTranslatable(f"--degree {degree}: expected a degree from 1 to {LARGEST_DEGREE}")
    polynomial = minimax(-half, half, degree, error="relative")
    eps = rounded_up(certified_error(polynomial, "relative").high)
    if eps >= 1:
        raise NotTranslatable(
            f"--degree {degree}: the relative error is above 1 on [-{half}, {half}]; expected a larger degree"
        )
    statement, text = certificate_text(polynomial.coefficients, half, eps, prints)
    return PolynomialCertificate(tuple(polynomial.coefficients), half, eps, statement, text)
