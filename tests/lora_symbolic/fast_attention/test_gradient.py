"""Observed errors never exceed certified ones; the exact and the oracle form equal dense references to 1e-12."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lora_symbolic.fast_attention import (
    FastAttentionError,
    FullArrays,
    Gradient,
    OutOfReach,
    PartialArrays,
    full_gradient,
    oracle_gradient,
    partial_gradient,
)
from lora_symbolic.fast_attention.factors import attention_factors
from tests.lora_symbolic.fast_attention.dense import (
    Array,
    dense_full,
    dense_partial,
    random_full,
    random_partial,
    softmax,
)

SHAPES = [(1, 1, 1), (1, 2, 1), (200, 1, 1), (300, 3, 2), (257, 4, 4), (150, 6, 3)]


def assert_within(found: Gradient, expected: dict[str, Array]) -> None:
    """Every entry of every output is within its own certified bound."""
    assert set(found.outputs) == set(found.errors) == set(expected)
    for name, reference in expected.items():
        assert found[name].shape == reference.shape
        # The dense reference is rounded too.
        allowed = found.errors[name] + 1e-13 * (1 + np.abs(reference).max())
        assert (np.abs(found[name] - reference) <= allowed).all(), name
        assert np.isfinite(found.error_bound[name])


@pytest.mark.parametrize("delta", [0.2, 1e-3, 1e-8])
@pytest.mark.parametrize(("L", "d", "r"), SHAPES)
def test_the_fast_gradient_is_within_its_certificate(L: int, d: int, r: int, delta: float) -> None:
    problem = random_partial(L + d, L, d, r)
    found = partial_gradient(problem, delta=delta, method="fast")
    assert found.plan.method == "fast"
    assert found.delta <= delta * (1 + 1e-5)
    assert_within(found, dense_partial(problem))


@pytest.mark.parametrize("bound", [0.1, 3.0, 6.0])
def test_the_certificate_holds_for_small_and_large_logits(bound: float) -> None:
    problem = random_partial(5, 300, 2, bound=bound)
    for delta in (1e-2, 1e-6):
        assert_within(partial_gradient(problem, delta=delta, method="fast"), dense_partial(problem))


@pytest.mark.parametrize(("L", "M", "v"), [(90, 140, 3), (140, 90, 1), (1, 60, 5), (60, 1, 2)])
def test_queries_keys_and_values_may_have_sizes_of_their_own(L: int, M: int, v: int) -> None:
    problem = random_partial(6, L, 3, keys=M, values=v)
    for method in ("fast", "exact"):
        assert_within(partial_gradient(problem, method=method), dense_partial(problem))


def adversarial(seed: int) -> PartialArrays:
    """Residuals, values and keys aligned, so that errors add up instead of cancelling."""
    problem = random_partial(seed, 200, 2)
    side = np.sign(problem.C2[:, :1] + problem.C2[:, 1:])
    return replace(problem, C1=np.abs(problem.C1), C3=np.concatenate([side, side], axis=1), Y=-5 * np.ones((200, 2)))


@pytest.mark.parametrize("seed", range(5))
def test_the_certificate_holds_where_errors_add_up(seed: int) -> None:
    problem = adversarial(seed)
    for delta in (0.1, 1e-4):
        found = partial_gradient(problem, delta=delta, method="fast")
        assert_within(found, dense_partial(problem))


def test_a_certificate_for_too_small_a_delta_is_seen_to_fail() -> None:
    problem = adversarial(1)
    found = partial_gradient(problem, delta=0.2, method="fast")
    finer = partial_gradient(problem, delta=1e-9, method="fast")
    pretended = replace(found, errors=finer.errors)
    with pytest.raises(AssertionError):
        assert_within(pretended, dense_partial(problem))


@pytest.mark.parametrize(("L", "d", "r"), SHAPES)
def test_exact_and_oracle_form_equal_the_dense_gradient(L: int, d: int, r: int) -> None:
    problem = random_partial(L, L, d, r, bound=3.0)
    expected = dense_partial(problem)
    exact = partial_gradient(problem, method="exact")
    assert_within(exact, expected)
    for name, oracle in zip(("dA", "dB"), oracle_gradient(problem), strict=True):
        scale = max(1.0, float(np.abs(expected[name]).max()))
        assert np.abs(oracle - expected[name]).max() <= 1e-12 * scale
        assert np.abs(exact[name] - expected[name]).max() <= 1e-12 * scale


def test_the_oracle_form_calls_the_attention_twice_with_d_plus_two_values() -> None:
    problem, widths = random_partial(3, 40, 3), []
    f = softmax(problem.C1 @ (problem.W0 + problem.B @ problem.A) @ problem.C2.T)

    def attention(values: Array) -> Array:
        widths.append(values.shape[1])
        return f @ values

    dA, dB = oracle_gradient(problem, attention)
    assert widths == [3, (3 + 1) * 3]
    assert np.allclose(dA, dense_partial(problem)["dA"], rtol=0, atol=1e-12)
    wrong, _ = oracle_gradient(problem, lambda values: (f * f) @ values)
    assert not np.allclose(wrong, dA)
    del dB


@pytest.mark.parametrize("delta", [1e-2, 1e-7])
@pytest.mark.parametrize("seed", range(3))
def test_full_adaptation_with_the_linear_projection(seed: int, delta: float) -> None:
    problem = random_full(seed)
    expected = dense_full(problem)
    for method in ("fast", "exact"):
        assert_within(full_gradient(problem, delta=delta, method=method), expected)


def test_single_precision_is_within_a_larger_certificate() -> None:
    problem = random_partial(8, 400, 3)
    single = partial_gradient(problem, delta=1e-6, method="fast", dtype=np.float32)
    double = partial_gradient(problem, delta=1e-6, method="fast")
    assert_within(single, dense_partial(problem))
    assert single.error_bound["dA"] > double.error_bound["dA"]
    assert np.abs(single["dA"] - double["dA"]).max() > 0


def test_single_precision_arrays_are_accepted() -> None:
    problem = random_partial(9, 300, 2)
    narrow = PartialArrays(*(np.asarray(getattr(problem, name), dtype=np.float32) for name in problem.SIDES))
    assert_within(partial_gradient(narrow, method="fast"), dense_partial(narrow))


@pytest.mark.parametrize("eps", [1e-1, 1e-4, 1e-7])
def test_a_target_is_reached_or_refused(eps: float) -> None:
    for problem in (random_partial(1, 2500, 2), random_partial(2, 300, 4, bound=4.0)):
        found = partial_gradient(problem, eps)
        assert max(found.error_bound.values()) <= eps
        assert_within(found, dense_partial(problem))


@pytest.mark.parametrize("relative", [0.3, 1e-2, 1e-5])
def test_a_share_of_the_largest_entry_is_reached(relative: float) -> None:
    for problem in (random_partial(1, 2500, 2), random_partial(2, 300, 4, bound=4.0)):
        found, expected = partial_gradient(problem, relative=relative), dense_partial(problem)
        assert_within(found, expected)
        for name, reference in expected.items():
            assert found.relative_bound[name] <= relative
            assert np.abs(found[name] - reference).max() <= relative * np.abs(reference).max()


def test_where_the_gradient_is_zero_no_share_is_certified_and_the_reason_is_said() -> None:
    problem = random_partial(3, 50, 2)
    f = softmax(problem.C1 @ (problem.W0 + problem.B @ problem.A) @ problem.C2.T)
    flat = replace(problem, Y=f @ problem.C3)  # no residual but rounding
    with pytest.raises(OutOfReach, match=r"1.000% of the largest entry; floating point certifies no digit"):
        partial_gradient(flat, relative=0.01, method="exact")
    found = partial_gradient(flat, delta=0.1, method="exact")
    assert found.largest["dA"] < 1e-12
    assert max(found.relative_bound.values()) == np.inf
    constant = partial_gradient(replace(problem, C3=np.ones((50, 2))), relative=0.01)
    assert (constant.largest["dA"], constant.relative_bound["dA"]) == (0.0, 0.0)


def test_an_error_as_large_as_the_gradient_has_no_relative_bound() -> None:
    found = partial_gradient(random_partial(1, 2500, 2), delta=0.2, method="fast")
    wide = replace(
        found, errors={name: np.full_like(value, found.largest[name]) for name, value in found.outputs.items()}
    )
    assert set(wide.relative_bound.values()) == {np.inf}


def test_a_target_below_rounding_is_refused() -> None:
    for problem in (random_partial(1, 100, 2), random_partial(1, 2500, 2)):
        with pytest.raises(OutOfReach, match="certifies at best"):
            partial_gradient(problem, 1e-25)


def test_many_directions_whose_logits_live_in_few() -> None:
    rng = np.random.default_rng(4)
    L, d = 1500, 40
    C1, C2, C3, Y = (rng.standard_normal((L, d)) for _ in range(4))
    B, A = rng.standard_normal((d, 2)), rng.standard_normal((2, d))
    scale = 0.7 / np.abs(C1 @ B @ A @ C2.T).max()
    problem = PartialArrays(C1, C2, C3, Y, 1e-9 * rng.standard_normal((d, d)), B * scale, A)
    found = partial_gradient(problem, delta=1e-3, method="fast")
    assert found.plan.width == 2
    assert found.plan.residual_logits is not None
    assert 0 < found.plan.residual_logits < 1e-4
    assert_within(found, dense_partial(problem))


def test_a_common_part_of_queries_or_keys_costs_nothing() -> None:
    problem = random_partial(7, 400, 3)
    moved = replace(problem, C1=problem.C1 + 4.0, C2=problem.C2 - 7.0)
    found, plain = (partial_gradient(each, method="fast") for each in (moved, problem))
    assert found.plan.degree == plain.plan.degree
    assert_within(found, dense_partial(moved))


def test_the_exact_algorithm_is_used_and_says_why() -> None:
    small = partial_gradient(random_partial(1, 32, 2))
    assert (small.plan.method, "predicted" in small.plan.reason) == ("exact", True)
    wild = random_partial(1, 100, 2, bound=500.0)
    found = partial_gradient(wild)
    assert found.plan.method == "exact"
    assert found.plan.degree is None
    assert_within(found, dense_partial(wild))
    with pytest.raises(OutOfReach):
        partial_gradient(wild, method="fast")


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_only_roundings(threads: int) -> None:
    problem = random_partial(3, 3000, 3)
    found = partial_gradient(problem, method="fast", threads=threads)
    assert np.allclose(found["dA"], partial_gradient(problem, method="fast", threads=1)["dA"], rtol=0, atol=1e-12)
    again = partial_gradient(problem, method="fast", threads=threads)
    assert np.array_equal(found["dA"], again["dA"])


def test_progress_adds_up_to_the_whole() -> None:
    for method in ("fast", "exact"):
        shares: list[float] = []
        partial_gradient(random_partial(3, 3000, 3), method=method, progress=shares.append)
        assert sum(shares) == pytest.approx(1.0)


def test_inputs_are_left_alone_and_strides_do_not_matter() -> None:
    problem = random_partial(4, 100, 3)
    held = {name: getattr(problem, name).copy() for name in problem.SIDES}
    strided = PartialArrays(**{name: np.asfortranarray(array)[::1] for name, array in held.items()})
    for method in ("fast", "exact"):
        expected = partial_gradient(problem, method=method)
        assert np.array_equal(partial_gradient(strided, method=method)["dB"], expected["dB"])
    assert all(np.array_equal(getattr(problem, name), array) for name, array in held.items())


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("C1", np.full((5, 2), np.nan), r"C1: entry \(0, 0\) is nan; expected finite"),
        ("Y", np.full((5, 2), np.inf), r"Y: entry \(0, 0\) is inf; expected finite"),
        ("C3", np.ones((4, 2)), "C3: shape 4 x 2; expected M x v with M = 5 as in C2"),
        ("A", np.ones((2, 2)), "A: shape 2 x 2; expected r x d2 with r = 1 as in B"),
        ("W0", np.ones(2), "W0: 1 dimensions; expected a matrix"),
        ("C2", np.ones((0, 2)), "C2: empty, 0 x 2"),
        ("C2", np.ones((5, 2), dtype=complex), "C2: entries of type complex128"),
        ("C2", np.ones((5, 2), dtype=bool), "C2: entries of type bool"),
        ("C2", np.array([["1", "2"]] * 5), "C2: entries of type <U1"),
        ("C1", np.full((5, 2), 1e200), "logits may be as large as"),
        ("Y", np.full((5, 2), 1e200), "overflows"),
    ],
)
def test_bad_arrays_are_refused_in_one_line(name: str, value: Array, message: str) -> None:
    arrays = {**{each: np.ones((5, 2)) for each in ("C1", "C2", "C3", "Y")}, "W0": np.eye(2)}
    arrays |= {"B": np.ones((2, 1)), "A": np.ones((1, 2)), name: value}
    with pytest.raises(FastAttentionError, match=message) as caught:
        partial_gradient(PartialArrays(**arrays))
    assert "\n" not in str(caught.value)


def test_integer_and_big_endian_arrays_are_accepted() -> None:
    arrays = {each: np.arange(10).reshape(5, 2) % 3 for each in ("C1", "C2", "C3", "Y")}
    arrays |= {"W0": np.eye(2, dtype=int), "B": np.ones((2, 1), dtype=int), "A": np.ones((1, 2), dtype=int)}
    problem = PartialArrays(**arrays)
    assert_within(partial_gradient(problem, method="fast"), dense_partial(problem))
    swapped = PartialArrays(**{name: array.astype(">f8") for name, array in arrays.items()})
    assert np.array_equal(partial_gradient(swapped)["dA"], partial_gradient(problem)["dA"])


@pytest.mark.parametrize(
    "option",
    [
        {"eps": 0.0},
        {"eps": np.nan},
        {"relative": 0.0},
        {"relative": 1.5},
        {"delta": 0.0},
        {"delta": 1.0},
        {"method": "quick"},
    ],
)
def test_bad_targets_are_refused(option: dict[str, object]) -> None:
    with pytest.raises(FastAttentionError):
        partial_gradient(random_partial(1, 10, 2), **option)  # type: ignore[arg-type]


def test_shapes_of_full_adaptation_are_checked() -> None:
    problem = random_full(0)
    with pytest.raises(FastAttentionError, match="BK: shape"):
        FullArrays(**{**{name: getattr(problem, name) for name in problem.SIDES}, "BK": np.ones((5, 2))})


def test_factors_multiply_to_what_their_lemmas_say() -> None:
    problem = random_partial(5, 60, 2)
    found = attention_factors(problem, 1e-6)
    f = softmax(problem.C1 @ (problem.W0 + problem.B @ problem.A) @ problem.C2.T)
    near = found.U1 @ found.V1.T
    assert (np.abs(near - f) <= found.delta * f + 1e-14).all()
    assert np.allclose(near.sum(axis=1), 1, rtol=0, atol=1e-13)
    q = found.U2 @ found.V2.T
    X = np.random.default_rng(1).standard_normal((60, 3))
    assert np.allclose(found.apply_p1(X), (near * q) @ X)
    assert np.allclose(found.apply_p2(X), np.diag((near * q).sum(axis=1)) @ near @ X)
    U, V = found.merged()
    assert U.shape[1] == found.merged_rank == found.rank * 3
    assert np.allclose(U @ V.T @ X, found.apply_p(X))
    dA, _ = oracle_gradient(problem, found.attend)
    assert np.allclose(dA, dense_partial(problem)["dA"], atol=1e-4)


@pytest.mark.parametrize("scale", [1e10, 1e40, 1e100, 1e300, 1e-200, 5e-324])
@pytest.mark.parametrize("name", ["C1", "C3", "Y", "A"])
def test_huge_and_tiny_entries_give_a_finite_certificate_or_are_refused(name: str, scale: float) -> None:
    problem = random_partial(2, 50, 2)
    with np.errstate(over="ignore"):
        scaled = replace(problem, **{name: getattr(problem, name) * scale})
    for method in ("auto", "fast", "exact"):
        try:
            found = partial_gradient(scaled, method=method)
        except FastAttentionError:
            assert scale > 1
            continue
        assert all(np.isfinite(bound) for bound in found.error_bound.values())
        assert all(np.isfinite(array).all() for array in found.outputs.values())
