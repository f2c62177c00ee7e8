"""Identity tests: identities agree in every arithmetic, each wrong variant is seen."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic import language as lang
from lora_symbolic.evaluation import EvaluationError, evaluate
from lora_symbolic.language import Term, grad, matrix, scalar, softmax, sum_entries
from lora_symbolic.proving.random_tests.identity import identity_test, random_shapes
from lora_symbolic.proving.random_tests.residues import NestedExponential, ResidueNumbers, degree_bound
from lora_symbolic.proving.small_sizes import coinciding
from tests.adapter import C1, C2, G_A, W0, A, B, V, loss, p

X, M, u = matrix("X", "m", "n"), matrix("M", "m", "n"), matrix("u", "m", 1)
P, Q = matrix("P", "a", "m"), matrix("Q", "b", "n")

# claim, how it is tested: both sides equal, the wrong right side differs
CLAIMS: dict[str, tuple[str, Term, Term, Term]] = {
    "vec trick": ("rationals", lang.vec(P @ X @ Q.T), lang.kron(P, Q) @ lang.vec(X), lang.kron(P, Q) @ lang.colvec(X)),
    "commutation": (
        "rationals",
        lang.vec(X.T),
        lang.commutation("m", "n") @ lang.vec(X),
        lang.commutation("n", "m") @ lang.vec(X),
    ),
    "reciprocal": ("rationals", lang.reciprocal(X) * X, lang.ones("m", "n"), 2 * lang.ones("m", "n")),
    "powers of exp": ("t^s", lang.exp(X / 3) * lang.exp(X / 6), lang.exp(X / 2), lang.exp(X / 3)),
    "shift of rows": ("t^s", softmax(X + u @ lang.ones(1, "n")), softmax(X), softmax(X + X)),
    "masked shift": ("t^s", softmax(X + u @ lang.ones(1, "n"), M), softmax(X, M), softmax(X, M * M)),
    "dA": ("t^s", grad(loss, A), G_A, G_A + A),
    "sign": ("t^s", grad(loss, A), G_A, -G_A),
    "dA with p transposed": ("t^s", grad(loss, A), G_A, B.T @ C1.T @ p.T @ C2),
    "Hessian": (
        "t^s",
        grad(sum_entries(V * grad(loss, A)), A),
        grad(sum_entries(V * G_A), A),
        grad(sum_entries(V * G_A), A) * 2,
    ),
    "log of exp": ("balls", lang.log(lang.exp(X)), X, X + X),
    "exp of log": ("balls", lang.exp(lang.log(X)), X, X * X),
    "nested softmax": ("balls", softmax(softmax(X)), softmax(softmax(X + u @ lang.ones(1, "n"))), softmax(X)),
    "gradient of nested exp": (
        "balls",
        grad(sum_entries(lang.exp(lang.exp(X))), X),
        lang.exp(lang.exp(X)) * lang.exp(X),
        lang.exp(lang.exp(X)),
    ),
}


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_an_identity_agrees_and_its_wrong_variant_does_not(name: str, seed: int) -> None:
    how, left, right, wrong = CLAIMS[name]
    result = identity_test(left, right, seed)
    assert result.agrees
    assert how in result.detail
    assert len(result.shapes) >= 3
    assert set(result.shapes[0].values()) == {1}
    assert not identity_test(left, wrong, seed).agrees


def test_the_error_probability_is_stated_and_small() -> None:
    detail = identity_test(grad(loss, A), G_A).detail
    assert "missed with probability at most " in detail
    assert float(detail.rsplit(" ", 1)[1]) < 1e-6
    assert "probability" not in identity_test(X, X).detail


def test_a_difference_smaller_than_any_float_is_seen() -> None:
    from fractions import Fraction

    tiny = scalar(Fraction(1, 10**300))
    assert not identity_test(softmax(X), softmax(X) + tiny * X).agrees


def test_shapes_are_distinct_and_rarely_square() -> None:
    shapes = random_shapes((C1 @ W0 @ B,), 3, 6)
    assert len({tuple(sizes.values()) for sizes in shapes}) == 6
    assert len(set(shapes[1].values())) == 3
    assert min(shapes[1].values()) >= 2
    assert all(sizes["d"] > sizes["r"] for sizes in random_shapes((matrix("N", "d - r", 1),), 3, 4))


@pytest.mark.parametrize("seed", range(6))
def test_sizes_that_coincide_do_not_hide_a_quotient_of_sizes(seed: int) -> None:
    scaled = lang.scalar(lang.size("alpha") / lang.size("r")) * (B @ A)
    assert identity_test(scaled, scaled + 0 * W0, seed).agrees
    assert not identity_test(scaled, B @ A, seed).agrees


@pytest.mark.parametrize("seed", range(20))
def test_no_two_sizes_are_equal_in_every_shape(seed: int) -> None:
    five = matrix("M1", "a", "b") @ matrix("M2", "b", "c") @ matrix("M3", "c", "d") @ matrix("M4", "d", "e")
    assert coinciding([tuple(sizes.values()) for sizes in random_shapes((five,), seed, 3)]) == 0


def test_a_claim_of_fixed_sizes_is_tested_at_these() -> None:
    Z = matrix("Z", 2, 3)
    result = identity_test(Z @ Z.T, (Z @ Z.T).T)
    assert result.agrees
    assert result.shapes == ({},)
    assert not identity_test(Z @ Z.T, -(Z @ Z.T)).agrees


def test_balls_too_wide_to_say_anything_are_tightened() -> None:
    # exp(100 x) cancels: 256 bits leave a ball of radius 2^177 at x = 3
    huge = lang.exp(100 * X)
    assert identity_test(huge + lang.log(M) - huge, lang.log(M)).agrees
    assert not identity_test(huge + lang.log(M) - huge, 2 * lang.log(M)).agrees


def test_balls_that_stay_wide_count_as_no_test() -> None:
    # exp(10000 exp(z)) leaves nothing of log(y) at any precision tried
    z, y = matrix("z", 1, 1), matrix("y", 1, 1)
    huge = lang.exp(10**4 * lang.exp(z))
    with pytest.raises(EvaluationError, match="found no integer point"):
        identity_test(huge + lang.log(y) - huge, lang.log(y))


def test_sides_that_are_nowhere_defined_are_an_error() -> None:
    with pytest.raises(EvaluationError, match="found no integer point"):
        identity_test(lang.reciprocal(X - X), X)


def test_residues_know_the_laws_of_exponents() -> None:
    numbers = ResidueNumbers(0)
    x = matrix("x", 1, 1)

    def power(entry: str) -> object:
        return evaluate(lang.exp(x), {"x": [[entry]]}, {}, numbers)[0, 0]

    assert power("2/3") * power("1/3") == power("1")  # type: ignore[operator]
    assert power("-5") * power("5") == 1  # type: ignore[operator]
    assert power("1/2") != power("1/3")
    assert power("0") == 1


def test_residues_keep_rationals_exact_until_an_exponential() -> None:
    x = matrix("x", 1, 1)
    assert str(evaluate(x / 7, {"x": [[3]]}, {}, ResidueNumbers(0))[0, 0]) == "3/7"
    with pytest.raises(NestedExponential):
        evaluate(lang.exp(lang.exp(x)), {"x": [[3]]}, {}, ResidueNumbers(0))


def test_the_prime_is_safe_and_depends_on_the_seed() -> None:
    first, second = ResidueNumbers(1), ResidueNumbers(2)
    assert first.prime == 2 * first.order + 1
    assert first.prime.bit_length() == 62
    assert first.prime != second.prime
    for number in (first.order, first.prime):
        # Fermat and Miller-Rabin at a few bases, by Python's own pow
        odd = (number - 1) // 2
        assert all(pow(base, odd, number) in (1, number - 1) for base in (2, 3, 5, 7, 11, 13))
    assert pow(int(first.base), first.order, first.prime) == 1


@pytest.mark.parametrize(
    "term, degree",
    [
        (X, 0),
        (lang.exp(X), 1),
        (lang.exp(X) * lang.exp(X), 2),
        (sum_entries(lang.exp(X)), 6),
        (softmax(X), 1),
        (softmax(X) @ X.T, 3),
        (grad(sum_entries(lang.exp(X)), X), 12),
    ],
)
def test_degrees_are_counted(term: Term, degree: int) -> None:
    assert degree_bound(term, {"m": 2, "n": 3}) == degree


def test_agreement_is_determined_by_the_seed() -> None:
    one, two = (identity_test(grad(loss, A), G_A, seed=5) for _ in range(2))
    assert one == two
    assert one.detail != identity_test(grad(loss, A), G_A, seed=6).detail


def test_residues_agree_with_floats_where_all_exponents_vanish() -> None:
    values = {"X": np.zeros((2, 3), dtype=int), "M": np.arange(1, 7).reshape(2, 3)}
    sizes = {"m": 2, "n": 3}
    exact = evaluate(softmax(X, M), values, sizes, ResidueNumbers(0))
    floats = evaluate(softmax(X, M), values, sizes)
    assert np.allclose([[int(e.p) / int(e.q) for e in row] for row in exact], floats)
