"""The chains: the derived bounds of every lemma, their soundness at instances, their sharpness, their inversion."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy

from lora_symbolic.attention import full_adaptation
from lora_symbolic.bounds.chains import (
    EPS,
    Chain,
    entrywise_chain,
    full_terms,
    paper_chain,
    partial_terms,
    relative_chain,
    stochastic_chain,
)
from lora_symbolic.bounds.checks import check_of
from lora_symbolic.bounds.compare import at_most, bound_from_text, power_of_tokens
from lora_symbolic.bounds.instances.adversary import Adversary, Boxes, draw
from lora_symbolic.bounds.instances.instances import ROADS, Trial, outcomes
from lora_symbolic.bounds.instances.search import SHAPES
from lora_symbolic.bounds.inversion import budget, largest_error
from lora_symbolic.bounds.norms import NAMES
from lora_symbolic.bounds.rules.softmax_constants import DELTA
from lora_symbolic.language import grad, matrix, softmax, substitute, sum_entries
from lora_symbolic.language.errors import SyntaxProblem
from lora_symbolic.proving import prove_equal

PARTIAL, FULL = partial_terms(), full_terms()

BOUNDS = [  # letter, chain, norm, bound: written here by hand, derived there
    ("f", stochastic_chain, "entry", "tau"),
    ("f", stochastic_chain, "row", "2 * tau"),
    ("c", paper_chain, "entry", "L * eps * C3"),
    ("c", relative_chain, "entry", "delta * C3"),
    ("c", stochastic_chain, "entry", "2 * tau * C3"),
    ("q", paper_chain, "entry", "L * d * eps * C3**2"),
    ("q", stochastic_chain, "entry", "2 * d * tau * C3**2"),
    ("p1", paper_chain, "entry", "d * eps * C3 * (L * eps * C3 + 2 * L * C3 + Y)"),
    ("p1", stochastic_chain, "row", "2 * d * tau * C3 * (2 * C3 + Y)"),
    ("p2", stochastic_chain, "row", "2 * d * tau * C3 * (3 * C3 + 2 * Y)"),
    ("p", relative_chain, "row", "d * delta * C3 * (delta**2 * C3 + 4 * delta * C3 + delta * Y + 5 * C3 + 3 * Y)"),
    ("p", stochastic_chain, "row", "2 * d * tau * C3 * (2 * C3 + Y)"),
    ("dA", stochastic_chain, "entry", "2 * L * d**2 * tau * B * C1 * C2 * C3 * (2 * C3 + Y)"),
    ("dB", stochastic_chain, "entry", "2 * L * d**2 * tau * A * C1 * C2 * C3 * (2 * C3 + Y)"),
]


@pytest.mark.parametrize("letter, road, norm, text", BOUNDS)
def test_the_derived_bound_is_the_one_computed_by_hand(letter: str, road: object, norm: str, text: str) -> None:
    chain: Chain = road(PARTIAL)  # type: ignore[operator]
    assert sympy.expand(chain.error(letter, norm) - bound_from_text(text)) == 0


def test_the_road_through_rows_needs_one_factor_L_where_largest_entries_need_L_squared_or_more() -> None:
    L = sympy.Symbol("L", integer=True, positive=True)
    degrees = [
        sympy.degree(road(PARTIAL).first_order("dA"), L) for road in (stochastic_chain, entrywise_chain, paper_chain)
    ]
    assert degrees == [1, 2, 5]


def test_every_step_of_every_chain_is_checked() -> None:
    for road in (paper_chain, entrywise_chain, relative_chain, stochastic_chain):
        for terms, last in ((PARTIAL, "dA"), (FULL, "dBK"), (FULL, "dAV")):
            assert all(check_of(step) for step in road(terms).derivation(last).steps)


def test_a_derivation_prints_one_line_a_step_and_names_the_inequality() -> None:
    derivation = stochastic_chain(PARTIAL).derivation("c")
    assert derivation.lines[-1].startswith("subtract: c = f @ C3 - Y; size |C3| + |Y|; error entry 2*tau*|C3|")
    assert "rows times entries" in str(derivation)


def test_the_letters_of_full_adaptation_are_its_gradients() -> None:
    problem = full_adaptation()
    for letter in ("AQ", "BQ", "AK", "BK"):
        assert prove_equal(FULL[f"d{letter}"], getattr(problem, f"gradient_{letter}")).proved
    BV, AV = matrix("BV", "d", "r"), matrix("AV", "r", "d")
    WV = matrix("WV", "d", "d")
    c = softmax(problem.scores) @ (problem.XV @ (WV + BV @ AV)) - problem.Y
    loss = sum_entries(c * c) / 2
    for variable, letter in ((BV, "dBV"), (AV, "dAV")):
        closed = substitute(FULL[letter], {FULL["C3"]: problem.XV @ (WV + BV @ AV)})
        assert prove_equal(grad(loss, variable), closed).proved


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("terms", [PARTIAL, FULL], ids=["partial", "full"])
def test_no_instance_exceeds_a_bound_in_any_norm(terms: dict[str, object], road: str) -> None:
    trial, rng = Trial(terms, ROADS[road]), np.random.default_rng(5)  # type: ignore[arg-type]
    last = "dA" if "dA" in terms else "dBK"
    for sizes in SHAPES[:3]:
        boxes = Boxes(0.25, {"Y": 4.0, "W0": 3.0, "WQ0": 3.0})
        found, _ = Adversary(trial, last).climb(sizes, boxes, 4, 12, rng)
        for batch in (draw(trial, sizes, boxes, 8, rng), found):
            for number in range(len(next(iter(batch.values())))):
                instance = {name: array[number] for name, array in batch.items()}
                assert not [one for one in outcomes(trial, instance, sizes) if one.violated]


SHARP = [("exp", letter, 0.99) for letter in ("f", "c", "q")] + [
    ("exp", "p1", 0.85),
    ("exp", "dA", 0.8),
    ("entries", "c", 0.99),
    ("entries", "q", 0.99),
    ("relative", "p2", 0.9),
]


@pytest.mark.parametrize("road, letter, share", SHARP)
def test_ascent_reaches_the_bound_so_half_of_it_is_refuted(road: str, letter: str, share: float) -> None:
    trial, rng = Trial(PARTIAL, ROADS[road]), np.random.default_rng(0)
    sizes, boxes = {"L": 4, "d": 2, "r": 1}, Boxes(0.25, {"Y": 16.0 if letter in ("p1", "dA") else 1.0, "W0": 4.0})
    found, ratio = Adversary(trial, letter).climb(sizes, boxes, 48, 60, rng)
    assert share <= ratio.max() <= 1 + 1e-9
    worst = {name: array[int(ratio.argmax())] for name, array in found.items()}
    halved = outcomes(trial, worst, sizes, [letter], NAMES[:1], weakened=0.5)
    assert any(one.violated for one in halved)
    assert not any(one.violated for one in outcomes(trial, worst, sizes, [letter], NAMES[:1]))


def test_every_gradient_reaches_a_tenth_of_its_bound() -> None:
    rng, sizes = np.random.default_rng(2), {"L": 2, "d": 1, "r": 1}
    boxes = Boxes(0.25, {"Y": 16.0, "W0": 4.0, "WQ0": 4.0})
    for terms, letters in ((PARTIAL, ("dA", "dB")), (FULL, ("dAQ", "dBQ", "dAK", "dBK", "dAV", "dBV"))):
        trial = Trial(terms, ROADS["exp"])
        for letter in letters:
            assert Adversary(trial, letter).climb(sizes, boxes, 24, 30, rng)[1].max() >= 0.1


def test_bounds_are_compared_for_all_sizes_and_values() -> None:
    assert at_most(bound_from_text("L * d * C3"), bound_from_text("L * d * C3 + eps"))
    assert at_most(bound_from_text("C3"), bound_from_text("L * C3"))
    assert not at_most(bound_from_text("L * C3"), bound_from_text("d * C3"))
    assert not at_most(bound_from_text("C3"), bound_from_text("C3**2"))


@pytest.mark.parametrize("text", ["", "C3(", "f(L)", "L ** d", "L ** 99", "0.5 * L", "__import__('os')", "L" * 600])
def test_a_bound_that_is_no_polynomial_is_refused(text: str) -> None:
    with pytest.raises(SyntaxProblem, match="expected a polynomial"):
        bound_from_text(text)


def test_a_bound_becomes_a_power_of_the_tokens() -> None:
    power = power_of_tokens(entrywise_chain(PARTIAL).bound("dA"), EPS)
    K = sympy.Symbol("K", positive=True)
    assert (power.coefficient, sympy.expand(power.exponent - (5 * K + 6))) == (14, 0)
    with pytest.raises(ValueError, match="does not vanish"):
        power_of_tokens(bound_from_text("L * eps + C3"), EPS)


def test_a_target_turns_into_the_largest_delta_and_the_least_degree() -> None:
    bound = stochastic_chain(PARTIAL).bound("dA")
    at = {"L": 1024, "d": 4, "|B|": 1, "|C1|": 1, "|C2|": 1, "|C3|": 1, "|Y|": 1}
    target = Fraction(1, 1000)
    delta = largest_error(bound, target, at)
    numbers = {sympy.Symbol(name, positive=True): number for name, number in at.items() if name.startswith("|")}
    sizes = {symbol: at[symbol.name] for symbol in bound.free_symbols if symbol.is_integer}
    reached = bound.subs({**numbers, **sizes})
    assert reached.subs(DELTA, sympy.Rational(delta.numerator, delta.denominator)) <= sympy.Rational(1, 1000)
    assert (
        reached.subs(DELTA, sympy.Rational(delta.numerator, delta.denominator) * (1 + sympy.Rational(1, 2**38)))
        > target
    )
    found = budget(bound, target, at, 1)
    assert found.least.error.high <= delta < found.least.below
    with pytest.raises(ValueError, match="expected a positive number"):
        largest_error(bound, Fraction(0), at)


@pytest.mark.parametrize("y", [1.0, 16.0, 4096.0])
def test_a_family_reaches_the_gradient_bound_up_to_the_part_of_C3(y: float) -> None:
    delta = 0.28
    s = -np.log((1 + delta) / (1 - delta)) / 4
    values = {
        "C1": np.ones((4, 2)),
        "C2": np.array([[1.0, 1], [-1, -1], [1, -1], [-1, 1]]),
        "C3": np.array([[1.0, 1], [1, 1], [-1, -1], [-1, -1]]),
        "Y": np.full((4, 2), -y),
        "W0": np.array([[0.0, s], [0, 0]]),
        "B": np.ones((2, 1)),
        "A": np.zeros((1, 2)),
        "M": np.tile(1 + delta * np.array([1.0, -1, -1, 1]), (4, 1)),
    }
    batch = {name: array[np.newaxis] for name, array in values.items()}
    ratio = Adversary(Trial(PARTIAL, ROADS["exp"]), "dA").ratios(batch, {"L": 4, "d": 2, "r": 1})
    assert ratio[0] == pytest.approx(y / (2 + y), rel=1e-9)
