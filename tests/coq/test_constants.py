"""Constants: what the error calculus prints is what the theorems of relative_chain.v state."""

from __future__ import annotations

import pytest
import sympy

from proofs_checks.coq.constants import CONSTANTS, calculus_bounds, constants_text, expression
from proofs_checks.coq.errors import NotTranslatable
from proofs_checks.coq.toolchain import THEORIES, compile_text

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]


def test_every_constant_equals_the_bound_of_the_calculus(compiler):
    answer = compile_text("constants", constants_text())
    assert answer.accepted, answer.output[-2000:]


@pytest.mark.parametrize("factor", [sympy.Rational(2), sympy.Symbol("d")])
def test_another_constant_is_refused(compiler, factor):
    assert not compile_text("constants_control", constants_text(lambda bound: bound * factor)).accepted


def test_the_theorems_state_these_constants():
    text = (THEORIES / "relative_chain.v").read_text()
    for constant, letter in CONSTANTS.items():
        after = text.split(f"Theorem relative_{letter} ", 1)[1].split("Proof.", 1)[0]
        assert constant.split()[0] in after


def test_the_bounds_are_those_of_all_letters():
    assert set(calculus_bounds()) == set(CONSTANTS.values())


def test_a_symbol_without_a_name_is_refused():
    with pytest.raises(NotTranslatable):
        expression(sympy.Symbol("unheard"))
