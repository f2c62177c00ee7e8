"""Inequalities derived from the statement alone, and false neighbours that are not."""

from __future__ import annotations

import pytest
import sympy

from lora_symbolic.bounds.inequalities import bounded, steps_of
from tests.lora_symbolic.bounds.inequalities.bench import RELATIVE, setting, stated

TRUE = [
    ("maxabs(softmax(S + E) - softmax(S)) <= tau/2", ["maxabs(E) <= tau"]),
    ("maxabs(softmax(S + E) - softmax(S)) <= tanh(tau/2) <= tau/2", ["maxabs(E) <= tau"]),
    ("norm(softmax(S + E) - f, inf) <= tau", ["maxabs(E) <= tau"]),
    ("norm(softmax(S + E) - f, inf) <= norm(E, inf)/2", []),
    ("norm(F - f, inf) <= 2*tan(arcsin(eps)/2)", [RELATIVE]),
    ("abs(F - f) <= 2*eps/(1 - eps) * f", [RELATIVE]),
    ("maxabs(f - F) < eps", [RELATIVE]),
    ("maxabs(f @ C) <= maxabs(C)", []),
    ("maxabs(X @ C.T) <= k*maxabs(X)*maxabs(C)", []),
    ("maxabs(X @ C.T) <= norm(X, inf)*maxabs(C)", []),
    ("0 <= f <= 1", []),
    ("maxabs(M) <= 1 + tau", ["maxabs(M - f) <= tau"]),
    ("maxabs(M*N - f*E) <= (1 + tau)*eps + tau*k", ["maxabs(M - f) <= tau", "maxabs(N - E) <= eps", "maxabs(E) <= k"]),
    ("maxabs((f + E) @ C - f @ C) <= n*tau*maxabs(C)", ["maxabs(E) <= tau"]),
    ("maxabs(exp(S)) <= exp(tau)", ["maxabs(S) <= tau"]),
    ("norm(X @ C.T) <= norm(X)*norm(C)", []),
    ("norm(X @ C.T, 2) <= norm(X, 2)*norm(C, 2)", []),
    ("maxabs(X) <= norm(X, 2) <= norm(X) <= sqrt(k)*norm(X, 2)", []),
    ("maxabs(X @ C.T) <= norm(X)*norm(C)", []),
    ("norm(softmax(S + E) - f) <= norm(E)/2", []),
    ("norm(softmax(S + E) @ C - f @ C) <= norm(E)*norm(C, 2)/2", []),
    ("norm(f, 2) <= norm(f) <= sqrt(m)", []),
    ("norm(S * E) <= maxabs(S)*norm(E)", []),
    ("norm(X, 2) <= sqrt(norm(X, 1)*norm(X, inf))", []),
    ("abs(sum(X)) <= m*k*maxabs(X)", []),
    ("abs(f * S) <= maxabs(S)*f", []),
    ("maxabs(beta*X) <= abs(beta)*maxabs(X)", []),
    ("maxabs(f * S - diag(rowsum(f * S)) @ f) <= maxabs(S)/2", []),
]
FALSE = [
    *(
        (f"maxabs(softmax(S + E, {one}) - softmax({other})) <= tau/2", ["maxabs(E) <= tau", *signs])
        for one, other, signs in [("M", "S", ()), ("M", "S, M", ()), ("M", "S, N", ("0 <= M", "0 <= N"))]
    ),
    ("maxabs(softmax(S + E) - softmax(S)) <= 0.99*tau/2", ["maxabs(E) <= tau"]),
    ("maxabs(softmax(S + E) - softmax(S)) <= tau/2", []),
    ("norm(F - f, inf) <= 0.99*2*tan(arcsin(eps)/2)", [RELATIVE]),
    ("abs(F - f) <= 0.99*2*eps/(1 - eps) * f", [RELATIVE]),
    ("maxabs(X @ C.T) <= maxabs(X)*maxabs(C)", []),
    ("norm(X) <= norm(X, 2)", []),
    ("norm(softmax(S + E) - f) <= 0.49*norm(E)", []),
    ("norm(X @ C.T) <= maxabs(X)*norm(C)", []),
    ("norm(S * E) <= 0.99*maxabs(S)*norm(E)", []),
    ("maxabs(softmax(S, E) - softmax(S, S)) <= 0", []),
    ("0 < S", []),
    ("maxabs(M) <= 1 + 0.99*tau", ["maxabs(M - f) <= tau"]),
    ("maxabs(M) <= 1 + tau", ["maxabs(M - N) <= tau"]),
    ("maxabs(S) = maxabs(E)", []),
]


@pytest.mark.parametrize("holds, where", TRUE)
def test_a_true_bound_is_derived_and_each_step_is_checked(holds: str, where: list[str]) -> None:
    claim = stated(holds, where)
    found = bounded(claim.comparison, setting(claim))
    assert found.proved, [link.text for link in found.links]
    for link in found.links:
        assert all(step["statement"] and step["check"] for step in steps_of(link, {}))


@pytest.mark.parametrize("holds, where", FALSE)
def test_a_false_bound_is_not_proved(holds: str, where: list[str]) -> None:
    claim = stated(holds, where)
    assert not bounded(claim.comparison, setting(claim)).proved


def test_what_is_not_reached_says_what_was() -> None:
    claim = stated("maxabs(softmax(S + E) - f) <= tau/3", ["maxabs(E) <= tau"])
    (link,) = bounded(claim.comparison, setting(claim)).links
    tau = claim.scalars["tau"].symbol
    assert link.bound is not None
    assert sympy.simplify(link.bound - sympy.tanh(tau / 2)) == 0
    assert link.text == "derived tanh(tau/2), claimed tau/3"


def test_a_bound_that_is_undefined_in_the_range_is_not_proved() -> None:
    scalars = {"closed": "0 <= closed <= 1", "open": "0 <= open < 1"}
    for name, proved in (("closed", False), ("open", True)):
        claim = stated(f"maxabs(X) <= maxabs(X)/(1 - {name})", scalars=scalars)
        assert bounded(claim.comparison, setting(claim)).proved is proved
