"""Names: a bound name of Coq never hides another, and never one that statements are made of."""

from __future__ import annotations

import pytest

from lora_symbolic.language import grad, matrix, softmax, sum_entries
from proofs_checks.coq.errors import NotTranslatable
from proofs_checks.coq.translation.translate import equality


def test_a_gradient_never_takes_the_name_of_a_matrix():
    x, hidden = matrix("X", "n", "n"), matrix("grad_X", "n", "n")
    statement = equality(grad(sum_entries(x * x), x), hidden, ("n",), {})
    assert "exists grad_X' :" in statement
    assert statement.endswith("grad_X' = grad_X")


def test_a_difference_of_sizes_never_takes_the_name_of_a_matrix():
    x = matrix("s", "d - r", "d")
    statement = equality(x, x, ("d", "r"), {})
    assert "nat,\nforall s : 'M[R]_(s', (r + s'))" in statement


@pytest.mark.parametrize("name", ["exp", "softmax", "forall", "R", "vec", "_"])
def test_a_name_of_coq_is_changed(name):
    x = matrix(name, "n", "n")
    assert f"forall {name} :" not in equality(softmax(x), x, ("n",), {})


def test_two_names_that_would_become_one_are_refused():
    x, y = matrix("exp", "n", "n"), matrix("exp_", "n", "n")
    with pytest.raises(NotTranslatable, match="one name"):
        equality(x, y, ("n",), {})


def test_a_name_that_coq_cannot_read_is_refused():
    x = matrix("Δ", "n", "n")
    with pytest.raises(NotTranslatable, match="no name of Coq"):
        equality(x, x, ("n",), {})
