"""Growth: a claim about how a quantity grows with L when sequences grow as hypotheses say, and how it is read.

    grows = { of = "d * Gamma**2", under = ["Gamma = o(sqrt(log(L)))", "d = O(log(L))"], within = "o(log(L)**2)" }

With of = "time" an algorithm may be given that evaluates terms from factors of a softmax, and is timed:

    algorithm = { terms = ["G"], features = { U = "X @ W", V = "Y" }, factors = ["F", "V"], order = "r <= d <= L" }

Dictionary
    Grows       the quantity, the hypotheses, the class; for factors of attention, every accuracy L^-c or some
    read_grows  the claim that a table states
    growth_of   a hypothesis about Gamma or d as powers
    QUANTITIES  `rank` and `time`, the width of factors of attention and the time to make them, with the class asked of
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from ...errors import SyntaxProblem
from ...propositions import Comparison, Formula, Proposition, Quantifier, compared, formula, negation
from ...propositions.factors import FAST, THIN, thin_factors
from ...propositions.formula_writing import text_of
from ...propositions.scale import Order, bound_of, monomials
from ...propositions.sequences import sides_of
from ...reading import did_you_mean, parse, shown
from ...term import Term
from ...truth import NeitherTrueNorFalse
from ..comparison_reader import Scope
from .cost import Cost, read_algorithm

KEYS = ("of", "under", "within", "accuracy", "algorithm", "negated")
ALGORITHM_KEYS = ("terms", "features", "factors", "order")
TIMED = "multiplications(algorithm) = L**(1 + o(1))"
QUANTITIES = {"rank": "L**o(1)", "time": "L**(1 + o(1))"}
ACCURACIES = ("every", "some")
BETA = Formula("name", value="beta")
TEMPERATURES = {"beta = 1": "1", "beta = 1/d": "1/d"}
MOST = 20


@dataclass(frozen=True)
class Algorithm(NeitherTrueNorFalse):
    """Terms that are evaluated, and among them two factors whose product stands for a softmax."""

    cost: Cost
    factors: tuple[Term, Term]
    texts: tuple[str, str]


@dataclass(frozen=True)
class Grows(NeitherTrueNorFalse):
    """Under the hypotheses the quantity lies within the class; of factors, `negated`: not always."""

    of: Formula
    under: tuple[Comparison, ...]
    within: Formula
    accuracy: str = "every"
    algorithm: Algorithm | None = None
    negated: bool = False
    texts: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def of_factors(self) -> str:
        """`rank` or `time` where the claim is about factors of attention, else nothing."""
        return self.of.value if self.of.op == "name" and self.of.value in QUANTITIES else ""

    @property
    def beta(self) -> str:
        """The inverse temperature of a claim about factors."""
        [found] = [TEMPERATURES[_line(one)] for one in self.under if one.left == BETA]
        return found

    def table(self) -> dict[str, object]:
        """The claim as it was read.

        >>> read_grows({"of": "d * r", "under": ["d = O(log(L))", "r <= d"], "within": "L**o(1)"}).table()
        {'grows': {'of': 'd * r', 'under': ['d = O(log(L))', 'r <= d'], 'within': 'L**o(1)'}}
        """
        more = {"accuracy": self.accuracy} if self.of_factors else {}
        return {"grows": {**self.texts, **more, **({"negated": True} if self.negated else {})}}

    @property
    def names(self) -> tuple[str, ...]:
        """The sequences, sorted."""
        parts = [self.of, self.within, *(side for one in self.under for side in (one.left, one.right))]
        return tuple(sorted(set().union(*(part.names for part in parts)) - {"L", *QUANTITIES}))

    @cached_property
    def proposition(self) -> Proposition:
        """What is claimed, as data that one module says."""
        if self.of_factors:
            given = tuple(one for one in self.under if one.left != BETA)
            conclusions = (THIN, FAST) if self.of_factors == "time" else (THIN,)
            conclusions = conclusions if self.algorithm is None else (TIMED,)
            said = thin_factors(given, self.beta, self.accuracy, *conclusions)
            return negation(said) if self.negated else said
        quantifiers = tuple(Quantifier(True, name, ">", formula("0")) for name in self.names)
        return Proposition(quantifiers, self.under, (Comparison(self.of, "=", self.within),))


def _line(one: Comparison) -> str:
    return f"{text_of(one.left)} {one.relation} {text_of(one.right)}"


def read_grows(value: object, scope: Scope | None = None) -> Grows:
    """The claim of a table with `of`, `under` and `within`; the terms of an algorithm are read in the scope.

    Raises SyntaxProblem for what is outside the format.
    """
    if not isinstance(value, Mapping):
        raise SyntaxProblem('grows: expected a table such as { of = "d * Gamma", under = [...], within = "O(log(L))" }')
    for key in value:
        if key not in KEYS:
            raise SyntaxProblem(f"grows: unknown key {shown(str(key))}; expected {', '.join(KEYS)}"
                                f"{did_you_mean(str(key), KEYS)}")  # fmt: skip
    for key in ("of", "within"):
        if not isinstance(value.get(key), str):
            raise SyntaxProblem(f"grows.{key}: expected a formula in quotes")
    under = value.get("under", [])
    if not isinstance(under, (list, tuple)) or len(under) > MOST or not all(isinstance(one, str) for one in under):
        raise SyntaxProblem('grows.under: expected a short list of hypotheses such as ["Gamma = o(sqrt(log(L)))"]')
    accuracy = value.get("accuracy", "every")
    if accuracy not in ACCURACIES:
        raise SyntaxProblem(f"grows.accuracy: {shown(str(accuracy))}; expected {' or '.join(ACCURACIES)}")
    algorithm = _algorithm(value["algorithm"], scope) if "algorithm" in value and scope is not None else None
    texts: dict[str, object] = {"of": str(value["of"]), "under": list(under), "within": str(value["within"])}
    texts |= {"algorithm": value["algorithm"]} if algorithm is not None else {}
    parts = formula(str(value["of"])), tuple(map(compared, under)), formula(str(value["within"]))
    negated = value.get("negated", False)
    if not isinstance(negated, bool):
        raise SyntaxProblem("grows.negated: expected true or false")
    claim = Grows(*parts, str(accuracy), algorithm, negated, texts)
    return _checked(claim, "accuracy" in value)


def _algorithm(value: object, scope: Scope) -> Algorithm:
    """The terms that are evaluated, and the two factors among them."""
    if not isinstance(value, Mapping) or set(value) != {*ALGORITHM_KEYS}:
        raise SyntaxProblem(f"grows.algorithm: expected a table with {', '.join(ALGORITHM_KEYS)}")
    factors, order = value["factors"], value["order"]
    if not isinstance(factors, (list, tuple)) or len(factors) != 2 or not all(isinstance(one, str) for one in factors):
        raise SyntaxProblem('grows.algorithm.factors: expected two terms such as ["F", "V"]')
    if not isinstance(order, str):
        raise SyntaxProblem("grows.algorithm.order: expected an order of sizes such as r <= d <= L")
    left, right = (parse(text, scope.in_terms, scope.sizes) for text in factors)
    return Algorithm(read_algorithm(value, [order], scope), (left, right), (factors[0], factors[1]))


def growth_of(one: Comparison) -> tuple[bool, Fraction, Fraction]:
    """Whether a hypothesis of factors says o, and the powers of log L and of d in it.

    Raises SyntaxProblem for another bound than O or o of such powers.
    """
    own = sides_of((one,))[one.left.value]
    side = own.get("above")
    if side is None or "below" in own:
        raise SyntaxProblem(f"grows.under: {shown(_line(one))}: expected o(...), O(...) or <=")
    order, width = side.monomial.order, side.monomial.names.get("d", Fraction(0))
    plain = order == Order(log=order.log) and 0 <= order.log < MOST and not side.monomial.names
    divided = order == Order(log=Fraction(1, 2)) and side.monomial.names == {"d": Fraction(-1, 2)}
    if not plain and not (divided and one.left.value == "Gamma"):
        raise SyntaxProblem(
            f"grows.under: {shown(_line(one))}: expected a power of log(L), or sqrt(log(L)/d) for Gamma"
        )
    return side.strict, order.log, width


def _checked(claim: Grows, has_accuracy: bool) -> Grows:
    """The claim, if its parts go together."""
    for one in claim.under:
        if one.left.op != "name" or one.left.value == "L":
            raise SyntaxProblem(f"grows.under: {shown(_line(one))}: expected a sequence's name on the left")
    named = [one.left.value for one in claim.under]
    if claim.algorithm is not None and (claim.of_factors, claim.accuracy) != ("time", "every"):
        raise SyntaxProblem("grows.algorithm goes with of = time, and with every accuracy")
    if claim.negated and (claim.algorithm is not None or not claim.of_factors):
        raise SyntaxProblem("grows.negated goes with of = rank or time, and with no algorithm")
    if not claim.of_factors:
        if has_accuracy:
            raise SyntaxProblem("grows.accuracy goes with of = rank or time")
        sides_of(claim.under)
        monomials(claim.of)
        bound_of(claim.within)
        return claim
    if claim.within != formula(QUANTITIES[claim.of_factors]):
        raise SyntaxProblem(f"grows.within: expected {QUANTITIES[claim.of_factors]!r} with of = {claim.of_factors}")
    if sorted(named) != ["Gamma", "beta", "d"]:
        raise SyntaxProblem(f"grows.under: {', '.join(named) or 'nothing'}; expected Gamma, d and beta, each once")
    for one in claim.under:
        if one.left != BETA:
            growth_of(one)
        elif _line(one) not in TEMPERATURES:
            raise SyntaxProblem(f"grows.under: {shown(_line(one))}: expected {' or '.join(TEMPERATURES)}")
    return claim
