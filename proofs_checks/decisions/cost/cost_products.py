"""A cost in T_mat against a sum of T_mat's, whatever algorithm multiplies matrices.

Parameters: `count`, an algorithm by its name; `bound`, products such as "T(d, L, L) + T(d, d, r)". The statement: for
some constant K the multiplications are at most K times the bound, for all sizes. Two things are asked of T_mat: its
three sizes may be permuted at the price of a constant, and it is at least the number of entries of each of the three
matrices, which are read or written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations

import mpmath
import sympy

from lora_symbolic.complexity.cost.count import T_mat, symmetric
from lora_symbolic.complexity.cost.paper import SAMPLE_SIZES, counts, fitting
from lora_symbolic.language import LanguageError, size
from lora_symbolic.language.size import in_sympy
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees
from ..sentences import shapes_said, terms_said

_PRODUCT = re.compile(r"T\(([^,()]+),([^,()]+),([^,()]+)\)")
LARGE = ({"L": 10**6, "d": 64, "r": 8}, {"L": 10, "d": 10**4, "r": 10**4}, {"L": 10**3, "d": 10**3, "r": 1})


def bound_of(text: str) -> sympy.Expr:
    """The sum of products that a text names.

    Raises LanguageError for anything else.
    """
    parts = [part.strip() for part in re.split(r"\+(?![^(]*\))", text)]
    found = [_PRODUCT.fullmatch(part) for part in parts]
    if not all(found):
        raise LanguageError(f"bound {text!r}: expected a sum of products such as T(d, L, L)")
    return symmetric(
        sum((T_mat(*(in_sympy(size(name)) for name in made.groups())) for made in found if made), sympy.Integer(0))
    )


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if parameters["count"] not in counts():
        return f"count {parameters['count']!r}: expected one of {', '.join(sorted(counts()))}"
    try:
        bound_of(parameters["bound"])
    except LanguageError as error:
        return str(error)
    return None


def _covers(product: sympy.Expr, monomial: sympy.Expr) -> bool:
    """Whether a monomial is the number of entries of one of the three matrices of a product."""
    return any(sympy.expand(a * b - monomial) == 0 for a, b in combinations(product.args, 2))


def constants_of(count: sympy.Expr, bound: sympy.Expr) -> dict[sympy.Expr, sympy.Integer] | None:
    """How often each product of the bound is needed; None when a term of the count is covered by none."""
    products = [term.as_coeff_Mul()[1] for term in sympy.Add.make_args(bound)]
    needed = dict.fromkeys(products, sympy.Integer(0))
    for term in sympy.Add.make_args(count):
        coefficient, rest = term.as_coeff_Mul()
        home = next((made for made in products if rest == made or _covers(made, rest)), None)
        if home is None:
            return None
        needed[home] += abs(coefficient)
    return needed


def sentence(parameters: Parameters) -> str:
    """The sum of products, and what is counted."""
    made = counts()[parameters["count"]]
    return (
        f"for some constant K and all sizes: multiplications <= K*({bound_of(parameters['bound'])}), "
        f"T(a, b, c) for a product of a x b and b x c, counted in {terms_said(made.terms)}, {shapes_said(made.terms)}"
    )


def decide(parameters: Parameters) -> Outcome:
    """Every term of the count is a product of the bound up to the order of its sizes, or entries of one."""
    count, bound = symmetric(counts()[parameters["count"]].in_t_mat), bound_of(parameters["bound"])
    needed = constants_of(count, bound)
    if needed is None:
        return Outcome(Finding.SILENT, Strength.NONE, f"{count} has a term that no product of {bound} covers")
    total = sum((times * made for made, times in needed.items()), sympy.Integer(0))
    steps = (
        {
            "statement": f"the multiplications are {count}, sizes of products put in one order",
            "reason": "each operation is counted, equal subterms once",
            "check": "runs with counting numbers give the same number for T_mat(a, b, c) = a b c",
        },
        {
            "statement": f"that is at most {total}",
            "reason": "a monomial that is the number of entries of a matrix of a product is at most that product",
            "check": "each term compared exactly",
        },
    )
    return Outcome(Finding.PROVES, Strength.DERIVATION, f"at most {total}", steps)


def _cubic(a: int, b: int, c: int) -> mpmath.mpf:
    return mpmath.mpf(a) * b * c


def _entries(a: int, b: int, c: int) -> mpmath.mpf:
    return mpmath.mpf(a) * b + mpmath.mpf(b) * c + mpmath.mpf(a) * c


def _strassen(a: int, b: int, c: int) -> mpmath.mpf:
    least, middle, most = sorted((a, b, c))
    return mpmath.mpf(most) / least * mpmath.mpf(middle) / least * mpmath.mpf(least) ** mpmath.log(7, 2)


MODELS: tuple[Callable[[int, int, int], mpmath.mpf], ...] = (_cubic, _entries, _strassen)


def _value(cost: sympy.Expr, sizes: dict[str, int], model: Callable[[int, int, int], mpmath.mpf]) -> mpmath.mpf:
    total = mpmath.mpf(0)
    for term in sympy.Add.make_args(cost):
        coefficient, rest = term.as_coeff_Mul()
        value = mpmath.mpf(1)
        for factor in sympy.Mul.make_args(rest):
            made = factor.func == T_mat
            value *= model(*(_at(side, sizes) for side in factor.args)) if made else _at(factor, sizes)
        total += int(coefficient) * value
    return total


def _at(side: sympy.Expr, sizes: dict[str, int]) -> int:
    return int(side.xreplace({symbol: sympy.Integer(sizes[symbol.name]) for symbol in side.free_symbols}))


def _holds(parameters: Parameters, places: Sequence[dict[str, int]]) -> bool:
    count, bound = symmetric(counts()[parameters["count"]].in_t_mat), bound_of(parameters["bound"])
    needed = constants_of(count, bound)
    factor = 1 if needed is None else max(1, *(int(times) for times in needed.values()))
    with mpmath.workdps(50):
        return all(
            _value(count, place, model) <= factor * _value(bound, place, model) for place in places for model in MODELS
        )


def exact(parameters: Parameters) -> Outcome:
    """The inequality with its constant at small sizes, for three algorithms."""
    good = _holds(parameters, [fitting(sizes) for sizes in SAMPLE_SIZES])
    return agrees(
        good, Strength.EXACT_AT_SHAPES, "the textbook's, Strassen's and an ideal algorithm, at four choices of sizes"
    )


def digits(parameters: Parameters) -> Outcome:
    """The same at large sizes."""
    good = _holds(parameters, [dict(sizes) for sizes in LARGE])
    return agrees(good, Strength.HIGH_PRECISION, "the same at L = 10^6, at d = 10^4 above L = 10, and at d = L = 10^3")


PROCEDURE = DecisionProcedure(
    summary="a cost in T_mat against a sum of products, for any algorithm that multiplies matrices",
    names=frozenset({"count", "bound"}),
    decide=decide,
    exact=exact,
    digits=digits,
    accepts=accepts,
    sentence=sentence,
    controls=(
        {"count": "exact", "bound": "T(d, d, L) + T(d, d, r)"},
        {"count": "exact", "bound": "T(d, L, L) + T(d, d, r)"},
        {"count": "f", "bound": "T(d, d, L)"},
        {"count": "p-naive", "bound": "T(d, L, L)"},
    ),
)
