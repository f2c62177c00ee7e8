"""Growth: a claim about how a quantity grows with L when sequences grow as hypotheses say, and how it is read.

    grows = { of = "d * Gamma**2", under = ["Gamma = o(sqrt(log(L)))", "d = O(log(L))"], within = "o(log(L)**2)" }

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
from ...propositions import Comparison, Formula, Proposition, Quantifier, compared, formula
from ...propositions.factors import FAST, THIN, thin_factors
from ...propositions.formula_writing import text_of
from ...propositions.scale import Order, bound_of, monomials
from ...propositions.sequences import sides_of
from ...reading import did_you_mean, shown
from ...truth import NeitherTrueNorFalse

KEYS = ("of", "under", "within", "accuracy")
QUANTITIES = {"rank": "L**o(1)", "time": "L**(1 + o(1))"}
ACCURACIES = ("every", "some")
BETA = Formula("name", value="beta")
TEMPERATURES = {"beta = 1": "1", "beta = 1/d": "1/d"}
MOST = 20


@dataclass(frozen=True)
class Grows(NeitherTrueNorFalse):
    """Under the hypotheses the quantity lies within the class."""

    of: Formula
    under: tuple[Comparison, ...]
    within: Formula
    accuracy: str = "every"
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
        return {"grows": {**self.texts, **({"accuracy": self.accuracy} if self.of_factors else {})}}

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
            return thin_factors(given, self.beta, self.accuracy, *conclusions)
        quantifiers = tuple(Quantifier(True, name, ">", formula("0")) for name in self.names)
        return Proposition(quantifiers, self.under, (Comparison(self.of, "=", self.within),))


def _line(one: Comparison) -> str:
    return f"{text_of(one.left)} {one.relation} {text_of(one.right)}"


def read_grows(value: object) -> Grows:
    """The claim of a table with `of`, `under` and `within`.

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
    texts = {"of": str(value["of"]), "under": list(under), "within": str(value["within"])}
    parts = formula(texts["of"]), tuple(map(compared, under)), formula(texts["within"])
    claim = Grows(*parts, str(accuracy), texts)
    return _checked(claim, "accuracy" in value)


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
