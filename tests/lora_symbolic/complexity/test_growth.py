"""Growth: exponents agree with mpmath, degrees with certified minimax, and the threshold is where it is said."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb

from lora_symbolic.approximation import least_degree
from lora_symbolic.bounds.chains import partial_terms, stochastic_chain
from lora_symbolic.bounds.inversion import largest_error
from lora_symbolic.complexity.cost.paper import C1, C2, full_gradients
from lora_symbolic.complexity.growth.accuracy import gradient_family
from lora_symbolic.complexity.growth.constant import constant_table, critical_constant, forced_exponent
from lora_symbolic.complexity.growth.family import Family, GrowthError, bounded_entries, exponents_at, log_tokens
from lora_symbolic.complexity.growth.heads import first_win, multiplications, wins_from
from lora_symbolic.complexity.growth.limits import limit_of_exponent
from lora_symbolic.complexity.growth.proof import QUERIES, almost_linear_argument, width_factor
from lora_symbolic.complexity.growth.threshold import (
    NoThreshold,
    Threshold,
    allowed_ratio,
    closed_threshold,
    kappa,
    threshold,
    time_exponent,
)
from lora_symbolic.complexity.growth.width import (
    degree_enough,
    degree_needed,
    digits_of,
    log_binomial,
    terms_enough,
    working,
)
from lora_symbolic.complexity.growth.width_proof import needed_argument
from lora_symbolic.language.statement import Cost

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


@pytest.mark.parametrize("bound", ["1/10", "1", "4", "16"])
@pytest.mark.parametrize("eps", ["0.1", "1e-3", "1e-12"])
def test_the_least_degree_lies_between_what_is_needed_and_what_is_enough(bound: str, eps: str) -> None:
    least = least_degree(Fraction(bound), eps, "relative").degree
    with working():
        B, x = arb(bound.split("/")[0]) / (10 if "/" in bound else 1), -arb(eps).log()
        assert degree_needed(B, x) <= least <= degree_enough(B, x)


def test_a_degree_one_below_what_is_needed_would_be_refuted() -> None:
    """The lower bound is not vacuous: at small eps it comes within a factor of 2 of the truth."""
    least = least_degree(1, "1e-100", "relative").degree
    with working():
        assert least <= 2 * degree_needed(arb(1), arb(10).log() * 100)


@pytest.mark.parametrize("bound", [0.5, 2.0, 30.0, 1e6])
@pytest.mark.parametrize("x", [0.1, 5.0, 1e4])
def test_taylor_keeps_the_promised_relative_error(bound: float, x: float) -> None:
    """n is the root of n log(n/(e B)) = x + B, recomputed by mpmath."""
    with mpmath.workdps(40), working():
        total = mpmath.mpf(x) + bound
        root = total / mpmath.lambertw(total / (mpmath.e * bound)).real
        assert mpmath.almosteq(root * mpmath.log(root / (mpmath.e * bound)), total, 1e-25)
        found = terms_enough(arb(bound), arb(x))
        assert abs(float(found.mid()) / float(root) - 1) < 1e-12


def test_binomials_of_any_size() -> None:
    with working():
        assert log_binomial(64, 7).overlaps(arb(math.comb(71, 7)).log())
        low, high = digits_of(log_binomial(10**6, 10**7), 3)
    with mpmath.workdps(40):
        exact = mpmath.loggamma(11 * 10**6 + 1) - mpmath.loggamma(10**6 + 1) - mpmath.loggamma(10**7 + 1)
    assert mpmath.mpf(low) <= exact <= mpmath.mpf(high)


@pytest.mark.parametrize("power_of_ten", [3, 100, 10**6])
@pytest.mark.parametrize(("a", "beta"), [(QUARTER, "1/d"), (HALF, "1/d"), (QUARTER, "1")])
def test_exponents_agree_with_mpmath(power_of_ten: int, a: Fraction, beta: str) -> None:
    point = exponents_at(bounded_entries(a, beta), log_tokens(power_of_ten))
    with mpmath.workdps(60):
        ell = power_of_ten * mpmath.log(10)
        d = mpmath.floor(ell)
        B = ell ** (2 * mpmath.mpf(a.numerator) / a.denominator + (beta == "1"))
        n = (B + ell) / mpmath.lambertw((B + ell) / (mpmath.e * B)).real
        g = mpmath.ceil(n) - 1
        assert point.degree[1] == int(g)
        width = (mpmath.loggamma(d + g + 1) - mpmath.loggamma(d + 1) - mpmath.loggamma(g + 1)) / ell
        assert mpmath.mpf(point.width[1]) - mpmath.mpf("2e-6") <= width <= mpmath.mpf(point.width[1])


def test_below_the_threshold_the_exponent_falls_and_across_it_it_does_not() -> None:
    sizes = [10**k for k in range(2, 7)]
    below, at, above = (
        [float(exponents_at(bounded_entries(a, "1/d"), log_tokens(size)).width[1]) for size in sizes]
        for a in (Fraction(7, 16), HALF, Fraction(9, 16))
    )
    assert below == sorted(below, reverse=True)
    assert max(at) - min(at) < 0.05
    assert above == sorted(above)


def test_beta_one_moves_the_threshold_to_constant_entries() -> None:
    """Gamma = 1, far below sqrt(log L), already has a positive exponent when d = log L and beta = 1."""
    assert float(exponents_at(bounded_entries(Fraction(0), "1"), log_tokens(10**6)).width[0]) > 1
    assert float(exponents_at(bounded_entries(Fraction(0), "1/d"), log_tokens(10**6)).width[1]) < 0.31


@pytest.mark.parametrize("delta", [Fraction(1), HALF, Fraction(1, 10)])
@pytest.mark.parametrize("a", [Fraction(0), QUARTER, Fraction(3, 8)])
def test_an_explicit_number_of_tokens_for_every_delta(a: Fraction, delta: Fraction) -> None:
    family = bounded_entries(a, "1/d")
    found = threshold(family, delta)
    assert isinstance(found, Threshold)
    ell = mpmath.mpf(found.log_tokens)
    with mpmath.workdps(80):

        def exponent(at: mpmath.mpf) -> mpmath.mpf:
            theta = at ** (2 * mpmath.mpf(a.numerator) / a.denominator - 1)
            rho = (theta + 1) / mpmath.lambertw((theta + 1) / (mpmath.e * theta)).real
            return 1 + mpmath.log(1 + rho) + rho * mpmath.log(1 + 1 / rho) + mpmath.log(27 * at**2) / at

        assert exponent(ell) < 1 + mpmath.mpf(delta.numerator) / delta.denominator
        assert exponent(mpmath.mpf(found.before)) >= 1 + mpmath.mpf(delta.numerator) / delta.denominator
        larger = [exponent(ell * 3**k) for k in range(6)]
        assert larger == sorted(larger, reverse=True)
    with working():
        assert closed_threshold(family, delta) >= arb(found.log_tokens) * (1 - arb(2) ** -50)


@pytest.mark.parametrize(("tokens", "inputs"), [(10**4, 0), (10**30, 0), (10**6, 1)])
def test_the_accuracy_of_exp_is_that_of_the_inverted_bound(tokens: int, inputs: int) -> None:
    """Below the largest error with which the bound on the gradient stays within 1/L, and within a factor of 2."""
    with working():
        ell = arb(tokens).log()
        family = gradient_family(QUARTER, "1/d", inputs=Fraction(inputs))
        ours = float(family.precision(ell).mid())
    log = math.log(tokens)
    magnitudes = {f"|{name}|": Fraction(tokens**inputs) for name in ("A", "B", "C1", "C3", "Y")}
    at = {"L": tokens, "d": Fraction(log), "|C2|": Fraction(log**0.25), **magnitudes}
    for letter in ("dA", "dB"):
        best = largest_error(stochastic_chain(partial_terms()).bound(letter), Fraction(1, tokens), at)
        least = -(math.log(best.numerator) - math.log(best.denominator))
        assert least - 1e-9 <= ours <= least + math.log(2) + 1e-6


def test_the_accuracy_of_the_gradients_is_not_that_of_exp() -> None:
    """Where exp within 1/L would give an exponent below 3/2, or below 2, it is above 1.7 and 2.2."""
    for a, tens, level in ((QUARTER, 10**7, 1.5), (Fraction(0), 35, 2.0)):
        with working():
            ell = log_tokens(tens)
            assert time_exponent(bounded_entries(a, "1/d"), ell) < level
            assert time_exponent(gradient_family(a, "1/d"), ell) > level + 0.2


@pytest.mark.parametrize("a", [HALF, Fraction(9, 16), Fraction(1)])
def test_across_the_threshold_the_method_reports_failure(a: Fraction) -> None:
    found = threshold(bounded_entries(a, "1/d"), HALF)
    assert isinstance(found, NoThreshold)
    assert found.needed == "grows" or float(found.needed) > 0.5


def test_at_the_threshold_a_small_constant_may_do_for_a_large_delta() -> None:
    small = Family(Fraction(1), Fraction(1, 1000), Fraction(1))
    assert isinstance(threshold(small, Fraction(1)), Threshold)
    assert isinstance(threshold(small, Fraction(1, 2)), NoThreshold)


def test_the_allowed_ratio_is_allowed() -> None:
    with working():
        theta0, _ = allowed_ratio(HALF, Fraction(1), Fraction(1))
        assert kappa(arb(1), terms_enough(theta0, arb(1))) <= arb(1) / 4
        assert time_exponent(Family(Fraction(1), Fraction(1), Fraction(0)), arb(10) ** 40) < 1.1


def test_the_constant_decides_at_the_threshold() -> None:
    rows = constant_table([Fraction(10) ** -k for k in range(8, -3, -2)])
    for name in ("forced", "needed", "enough"):
        values = [float(getattr(row, name)) for row in rows]
        assert values == sorted(values)
    assert all(float(row.forced) <= float(row.needed) <= float(row.enough) for row in rows)


def test_the_critical_constant_is_enclosed() -> None:
    low, high = critical_constant(Fraction(1), "enough")
    assert Fraction(49, 10000) < low < high < Fraction(50, 10000)
    assert float(constant_table([low])[0].enough) <= 1.000001 <= float(constant_table([high * 2])[0].enough)
    with pytest.raises(ValueError, match="does not reach"):
        critical_constant(Fraction(2), "forced")


def test_the_forced_exponent_counts_eigenvalues_of_a_real_softmax() -> None:
    """At d = 6, L = 64, beta gamma^2 = s: eigenvalues tanh(s)^k, C(6, k) times; those above L^(1 - c) count."""
    bits, s, c = 6, 0.25, 2.0
    signs = np.array([[1 - 2 * (i >> k & 1) for k in range(bits)] for i in range(2**bits)], dtype=float)
    powers = np.exp(s * signs @ signs.T)
    f = powers / powers.sum(axis=1, keepdims=True)
    eigenvalues = np.sort(np.linalg.eigvalsh(f))
    expected = np.sort([math.tanh(s) ** k for k in range(bits + 1) for _ in range(math.comb(bits, k))])
    assert np.allclose(eigenvalues, expected)
    kept = int(((c - 1) * math.log(2**bits)) / -math.log(math.tanh(s)))
    assert (eigenvalues > 2.0 ** (bits * (1 - c))).sum() == sum(math.comb(bits, k) for k in range(kept + 1))


def test_the_forced_exponent_is_the_limit_of_such_counts() -> None:
    constant, c = HALF, Fraction(2)
    bits = 20000
    ell = bits * math.log(2)
    width = Fraction(14426950408889634, 10**16)  # 1 / log 2, rounded down
    kept = int((float(c) - 1) * ell / -math.log(math.tanh(float(constant / width))))
    with working():
        counted = log_binomial(kept, bits - kept) / arb(ell) if 2 * kept < bits else arb(1)
        assert abs(float(counted.mid()) - float(forced_exponent(constant, width, c).mid())) < 0.01


def test_heads_of_a_real_width_win_where_exact_counts_say() -> None:
    start = first_win(64, Fraction(1), "1/1000")
    assert start.never_below <= start.tokens
    exact, fast = multiplications(64, 8, start.columns, start.tokens)
    assert fast < exact
    exact, fast = multiplications(64, 8, start.columns, start.tokens - 1)
    assert fast >= exact
    assert wins_from(128, 8, start.columns) > wins_from(64, 8, start.columns)


def test_no_context_of_today_is_long_enough_at_real_logits() -> None:
    for width in (64, 128):
        assert first_win(width, Fraction(4), "1/100").never_below > 10**7


KEYS_TOO = replace(QUERIES, terms=full_gradients())


@pytest.mark.parametrize(("cost", "factor"), [(QUERIES, 27), (KEYS_TOO, 40)])
def test_every_step_of_the_proof_holds(cost: Cost, factor: int) -> None:
    argument = almost_linear_argument(cost)
    assert argument.holds, argument.failures
    assert len(argument.steps) > 20
    assert width_factor(cost) == factor


def test_an_algorithm_that_is_quadratic_in_the_tokens_has_no_factor() -> None:
    quadratic = replace(QUERIES, terms=(C1 @ C2.T,))
    assert width_factor(quadratic) is None
    assert width_factor(replace(QUERIES, features=None)) is None
    with pytest.raises(ArithmeticError, match="at most a factor"):
        almost_linear_argument(quadratic)


def test_sympy_finds_the_limits() -> None:
    assert limit_of_exponent(bounded_entries(QUARTER, "1/d")).value == 0
    assert limit_of_exponent(bounded_entries(Fraction(0), "1/d", Fraction(64), fixed=True)).value == 0
    assert float(limit_of_exponent(bounded_entries(HALF, "1/d")).value) == pytest.approx(2.5707, abs=1e-3)
    assert str(limit_of_exponent(bounded_entries(QUARTER, "1")).value) == "oo"


def test_nonsense_is_refused() -> None:
    with pytest.raises(GrowthError):
        Family(Fraction(-1), Fraction(1), Fraction(1))
    with pytest.raises(GrowthError, match="beta"):
        bounded_entries(HALF, "2")


def test_every_step_of_the_lower_bound_on_the_degree_holds() -> None:
    argument = needed_argument()
    assert argument.holds, argument.failures


def test_the_widths_of_all_factors() -> None:
    """U2 has 2 d columns, U3 has 2 d k1; their exponents add up."""
    point = exponents_at(bounded_entries(QUARTER, "1/d"), log_tokens(100))
    assert float(point.second) == pytest.approx(math.log(2 * point.head) / (100 * math.log(10)), abs=2e-6)
    assert float(point.third) == pytest.approx(float(point.width[1]) + float(point.second), abs=3e-6)
    assert float(point.time) > 1 + float(point.width[1])
