"""The lower bounds with exact quantifiers: which sizes, which bounds on the entries, which outside theorem.

Two hard problems, on n vectors in {0,1}^m with m = C log n:

    orthogonal    for every delta there is C: no O(n^(2 - delta)), under SETH; the scores' gap is g = 1
    approximate   for every delta there are C and epsilon: no O(n^(2 - delta)) for closest pair up to the factor
                  1 + epsilon, under SETH (Rubinstein); near > eta m, so g >= epsilon eta C log n

With z = log n: theta g = x + y <= (3/2) z + log 4 + 1/32, r = 2m, L = 2n, d = r + 1.

    1/r inside (Lemma E.1)          B^2 < 4 theta r
    1/r on C2 (printed reduction)   Gamma = B
    1/r split evenly, beta = 1      Gamma^2 < 4 theta

    approximate: B^2/log L -> at most 12/(epsilon eta);  Gamma^2 -> at most 6/(epsilon eta C): a constant
    orthogonal:  B^2/(log L)^2 -> 12 C;                  Gamma^2/log L -> at most 6

Dictionary
    hardness            the lower bound for a problem, a split and a bound on Gamma
    claim_of            what it says, as data; its steps read the bounds, the accuracy and the time from there
    order_of_time, quantified   steps that other lower bounds share
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import outside, part, tends_to
from lora_symbolic.language.propositions import (
    Comparison,
    Formula,
    Proposition,
    Quantifier,
    Solvable,
    every,
    formula,
    some,
)
from lora_symbolic.language.propositions.algebra import as_sympy
from lora_symbolic.language.propositions.formula_writing import text_of
from lora_symbolic.language.propositions.prefix import problem_with_prefix

from .claims import ADAPTERS, lower_bound, restricted
from .directions import lora_at_least_as_hard
from .gap import gap_chain, small_distances, split_chain
from .nodes import ACCURACY, gauss_chain

Z = sympy.Symbol("z", positive=True)  # log n
C, EPSILON, ETA, DELTA = sympy.symbols("C epsilon eta delta", positive=True)
THETA_GAP = sympy.Rational(3, 2) * Z + sympy.log(4) + sympy.Rational(1, 32)
LOG_L = Z + sympy.log(2)
TOKENS = 2 * sympy.exp(Z)

SETH = "SETH, Hypothesis 1: Impagliazzo and Paturi 2001"
VECTORS = "Williams 2005 with the sparsification lemma of Impagliazzo, Paturi and Zane 2001"
RUBINSTEIN = (
    "Rubinstein 2018, Hardness of approximate nearest neighbor search, "
    "in dimension C log n as Alman and Song 2023 quote it"
)
TIME = "O(L**(2 - delta))"
WIDTH = "C * log(L)"
CITED = {
    "orthogonal": ("SETH",),
    "approximate": ("SETH", "Rubinstein's theorem on approximate closest pairs"),
    "accurate": ("SETH",),
}


def in_z(one: Formula) -> sympy.Expr:
    """A formula in L as an expression in z = log n, with L = 2 n; a class O(...) by what is inside."""
    inside = one.args[0] if one.op in ("O", "o", "omega") else one
    return sympy.powsimp(sympy.expand_power_exp(as_sympy(inside, {"L": TOKENS}, {"L": LOG_L})))


def gap_of(problem: str) -> sympy.Expr:
    """g, or its lower bound."""
    return sympy.Integer(1) if problem == "orthogonal" else EPSILON * ETA * C * Z


def squared_gamma(problem: str, split: str) -> sympy.Expr:
    """The bound on Gamma^2: 4 theta r for the printed split and for 1/r inside, 4 theta for the even one."""
    theta = THETA_GAP / gap_of(problem)
    return 4 * theta if split == "even" else 4 * theta * 2 * C * Z


def source(problem: str) -> tuple[Step, ...]:
    if problem == "orthogonal":
        return (
            outside("k-SAT on v variables takes 2^((1 - o(1)) v) steps as k grows", SETH),
            outside("under SETH, k-SAT with O(v) clauses is as hard, so m = C log n is enough", VECTORS),
            part(split_chain()),
        )
    return (
        outside("k-SAT on v variables takes 2^((1 - o(1)) v) steps as k grows", SETH),
        outside(
            "under SETH, for every delta > 0 there are C and epsilon > 0: closest pair up to the factor 1 + epsilon, "
            "m = C log n, takes more than O(n^(2 - delta)) steps",
            RUBINSTEIN,
        ),
        part(small_distances()),
    )


def order_of_time(problem: str, time: Formula | None = None) -> Step:
    """(log L)^4 calls of L^(2 - delta) steps each are below n^(2 - delta/2)."""
    calls = {
        "orthogonal": "O((log L)^3) nodes, since M = O((log L)^2)",
        "approximate": "O((log L)^2) nodes for each of m + 1 distances",
        "accurate": "O((log L)^2) nodes for each of 2m + 1 instances",
    }[problem]
    exponent = sympy.expand(sympy.expand_log(sympy.log(in_z(time or formula(TIME))), force=True))
    saved = sympy.expand(exponent - (2 - DELTA / 2) * Z)
    return tends_to(
        f"at most O((log L)^4) calls of {text_of(time or formula(TIME))} steps stay below n^(2 - delta/2)",
        f"{calls}; delta <= 1/2 without loss of generality; L = 2 n",
        LOG_L**4 * sympy.exp(saved),
        Z,
        sympy.Integer(0),
    )


def quantified(claimed: Sequence[Quantifier], argued: Sequence[Quantifier]) -> Step:
    """The claimed quantifiers follow from those of the argument."""
    problem = problem_with_prefix(claimed, argued)
    order = ", ".join(f"{'every' if one.every else 'some'} {one.name}" for one in argued)
    return Step(
        f"the quantifiers are those of the argument: {order}",
        "what is chosen depends on what is given before it",
        problem or "each name for every value, or after all that its choice depends on",
        problem is None,
    )


def bounded(problem: str, split: str, gamma: Formula) -> Step:
    """The instance's Gamma^2 against the claimed bound; kappa exceeds, and c may be taken as, any constant."""
    free = sorted(gamma.names & {"kappa", "c"})
    ratio = squared_gamma(problem, split) / in_z(gamma) ** 2
    limit = sympy.limit(ratio, Z, sympy.oo)
    enough = bool(limit.is_finite) if free else bool((limit < 1) == True)  # noqa: E712
    return Step(
        f"Gamma = {text_of(gamma)}",
        f"Gamma^2 < {'4 theta' if split == 'even' else '4 theta r'}, theta = (x + y)/g",
        f"SymPy: Gamma^2 over its square tends to at most {limit}, a constant that {' or '.join(free) or '1'} exceeds",
        enough,
    )


def _wide(bound: Formula) -> Step:
    """d = r + 1 = 2 C' log n + 1 against the claimed bound, whose constant may be chosen."""
    limit = sympy.limit((2 * sympy.Symbol("m", positive=True) * Z + 1) / in_z(bound), Z, sympy.oo)
    return Step(
        f"d = r + 1 <= {text_of(bound)}",
        "r = 2 m, m = C' log n",
        f"SymPy: the ratio tends to {limit}, and the constant is chosen with C'",
        bool(limit.is_finite) and "C" in bound.names,
    )


def _bound_on(what: str, bounds: Sequence[Comparison]) -> Formula:
    """What bounds a quantity."""
    [found] = [one.right for one in bounds if text_of(one.left) == what and one.relation == "<="]
    return found


def prefix_of(gamma: str, *more: str) -> tuple[Quantifier, ...]:
    """What the argument gives: for every delta (and kappa = omega(1), K) some C, and the constants that gamma names."""
    names = formula(gamma).names
    growing = every("kappa = omega(1)") if "kappa" in names else ()
    constants = some("C", *(("c",) if "c" in names else ()), *more)
    return (*every("delta > 0"), *constants, *growing, *every("K > 0"))


def claim_of(problem: str, gamma: str) -> Proposition:
    """The lower bound for ALoRAGC with |C1 B A|, |C2| <= gamma."""
    bounds = (f"d <= {WIDTH}", f"maxabs(C1 @ B @ A) <= {gamma}", f"maxabs(C2) <= {gamma}", "W0 = 0", "Y = 0")
    return lower_bound(restricted(ADAPTERS, bounds, ACCURACY), TIME, prefix_of(gamma), CITED[problem])


@cache
def hardness(problem: str = "approximate", split: str = "printed", gamma: str = "sqrt(log(L)) * kappa") -> Argument:
    """For every delta > 0 there is C: no O(L^(2 - delta)) algorithm for ALoRAGC with these bounds.

    `gamma` must bound |C1 B A| and |C2|; W0 = 0, Y = 0, d = r + 1 = O(log L), eps = K (log L)^-4.
    """
    return hardness_of(claim_of(problem, gamma), problem, split, gamma)


def hardness_of(claim: Proposition, problem: str, split: str, gamma: str) -> Argument:
    """The same for a claim with other quantifiers, bounds, accuracy or time: its steps are read from the claim."""
    [fact] = claim.then
    if not isinstance(fact, Solvable) or fact.problem.accuracy is None:
        raise TypeError("expected a lower bound with an accuracy")
    bounds = fact.problem.bounds

    def steps() -> tuple[Step, ...]:
        return (
            *source(problem),
            quantified(claim.quantifiers, prefix_of(gamma)),
            part(gap_chain("orthogonal" if problem == "orthogonal" else "pair")),
            part(gauss_chain(fact.problem.accuracy, spread_power=2 if problem == "orthogonal" else 1)),
            part(lora_at_least_as_hard("0", "even" if split == "even" else "printed")),
            bounded(problem, split, _bound_on("|C1 @ B @ A|", bounds)),
            bounded(problem, split, _bound_on("|C2|", bounds)),
            _wide(_bound_on("d", bounds)),
            order_of_time(problem, fact.time),
        )

    return Argument(claim, steps)
