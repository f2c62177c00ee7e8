"""What no derivative sees is not expanded; what is true of it alone is still found, and what is false is not proved."""

from lora_symbolic.language import Term, diag, exp, grad, matrix, ones, rowsum, softmax, sum_entries
from lora_symbolic.proving import prove_equal
from lora_symbolic.proving.index_form import memory
from lora_symbolic.proving.reductions import constants

X, Y, Z, V = (matrix(name, "n", "n") for name in "XYZV")


def closed_form(constant: Term) -> tuple[Term, Term]:
    """The gradient of sum((softmax(X) @ constant) * Y) in X, and what it should be."""
    f, q = softmax(X), Y @ constant.T
    return grad(sum_entries((f @ constant) * Y), X), f * q - diag(rowsum(f * q)) @ f


def test_a_constant_is_not_expanded_and_the_gradient_is_proved() -> None:
    left, right = closed_form(softmax(exp(Z) @ V))
    assert constants(left, right) == {softmax(exp(Z) @ V)}
    assert prove_equal(left, right).proved
    assert {kind.kind for kind, _ in memory.current.heads} == {"var", "opaque", "exp", "poly"}


def test_a_false_variant_is_not_proved() -> None:
    left, right = closed_form(softmax(Z))
    assert constants(left, right) == constants(left, 2 * right) != frozenset()
    assert not prove_equal(left, 2 * right).proved
    assert not prove_equal(left, closed_form(softmax(Z.T))[1]).proved


def test_what_holds_of_the_constant_alone_is_still_found() -> None:
    loss = sum_entries(softmax(Z) @ ones("n", "n") * X)
    assert constants(grad(loss, X), rowsum(softmax(Z)) @ ones(1, "n"))
    assert prove_equal(grad(loss, X), rowsum(softmax(Z)) @ ones(1, "n")).proved
    assert prove_equal(grad(loss, X) + 0 * softmax(Z), ones("n", "n")).proved


def test_what_a_derivative_sees_is_no_constant() -> None:
    loss = sum_entries(softmax(X) * Y)
    assert constants(grad(loss, X), softmax(X) * grad(loss, X)) == frozenset()
    assert constants(softmax(Z), softmax(Z)) == frozenset()
