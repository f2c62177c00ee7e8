"""The fast way under a causal mask: running moments before a chunk, exact weights within it, one certificate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lora_symbolic.fast_attention import FastAttentionError, PartialArrays, Target, execute, full_gradient, plan
from lora_symbolic.fast_attention import partial_gradient as gradient
from lora_symbolic.fast_attention.execution import near
from lora_symbolic.fast_attention.planning import causal
from tests.lora_symbolic.fast_attention.dense import dense_full, dense_partial, random_full, random_partial

SHORT = 64


@pytest.fixture(autouse=True)
def _short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of SHORT tokens, so that few tokens are many chunks."""
    monkeypatch.setattr(causal, "chunk_length", lambda work, machine: SHORT)


def masked(seed: int, tokens: int, width: int, **sizes: float) -> PartialArrays:
    """A random problem under the mask."""
    return replace(random_partial(seed, tokens, width, **sizes), causal=True)  # type: ignore[arg-type]


def within(problem: PartialArrays, **options: object) -> bool:
    """Whether every entry is within its bound of the dense gradient, by the fast way."""
    found, expected = gradient(problem, method="fast", **options), dense_partial(problem)  # type: ignore[arg-type]
    assert found.plan.method == "fast"
    slack = {name: 1e-13 * np.abs(reference).max() for name, reference in expected.items()}
    return all((np.abs(found[n] - each) <= found.errors[n] + slack[n]).all() for n, each in expected.items())


@pytest.mark.parametrize("tokens", [1, SHORT, SHORT + 1, 333])
@pytest.mark.parametrize("delta", [0.1, 1e-3, 1e-9])
def test_every_entry_is_within_its_bound(tokens: int, delta: float) -> None:
    assert within(masked(tokens, tokens, 3), delta=delta)


@pytest.mark.parametrize(
    "problem",
    [
        masked(1, 200, 4, values=2),
        masked(2, 200, 2, bound=3.0),
        replace(masked(3, 200, 4), W0=np.diag([1.0, 0.5, 0, 0]), B=np.eye(4)[:, :1], A=np.eye(4)[:1]),
        replace(masked(4, 200, 2), alpha=3.0, beta=0.5),
    ],
    ids=["values of another width", "large logits", "few directions", "alpha and beta"],
)
def test_it_holds_for_every_kind_of_plan(problem: PartialArrays) -> None:
    assert within(problem, delta=1e-2)


def test_single_precision_is_certified_too() -> None:
    assert within(masked(5, 200, 3), delta=1e-2, dtype=np.float32)


def test_queries_far_out_are_computed_exactly_beside() -> None:
    problem = masked(6, 3000, 2)
    far = problem.C1.copy()
    far[[5, 900, 2999]] *= 12.0
    problem = replace(problem, C1=far)
    assert within(problem, delta=1e-2)
    assert dict(gradient(problem, method="fast", delta=1e-2).plan.parts).get(0, 0.0) <= 3 / 3000


def test_full_adaptation_takes_it_too() -> None:
    problem = replace(random_full(3, 150, 150), causal=True)
    found = full_gradient(problem, method="fast", delta=1e-3)
    assert found.plan.method == "fast"
    for name, reference in dense_full(problem).items():
        assert (np.abs(found[name] - reference) <= found.errors[name] + 1e-12).all()


def test_the_error_is_small_and_that_of_all_pairs_is_not() -> None:
    problem = masked(7, 333, 3)
    found, expected = gradient(problem, method="fast", delta=1e-9), dense_partial(problem)
    everyone = gradient(replace(problem, causal=False), method="fast", delta=1e-9)
    for name, reference in expected.items():
        assert np.abs(found[name] - reference).max() <= found.error_bound[name] < 1e-5
        assert np.abs(everyone[name] - reference).max() > 100 * found.error_bound[name]


@pytest.mark.parametrize("hidden", [0, -1])
def test_a_key_more_or_less_in_the_chunk_is_seen(monkeypatch: pytest.MonkeyPatch, hidden: int) -> None:
    """The control: a mask that is off by one key leaves the bound."""
    right = near.Near.at

    def off(self: near.Near, X: np.ndarray, product: np.ndarray) -> near.Weighed:
        changed = np.roll(self.hidden, 1 if hidden else -1, axis=1)
        changed[:, 0] = False
        return right(replace(self, hidden=changed), X, product)

    problem = masked(8, 333, 3)
    assert within(problem, delta=1e-9)
    monkeypatch.setattr(near.Near, "at", off)
    assert not within(problem, delta=1e-9)


def test_time_is_linear_and_the_planner_knows() -> None:
    problem = masked(9, 4096, 3)
    short, long = (plan(replace(problem, **each).core(), Target(method="fast")) for each in (_first(problem, 2048), {}))
    assert short.fast_seconds is not None
    assert long.fast_seconds is not None
    assert 1.7 < long.fast_seconds / short.fast_seconds < 2.3
    assert long.cuts[0].key_block == long.cuts[0].query_block == SHORT


def _first(problem: PartialArrays, tokens: int) -> dict[str, np.ndarray]:
    return {name: getattr(problem, name)[:tokens] for name in ("C1", "C2", "C3", "Y")}


@pytest.mark.parametrize("tokens", [SHORT + 1, 333])
def test_threads_share_the_chunks_and_change_nothing(tokens: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = masked(8, tokens, 3)
    core, expected = problem.core(), dense_partial(problem)
    made = plan(core, Target(delta=1e-3, method="fast"))
    alone = execute(core, made)
    shared = replace(made, cuts=tuple(replace(one, threads=3) for one in made.cuts))
    found = execute(core, shared)
    for name, reference in expected.items():
        size = np.abs(reference).max()
        assert np.abs(found.outputs[name] - alone.outputs[name]).max() <= 1e-12 * size
        assert (np.abs(found.outputs[name] - reference) <= found.errors[name] + 1e-13 * size).all()
        assert (found.errors[name] <= alone.errors[name] * (1 + 1e-6)).all()
    monkeypatch.setattr(near.Prefix, "add", lambda self, keys: None)
    forgotten = execute(core, shared)
    assert any((forgotten.errors[name] != found.errors[name]).any() for name in expected)


def test_queries_out_of_order_are_refused() -> None:
    core = masked(10, 200, 2).core()
    turned = replace(core, seen=np.asarray(core.seen)[::-1].copy())
    with pytest.raises(FastAttentionError, match="attend to all keys that those before it do"):
        execute(turned, plan(turned, Target(method="fast")))
