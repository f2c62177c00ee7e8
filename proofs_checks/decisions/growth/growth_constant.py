"""What the constant decides at the threshold: B = kappa log L, d = C log L, accuracy L^-c.

Parameters: `gamma` (a formula in L, with a constant), `beta`, `width` (C, at most 1/log 2), `accuracy` (c), and `least`
and `most`, between which the limit of log_L of the least width of factors of f within L^-c is claimed to lie, for the
worst inputs. With d = C log L the largest logit, beta d Gamma^2, must be kappa log L.
A rank is at most L, so that an exponent is at most 1 and a claim of more says nothing.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import sympy
from flint import arb

from lora_symbolic.arguments.steps import computed
from lora_symbolic.complexity.growth.constant import constant_exponents, forced_exponent
from lora_symbolic.complexity.growth.constant_proof import constant_argument
from lora_symbolic.complexity.growth.width import digits_of, log_binomial, terms_enough, working
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.propositions import Proposition, formula, sentence
from lora_symbolic.language.propositions.algebra import as_sympy
from lora_symbolic.rank.threshold.claims import limit_of_width
from lora_symbolic.rank.threshold.orders import TEMPERATURES
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

NAMES = ("width", "accuracy")
_L = sympy.Symbol("ell", positive=True)  # log L
LARGE = 10**7  # log L of the check at one size


def _numbers(parameters: Parameters) -> tuple[Fraction, Fraction, Fraction]:
    width, accuracy = (Fraction(parameters[name]) for name in NAMES)
    return constant_of(parameters, width), width, accuracy


def constant_of(parameters: Parameters, width: Fraction) -> Fraction:
    """kappa: the largest logit beta d Gamma^2 over log L.

    Raises ValueError when that is no rational number.
    """
    gamma = as_sympy(formula(parameters["gamma"]), logarithms={"L": _L})
    tokens = sympy.Rational(width.numerator, width.denominator) * _L
    found = sympy.simplify(gamma**2 * (1 if parameters["beta"] == "1/d" else tokens) / _L)
    if not found.is_Rational or not found.is_positive:
        raise ValueError(f"gamma {parameters['gamma']!r}: the logits over log L are {found}; expected a number")
    return Fraction(int(found.p), int(found.q))


def _claimed(parameters: Parameters) -> tuple[arb, arb]:
    """The claimed interval as balls, at the present precision."""
    return as_ball(Fraction(parameters["least"])), as_ball(Fraction(parameters["most"]))


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    try:
        numbers = [Fraction(parameters[name]) for name in (*NAMES, "least", "most")]
        if min(numbers) < 0 or 0 in numbers[:2]:
            return "expected positive numbers"
        if parameters["beta"] not in TEMPERATURES:
            return f"beta {parameters['beta']!r}; expected one of {', '.join(TEMPERATURES)}"
        constant_of(parameters, numbers[0])
    except (ValueError, ZeroDivisionError, LanguageError) as error:
        return str(error)
    if numbers[0] > Fraction(144, 100):
        return "expected positive numbers, and a width of at most 1.44"
    if numbers[3] > 1:
        return f"most is {numbers[3]}; expected at most 1, since a rank is at most L"
    return None


def decide(parameters: Parameters) -> Outcome:
    """A proof when the claimed interval contains the one between what is forced and what is enough."""
    constant, width, accuracy = _numbers(parameters)
    argument = constant_argument()
    with working():
        forced = forced_exponent(constant, width, accuracy)
        enough = constant_exponents(constant, width, accuracy)[1].min(arb(1))
        least, most = _claimed(parameters)
        inside = bool(least <= forced) and bool(enough <= most)
        shown = f"forced {digits_of(forced, 4)[0]}, enough {digits_of(enough, 4)[1]}"
    if not (inside and argument.holds):
        return Outcome(Finding.SILENT, Strength.NONE, f"the limit lies between these: {shown}")
    values = computed(
        f"kappa = {constant}, C = {width}, c = {accuracy}: {shown}",
        "C H(min(share, 1/2)) and kappa(C, rho), or 1, since f itself has the factors f and the identity",
        inside,
        f"in balls: {parameters['least']} is at most the first, {parameters['most']} at least the second",
    )
    return derived((*argument.steps, values), shown)


def exact(parameters: Parameters) -> Outcome:
    """Balls at log L = 10^7: the number of large eigenvalues and the number of monomials."""
    constant, width, accuracy = _numbers(parameters)
    with working():
        head = int(width * LARGE)
        ratio = as_ball(constant / width).tanh()
        kept = min(
            int(float(((accuracy.numerator / as_ball(accuracy.denominator) - 1) * LARGE / -ratio.log()).lower())),
            head // 2,
        )
        forced = log_binomial(kept, head - kept) / LARGE if accuracy > 1 else as_ball(0)
        terms = terms_enough(as_ball(constant) * LARGE, as_ball(accuracy) * LARGE)
        enough = (log_binomial(head, int(float(terms.upper()))) / LARGE).min(arb(1))
        slack = as_ball(Fraction(1, 10000))
        least, most = _claimed(parameters)
        holds = bool(forced >= least - slack) and bool(enough <= most + slack)
        detail = f"at log L = 10^7: forced {digits_of(forced, 4)[0]}, enough {digits_of(enough, 4)[1]}"
    return agrees(holds, Strength.CERTIFIED_INTERVAL, detail)


def digits(parameters: Parameters) -> Outcome:
    """Both exponents by mpmath."""
    with mpmath.workdps(40):
        b, C, c = (mpmath.mpf(x.numerator) / x.denominator for x in _numbers(parameters))
        least, most = (
            mpmath.mpf(Fraction(parameters[n]).numerator) / Fraction(parameters[n]).denominator
            for n in ("least", "most")
        )
        rho = (b + c) / mpmath.lambertw((b + c) / (mpmath.e * b)).real
        enough = min(C * mpmath.log(1 + rho / C) + rho * mpmath.log(1 + C / rho), mpmath.mpf(1))
        share = min((c - 1) / (C * -mpmath.log(mpmath.tanh(b / C))), mpmath.mpf(1) / 2) if c > 1 else mpmath.mpf(0)
        forced = -C * (share * mpmath.log(share) + (1 - share) * mpmath.log(1 - share)) if share > 0 else share
        detail = f"forced {mpmath.nstr(forced, 8)}, enough {mpmath.nstr(enough, 8)}"
        return agrees(bool(least <= forced and enough <= most), Strength.HIGH_PRECISION, detail)


def _case(gamma: str, least: str, most: str, beta: str = "1/d") -> Parameters:
    return {"gamma": gamma, "beta": beta, "width": "1", "accuracy": "2", "least": least, "most": most}


def statement(parameters: Parameters) -> Proposition:
    """The limit of the exponent of the least width, between two numbers."""
    width, accuracy = (Fraction(parameters[name]) for name in NAMES)
    ends = (Fraction(parameters[name]) for name in ("least", "most"))
    return limit_of_width(formula(parameters["gamma"]), parameters["beta"], width, accuracy, *ends)


PROCEDURE = DecisionProcedure(
    summary="the exponent of the width at Gamma = sqrt(kappa log L), between two numbers",
    names=frozenset({"gamma", "beta", *NAMES, "least", "most"}),
    decide=decide,
    exact=exact,
    digits=digits,
    accepts=accepts,
    sentence=lambda parameters: sentence(statement(parameters)),
    controls=(
        _case("sqrt(log(L))", "0", "1/10"),
        _case("sqrt(log(L))", "9/10", "1"),
        _case("sqrt(log(L)) / 1000", "0", "1/2"),
        _case("sqrt(log(L)) / 1000", "3/10", "1"),
        _case("sqrt(10 * log(L))", "0", "1/2"),
        _case("1", "9/10", "1", "1"),
    ),
)
