"""A patient reader goes on after what cannot be read, and says of each what is wrong with it."""

from __future__ import annotations

import pytest

from lora_symbolic.language import Statement, StatementError, statement_from_toml

HEAD = """
sizes = ["n"]
[matrices]
X = ["n", "n"]
[definitions]
G = "X @ X"
"""
GOOD = '\n[[claims]]\nname = "good"\nequal = ["G", "X @ X"]\n'


def read(text: str) -> Statement:
    with pytest.raises(StatementError) as stopped:
        statement_from_toml(text, "mine.toml")
    found = statement_from_toml(text, "mine.toml", patient=True)
    assert str(stopped.value) in {*found.faults, *(claim.fault for claim in found.claims)} or any(
        claim.problem for claim in found.claims
    )
    return found


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ('name = "a"\nequal = ["X +* X", "X"]', "mine.toml, claims.a.equal: 'X +* X' is no expression: invalid syntax"),
        ('name = "a"\nequal = ["foo(X)", "X"]', "mine.toml, claims.a.equal: 'foo(X)' at column 1: expected a function"),
        ('name = "a"\nequal = "X"', "mine.toml, claims.a.equal: a text; expected two expressions in quotes"),
        ('name = "a b"\nequal = ["X", "X"]', "mine.toml, claims[1]: 'a b'; expected name = up to 80 letters"),
        ('name = "a"', "mine.toml, claims.a: no kind; expected exactly one of"),
        ('name = "a"\nequal = ["X", "X"]\ncolour = "red"', "mine.toml, claims[1]: unknown key 'colour'"),
    ],
)
def test_a_claim_that_cannot_be_read_does_not_stop_the_others(claim: str, fault: str) -> None:
    found = read(f"{HEAD}\n[[claims]]\n{claim}\n{GOOD}")
    bad, good = found.claims
    assert str(bad.fault).startswith(fault)
    assert good.fault is None
    assert (good.name, good.lhs) == ("good", good.rhs)
    assert found.faults == ()


def test_a_definition_whose_shapes_do_not_fit_makes_the_claims_that_use_it_ill_typed() -> None:
    claims = '\n[[claims]]\nname = "uses"\nequal = ["H", "X"]\n[[claims]]\nname = "too"\nshape = ["H.T", "n", "n"]\n'
    found = read(HEAD + 'Z = "X @ ones(3, 1)"\nH = "Z.T"' + claims + GOOD)
    uses, too, good = found.claims
    assert "Z says nothing: @: X is n x n, ones(3, 1) is 3 x 1" in str(uses.problem)
    assert str(too.problem).startswith("H says nothing: Z says nothing")
    assert (good.problem, good.fault, found.faults) == (None, None, ())


def test_such_a_definition_that_no_claim_uses_is_bad_input() -> None:
    found = read(HEAD + 'Z = "X @ ones(3, 1)"' + GOOD)
    (fault,) = found.faults
    assert fault.startswith("mine.toml, definitions.Z: @: X is n x n, ones(3, 1) is 3 x 1; expected inner sizes")
    assert found.claims[0].problem is None


def test_a_definition_that_is_no_expression_is_a_fault_of_its_own_and_of_the_claims_that_use_it() -> None:
    found = read(HEAD + 'Z = "X +"\n[[claims]]\nname = "uses"\nequal = ["Z", "X"]' + GOOD)
    assert [fault.partition(":")[0] for fault in found.faults] == ["mine.toml, definitions.Z"]
    uses, good = found.claims
    assert "Z says nothing: 'X +' is no expression" in str(uses.fault)
    assert good.fault is None


def test_a_name_that_is_given_twice_stops_the_file() -> None:
    for patient in (False, True):
        with pytest.raises(StatementError, match="named twice"):
            statement_from_toml(HEAD + 'n = "G"' + GOOD, "mine.toml", patient=patient)
