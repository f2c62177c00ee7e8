"""Samples: for each operation of the registry a term whose outermost operation it is."""

from __future__ import annotations

from fractions import Fraction

from lora_symbolic import language as lang
from lora_symbolic.language import Term, matrix, size

X, Y, Z, S, u = (matrix(*of) for of in (("X", "m", "n"), ("Y", "m", "n"), ("Z", "n", "k"), ("S", "m", "m"), ("u", "m")))
PHI = lang.coefficients("phi")
NAMES = {**{term.name: term for term in (X, Y, Z, S, u)}, "phi": PHI}
SIZES = ("m", "n", "k")

SAMPLES: dict[str, Term] = {
    "var": X,
    "number": lang.scalar(Fraction(3, 2)),
    "size": lang.scalar(size("m")),
    "ones": lang.ones("m", "n"),
    "zeros": lang.zeros("m", "n"),
    "eye": lang.eye("m"),
    "commutation": lang.commutation("m", "n"),
    "lower": lang.lower("m", "n", -1),
    "add": X + Y,
    "subtract": X - Y,
    "negate": -X,
    "hadamard": X * Y,
    "scale": 3 * X,
    "matmul": X @ Z,
    "transpose": X.T,
    "exp": lang.exp(X),
    "log": lang.log(X),
    "reciprocal": lang.reciprocal(X),
    "cos": lang.cos(X),
    "sin": lang.sin(X),
    "erf": lang.erf(X),
    "pi": lang.pi(),
    "apply": lang.apply(PHI, X, 1),
    "step": lang.step(X),
    "softmax": lang.softmax(X, Y),
    "sum": lang.sum_entries(X),
    "rowsum": lang.rowsum(X),
    "colsum": lang.colsum(X),
    "trace": lang.trace(S),
    "diag": lang.diag(u),
    "diagonal": lang.diag(S),
    "vec": lang.vec(X),
    "colvec": lang.colvec(X),
    "inverse": lang.inv(S),
    "det": lang.det(S),
    "kron": lang.kron(X, Z),
    "rowkron": lang.rowkron(X, S),
    "colkron": lang.colkron(X, Y),
    "block": lang.block([[X, S], [Y, S]]),
    "grad": lang.grad(lang.trace(S @ S), S),
    "jacobian": lang.jacobian(X @ Z, X),
}
