"""Signs of entries: which signs the entries of a term may have, whatever the matrices are.

Dictionary
    EntrySigns(terms)    over all sizes that leave every side of these terms positive
      .signs(t)          the signs that the entries of t may have where t is defined
      .positive(t)       every entry is positive
      .never(t)          no entry is ever positive

The signs are read off the operations: a square is not negative, a sum of positive numbers is positive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import permutations
from typing import cast

from lora_symbolic.language.size import ONE, Size, same_size
from lora_symbolic.language.term import Term, subterms
from lora_symbolic.language.writing.shorthand import function

from .signs import ANY, NOT_NEGATIVE, POSITIVE, ZERO, Signs, plus, square, times, total
from .size_signs import SizeSigns


class EntrySigns:
    """The signs of the entries of terms, each looked at once.

    >>> from lora_symbolic.language import exp, matrix, ones
    >>> X = matrix("X", "m", "n")
    >>> of = EntrySigns((X,))
    >>> of.positive(X * X + ones("m", "n")), of.never(-exp(X)), of.positive(X)
    (True, True, False)
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.sizes = SizeSigns(side for node in subterms(*terms) for side in node.shape)
        self._known: dict[Term, Signs] = {}

    def positive(self, term: Term) -> bool:
        """Whether every entry is positive whatever the matrices are."""
        return self.signs(term) == POSITIVE

    def not_negative(self, term: Term) -> bool:
        """Whether no entry is ever negative."""
        return self.signs(term) <= NOT_NEGATIVE

    def positive_in_each_row(self, term: Term) -> bool:
        """Whether one look shows that no entry is negative and each row has a positive one."""
        if term.op == "lower":
            return cast(int, term.data[2]) >= 0
        if term.op == "transpose" and term.args[0].op == "lower":
            return cast(int, term.args[0].data[2]) >= 0 and same_size(*term.shape)
        if term.op == "hadamard":
            return any(
                self.positive(one) and self.positive_in_each_row(other) for one, other in permutations(term.args)
            )
        return self.positive(term)

    def never(self, term: Term) -> bool:
        """Whether no entry is ever positive."""
        return 1 not in self.signs(term)

    def signs(self, term: Term) -> Signs:
        """The signs that entries of a term may have."""
        for node in subterms(term):
            if node not in self._known:
                self._known[node] = self._of(node)
        return self._known[term]

    def _of(self, node: Term) -> Signs:
        if node.op == "number":
            value = cast(Fraction, node.data[0])
            return frozenset({(value > 0) - (value < 0)})
        if node.op == "size":
            return self.sizes.signs(cast(Size, node.data[0]))
        squared = _squared(node)
        if squared is not None:
            return total(square(self._known[squared]))
        called = function(node)
        if called is not None and called[0] in _PIECEWISE:
            return _PIECEWISE[called[0]]
        if called is not None and called[0] in _CHOICES:
            one, other = (self._known[argument] for argument in called[1])
            return frozenset(_CHOICES[called[0]](a, b) for a in one for b in other)
        rule = _RULES.get(node.op)
        return ANY if rule is None else rule(*(self._known[child] for child in node.args))


def _squared(node: Term) -> Term | None:
    """The term whose entries are squared, and perhaps added, in each entry of a node."""
    if node.op in ("hadamard", "scale") and node.args[0] is node.args[1]:
        return node.args[0]
    product = node.args[0] if node.op in ("trace", "diagonal") else node
    single = node is not product or node.shape == (ONE, ONE)
    if product.op == "matmul" and single and _transposed(*product.args):
        return product.args[0]
    return None


def _transposed(left: Term, right: Term) -> bool:
    return (left.op == "transpose" and left.args[0] is right) or (right.op == "transpose" and right.args[0] is left)


def _either(*signs: Signs) -> Signs:
    return frozenset().union(*signs)


_PIECEWISE = {"relu": NOT_NEGATIVE, "abs": POSITIVE}  # where they are defined, the argument of abs is not zero

_CHOICES: dict[str, Callable[[int, int], int]] = {"maximum": max, "minimum": min}

# an operation without a rule may give any sign; where log, reciprocal and a weighted softmax are defined, their
# arguments and row sums are as the conditions say
_RULES: dict[str, Callable[..., Signs]] = {
    "ones": lambda: POSITIVE,
    "zeros": lambda: ZERO,
    "eye": lambda: NOT_NEGATIVE,
    "commutation": lambda: NOT_NEGATIVE,
    "lower": lambda: NOT_NEGATIVE,
    "add": plus,
    "subtract": lambda left, right: plus(left, times(frozenset({-1}), right)),
    "negate": lambda signs: times(frozenset({-1}), signs),
    "hadamard": times,
    "scale": times,
    "pi": lambda: POSITIVE,
    "exp": lambda signs: POSITIVE,
    "erf": lambda signs: signs,
    "reciprocal": lambda signs: POSITIVE,
    "step": lambda signs: frozenset({1 if sign > 0 else 0 for sign in signs if sign}) or NOT_NEGATIVE,
    "softmax": lambda logits, weights=POSITIVE: weights if weights <= NOT_NEGATIVE else ANY,
    "matmul": lambda left, right: total(times(left, right)),
    "transpose": _either,
    "sum": total,
    "rowsum": total,
    "colsum": total,
    "trace": total,
    "diag": lambda signs: _either(signs, ZERO),
    "diagonal": _either,
    "kron": times,
    "rowkron": times,
    "colkron": times,
    "vec": _either,
    "colvec": _either,
    "block": _either,
}
