"""Every rule is proved for all shapes: reverse mode and the prover's forward derivative have one canonical form."""

from __future__ import annotations

import pytest

from lora_symbolic.calculus import derive_gradient, rules
from lora_symbolic.language import Term, grad, sum_entries
from lora_symbolic.proving import prove_equal
from tests.adapter import A, B, loss
from tests.lora_symbolic.calculus.test_rules import EVERY, EXPRESSIONS, loss_of, made_wrong, moving


@pytest.mark.parametrize("expression", EVERY)
def test_reverse_mode_is_proved_equal_to_the_forward_derivative(expression: Term) -> None:
    value = loss_of(expression)
    for variable in moving(value):
        assert prove_equal(grad(value, variable), derive_gradient(value, variable).gradient).proved


@pytest.mark.parametrize("rule", sorted(rules.RULES))
def test_a_wrong_rule_is_not_proved(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made_wrong(rule, monkeypatch)
    expression = EXPRESSIONS[rule][0]
    moved, value = moving(expression)[0], loss_of(expression)
    assert not prove_equal(grad(value, moved), derive_gradient(value, moved).gradient).proved


@pytest.mark.parametrize("variable", [A, B], ids=str)
def test_second_derivatives_of_the_lora_loss_are_proved(variable: Term) -> None:
    slope = sum_entries(grad(loss, A) * A)
    product = derive_gradient(slope, variable).gradient

    assert prove_equal(grad(slope, variable), product).proved
    assert not prove_equal(grad(slope, variable), 2 * product).proved
