"""The front door: what `import lora_symbolic as ls` offers, a name for each thing that a person does.

Dictionary
    names       sizes and matrices, several at once
    questions   prove, evaluate, to_numpy
    operands    what an operation takes: terms, and exact numbers as scalars
    display     what answers and derivations show in a notebook

The names themselves stand in `lora_symbolic/__init__.py`.
"""

from lora_symbolic import language
from lora_symbolic.calculus import Derivation
from lora_symbolic.calculus import derive_gradient as _derive_gradient
from lora_symbolic.conversion import from_latex, from_torch, to_statement
from lora_symbolic.conversion import to_torch as _to_torch
from lora_symbolic.errors import InputError, LoraSymbolicError, NoTruthValue
from lora_symbolic.language import (
    ShapeError,
    Statement,
    Term,
    block,
    commutation,
    eye,
    from_sympy,
    matrix,
    ones,
    parse,
    size,
    zeros,
)
from lora_symbolic.language import statement_from_toml as statement
from lora_symbolic.language.term import METHODS, Equation
from lora_symbolic.proving import Answer, Counterexample

from .names import matrices, sizes
from .operands import of_terms
from .questions import derivation, evaluate, prove, to_numpy

METHODS["derive"] = derivation

abs = of_terms(language.absolute)
colkron = of_terms(language.colkron)
colsum = of_terms(language.colsum)
colvec = of_terms(language.colvec)
derive_gradient = of_terms(_derive_gradient)
det = of_terms(language.det)
diag = of_terms(language.diag)
exp = of_terms(language.exp)
grad = of_terms(language.grad)
inv = of_terms(language.inv)
kron = of_terms(language.kron)
log = of_terms(language.log)
logsumexp = of_terms(language.logsumexp)
maximum = of_terms(language.maximum)
minimum = of_terms(language.minimum)
reciprocal = of_terms(language.reciprocal)
relu = of_terms(language.relu)
rowkron = of_terms(language.rowkron)
rowsum = of_terms(language.rowsum)
sigmoid = of_terms(language.sigmoid)
sign = of_terms(language.sign)
silu = of_terms(language.silu)
softmax = of_terms(language.softmax)
softplus = of_terms(language.softplus)
sqrt = of_terms(language.sqrt)
step = of_terms(language.step)
tanh = of_terms(language.tanh)
to_latex = of_terms(language.to_latex)
to_sympy = of_terms(language.to_sympy)
to_torch = of_terms(_to_torch)
trace = of_terms(language.trace)
vec = of_terms(language.vec)
sum = of_terms(language.sum_entries)

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
