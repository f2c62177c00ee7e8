"""Symbolic derivation and proof for the theory of efficient attention.

>>> import lora_symbolic as ls
>>> L, d, r = ls.sizes("L d r")
>>> C1, C2, C3, Y = ls.matrices("C1 C2 C3 Y", L, d)
>>> W0, B, A = ls.matrix("W0", d, d), ls.matrix("B", d, r), ls.matrix("A", r, d)
>>> f = ls.softmax(C1 @ (W0 + B @ A) @ C2.T)
>>> loss = ls.sum((f @ C3 - Y) ** 2) / 2
>>> print(ls.grad(loss, A).derive())
B.T @ C1.T @ p @ C2
>>> ls.prove(ls.softmax(C1 @ C2.T) == ls.softmax(C2 @ C1.T))
<refuted: at L = 2, d = 1, entry (1, 1)>

The names are loaded when they are used, so that the import itself takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lora_symbolic.front import (
        Answer,
        Counterexample,
        Derivation,
        Equation,
        InputError,
        LoraSymbolicError,
        NoTruthValue,
        ShapeError,
        Statement,
        Term,
        abs,
        block,
        colkron,
        colsum,
        colvec,
        commutation,
        derive_gradient,
        det,
        diag,
        evaluate,
        exp,
        eye,
        from_latex,
        from_sympy,
        from_torch,
        grad,
        inv,
        kron,
        log,
        logsumexp,
        matrices,
        matrix,
        maximum,
        minimum,
        ones,
        parse,
        prove,
        reciprocal,
        relu,
        rowkron,
        rowsum,
        sigmoid,
        sign,
        silu,
        size,
        sizes,
        softmax,
        softplus,
        sqrt,
        statement,
        step,
        sum,
        tanh,
        to_latex,
        to_numpy,
        to_statement,
        to_sympy,
        to_torch,
        trace,
        vec,
        zeros,
    )

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


def __getattr__(name: str) -> Any:
    """A name of the front door; PEP 562."""
    if name not in __all__:
        raise AttributeError(f"module 'lora_symbolic' has no name {name!r}; it has {', '.join(__all__)}")
    found = getattr(import_module("lora_symbolic.front"), name)
    globals()[name] = found
    return found


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext lora_symbolic` does in a notebook: the cell magic %%statements."""
    import_module("proofs_checks.notebook").load(shell)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
