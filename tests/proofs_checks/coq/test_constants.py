"""Constants: what the error calculus prints is what the theorems of the chains state."""

from __future__ import annotations

import re

import pytest
import sympy

from proofs_checks.coq.certification.constants import CONSTANTS, calculus_bounds, constants_text, expression
from proofs_checks.coq.errors import NotTranslatable
from proofs_checks.coq.toolchain.compiler import compile_text, theory_file

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_constant_equals_the_bound_of_the_calculus(compiler, name):
    answer = compile_text("constants", constants_text(name))
    assert answer.accepted, answer.output[-2000:]


@pytest.mark.parametrize("name", CONSTANTS)
@pytest.mark.parametrize("factor", [sympy.Rational(2), sympy.Symbol("d")])
def test_every_other_constant_is_refused(compiler, name, factor):
    answer = compile_text("constants_control", constants_text(name, lambda bound: bound * factor))
    assert answer.accepted, answer.output[-2000:]


@pytest.mark.parametrize("name", CONSTANTS)
def test_the_control_would_tell(compiler, name):
    """Constants that are not changed are not refused."""
    assert not compile_text("constants_control", constants_text(name, lambda bound: bound)).accepted


@pytest.mark.parametrize("name", CONSTANTS)
def test_the_theorems_state_these_constants(name):
    text = theory_file(f"{name}_chain").read_text()
    for constant, letter in CONSTANTS[name].items():
        theorem = f"Theorem {name}_{letter.replace(' ', '_')}"
        after = re.split(rf"{theorem}\b", text)[1].split("Proof.", 1)[0]
        assert constant.split()[0] in after
        assert ("rows_within" in after) == letter.endswith("row")


@pytest.mark.parametrize("name", CONSTANTS)
def test_the_bounds_are_those_of_all_letters(name):
    letters = {letter.split()[0] for letter in calculus_bounds(name)}
    assert letters == {"c", "q", "p1", "p2", "p", "dA", "dB"}


def test_a_symbol_without_a_name_is_refused():
    with pytest.raises(NotTranslatable):
        expression(sympy.Symbol("unheard"))
