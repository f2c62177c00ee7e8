"""What a claim assumes: hypotheses that some numbers satisfy, and where its terms are defined.

Dictionary
    impossible      the first hypothesis that no numbers satisfy
    conditions_of   where a claim means something, what the hypotheses make positive left out
"""

from __future__ import annotations

from collections.abc import Iterator

from lora_symbolic.language.operations import exp, log, substitute
from lora_symbolic.language.statement.comparison import Comparison
from lora_symbolic.language.term import Term
from lora_symbolic.proving.conditions import conditions

from ..norms import ONE, ZERO
from .comparing.order import at_most
from .derivation import Setting


def impossible(setting: Setting) -> str | None:
    """The first hypothesis that no numbers satisfy: something nonnegative below a negative number."""
    for link in setting.links:
        left, right = link.left.number, link.right.number
        low = ZERO if left is None or link.left.measures else left
        signed = any(measure.kind == "value" for measure in link.left.measures.values())
        plain = left is None and not all(part.absolute and part.coefficient.is_positive for part in link.left.parts)
        if right is None or link.right.measures or signed or plain:
            continue
        if link.left.measures and not (left is not None and left.is_nonnegative):
            continue
        if link.relation != "=" and at_most(right, low, setting.box, strict=link.relation == "<=") is not None:
            return link.text
    return None


def conditions_of(claim: Comparison, setting: Setting) -> tuple[str, ...]:
    """Where a claim means something, in sentences; what the hypotheses make positive needs no condition."""
    terms = tuple(dict.fromkeys([*claim.terms, *(term for link in setting.links for term in link.terms)]))
    positive = {variable: exp(variable) for variable in _positive(setting)}
    if not conditions(*(substitute(term, positive) for term in terms)):
        return ()
    return tuple(str(condition) for condition in conditions(*terms))


def _positive(setting: Setting) -> Iterator[Term]:
    """The variables that hypotheses make positive: V > 0, or |V - U| <= c U with c < 1 and U > 0."""
    for link in setting.links:
        part = link.right.parts[0]
        alone = len(link.right.parts) == 1 and part.coefficient == 1 and not part.absolute
        if alone and link.left.number == 0 and link.relation == "<" and part.term is not None and part.term.op == "var":
            yield part.term
    for close in setting.knowledge.close:
        below_one = at_most(close.factor, ONE, setting.box, strict=True) is not None
        others = [node for node in close.difference if node is not close.base]
        differs = len(others) == 1 and close.difference.get(close.base) == -close.difference[others[0]]
        if below_one and differs and others[0].op == "var" and not conditions(log(close.base)):
            yield others[0]
