"""A derivative in a definition takes it for a variable; an equality of norms is read as a chain."""

from __future__ import annotations

import pytest

from lora_symbolic.language import StatementError, grad, matrix, statement_from_toml
from lora_symbolic.language.statement import Holds

FILE = """
sizes = ["m", "n"]
scalars = {tau = "real"}
[matrices]
X = ["m", "n"]
[definitions]
H = "exp(X)"
loss = "sum(H * H) * tau"
[[claims]]
name = "one"
equal = ["SIDE", "0"]
"""


def test_a_definition_stands_free_in_what_is_differentiated() -> None:
    (claim,) = statement_from_toml(FILE.replace("SIDE", "grad(loss, H)"), "a.toml").claims
    H = matrix("H", "m", "n")
    statement = statement_from_toml(FILE.replace("SIDE", "X"), "a.toml")
    assert dict(claim.free) == {H: statement.definitions["H"]}
    assert claim.lhs is not None
    assert claim.lhs.op == "grad"
    assert claim.lhs.args[1] is H


def test_an_unknown_number_is_a_variable() -> None:
    (claim,) = statement_from_toml(FILE.replace("SIDE", "grad(loss, tau)"), "a.toml").claims
    assert claim.free == {}
    loss = statement_from_toml(FILE.replace("SIDE", "X"), "a.toml").definitions["loss"]
    assert claim.lhs is grad(loss, matrix("tau", 1, 1)) or claim.problem is None


@pytest.mark.parametrize(
    ("side", "message"),
    [
        ("grad(sum(X), H)", "expected H in what is differentiated"),
        ("grad(sum(H * grad(loss, X)), H)", "expected no derivative in a matrix of H inside"),
        ("jacobian(H * H, H)", "expected the name of a matrix"),
        ("grad(loss, exp(X))", "expected the name of a matrix"),
    ],
)
def test_what_cannot_stand_free_is_told(side: str, message: str) -> None:
    with pytest.raises(StatementError, match=message):
        statement_from_toml(FILE.replace("SIDE", side), "a.toml")


def test_a_definition_is_no_variable_in_a_definition() -> None:
    text = FILE.replace("[[claims]]", 'G = "grad(loss, H)"\n[[claims]]', 1).replace("SIDE", "X")
    with pytest.raises(StatementError, match=r"definitions.G: .*expected the name of a matrix"):
        statement_from_toml(text, "a.toml")


@pytest.mark.parametrize("side", ["maxabs(X)", "norm(X @ X.T, 1)", "norm((X + exp(X)) @ X.T, inf)", "norm(X, 2)"])
def test_an_equality_of_norms_is_a_chain(side: str) -> None:
    (claim,) = statement_from_toml(FILE.replace("SIDE", side), "a.toml").claims
    assert isinstance(claim.stated, Holds)
    assert claim.stated.comparison.relations == ("=",)


def test_the_frobenius_norm_is_a_term() -> None:
    (claim,) = statement_from_toml(FILE.replace("SIDE", "norm(X)"), "a.toml").claims
    assert claim.stated is None
    assert str(claim.lhs).startswith("ones(1, 1)") or str(claim.lhs) == "norm(X)"
