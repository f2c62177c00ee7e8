"""Constants: the bounds that the error calculus prints, against those of the theorems.

Dictionary
    CONSTANTS           the theory's name of each constant, and the calculus's letter
    expression          a SymPy bound as a real number of Coq
    constants_text      a file in which every constant of relative_chain.v is shown to equal the calculus's bound
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy

from .errors import NotTranslatable
from .generate import HEADER

CONSTANTS: Mapping[str, str] = {
    "c_error e M": "c",
    "q_error d e M": "q",
    "p1_error d e M K": "p1",
    "p2_error d e M K": "p2",
    "p_error d e M K": "p",
    "dA_error L d e M K b c1 c2": "dA",
    "dB_error L d e M K a c1 c2": "dB",
}
NAMES: Mapping[str, str] = {
    "delta": "e",
    "|C3|": "M",
    "|Y|": "K",
    "|B|": "b",
    "|A|": "a",
    "|C1|": "c1",
    "|C2|": "c2",
    "d": "d%:R",
    "L": "L%:R",
}


def expression(bound: sympy.Expr) -> str:
    """A bound as a real number of Coq.

    >>> expression(2 * sympy.Symbol("delta") ** 2)
    '(2%:R * (e * e))'

    Raises NotTranslatable for a symbol or an operation that the theorems do not have.
    """
    if bound.is_Symbol:
        name = NAMES.get(str(bound))
        if name is None:
            raise NotTranslatable(f"the symbol {bound}")
        return name
    if bound.is_Integer and bound >= 0:
        return f"{bound}%:R"
    if bound.is_Pow and bound.args[1].is_Integer and bound.args[1] > 0:
        return "(" + " * ".join([expression(bound.args[0])] * int(bound.args[1])) + ")"
    if bound.is_Add or bound.is_Mul:
        sign = " + " if bound.is_Add else " * "
        return "(" + sign.join(expression(part) for part in bound.args) + ")"
    raise NotTranslatable(f"the bound {bound}")


def calculus_bounds() -> dict[str, sympy.Expr]:
    """What the calculus prints for the chain from |f~ - f| <= delta f, entry by entry."""
    from lora_symbolic.bounds.chains import partial_terms, relative_chain

    chain = relative_chain(partial_terms())
    return {letter: chain.error(letter) for letter in CONSTANTS.values()}


def constants_text(change: Callable[[sympy.Expr], sympy.Expr] = lambda bound: bound) -> str:
    """The file that compares them all; `change` is applied to each bound of the calculus first."""
    bounds = calculus_bounds()
    goals = [
        f"Goal forall (L d : nat) (e M K a b c1 c2 : R), {constant} = {expression(change(bounds[letter]))}.\n"
        "Proof. intros; rewrite /dA_error /dB_error /p_error /p2_error /p1_error /q_error /c_error /q_size; "
        "real_operations; ring. Qed.\n"
        for constant, letter in CONSTANTS.items()
    ]
    return "\n".join([HEADER + "From lora Require Import relative_chain.\n", *goals])
