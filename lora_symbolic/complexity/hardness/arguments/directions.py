"""Appendix E for all shapes: which problem is at least as hard as which, with norms, accuracy and cost.

"P is at least as hard as Q" means: an algorithm for P solves Q. Hardness of AAttLGC passes to ALoRAGC when ALoRAGC is
at least as hard as AAttLGC. The sketch of Theorem 4.1 states the other direction; that one is true too, and useless.

Dictionary
    lora_at_least_as_hard       AAttLGC is solved by ALoRAGC: the direction that the theorem needs
    attention_at_least_as_hard  ALoRAGC is solved by AAttLGC: the direction that is printed
    wrong_direction             a problem that reduces to AAttLGC and is trivial all the same
    through_frozen_weight       AAttLGC is solved by ALoRAGC of any rank >= 1 with B A = 0, by way of W0
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import Setting, at_most, computed, verified
from lora_symbolic.bounds.inequalities import Setting as Bounds
from lora_symbolic.bounds.inequalities import bounded
from lora_symbolic.language.propositions import Proposition, Reduction, comparisons, every, formula, some
from lora_symbolic.language.statement import Claim, Holds, statement_from_table

from ..attention_problem import even_scale
from .claims import ADAPTERS, ATTENTION, INPUTS

INSTANCE = {
    "C1": "block([[A1, zeros(L, d - r)]])",
    "C2": "block([[A2, zeros(L, d - r)]]) / r",
    "C3": "block([[A3, zeros(L, d - r)]])",
    "Y": "block([[E, zeros(L, d - r)]])",
    "W0": "zeros(d, d)",
    "B": "block([[eye(r)], [zeros(d - r, r)]])",
    "A": "block([[X, zeros(r, d - r)]])",
}
EVEN = {"C1": "block([[A1, zeros(L, d - r)]]) / s", "C2": "s * block([[A2, zeros(L, d - r)]]) / r"}
_FIRST = {"first": "block([[eye(r)], [zeros(d - r, r)]])"}
_OWN = {"hE": "softmax(A1 @ X @ A2.T / r) @ A3 - E", "lossE": "sum(hE * hE) / 2"}
NARROW = {"A1": "L, r", "A2": "L, r", "A3": "L, r", "E": "L, r", "X": "r, r"}
PARTIAL = {"C1": "L, d", "C2": "L, d", "C3": "L, d", "Y": "L, d", "W0": "d, d", "B": "d, r", "A": "r, d"}


def gradient_names(weight: str, c1: str = "C1", c2: str = "C2") -> dict[str, str]:
    """f, c, q, p at logits C1 (weight) C2^T."""
    return {
        "f": f"softmax({c1} @ ({weight}) @ {c2}.T)",
        "c": "f @ C3 - Y",
        "q": "c @ C3.T",
        "p": "f * q - diag(rowsum(f * q)) @ f",
    }


@cache
def lora_at_least_as_hard(frozen: str = "0", split: str = "printed") -> Argument:
    """One call of ALoRAGC(L, d, r, eps), with any d > r, answers AAttLGC(L, r, eps).

    `frozen` is 0 or arbitrary: the weight Wbar*, which the printed reduction leaves open. `split` is printed (1/r on
    C2) or even (1/s on C1, s/r on C2, with the power of two s in [sqrt(r), 2 sqrt(r))).
    """
    instance = {**INSTANCE, **(EVEN if split == "even" else {})}
    if frozen != "0":
        del instance["W0"]
    matrices = {**NARROW, **({} if frozen == "0" else {"W0": "d, d"})}
    sizes = ("L", "d", "r", *(("s",) if split == "even" else ()))
    setting = Setting(sizes, matrices, {**instance, **_FIRST, **_OWN, **gradient_names("W0 + B @ A")})

    def steps() -> tuple[Step, ...]:
        return (
            gradients_of_adapters(),
            setting.equality("blocks", "C1 @ (W0 + B @ A) @ C2.T", "A1 @ X @ A2.T / r", "the logits"),
            setting.equality(
                "the gradient in A_Q is B_Q^T C1^T p C2",
                f"{READ.replace('dA', 'B.T @ C1.T @ p @ C2')}",
                "grad(lossE, X)",
                "the first r columns of dL/dA_Q are dL/dX",
            ),
            *_norms(split),
            *_block_errors(),
            _writing(),
        )

    reduction = Reduction(
        ATTENTION, ADAPTERS, tuple(instance.items()), (("dX", READ),), formula("1"), comparisons("d > r")
    )
    told = (*BOUNDS[split], "maxabs(error(dX)) <= maxabs(error(dA))", WRITTEN)
    scale = some("s") if split == "even" else ()
    return Argument(Proposition(scale, then=(reduction, *comparisons(*told))), steps)


READ = f"dA @ {_FIRST['first']}"
WRITTEN = "entries(C1, C2, C3, Y, W0, B, A) <= 7 * L * d"
BOUNDS = {
    "printed": ("maxabs(C1 @ B @ A) <= maxabs(A1 @ X)", "maxabs(C2) <= maxabs(A2)"),
    "even": (
        "s >= sqrt(r)",
        "s < 2 * sqrt(r)",
        "maxabs(C1 @ B @ A) <= maxabs(A1 @ X) / sqrt(r)",
        "maxabs(C2) < 2 * maxabs(A2) / sqrt(r)",
    ),
}


@cache
def gradients_of_adapters() -> Step:
    """What ALoRAGC asks for in A_Q is B_Q^T C1^T p C2, whatever its inputs are."""
    free = Setting(("L", "d", "r"), PARTIAL, {**gradient_names("W0 + B @ A"), "loss": "sum(c * c) / 2"})
    return free.equality("reverse mode", "grad(loss, A)", "B.T @ C1.T @ p @ C2", "the gradient in A_Q")


def _writing() -> Step:
    r, u, v = sympy.symbols("r u v", positive=True)
    d, L = r + u, r + u + v
    return at_most(
        "O(L d) numbers are written, 4 L d + 2 r d + d^2 <= 7 L d; one call is made, r^2 numbers are read",
        "C1, C2, C3, Y have L d entries, A_Q and B_Q r d, Wbar* d^2 zeros; d = r + u, L = d + v",
        4 * L * d + 2 * r * d + d**2,
        7 * L * d,
    )


def _block_errors() -> tuple[Step, ...]:
    """A block's largest entry is at most the matrix's: the larger of two numbers a, a + t is at least a."""
    a, t = sympy.symbols("a t", positive=True)
    halves = Setting(("d", "r"), {"G1": "r, r", "G2": "r, d - r"}, _FIRST)
    return (
        halves.equality("a product with unit columns copies entries", "block([[G1, G2]]) @ first", "G1", "the block"),
        at_most(
            "|block - dL/dX| <= eps, as for the whole matrix", "the larger of a and a + t is not below a", a, a + t
        ),
    )


def _norms(split: str) -> tuple[Step, ...]:
    b, t, w = sympy.symbols("B t w", positive=True)
    blocks = Setting(("L", "d", "r"), NARROW, INSTANCE)
    padded = blocks.equality("blocks", "C1 @ B @ A", "block([[A1 @ X, zeros(L, d - r)]])", "the bounded product")
    if split == "printed":
        return (
            padded,
            at_most("|C1 B_Q A_Q| = max(|A1 X|, 0) <= B = Gamma; |Y| = |E| = 0", "|A1 X| = B/(1 + t)", b / (1 + t), b),
            at_most("|C2| = |A2|/r <= B = Gamma", "r = 1 + t >= 1", b / (1 + t), b),
        )
    good = all(rank <= even_scale(rank) ** 2 < 4 * rank for rank in range(1, 2000))
    return (
        padded,
        verified(
            "the program's s is the least power of two with s^2 >= r, for r < 2000",
            "so s^2 >= r > (s/2)^2 by definition",
            "exact",
            good,
        ),
        at_most("s^2 < 4 r", "(s/2)^2 < r = (s/2)^2 + w, and s = 1 for r = 1", 4 * t**2, 4 * (t**2 + w)),
        at_most("|C1 B_Q A_Q|^2 r <= B^2", "|A1 X|/s, s^2 = r + w", b**2 * t / (t + w), b**2),
        at_most("|C2|^2 r < 4 B^2", "s |A2|/r, s^2 = 4 r - w", (4 * t - w) * b**2 / t, 4 * b**2),
    )


@cache
def attention_at_least_as_hard() -> Argument:
    """One call of AAttLGC of width d, at X = Wbar* + B A, answers ALoRAGC: dA = B^T dX, dB = dX A^T."""
    reads = {"dA": "B.T @ dX", "dB": "dX @ A.T"}
    setting = Setting(
        ("L", "d", "r"),
        {**PARTIAL, "X": "d, d"},
        {**gradient_names("W0 + B @ A"), "loss": "sum(c * c) / 2", "dX": f"C1.T @ p @ ({WIDE['A2']}) / d"},
    )
    inner = Setting(
        ("L", "d"),
        {"C1": "L, d", "C2": "L, d", "C3": "L, d", "Y": "L, d", "X": "d, d"},
        {
            **{name: WIDE[name] for name in ("A1", "A2", "A3", "E")},
            "h": "softmax(A1 @ X @ A2.T / d) @ A3 - E",
            "k": "h @ C3.T",
            "f": "softmax(C1 @ X @ C2.T)",
            "loss": "sum(h * h) / 2",
        },
    )

    def steps() -> tuple[Step, ...]:
        return (
            inner.equality(
                "A1 = C1, A2 = d C2, A3 = C3, E = Y",
                "grad(loss, X)",
                "C1.T @ (f * k - diag(rowsum(f * k)) @ f) @ C2",
                "dL/dX",
            ),
            setting.equality("product rule", "grad(loss, A)", reads["dA"], "dA from dX"),
            setting.equality("product rule", "grad(loss, B)", reads["dB"], "dB from dX"),
            *_errors_of_products(),
        )

    reduction = Reduction(
        ADAPTERS, ATTENTION, tuple(WIDE.items()), tuple(reads.items()), formula("1"), comparisons("r = d")
    )
    told = comparisons(
        "maxabs(error(dA)) <= d * maxabs(B) * maxabs(error(dX))",
        "maxabs(error(dB)) <= d * maxabs(A) * maxabs(error(dX))",
    )
    return Argument(Proposition(then=(reduction, *told)), steps)


def _errors_of_products() -> tuple[Step, ...]:
    """|B^T dX~ - B^T dX| <= d |B| |dX~ - dX|, and the same for A: the rules of the error calculus, for all sizes."""
    told = {
        "dA": "maxabs(B.T @ H - B.T @ G) <= d * maxabs(B) * maxabs(H - G)",
        "dB": "maxabs(H @ A.T - G @ A.T) <= d * maxabs(A) * maxabs(H - G)",
    }
    table: dict[str, object] = {
        "sizes": ["d", "r"],
        "matrices": {"A": ["r", "d"], "B": ["d", "r"], "G": ["d", "d"], "H": ["d", "d"]},
        "claims": [{"name": name, "holds": text} for name, text in told.items()],
    }
    reason, check = "the triangle inequality", "by the rules of the error calculus, for all sizes and entries"
    return tuple(
        computed(f"the error of {claim.name}: {told[claim.name]}", reason, _bounded(claim), check)
        for claim in statement_from_table(table, "errors").claims
    )


def _bounded(claim: Claim) -> bool:
    stated = claim.stated
    return isinstance(stated, Holds) and bounded(stated.comparison, Bounds(stated.hypotheses, stated.scalars)).proved


WIDE = {"A1": "C1", "A2": "d * C2", "A3": "C3", "E": "Y", "X": "W0 + B @ A"}


@cache
def wrong_direction() -> Argument:
    """ALoRAGC with A = 0 and B = 0 reduces to AAttLGC, which is hard, and its gradients are zero without computing."""
    setting = Setting(("L", "d", "r"), PARTIAL, {**gradient_names("W0"), "ZB": "zeros(d, r)", "ZA": "zeros(r, d)"})
    trivial = Proposition(every(*INPUTS), comparisons("A = 0", "B = 0"), comparisons("dA = 0", "dB = 0"))
    return Argument(
        Proposition(then=(*attention_at_least_as_hard().claim.then, trivial)),
        lambda: (
            *attention_at_least_as_hard().steps,
            setting.equality("B = 0", "ZB.T @ C1.T @ p @ C2", "zeros(r, d)", "dA at A = 0, B = 0"),
            setting.equality("A = 0", "C1.T @ p @ C2 @ ZA.T", "zeros(d, r)", "dB at A = 0, B = 0"),
        ),
    )


@cache
def through_frozen_weight() -> Argument:
    """Wbar* = [X, 0; 0, 0], A_Q = 0, B_Q = one column e_k: dA_Q is row k of dL/dW. So r calls of rank 1 give dL/dX.

    The two bounded matrices of Theorem 4.1 are then |X^(K) W_K*| = |C2|, as small as one likes, and 0.
    """
    narrow = {**NARROW, "e": "r, 1", "Z": "1, d"}
    instance = {
        **INSTANCE,
        "W0": "block([[X, zeros(r, d - r)], [zeros(d - r, r), zeros(d - r, d - r)]])",
        "B": "block([[e], [zeros(d - r, 1)]])",
        "A": "zeros(1, d)",
    }
    at = Setting(("L", "d", "r"), narrow, {**instance, **_FIRST, **_OWN, **gradient_names("W0 + B @ A")})
    reads = {"e.T @ dX": READ}
    free = Setting(
        ("L", "d", "r"),
        {**PARTIAL},
        {**gradient_names("W0 + B @ A"), "loss": "sum(c * c) / 2"},
    )
    scaled = Setting(("L", "d", "s"), {"C1": "L, d", "C2": "L, d", "W0": "d, d"}, {})
    reduction = Reduction(
        ATTENTION, ADAPTERS, tuple(instance.items()), tuple(reads.items()), formula("r"), comparisons("d > r")
    )
    scalings = Proposition(every("s > 0"), then=comparisons("(s * C1) @ W0 @ (C2 / s).T = C1 @ W0 @ C2.T", "B @ A = 0"))
    return Argument(
        Proposition(every("e: r, 1"), then=(reduction, scalings)),
        lambda: (
            at.equality("A_Q = 0", "B @ A", "zeros(d, d)", "the update"),
            free.equality("the gradient in A_Q", "grad(loss, A)", "B.T @ C1.T @ p @ C2"),
            at.equality(
                "B_Q = e_k picks one row",
                READ.replace("dA", "B.T @ C1.T @ p @ C2"),
                "e.T @ grad(lossE, X)",
                "row k of dL/dX",
            ),
            scaled.equality("scaling", "(s * C1) @ W0 @ (C2 / s).T", "C1 @ W0 @ C2.T", "C2 may be divided by any s"),
        ),
    )
