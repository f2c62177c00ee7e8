"""Checks: the identity behind each step of a derivation, proved for all shapes, and the calculus behind two constants.

A step is an identity for x~ - x, the triangle inequality, and Hölder's inequality between the four norms. The
identities are proved here by canonical forms, with fresh matrices of the step's shapes; the two theorems about
softmax by SymPy, in every algebraic step of their proofs.

Dictionary
    check_of(step)         how a step was checked, in a sentence; UncheckedStep when a check fails
    checked_steps(d)       every step of a derivation, checked
    softmax_theorem        the algebra of the proof in `softmax_constants`
    centred_theorem        the algebra of the proof in `centred`
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Kind, Step
from lora_symbolic.errors import LoraSymbolicError
from lora_symbolic.language import Term, matrix
from lora_symbolic.language.operations import rebuild
from lora_symbolic.proving import prove_equal

from .derive import ErrorDerivation, ErrorStep
from .rules.softmax_constants import joint_total_variation, total_variation, worst_mass

BILINEAR = frozenset({"matmul", "hadamard", "kron", "rowkron", "colkron"})
LINEAR = frozenset({"rowsum", "colsum", "sum", "trace", "diag", "diagonal", "vec", "colvec", "transpose", "negate"})
SUMS = frozenset({"add", "subtract"})


class UncheckedStep(LoraSymbolicError, ValueError):
    """A step of a derivation whose identity could not be proved."""


def check_of(step: ErrorStep) -> str:
    """How a step was checked.

    Raises UncheckedStep when its identity is not proved.
    """
    if step.rule == "input":
        return "an assumption"
    if step.bound.is_exact:
        return "nothing is approximated below; Hölder's inequality for the size"
    if step.rule == "softmax":
        return softmax_theorem()
    if step.rule == "centred product":
        return centred_theorem()
    if step.rule in BILINEAR | LINEAR | SUMS or step.rule in {"scale", "block"}:
        return _identity(step.term)
    raise UncheckedStep(f"{step.rule}: no identity is known for this rule")


def checked_steps(derivation: ErrorDerivation) -> list[Step]:
    """The steps of a derivation as they are recorded, each with how it was checked.

    Raises UncheckedStep when the identity of one is not proved.
    """
    return [
        Step(line, step.reason, check_of(step), True, kind=Kind.IDENTITY)
        for step, line in zip(derivation.steps, derivation.statements, strict=True)
    ]


def _identity(node: Term) -> str:
    """The identity for the error of an operation; one proof serves all terms of these shapes."""
    if node.op == "scale":
        return _proved_identity(node)
    blank = rebuild(node, tuple(matrix(f"x{i}", *child.shape) for i, child in enumerate(node.args)))
    return _kept_identity(blank)


@cache
def _kept_identity(node: Term) -> str:
    return _proved_identity(node)


def _proved_identity(node: Term) -> str:
    fresh = [matrix(f"x{i}", *child.shape) for i, child in enumerate(node.args)]
    near = [matrix(f"y{i}", *child.shape) for i, child in enumerate(node.args)]
    if node.op == "scale":
        fresh[0] = near[0] = node.args[0]
    whole = rebuild(node, tuple(near)) - rebuild(node, tuple(fresh))
    if node.op in BILINEAR:
        (x, y), (x1, y1) = fresh, near
        splits = [
            rebuild(node, (x1 - x, y1)) + rebuild(node, (x, y1 - y)),
            rebuild(node, (x1 - x, y)) + rebuild(node, (x1, y1 - y)),
        ]
        said = "both ways of splitting the error"
    else:
        moved = [
            new if node.op == "scale" and i == 0 else new - old
            for i, (old, new) in enumerate(zip(fresh, near, strict=True))
        ]
        splits = [rebuild(node, tuple(moved))]
        said = "the linearity"
    if not all(prove_equal(whole, split).proved for split in splits):
        raise UncheckedStep(f"{node.op}: the identity for its error is not proved")
    return f"{said}: proved for all shapes by canonical form; then Hölder's and the triangle inequality"


@cache
def softmax_theorem() -> str:
    """Every algebraic step of the proof of the constants of softmax."""
    t, delta, e = sympy.symbols("t delta e", positive=True)
    g = 2 * delta * t * (1 - t) / (1 - delta + 2 * delta * t)
    star = worst_mass(delta)
    facts = {
        "g(t) is the gain of a set of mass t": t * (1 + delta) / (1 - delta + 2 * delta * t) - t - g,
        "g' vanishes at t*": sympy.diff(g, t).subs(t, star),
        "g(t*) = tau": g.subs(t, star) - total_variation(delta),
        "g(t)/t at 0": sympy.limit(g / t, t, 0) - 2 * delta / (1 - delta),
        "tau(tanh x) = tanh(x/2)": (joint_total_variation(sympy.tanh(e), sympy.Integer(0)) - sympy.tanh(e / 2)).rewrite(
            sympy.exp
        ),
    }
    return _all_vanish("the sharp constants of softmax", facts, {t: "1/3", delta: "3/7", e: "2/5"})


@cache
def centred_theorem() -> str:
    """Every algebraic step of the proof of the centred product's constant."""
    a, b, c, y, al, be, C, k = sympy.symbols("a b c y alpha beta C k", real=True)
    e = 1 - a - b - c
    u, v = a + b - c - e, a - b + c - e
    covariance = a - b - c + e - u * v
    t = (a - e) ** 2 - (b - c) ** 2
    alpha, beta, rest = a - e, b - c, b + c
    below = -b * (-(1 - u) * (1 + v) - covariance) - c * (-(1 + u) * (1 - v) - covariance)
    above = e * ((1 + u) * (1 + v) - covariance)
    H = 2 * (1 - y - al) * (y + al + al**2) + (1 - 2 * y - al**2) ** 2 / 4
    extreme = (1 - 4 * al - al**2) / 2
    tilted = (k**2 * (1 - y) ** 2 - y**2) / (k * (1 - y) + y) ** 2 - ((1 - y) ** 2 - y**2)
    facts = {
        "C = 1 - 2y - t": covariance - (1 - 2 * rest - t),
        "C = 4(ae - bc)": covariance - 4 * (a * e - b * c),
        "E|g - C| in case A": 2 * below - 4 * (rest * (rest + covariance) - beta**2),
        "its bound": ((1 - C + be**2) * (1 + C + be**2) - 4 * be**2) - ((1 - be**2) ** 2 - C**2),
        "E|g - C| in case B": 2 * above - 2 * (1 - rest - alpha) * (rest + alpha + t),
        "H' in case B": sympy.diff(H, y) - (1 - 2 * y - 4 * al - al**2),
        "E|g - C| where H' = 0": (2 * (1 - y - al) * (y + al + al**2)).subs(y, extreme) - (1 - al**2) ** 2 / 2,
        "the extremal four positions": tilted - 2 * (k * (1 - y) / (k * (1 - y) + y) - (1 - y)),
    }
    end = sympy.Poly(4 - 4 * H.subs(y, 0), al)
    if end.count_roots(0, 1) != 0 or not end.eval(0) > 0:
        raise UncheckedStep("the centred product's constant: 1 - H at y = 0 is not positive")
    numbers = {a: "1/7", b: "2/7", c: "1/5", y: "1/6", al: "1/9", be: "1/8", C: "1/3", k: "5/2"}
    return _all_vanish("the centred product's constant", facts, numbers)


def _all_vanish(what: str, facts: dict[str, sympy.Expr], numbers: dict[sympy.Symbol, str]) -> str:
    at = {symbol: sympy.Rational(text) for symbol, text in numbers.items()}
    for name, fact in facts.items():
        # what is rational in its symbols needs no search for a simpler form
        if (sympy.cancel(fact) != 0 and sympy.simplify(fact) != 0) or abs(sympy.N(fact.subs(at), 40)) > 1e-30:
            raise UncheckedStep(f"{what}: {name} is not confirmed")
    return f"{what}: the {len(facts)} algebraic steps of its proof vanish identically in SymPy"
