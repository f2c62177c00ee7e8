"""Each way to make a step succeeds on a true statement and fails on a false one that looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import (
    ALIKE,
    Setting,
    algebra,
    at_most,
    computed,
    matrices,
    nonnegative,
    positive,
    tends,
    textbook,
)
from lora_symbolic.language import kron, matrix, rowsum, softmax
from lora_symbolic.language.propositions import Proposition

x, y = sympy.symbols("x y", positive=True)
A, B = matrix("A", "m", "m"), matrix("B", "n", "n")


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (
            lambda: matrices("", "", (rowsum(kron(A, B)), kron(rowsum(A), rowsum(B)))),
            lambda: matrices("", "", (rowsum(kron(A, B)), kron(rowsum(A), rowsum(B))), (softmax(A), A)),
        ),
        (
            lambda: algebra("", "", sympy.log(x * y) - sympy.log(x) - sympy.log(y)),
            lambda: algebra("", "", sympy.log(x + y)),
        ),
        (
            lambda: algebra("", "", 1 - 2 / (1 + sympy.exp(2 * x)) - sympy.tanh(x)),
            lambda: algebra("", "", 1 - 2 / (1 + sympy.exp(x)) - sympy.tanh(x)),
        ),
        (lambda: nonnegative("", "", x + y - x), lambda: nonnegative("", "", x - y)),
        (lambda: tends("", "", sympy.log(x) / x, x, sympy.oo, 0), lambda: tends("", "", sympy.log(x) / x, x, 0, 0)),
        (lambda: textbook("", "", [True, True], "here"), lambda: textbook("", "", [True, False], "here")),
        (lambda: textbook("", "", [True], "here"), lambda: textbook("", "", [], "nowhere")),
        (lambda: computed("", "", True, ""), lambda: computed("", "", False, "")),
        (lambda: positive("", "", x + 1), lambda: positive("", "", x - 1)),
    ],
)
def test_true_steps_hold_and_false_ones_do_not(true: Callable[[], Step], false: Callable[[], Step]) -> None:
    right, wrong = true(), false()
    assert right.holds
    assert not wrong.holds
    assert not Argument(Proposition(), (right, wrong)).holds
    assert Argument(Proposition(), (right, wrong)).failures == (wrong,)


def test_a_check_that_compares_a_thing_with_itself_fails() -> None:
    setting = Setting(("m",), {"A": "m, m"}, {"B": "A"})
    for step in (
        algebra("x = x", "", (x, x)),
        algebra("x = x", "", x - x),
        at_most("x <= x", "", x, x),
        nonnegative("0 <= 0", "", x - x),
        matrices("A = A", "", (A, A)),
        setting.equality("by definition", "B @ B", "A @ A"),
    ):
        assert step.check == ALIKE
        assert not step.holds


def test_a_step_knows_the_parameters_that_its_check_leaves_free() -> None:
    assert algebra("", "", (x * (1 + y), x + x * y)).names == {"x", "y"}
    assert at_most("", "", x, x + y).names == {"x", "y"}
    assert matrices("", "", ((A @ A).T, A.T @ A.T)).names == {"A", "m"}
    assert computed("", "", True, "").names == frozenset()


def test_a_step_that_was_not_confirmed_says_so_in_print() -> None:
    assert computed("a", "b", False, "c").to_dict() == {"statement": "a", "reason": "b", "check": "FAILED: c"}
    assert computed("a", "b", True, "c").to_dict()["check"] == "c"
