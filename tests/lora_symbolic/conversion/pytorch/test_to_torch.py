"""Terms as functions of tensors: the same numbers as evaluation, the same gradients as reverse mode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.attention.partial import partial_adaptation
from lora_symbolic.calculus import derive_gradient
from lora_symbolic.conversion import to_torch
from lora_symbolic.conversion.pytorch import writer
from lora_symbolic.evaluation import EvaluationError, evaluate, shape_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.language import Term, exp, grad, matrix, relu, softmax, sum_entries
from tests.examples import examples
from tests.lora_symbolic.language.samples import SAMPLES
from tests.strategies import scalars, terms

torch = pytest.importorskip("torch", reason="PyTorch, an optional extra, is not installed")

SHAPES = [{"L": 4, "d": 3, "r": 1}, {"L": 1, "d": 2, "r": 1}, {"L": 2, "d": 5, "r": 3}]


@pytest.fixture(autouse=True)
def double() -> Iterator[None]:
    """Terms without a matrix have PyTorch's default type."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def values(term: Term, sizes: dict[str, int], seed: int = 0) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {one.name: random.uniform(0.2, 1.2, shape_at(one, sizes)) for one in declared(term)}


def in_torch(term: Term, arrays: dict[str, Any], sizes: dict[str, int]) -> Any:
    found = to_torch(term, sizes)(**{name: torch.tensor(array) for name, array in arrays.items()}).numpy()
    return found.reshape(1, 1) if term.is_scalar else found


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "jacobian"])  # refused in words
def test_every_operation_has_the_values_of_evaluation(name: str) -> None:
    term = SAMPLES[name]
    for sizes in ({"m": 3, "n": 2, "k": 4}, {"m": 1, "n": 1, "k": 1}):
        arrays = values(term, sizes)
        np.testing.assert_allclose(in_torch(term, arrays, sizes), evaluate(term, arrays, sizes), rtol=1e-11, atol=1e-12)


def test_a_wrong_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(writer.RULES, "colvec", writer.RULES["vec"])
    term, sizes = SAMPLES["colvec"], {"m": 3, "n": 2}
    arrays = values(term, sizes)
    assert not np.allclose(in_torch(term, arrays, sizes), evaluate(term, arrays, sizes))


@examples(60)
@given(terms(3, gradients=True) | scalars(3, gradients=True), st.sampled_from(SHAPES), st.integers(0, 9))
def test_random_terms_have_the_values_of_evaluation(term: Term, sizes: dict[str, int], seed: int) -> None:
    arrays = values(term, sizes, seed)
    np.testing.assert_allclose(in_torch(term, arrays, sizes), evaluate(term, arrays, sizes), rtol=1e-8, atol=1e-8)


@examples(40)
@given(scalars(3), st.sampled_from(SHAPES), st.integers(0, 9))
def test_autograd_agrees_with_reverse_mode(loss: Term, sizes: dict[str, int], seed: int) -> None:
    arrays = values(loss, sizes, seed)
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}
    found = to_torch(loss, sizes)(**tensors)
    if found.requires_grad:
        found.backward()
    for variable in declared(loss):
        expected = evaluate(derive_gradient(loss, variable).gradient, arrays, sizes)
        actual = tensors[variable.name].grad
        actual = np.zeros(expected.shape) if actual is None else actual.numpy()
        np.testing.assert_allclose(actual, expected, rtol=1e-8, atol=1e-8)


def test_the_loss_of_the_paper_trains_in_pytorch() -> None:
    problem = partial_adaptation()
    arrays = values(problem.loss, {"L": 4, "d": 3, "r": 2})
    tensors = {name: torch.tensor(array, requires_grad=name in "AB") for name, array in arrays.items()}
    loss = to_torch(problem.loss)(**tensors)
    assert loss.shape == ()
    loss.backward()
    np.testing.assert_allclose(tensors["A"].grad, evaluate(problem.gradient_A, arrays), rtol=1e-10)
    np.testing.assert_allclose(tensors["B"].grad, evaluate(problem.gradient_B, arrays), rtol=1e-10)


def test_a_gradient_is_differentiable_again() -> None:
    X = matrix("X", "m", "n")
    slope = sum_entries(grad(sum_entries(exp(X)), X) * X)
    tensor = torch.tensor([[0.5, -1.0]], dtype=torch.float64, requires_grad=True)
    to_torch(slope)(X=tensor).backward()
    np.testing.assert_allclose(tensor.grad, ((1 + tensor) * tensor.exp()).detach(), rtol=1e-12)


def test_types_and_axes_are_those_of_the_tensors() -> None:
    X = matrix("X", "m", "n")
    single = to_torch(softmax(X) / X.cols)(X=torch.ones(2, 3, dtype=torch.float32))
    assert (single.dtype, single.shape, single.requires_grad) == (torch.float32, (2, 3), False)
    assert to_torch(grad(sum_entries(X * X), X))(X=[[1, 2]]).tolist() == [[2.0, 4.0]]
    assert to_torch(relu(X))(X=torch.tensor([[-1.0, 2.0]])).tolist() == [[0.0, 2.0]]


@pytest.mark.parametrize(
    "tensors, message",
    [
        ({}, "X has no value; expected a n x n matrix"),
        ({"X": [[1.0]], "Y": [[1.0]]}, "Y: the term has no such matrix; expected X"),
        ({"X": [1.0]}, "X: 1 axes; expected a n x n matrix"),
        ({"X": [[1.0, 2.0]]}, "X is 1 x 2; expected n x n"),
    ],
)
def test_tensors_that_do_not_fit_are_refused_on_one_line(tensors: dict[str, Any], message: str) -> None:
    X = matrix("X", "n", "n")
    with pytest.raises(EvaluationError, match=message):
        to_torch(X @ X)(**tensors)
