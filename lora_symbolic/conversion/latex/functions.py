r"""Functions: which LaTeX word is which operation; the registry of operations says most of it.

Dictionary
    FUNCTIONS       \exp, tr, softmax, ...: the builders by their word
    CIRCLED         \odot, \otimes, ...: the builders of products with a sign
    TRANSPOSES      what stands above a transposed matrix
    REFUSED         commands whose meaning would have to be guessed, and what to write instead
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import signature

from lora_symbolic.language.operations import CONSTRUCTORS, DERIVED, divide, softmax
from lora_symbolic.language.registry import OPERATIONS, Call, Infix
from lora_symbolic.language.term import Term

Builder = Callable[..., Term]


def takes(word: str) -> range:
    """How many arguments a function may have in its parentheses.

    >>> takes("exp"), takes("max"), takes("tril")
    (range(1, 2), range(2, 3), range(1, 3))
    """
    build = FUNCTIONS[word]
    if build not in DERIVED.values():
        return range(1, 2)
    parameters = signature(build).parameters.values()
    return range(sum(one.default is one.empty for one in parameters), len(parameters) + 1)


def _word(sign: str) -> str:
    r"""The word of \exp or \operatorname{tr}."""
    return re.sub(r"\\operatorname|\W", "", sign)


def _of_the_registry(form: type) -> dict[str, Builder]:
    rows = [row for row in OPERATIONS.values() if type(row.latex) is form and row.latex]
    return {row.latex.sign: CONSTRUCTORS[row.name] for row in rows if row.latex}


FUNCTIONS: Mapping[str, Builder] = {
    **{_word(sign): build for sign, build in _of_the_registry(Call).items()},
    **DERIVED,
    "softmax": softmax,
    **{alias: CONSTRUCTORS[name] for alias, name in (("ln", "log"), ("Tr", "trace"), ("trace", "trace"))},
    **{alias: DERIVED[name] for alias, name in (("max", "maximum"), ("min", "minimum"), ("ReLU", "relu"))},
    **{alias: DERIVED[name] for alias, name in (("sigma", "sigmoid"), ("SiLU", "silu"), ("sgn", "sign"))},
}
COMMANDS = frozenset(sign for sign in _of_the_registry(Call) if "operatorname" not in sign) | frozenset(
    {r"\ln", r"\tanh", r"\max", r"\min", r"\sigma"}
)
CIRCLED: Mapping[str, Builder] = {**_of_the_registry(Infix), r"\circ": CONSTRUCTORS["hadamard"], r"\oslash": divide}
TRANSPOSES = frozenset({r"\top", "T", r"\intercal", r"\mathsf{T}", r"\mathrm{T}", r"\mathsf{\top}"})
REFUSED: Mapping[str, str] = {
    r"\sum": r"a sum with indices is not read; expected products such as \mathbf{1}^\top X \mathbf{1} or \mathrm{tr}",
    r"\prod": "a product with indices is not read; expected its factors",
    r"\int": "an integral is not read; expected terms of matrices",
    r"\lim": "a limit is not read; expected terms of matrices",
    r"\le": "an inequality is not read; expected a term or an equation",
    r"\leq": "an inequality is not read; expected a term or an equation",
    r"\ge": "an inequality is not read; expected a term or an equation",
    r"\geq": "an inequality is not read; expected a term or an equation",
    r"\approx": "an approximation is not read; expected a term or an equation",
    "<": "an inequality is not read; expected a term or an equation",
    ">": "an inequality is not read; expected a term or an equation",
    "!": "a factorial is not read; expected the number",
    "%": "a comment is not read; expected a term",
    "*": r"* is no product here; expected juxtaposition, \cdot or \odot",
}
