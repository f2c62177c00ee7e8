"""Constants: the bounds that the error calculus prints, against those of the theorems.

Dictionary
    CONSTANTS           chain by chain, the theory's name of each constant, and the calculus's letter; with the word
                        row, its bound on row sums of absolute values, else on entries
    expression          a SymPy bound as a real number of Coq
    comparison          a goal of Coq: a constant of a chain's theory equals a bound, with its proof
    constants_text      a file in which every constant of a chain's theory is shown to equal the calculus's bound
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy

from ..errors import NotTranslatable
from ..translation.generate import HEADER

# A chain x is x_chain of bounds.chains there and x_chain.v here; its theorems are x_letter and x_letter_row.
CONSTANTS: Mapping[str, Mapping[str, str]] = {
    "relative": {
        "c_error e M": "c",
        "q_error d e M": "q",
        "p1_error d e M K": "p1",
        "p2_error d e M K": "p2",
        "p_error d e M K": "p",
        "dA_error L d e M K b c1 c2": "dA",
        "dB_error L d e M K a c1 c2": "dB",
    },
    "stochastic": {
        "c_move t M": "c",
        "q_move d t M": "q",
        "p1_move d t M K": "p1",
        "p1_row d t M K": "p1 row",
        "p2_move d t M K": "p2",
        "p2_row d t M K": "p2 row",
        "p_move d t M K": "p",
        "p_row d t M K": "p row",
        "dA_move L d t M K b c1 c2": "dA",
        "dB_move L d t M K a c1 c2": "dB",
    },
}
NAMES: Mapping[str, str] = {
    "delta": "e",
    "tau": "t",
    "|C3|": "M",
    "|Y|": "K",
    "|B|": "b",
    "|A|": "a",
    "|C1|": "c1",
    "|C2|": "c2",
    "d": "d%:R",
    "L": "L%:R",
}
Change = Callable[[sympy.Expr], sympy.Expr]


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


def calculus_bounds(name: str) -> dict[str, sympy.Expr]:
    """What the calculus prints for a chain."""
    from lora_symbolic.bounds import chains

    chain = getattr(chains, f"{name}_chain")(chains.partial_terms())
    return {letter: chain.error(*letter.split()) for letter in CONSTANTS[name].values()}


def constants_text(name: str, change: Change | None = None) -> str:
    """The file that compares a chain's constants; with a change of the calculus's bounds, that each is refused."""
    bounds = calculus_bounds(name)
    goals = [comparison(name, constant, bounds[letter], change) for constant, letter in CONSTANTS[name].items()]
    return "\n".join([HEADER + f"From lora Require Import relative_chain {name}_chain.\n", *goals])


def comparison(name: str, constant: str, bound: sympy.Expr, change: Change | None = None) -> str:
    """A goal that says that a constant of a chain's theory equals a bound; with a change, that it is refused."""
    unfolded = "".join(f" /{known.split()[0]}" for known in reversed(tuple(CONSTANTS[name])))
    stated = expression(change(bound) if change else bound)
    end = "Fail ring. Abort." if change else "ring. Qed."
    return (
        f"Goal forall (L d : nat) (e t M K a b c1 c2 : R), {constant} = {stated}.\n"
        f"Proof. intros; rewrite{unfolded} /q_size; real_operations. {end}\n"
    )
