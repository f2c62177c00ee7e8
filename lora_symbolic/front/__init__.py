"""The front door: what `import lora_symbolic as ls` offers, a name for each thing that a person does.

Dictionary
    names       sizes and matrices, several at once
    questions   prove, evaluate, to_numpy
    display     what answers and derivations show in a notebook

The names themselves stand in `lora_symbolic/__init__.py`.
"""

from lora_symbolic.calculus import Derivation, derive_gradient
from lora_symbolic.conversion import from_latex, from_torch, to_statement, to_torch
from lora_symbolic.errors import InputError, LoraSymbolicError, NoTruthValue
from lora_symbolic.language import (
    ShapeError,
    Statement,
    Term,
    block,
    colkron,
    colsum,
    colvec,
    commutation,
    det,
    diag,
    exp,
    eye,
    from_sympy,
    grad,
    inv,
    kron,
    log,
    logsumexp,
    matrix,
    maximum,
    minimum,
    ones,
    parse,
    reciprocal,
    relu,
    rowkron,
    rowsum,
    sigmoid,
    sign,
    silu,
    size,
    softmax,
    softplus,
    sqrt,
    step,
    tanh,
    to_latex,
    to_sympy,
    trace,
    vec,
    zeros,
)
from lora_symbolic.language import absolute as abs
from lora_symbolic.language import statement_from_toml as statement
from lora_symbolic.language import sum_entries as sum
from lora_symbolic.language.term import METHODS, Equation
from lora_symbolic.proving import Answer, Counterexample

from .names import matrices, sizes
from .questions import derivation, evaluate, prove, to_numpy

METHODS["derive"] = derivation

__all__ = [
    "Answer",
    "Counterexample",
    "Derivation",
    "Equation",
    "InputError",
    "LoraSymbolicError",
    "NoTruthValue",
    "ShapeError",
    "Statement",
    "Term",
    "abs",
    "block",
    "colkron",
    "colsum",
    "colvec",
    "commutation",
    "derive_gradient",
    "det",
    "diag",
    "evaluate",
    "exp",
    "eye",
    "from_latex",
    "from_sympy",
    "from_torch",
    "grad",
    "inv",
    "kron",
    "log",
    "logsumexp",
    "matrices",
    "matrix",
    "maximum",
    "minimum",
    "ones",
    "parse",
    "prove",
    "reciprocal",
    "relu",
    "rowkron",
    "rowsum",
    "sigmoid",
    "sign",
    "silu",
    "size",
    "sizes",
    "softmax",
    "softplus",
    "sqrt",
    "statement",
    "step",
    "sum",
    "tanh",
    "to_latex",
    "to_numpy",
    "to_statement",
    "to_sympy",
    "to_torch",
    "trace",
    "vec",
    "zeros",
]
