"""constants: degree and ranks for given tokens, width, bound and error, beside independent arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest

from lora_symbolic.approximation import least_degree
from lora_symbolic.complexity.growth.heads import multiplications, wins_from
from lora_symbolic.fast_attention.planning.forecast import head_work
from lora_symbolic.fast_attention.planning.strategy import fits
from proofs_checks.commands.constants.numbers import PARTS, whole
from tests.proofs_checks.commands.command import Run

GIVEN = ("--tokens", "1000000", "--width", "4", "--bound", "2", "--eps", "1e-3")


def test_help_names_the_options(run: Run) -> None:
    text = run("constants", "-h").out
    assert all(option in text for option in ("--tokens", "--width", "--bound", "--eps", "--rank", "--json"))


def test_degree_and_rank_fit_together(run: Run) -> None:
    data = run("constants", *GIVEN, "--json", "-").json
    degree = data["degree"]["degree"]
    goal = Fraction(1, 1000) / (2 + Fraction(1, 1000))
    assert 2 * goal / (1 - goal) == Fraction(1, 1000)
    assert degree == least_degree(2, goal).degree
    assert data["rank"]["k1"] == data["rank"]["f"] == math.comb(4 + degree, degree)
    assert data["rank"]["sources"] == math.comb(2 * (4 + degree), 2 * degree)
    assert data["rank"]["thin"] is True
    assert float(data["degree"]["error"][0]) <= float(data["degree"]["error"][1]) <= float(goal)
    assert float(data["degree"]["degree_below"]) > float(goal)


def test_the_growth_is_mpmaths(run: Run) -> None:
    growth = run("constants", *GIVEN, "--json", "-").json["growth"]
    with mpmath.workdps(40):
        log = mpmath.log(10**6)
        b, omega, c = 2 / log, 4 / log, mpmath.log(mpmath.mpf("2.001") / mpmath.mpf("0.001")) / log
        rho = (b + c) / mpmath.lambertw((b + c) / (mpmath.e * b)).real
        kappa = (omega + rho) * mpmath.log(omega + rho) - omega * mpmath.log(omega) - rho * mpmath.log(rho)
        assert 0 <= mpmath.mpf(growth["kappa"]) / kappa - 1 < 1e-7
        assert 0 <= mpmath.mpf(growth["rho"]) / rho - 1 < 1e-7


def test_the_rank_is_below_its_power_of_the_tokens(run: Run) -> None:
    data = run("constants", *GIVEN, "--method", "taylor", "--json", "-").json
    assert data["rank"]["k1"] <= 10 ** (6 * float(data["growth"]["kappa"]))


def test_factors_bound_the_logits(run: Run) -> None:
    base = ("--tokens", "4096", "--width", "64", "--eps", "1e-3", "--json", "-")
    assert run("constants", *base, "--gamma", "1", "--beta", "1/d").json["bound"] == "1"
    assert run("constants", *base, "--gamma", "1/2").json["bound"] == "16"


def test_a_weight_of_low_rank_needs_fewer_monomials(run: Run) -> None:
    base = ("--tokens", "4096", "--width", "64", "--bound", "1", "--eps", "1e-3", "--json", "-")
    wide, narrow = run("constants", *base).json["rank"], run("constants", *base, "--rank", "2").json["rank"]
    assert wide["thin"] is False
    assert narrow["thin"] is True
    assert narrow["sources"] == wide["sources"]


def test_every_part_is_shown_and_written(run: Run) -> None:
    data = run("constants", *GIVEN, "--json", "-").json
    assert {part.name for part in PARTS} <= set(data)
    text = run("constants", *GIVEN).out
    assert "degree" in text
    assert "the sources'" in text
    assert "log L" in text


def test_long_numbers_are_told_by_their_size(run: Run) -> None:
    outcome = run("constants", "--tokens", 10**9, "--width", 4096, "--bound", 30, "--eps", "1e-6")
    assert outcome.code == 0
    assert "about " in outcome.out
    assert whole(10**300 - 1).startswith("about 9.9e299")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("--bound", "0"), "bound"),
        (("--bound", "-1"), "bound"),
        (("--bound", "inf"), "finite"),
        (("--bound", "nan"), "finite"),
        (("--bound", "1e9"), "at most"),
        (("--eps", "1"), "0 < eps < 1"),
        (("--eps", "nan"), "finite"),
        (("--eps", "1e-5000"), "at least"),
        (("--tokens", "1"), "expected 2 to"),
        (("--tokens", str(10**18)), "expected 2 to"),
        (("--width", "0"), "expected 1 to"),
        (("--rank", "5"), "expected 1 to the width 4"),
        (("--method", "pade"), "expected one of"),
        (("--gamma", "1"), "exactly one of"),
        (("--tokens", "many"), "tokens"),
    ],
)
def test_bad_input_is_one_line(run: Run, change: tuple[str, str], message: str) -> None:
    given = dict(zip(GIVEN[::2], GIVEN[1::2], strict=True)) | {change[0]: change[1]}
    outcome = run("constants", *(text for pair in given.items() for text in pair))
    assert outcome.is_one_line_of_bad_input
    assert message in outcome.err


@pytest.mark.parametrize(("width", "bound", "possible"), [(64, "0.5", False), (4, "1", True)])
def test_a_crossover_is_promised_only_where_the_planner_would_make_the_plan(
    run: Run, width: int, bound: str, possible: bool
) -> None:
    options = ("--tokens", "262144", "--width", str(width), "--bound", bound, "--eps", "1e-3")
    found = run("constants", *options, "--json", "-").json
    work = head_work(262144, width, width, found["degree"]["degree"])
    assert found["cost"]["fits"] is fits(work) is possible
    assert (found["cost"]["crossover"] is not None) is possible
    said = run("constants", *options).out
    assert ("never taken, since its sums do not fit into memory" in said) is not possible


def test_the_cost_and_the_crossover_fit_together(run: Run) -> None:
    base = ("--width", "4", "--bound", "1", "--eps", "1e-3", "--json", "-")
    cost = run("constants", "--tokens", "65536", *base).json["cost"]
    assert cost["fast_seconds"] < cost["exact_seconds"]
    wins = cost["crossover"]
    below, above = (run("constants", "--tokens", str(tokens), *base).json["cost"] for tokens in (wins // 2, wins * 2))
    assert below["fast_seconds"] > below["exact_seconds"]
    assert above["fast_seconds"] < above["exact_seconds"]
    assert above["crossover"] == wins
    wide = run("constants", "--tokens", "65536", "--width", "64", "--bound", "9", "--eps", "1e-9", "--json", "-").json
    assert wide["cost"]["fast_seconds"] is None


def test_the_bound_on_the_gradient_grows_with_the_tokens_and_shrinks_with_eps(run: Run) -> None:
    def bound(tokens: str, eps: str) -> float:
        options = ("--tokens", tokens, "--width", "4", "--bound", "1", "--eps", eps, "--json", "-")
        return float(run("constants", *options).json["gradient"]["dA"]["at_norms_1"])

    assert bound("2000", "1e-3") == pytest.approx(2 * bound("1000", "1e-3"), rel=1e-5)
    assert bound("1000", "1e-9") < bound("1000", "1e-3") / 1e4


def test_exponents_are_logarithms_of_exact_counts(run: Run) -> None:
    data = run("constants", *GIVEN, "--json", "-").json
    k1, exponents = data["rank"]["k1"], data["exponents"]
    exact, fast = multiplications(4, 4, k1, 10**6)
    assert exponents["columns"] == f"{math.log(k1) / math.log(10**6):.3f}"
    assert exponents["fast"] == f"{math.log(fast) / math.log(10**6):.3f}"
    assert exponents["exact"] == f"{math.log(exact) / math.log(10**6):.3f}"
    assert exponents["fewer_from"] == wins_from(4, 4, k1)


def test_constants_say_from_which_tokens_on_and_that_the_threshold_has_none(run: Run) -> None:
    found = run("constants", *GIVEN, "--json", "-").json["exponents"]
    starts = [float(found["tokens_for"][delta].removeprefix("10^")) for delta in ("1", "1/2", "1/10")]
    assert starts == sorted(starts)
    assert 0 < float(found["at_the_threshold"]["needed"]) < float(found["at_the_threshold"]["enough"])
