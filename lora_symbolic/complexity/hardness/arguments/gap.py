"""The embedding for all sizes: near and far vectors give losses that differ by 3/32 at X = I.

Dictionary
    split_chain     formula -> orthogonal vectors: the halves of an assignment, and what the exponents become
    gap_chain       vectors -> attention: scores, rows of the softmax, the two sides of the gap
    forward_chain   the same gap in one row of the forward pass: 1/2 against 1/(4 sqrt(n))
    score_steps, row_steps   the steps that other arguments share
    small_distances closest pair with near <= eta m is easy, so hard instances have near > eta m
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import sympy
from flint import ctx

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import Setting, algebra, at_most, nonnegative, tends_to, verified
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.propositions import (
    Equivalence,
    Proposition,
    Solvable,
    compared,
    comparisons,
    every,
    formula,
    problem,
    some,
)
from lora_symbolic.language.propositions.algebra import as_sympy

from ..embedding import FAR, NEAR, half_log_16, log_above
from ..formula import Formula, satisfiable, split_and_list
from ..quadrature import lower, upper
from ..vectors import ball_size, by_all_pairs


@cache
def split_chain() -> Argument:
    """n = 2^(v/2) vectors; an O(n^(2 - delta)) algorithm would decide SAT in 2^((1 - delta/2) v) steps."""
    v, delta = sympy.symbols("v delta", positive=True)
    m, products = sympy.symbols("m p", positive=True)
    exponents = ((2 - delta) * sympy.log(2 ** (v / 2)), (1 - delta / 2) * v * sympy.log(2))
    halves = Setting(("n", "m"), {"P": "n, m", "R": "n, m"}, {"met": "(ones(n, m) - P) @ (ones(n, m) - R).T"})
    return Argument(
        Proposition(
            (*every("F", "m > 0", "v > 0"), *some("P: n, m", "R: n, m")),
            then=(
                Equivalence(compared("satisfiable(F) = 1"), compared("min(P @ R.T) = 0")),
                compared("n = 2**(v / 2)"),
            ),
        ),
        lambda: (
            halves.equality(
                "expanded; a 0/1 entry says: this half leaves the clause unsatisfied",
                "m * ones(n, n) - P @ R.T",
                "met + P @ (ones(n, m) - R).T + (ones(n, m) - P) @ R.T",
                "clauses that some half satisfies",
            ),
            verified(
                "for entries 0 and 1: 1 - a b is 1 where one half satisfies the clause and 0 where none does",
                "a clause is satisfied iff one half satisfies it",
                "exact, all four pairs of entries",
                all(1 - a * b == max(1 - a, 1 - b) for a in (0, 1) for b in (0, 1)),
            ),
            at_most(
                "so m - <a, b> of the m clauses are satisfied: all iff <a, b> = 0, and fewer where <a, b> = p > 0",
                "the halves of all assignments are listed",
                m - products,
                m,
            ),
            verified(
                "the program that splits and lists does so",
                "both answers",
                "exact, all sets of at most two clauses on two variables",
                _programs_agree(),
            ),
            algebra("n^(2 - delta) = 2^((1 - delta/2) v)", "n = 2^(v/2): logarithms", exponents),
        ),
    )


def _programs_agree() -> bool:
    return all(by_all_pairs(split_and_list(one)) is satisfiable(one) for one in _all_small_formulas())


def _all_small_formulas() -> list[Formula]:
    literals = (1, -1, 2, -2)
    clauses = [(a,) for a in literals] + [(a, b) for a in (1, -1) for b in (2, -2)]
    return [Formula(2, (c,)) for c in clauses] + [Formula(2, (c, e)) for c in clauses for e in clauses]


@cache
def gap_chain(kind: str = "orthogonal", sharpness: Fraction = Fraction(1)) -> Argument:
    """The loss less n/8 is at most 1/32 without a near pair and at least 1/8 with one.

    At sharpness 1/2, e^x = (16 n)^(1/4) and e^y = sqrt(n): the sides are no longer bounded, and the steps fail.
    """
    return Argument(
        gap_claim(kind, sharpness),
        lambda: (*score_steps(kind), *row_steps(), *_sides(sharpness)),
    )


SCORES = {"orthogonal": "m * ones(n, n) - P @ R.T", "pair": "m * ones(n, n) - distance(P, R)"}
X_LEAST, Y_LEAST = "log(16 * n) / 2", "log(n)"


def gap_claim(kind: str, sharpness: Fraction) -> Proposition:
    """With scores at most s0, or one of at least s1, and a constant score rho between them, the loss has two sides."""
    sharp = "" if sharpness == 1 else f"({sharpness}) * "
    given = comparisons(
        f"S = {SCORES[kind]}",
        f"theta * (rho - s0) >= {sharp}{X_LEAST}",
        f"theta * (s1 - rho) >= {sharp}{Y_LEAST}",
    )
    return Proposition(
        every("P: n, m", "R: n, m", "theta > 0"),
        given,
        (
            Proposition(given=comparisons("max(S) <= s0"), then=comparisons(f"loss(I(r)) - n / 8 <= {FAR}")),
            Proposition(given=comparisons("max(S) >= s1"), then=comparisons(f"loss(I(r)) - n / 8 >= {NEAR}")),
        ),
    )


def score_steps(kind: str) -> tuple[Step, ...]:
    """The scores as products of blocks, and the constant key."""
    setting = Setting(("n", "m"), {"P": "n, m", "R": "n, m"}, {"J": "ones(n, m)"})
    if kind == "orthogonal":
        queries, keys, score = "block([[J - P, P]])", "block([[J, J - R]])", "m * ones(n, n) - P @ R.T"
        what = "m - <a, b>"
    else:
        queries, keys = "block([[P, J - P]])", "block([[R, J - R]])"
        score = "m * ones(n, n) - (P @ J.T + J @ R.T - 2 * (P @ R.T))"
        what = "m - distance, since |a - b| = a + b - 2 a b for 0/1 entries"
    return (
        setting.equality("blocks", f"{queries} @ {keys}.T", score, f"the scores are {what}"),
        setting.equality(
            "a + (1 - a) = 1", f"{queries} @ ones(2 * m, 1)", "m * ones(n, 1)", "a constant key scores alike"
        ),
    )


def row_steps() -> tuple[Step, ...]:
    """A row of the softmax as a quotient S/(S + R)."""
    setting = Setting(
        ("n", "r"),
        {"Q": "n, r", "K": "n, r", "k": "1, r"},
        {
            "A2": "block([[K], [ones(n, 1) @ k]])",
            "v": "block([[ones(n, 1)], [zeros(n, 1)]])",
            "S": "rowsum(exp(Q @ K.T))",
            "R": "n * exp(Q @ k.T)",
        },
    )
    s, r = sympy.symbols("S R", positive=True)
    slope = sympy.factor(sympy.diff(s / (s + r), s))
    return (
        setting.equality(
            "the keys' values are 1 and 0", "softmax(Q @ A2.T) @ v", "S * reciprocal(S + R)", "row i is S/(S+R)"
        ),
        setting.equality("logits 0", "softmax(zeros(n, r) @ A2.T) @ v", "ones(n, 1) / 2", "a row of zeros gives 1/2"),
        verified("S/(S + R) grows with S", "derivative", f"SymPy: {slope}", bool(slope.is_positive)),
    )


def _sides(sharpness: Fraction) -> tuple[Step, ...]:
    w, t = sympy.symbols("w t", positive=True)
    q = 1 + w  # n = q^4 >= 1
    half = int(2 * sharpness)
    good = all(_certain(count) for count in (1, 2, 3, 8, 100, 10**6, 10**18))
    steep, flat = 2**half * q**half + t, q ** (2 * half) + t
    one, two = sympy.symbols("a b", positive=True)
    far = at_most(
        "far: S <= n e^(theta s0), R = n e^(theta rho), theta (rho - s0) = x >= log(16 n)/2: n o^2/2 <= 1/32",
        "o <= 1/(1 + e^x), e^x = 4 sqrt(n) + t, n = (1 + w)^4",
        q**4 / (2 * (1 + steep) ** 2),
        sympy.Rational(FAR.numerator, FAR.denominator),
    )
    near = at_most(
        "near: S >= e^(theta s1), theta (s1 - rho) = y >= log n: o^2/2 >= 1/8",
        "o >= 1/(1 + n e^(-y)), e^y = n + t, n = (1 + w)^4",
        sympy.Rational(NEAR.numerator, NEAR.denominator),
        1 / (2 * (1 + q**4 / flat) ** 2),
    )
    return (
        at_most(
            "x + y <= (3/2) log n + log 4 + 1/32, rounded up to multiples of 1/64",
            "x = log(16 n)/2 + 1/(64 (1 + a)), y = log n + 1/(64 (1 + b))",
            (1 / (1 + one) + 1 / (1 + two)) / 64,
            sympy.Rational(1, 32),
        ),
        verified("the program rounds them so", "at seven sizes up to n = 10^18", "balls", good),
        far,
        near,
        at_most("the gap is 3/32", "1/8 - 1/32", sympy.Rational(3, 32), sympy.Rational(str(NEAR - FAR))),
    )


def _certain(count: int) -> bool:
    with ctx.workprec(64):
        logarithm = as_ball(count).log()
        x, y = half_log_16(count), log_above(count)
        enough = lower(as_ball(x) - as_ball(16 * count).log() / 2) >= 0 and lower(as_ball(y) - logarithm) >= 0
        return enough and upper(as_ball(x + y) - logarithm * 3 / 2 - as_ball(4).log()) <= Fraction(1, 31)


OUTPUTS = (Fraction(1, 5), Fraction(1, 2))
TOLERANCE = Fraction(1, 9)


@cache
def forward_chain() -> Argument:
    """The forward pass alone: a near pair puts an entry of the output at 1/2 or more, else all are below 1/4."""
    root, t = sympy.symbols("w t", positive=True)
    s = 1 + root  # n = s^2, e^x = 4 s + t, e^y = n + t
    given = comparisons(f"theta * (rho - s0) >= {X_LEAST}", f"theta * (s1 - rho) >= {Y_LEAST}")
    within = comparisons(f"maxabs(error(O)) <= {TOLERANCE}")
    claim = Proposition(
        every("P: n, m", "R: n, m", "theta > 0"),
        (*given, *within),
        (
            Proposition(given=comparisons("max(S) <= s0"), then=comparisons(f"max(O) <= {OUTPUTS[0] + TOLERANCE}")),
            Proposition(given=comparisons("max(S) >= s1"), then=comparisons(f"max(O) >= {OUTPUTS[1] - TOLERANCE}")),
        ),
    )
    low, high, tolerance = (sympy.Rational(str(value)) for value in (*OUTPUTS, TOLERANCE))
    return Argument(
        claim,
        lambda: (
            *row_steps(),
            at_most("far: o <= 1/(1 + 4 sqrt(n)) <= 1/5", "x >= log(16 n)/2", 1 / (1 + 4 * s + t), low),
            at_most("near: o >= 1/2", "y >= log n", high, 1 / (1 + s**2 / (s**2 + t))),
            verified(
                f"{low} + {tolerance} < {high} - {tolerance}", "numbers", "exact", bool(low + 2 * tolerance < high)
            ),
        ),
    )


@cache
def small_distances() -> Argument:
    """Balls of radius eta m have at most 2^(H(eta) m) points; with C H(eta) <= 1/2 enumeration takes n^(3/2 + o(1))."""
    eta = sympy.Symbol("eta", positive=True)
    entropy = -eta * sympy.log(eta) - (1 - eta) * sympy.log(1 - eta)  # in natural logarithms: e^(H m), m = C log n
    samples = [(width, width * part // 20) for width in (5, 12, 33, 60) for part in range(1, 11)]
    bounds = ("m = C * log(n)", "min(N) <= eta * m")
    near = problem("closest pairs", ("P: n, m", "R: n, m"), (("N", "distance(P, R)"),), bounds)
    time = formula("n**(3 / 2 + o(1))")
    claim = Proposition((*every("C > 0"), *some("eta > 0")), then=(Solvable(near, time, possible=True),))
    n, half = sympy.Symbol("n", positive=True), sympy.Rational(1, 2)
    k, m, j, a = sympy.symbols("k m j a", positive=True)
    return Argument(
        claim,
        lambda: (
            verified(
                "n balls of at most e^(H(eta) m) <= n^(1/2) points are listed within the time",
                "C H(eta) <= 1/2, m = C log n; each point is looked up in a sorted list",
                "SymPy: the exponents of n compared",
                bool(sympy.limit(sympy.log(as_sympy(time, {"n": n})) / sympy.log(n), n, sympy.oo) >= 1 + half),
            ),
            algebra(
                "eta^k (1 - eta)^(m - k) over e^(-H(eta) m) is ((1 - eta)/eta)^(eta m - k)",
                "e^(-H(eta)) = eta^eta (1 - eta)^(1 - eta); logarithms",
                (
                    k * sympy.log(eta) + (m - k) * sympy.log(1 - eta) + entropy * m,
                    (eta * m - k) * (sympy.log(1 - eta) - sympy.log(eta)),
                ),
            ),
            nonnegative(
                "that is at least 1 for k <= eta m and eta <= 1/2",
                "put eta = 1/(2 + a), k = eta m - j: its logarithm is j log(1 + a)",
                ((eta * m - k) * sympy.log((1 - eta) / eta)).subs(k, eta * m - j).subs(eta, 1 / (2 + a)),
            ),
            verified(
                "so sum_(k <= eta m) C(m, k) <= e^(H(eta) m) for eta <= 1/2",
                "1 = (eta + 1 - eta)^m >= sum_(k <= eta m) C(m, k) e^(-H(eta) m)",
                f"the two steps before; exact integers against balls agree at {len(samples)} pairs",
                all(_within_entropy(width, radius) for width, radius in samples if radius),
            ),
            tends_to(
                "C H(eta) <= 1/2 for some eta > 0, whatever C",
                "H is continuous and H(0) = 0; eta = 1/x",
                sympy.Symbol("C", positive=True) * entropy.subs(eta, 1 / eta),
                eta,
                sympy.Integer(0),
            ),
        ),
    )


def _within_entropy(width: int, radius: int) -> bool:
    part = Fraction(radius, width)
    with ctx.workprec(128):
        one = as_ball(1)
        p = as_ball(part)
        h = -p * p.log() - (one - p) * (one - p).log()
        return ball_size(width, radius) <= upper((h * width).exp())
