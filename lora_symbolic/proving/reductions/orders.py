"""Orders: whether derivatives of derivatives fit into the work of a proof, foreseen from the lower orders.

The canonical form of a derivative of order k is expanded from the inside, one order after another, and each is kept.
So it costs nothing to look after each how many factors it has: softmaxes multiply them by 3, 4, 5 from order to order,
logistic functions by 2. Where what is foreseen for the last does not fit by far, or where a lower order takes a share
that leaves no room for the others, the proof is refused at once.

Dictionary
    nesting(t)         how many derivatives are taken one of another
    is_deep(t)         whether these are many
    budget_of(t)       the work that is allowed for a proof about these terms
    foresee(x, l, r)   expand the lower orders of the deepest derivative in two terms; TooLarge where not all will fit
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from lora_symbolic.language.term import Term, subterms

from ..index_form import memory
from ..index_form.expand import Expander
from ..index_form.index import UNIT, TooLarge
from ..index_form.memory import Budget

DEEP = 3  # derivatives of derivatives of derivatives share little that a name could stand for
DEEPER = 12  # the work allowed for them, beside that for others
GROWTH = 5  # the work of an order in that of the one before, as the highest orders of a softmax have it
FLOOR = 150_000  # factors that any order may take
SEEN = 50_000  # factors after which the growth is that of the higher orders
COPIES = 170  # factors written for one of the order before, as the seventh order of a softmax has it
SIDES = 2


def nesting(*terms: Term) -> int:
    """How many derivatives are taken one of another.

    >>> from lora_symbolic.language import exp, grad, matrix, sum_entries
    >>> X = matrix("X", "m", "n")
    >>> nesting(grad(sum_entries(grad(sum_entries(exp(X)), X)), X), X)
    2
    """
    depth = _depths(*terms)
    return max(depth[term] for term in terms)


def _depths(*terms: Term) -> dict[Term, int]:
    depth: dict[Term, int] = {}
    for node in subterms(*terms):
        depth[node] = max((depth[child] for child in node.args), default=0) + (node.op == "grad")
    return depth


def _orders(term: Term) -> list[Term]:
    """The derivatives on the deepest way into a term, the innermost first."""
    depth = _depths(term)
    out: list[Term] = []
    while depth[term]:
        if term.op == "grad":
            out.append(term)
        term = max(term.args, key=lambda child: depth[child])
    return out[::-1]


def is_deep(*terms: Term) -> bool:
    """Whether many derivatives are taken one of another."""
    return nesting(*terms) >= DEEP


def budget_of(*terms: Term) -> Budget:
    """The work that is allowed for a proof about these terms."""
    return Budget(memory.ALLOWED * (DEEPER if is_deep(*terms) else 1))


def foresee(made: Callable[[], Expander], left: Term, right: Term) -> None:
    """Expand the lower orders of the deepest derivative in two terms; TooLarge where not all will fit.

    After that the proof has no work left, in whichever other way.
    """
    if not is_deep(left, right) or not (expander := made()).structure.plain:
        return
    budget, start = memory.current.budget, memory.current.work
    sizes: list[int] = []
    orders = _orders(max(left, right, key=nesting))
    try:
        for done, derivative in enumerate(orders):
            memory.current.allowed = start + max(FLOOR, budget.allowed // GROWTH ** (len(orders) - done))
            value = expander.entry(derivative.args[0], UNIT, UNIT)
            sizes.append(sum(len(monomial) for _, monomial in value))
            if memory.current.work - start > SEEN:
                _refuse_what_will_not_fit(sizes, len(orders), budget.allowed)
    except TooLarge:
        budget.allowed = 0
        raise
    memory.current.allowed = budget.allowed


def _refuse_what_will_not_fit(sizes: list[int], order: int, allowed: int) -> None:
    """TooLarge where the numbers of factors of the first derivatives show it for that order."""
    if len(sizes) < 2 or sizes[-1] <= sizes[-2]:
        return
    growth = Fraction(sizes[-1], sizes[-2])
    if SIDES * COPIES * sizes[-1] * growth ** (order - len(sizes)) > allowed:
        raise TooLarge(
            f"the derivative of order {len(sizes) - 1} has {sizes[-1]:,} factors, the one before it {sizes[-2]:,}, "
            f"so that of order {order} takes more than {allowed:,}"
        )
