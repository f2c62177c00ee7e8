"""The arguments: each holds or fails as it should, is seconded in other ways, and the judge says so."""

from __future__ import annotations

import pytest
import sympy

from lora_symbolic.arguments.argument import Argument
from lora_symbolic.arguments.steps import Setting, at_most, outside, part, tends_to
from lora_symbolic.complexity.hardness.arguments.named import ARGUMENTS, FALSE, argument
from lora_symbolic.complexity.hardness.arguments.quantifiers import EPSILON, ETA, THETA_GAP, C, Z, squared_gamma
from lora_symbolic.complexity.hardness.second_look import exactly, in_digits
from lora_symbolic.language.propositions import Proposition, comparisons
from proofs_checks.decisions import named
from proofs_checks.verdict.evidence import Finding

CASES = [(name, case) for name, cases in ARGUMENTS.items() for case in cases]
TRUE = [pair for pair in CASES if pair not in FALSE]


@pytest.mark.parametrize("name, case", TRUE)
def test_every_step_of_a_true_argument_is_confirmed(name: str, case: str) -> None:
    found = argument(name, case)
    assert found.holds, [step.to_dict() for step in found.failures]
    assert len(found.steps) >= 2


@pytest.mark.parametrize("name, case", FALSE)
def test_a_false_argument_fails_at_a_named_step(name: str, case: str) -> None:
    found = argument(name, case)
    assert not found.holds
    assert all(step.to_dict()["check"].startswith("FAILED: ") for step in found.failures)


@pytest.mark.parametrize("name, case", TRUE)
def test_true_arguments_are_seconded(name: str, case: str) -> None:
    assert exactly(name, case).good
    assert in_digits(name, case).good


def test_second_looks_see_a_wrong_equality_order_and_limit() -> None:
    setting = Setting(("m",), {"A": "m, m", "B": "m, m"}, {})
    x = sympy.Symbol("x", positive=True)
    for step in (
        setting.equality("", "A @ B", "B @ A"),
        at_most("", "", x, x**2),
        tends_to("", "", x / (x + 1), x, sympy.Integer(2)),
    ):
        assert not step.holds
        looks = [look(kind, 1) for look in step.again for kind in ("exact", "digits")]
        assert not all(looks)


def test_shapes_that_do_not_fit_make_a_step_that_fails() -> None:
    assert not Setting(("m", "n"), {"A": "m, n"}, {}).equality("", "A", "A.T").holds


def test_an_argument_in_an_argument_fails_with_it() -> None:
    x = sympy.Symbol("x", positive=True)
    claim = Proposition(then=comparisons("x <= x**2"))
    inner = Argument(claim, (at_most("one", "", x, x**2), outside("two", "somebody")))
    assert not part(inner).holds
    assert inner.sources == ("somebody",)


@pytest.mark.parametrize(
    "problem, split, over, limit",
    [
        ("approximate", "printed", Z, 12 / (EPSILON * ETA)),
        ("approximate", "even", sympy.Integer(1), 6 / (EPSILON * ETA * C)),
        ("orthogonal", "printed", Z**2, 12 * C),
        ("orthogonal", "even", Z, sympy.Integer(6)),
    ],
)
def test_the_constants_of_gamma(problem: str, split: str, over: sympy.Expr, limit: sympy.Expr) -> None:
    assert sympy.simplify(sympy.limit(squared_gamma(problem, split) / over, Z, sympy.oo) - limit) == 0


def test_the_spread_over_the_gap_is_three_halves_of_log_n() -> None:
    assert sympy.limit(THETA_GAP / Z, Z, sympy.oo) == sympy.Rational(3, 2)


def test_the_judge_proves_refutes_and_stays_silent() -> None:
    judge = named("reductions")
    base = {"argument": "no bound is necessary for an input", "case": "equal keys"}
    assert judge.decide({**base, "relation": "follows"}).finding is Finding.PROVES
    refuted = judge.decide({**base, "relation": "contradicts"})
    assert refuted.finding is Finding.REFUTES
    assert refuted.counterexample is not None
    assert judge.confirm({**base, "relation": "contradicts"}, refuted.counterexample) is None
    assert judge.exact({**base, "relation": "contradicts"}).finding is Finding.DISAGREES
    for control in judge.controls:
        assert judge.decide(control).finding is Finding.SILENT


def test_the_judge_refuses_unknown_names() -> None:
    judge = named("reductions")
    for wrong in (
        {"argument": "?", "case": "equal keys", "relation": "follows"},
        {"argument": "inputs", "case": "?", "relation": "follows"},
        {"argument": "inputs", "case": "self-attention", "relation": "?"},
        {"argument": "inputs"},
    ):
        assert judge.problem_with(wrong)


def test_data_of_another_argument_confirm_nothing() -> None:
    judge = named("reductions")
    given = {"argument": "inputs", "case": "self-attention", "relation": "contradicts"}
    assert judge.confirm(given, {"argument": "inputs", "case": "cross-attention"}) is not None
