"""Equations that a claim takes for granted: how they are read, and what bad ones are told."""

from __future__ import annotations

import pytest

from lora_symbolic.language import matrix, same_shape, statement_from_table
from tests.lora_symbolic.language.statement.test_statement import claim, said, table


def test_equations_of_the_file_go_for_every_claim_before_those_of_the_claim() -> None:
    claims = [
        {"name": "one", "equal": ["X", "X"], "where": ["v.T @ v = 1"]},
        {"name": "two", "shape": ["X", "L", "d"]},
    ]
    statement = statement_from_table(table(where=["X.T @ X = eye(d)"], claims=claims), "notes.toml")
    X, v = matrix("X", "L", "d"), matrix("v", "L", 1)
    assert [[str(equation) for equation in claim.where] for claim in statement.claims] == [
        ["X.T @ X = eye(d)", "v.T @ v = 1"],
        ["X.T @ X = eye(d)"],
    ]
    assert statement.where[0].lhs is X.T @ X
    assert statement.claims[0].where[1].lhs is v.T @ v
    assert same_shape(statement.claims[0].where[1].rhs, v.T @ v)


def test_an_equation_whose_shapes_do_not_fit_makes_its_claim_ill_typed_and_is_bad_input_at_the_top() -> None:
    problem = "where 'X = v': left side is L x d, right side is L x 1"
    (found,) = statement_from_table(claim(equal=["X", "X"], where=["X = v"]), "notes.toml").claims
    assert found.problem == problem
    assert problem in said(table(where=["X = v"]))


@pytest.mark.parametrize("text", ["X", "X == X", "X <= X", "X = X = X", "= X", "X ="])
def test_what_is_no_equation(text: str) -> None:
    assert "expected an equation such as P.T @ P = eye(r), with one =" in said(table(where=[text]))


def test_where_is_a_list_of_texts() -> None:
    assert "where: a text; expected a list of equations" in said(table(where="X = X"))
    assert "where[1]: an integer; expected an expression in quotes" in said(table(where=[3]))
    assert "claims.one.where[1]: unknown name 'Q'" in said(claim(equal=["X", "X"], where=["X = Q"]))
