"""Strategies: random well-typed terms, for every package's tests.

Dictionary
    terms(depth)      matrices over the sizes L, d, r, d - r and 1 (bind d > r), at most about `depth` operations deep
    scalars(depth)    scalars, fit to be losses
    VARIABLES         the variables that occur: X_Ld is L x d, Y_kr is (d - r) x r, u_L1 is a column
    functions         which of exp, log, reciprocal, softmax may occur; log and reciprocal get positive arguments,
                      x * x + ones(m, n), unless safe=False
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import strategies as st

from lora_symbolic import language as lang
from lora_symbolic.language import Size, Term, size
from lora_symbolic.language.term import Scalarlike

LETTERS: dict[Size, str] = {size("L"): "L", size("d"): "d", size("r"): "r", size("d - r"): "k", size(1): "1"}
SIZES = tuple(LETTERS)
SIZE_NAMES = ("L", "d", "r")
FUNCTIONS = frozenset({"exp", "log", "reciprocal", "softmax"})
NO_FUNCTIONS: frozenset[str] = frozenset()

Shape = tuple[Size, Size]

ONE = size(1)


def variables_of(shape: Shape) -> tuple[Term, ...]:
    """The variables of one shape."""
    label = LETTERS[shape[0]] + LETTERS[shape[1]]
    return tuple(lang.matrix(f"{letter}_{label}", *shape) for letter in "XY")


VARIABLES = {term.name: term for m in SIZES for n in SIZES for term in variables_of((m, n))}


@dataclass(frozen=True)
class _Options:
    functions: frozenset[str]
    gradients: bool
    safe: bool


def terms(
    depth: int = 3,
    shape: Shape | None = None,
    *,
    functions: frozenset[str] = FUNCTIONS,
    gradients: bool = False,
    safe: bool = True,
) -> st.SearchStrategy[Term]:
    """Matrices, of this shape when one is given."""
    return _matrix(depth, shape, _Options(functions, gradients, safe))


def scalars(
    depth: int = 3, *, functions: frozenset[str] = FUNCTIONS, gradients: bool = False, safe: bool = True
) -> st.SearchStrategy[Term]:
    """Scalars: sums, traces and what is made of them."""
    return _scalar(depth, _Options(functions, gradients, safe))


@st.composite
def _matrix(draw: st.DrawFn, depth: int, shape: Shape | None, options: _Options) -> Term:
    m, n = shape or (draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES)))
    if depth <= 0:
        return draw(_leaf((m, n)))
    rules = ["leaf", "add", "subtract", "negate", "hadamard", "scale", "divide", "matmul", "matmul", "transpose"]
    rules += ["outer", "rowkron", "colkron", *sorted(options.functions)]
    rules += ["rowsum", "diagonal"] if n == ONE else []
    rules += ["colsum"] if m == ONE else []
    rules += ["diag"] if m == n else []
    rules += ["rows"] if m == size("d") else []
    rules += ["columns"] if n == size("d") else []
    rules += ["grad"] if options.gradients else []
    return _RULES[draw(st.sampled_from(rules))](draw, depth - 1, (m, n), options)


@st.composite
def _leaf(draw: st.DrawFn, shape: Shape) -> Term:
    m, n = shape
    leaves = [*variables_of(shape) * 3, lang.ones(m, n), lang.zeros(m, n), lang.lower(m, n)]
    leaves += [lang.eye(n)] if m == n else []
    return draw(st.sampled_from(leaves))


@st.composite
def _scalar(draw: st.DrawFn, depth: int, options: _Options) -> Term:
    if depth <= 0:
        return draw(st.sampled_from([lang.scalar(size(name)) for name in SIZE_NAMES]) | _numbers())
    rules = [
        "number",
        "sum",
        "sum",
        "trace",
        "kron",
        "vec",
        "commutation",
        "add",
        "subtract",
        "negate",
        "scale",
        "divide",
    ]
    rules += ["exp"] if "exp" in options.functions else []
    rule = draw(st.sampled_from(rules))
    if rule == "number":
        return draw(_scalar(0, options))
    if rule in ("sum", "trace", "kron", "vec", "commutation"):
        return _reduced(draw, rule, depth - 1, options)
    first = draw(_scalar(depth - 1, options))
    if rule in ("negate", "exp"):
        return lang.negate(first) if rule == "negate" else lang.exp(first)
    if rule == "divide":
        return first / draw(_divisors())
    second = draw(_scalar(depth - 1, options))
    return {"add": lang.add, "subtract": lang.subtract, "scale": lang.multiply}[rule](first, second)


def _reduced(draw: st.DrawFn, rule: str, depth: int, options: _Options) -> Term:
    m, n = draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES))
    inner = replace(options, gradients=False)
    if rule == "sum":
        return lang.sum_entries(draw(_matrix(depth, None, options)))
    if rule == "trace":
        return lang.trace(draw(_matrix(depth, (n, n), options)))
    if rule == "kron":
        return lang.sum_entries(lang.kron(draw(_matrix(depth, None, inner)), draw(_matrix(depth, None, inner))))
    left, right = draw(_matrix(depth, (m, n), inner)), draw(_matrix(depth, (n, m), inner))
    if rule == "vec":
        return lang.sum_entries(lang.vec(left) * lang.colvec(right))
    return lang.sum_entries((lang.commutation(m, n) @ lang.vec(left)) * lang.vec(right))


def _numbers() -> st.SearchStrategy[Term]:
    return st.builds(lambda p, q: lang.scalar(Fraction(p, q)), st.integers(-4, 4), st.integers(1, 3))


def _divisors() -> st.SearchStrategy[Scalarlike]:
    return st.sampled_from([2, -3, Fraction(3, 2), *SIZES[:4], size("2 * d"), size("L * d")])


# --- one rule for each operation that gives a matrix


def _pair(build: Callable[[Term, Term], Term]) -> Callable[..., Term]:
    return lambda draw, depth, shape, options: build(*(draw(_matrix(depth, shape, options)) for _ in range(2)))


def _single(build: Callable[[Term], Term]) -> Callable[..., Term]:
    return lambda draw, depth, shape, options: build(draw(_matrix(depth, shape, options)))


def _product(draw: st.DrawFn, depth: int, shape: Shape, options: _Options) -> Term:
    inner = draw(st.sampled_from(SIZES))
    return draw(_matrix(depth, (shape[0], inner), options)) @ draw(_matrix(depth, (inner, shape[1]), options))


def _positive(build: Callable[[Term], Term]) -> Callable[..., Term]:
    def rule(draw: st.DrawFn, depth: int, shape: Shape, options: _Options) -> Term:
        term = draw(_matrix(depth, shape, options))
        return build(term * term + lang.ones(*shape) if options.safe else term)

    return rule


def _softmax(draw: st.DrawFn, depth: int, shape: Shape, options: _Options) -> Term:
    logits = draw(_matrix(depth, shape, options))
    if not draw(st.booleans()):
        return lang.softmax(logits)
    weights = draw(_matrix(0, shape, options))
    return lang.softmax(logits, weights * weights + lang.ones(*shape) if options.safe else weights)


def _kroneckers(build: Callable[[Term, Term], Term], first: str) -> Callable[..., Term]:
    """kron of m x 1 and 1 x n; rowkron of m x 1 and m x n; colkron of 1 x n and m x n."""

    def rule(draw: st.DrawFn, depth: int, shape: Shape, options: _Options) -> Term:
        m, n = shape
        left = (ONE, n) if first == "row" else (m, ONE)
        right = (ONE, n) if first == "outer" else shape
        return build(draw(_matrix(depth, left, options)), draw(_matrix(depth, right, options)))

    return rule


def _stacked(draw: st.DrawFn, depth: int, shape: Shape, options: _Options) -> Term:
    """Two blocks, r and d - r high, one above the other."""
    return lang.block([[draw(_matrix(depth, (size(height), shape[1]), options))] for height in ("r", "d - r")])


def _beside(draw: st.DrawFn, depth: int, shape: Shape, options: _Options) -> Term:
    """Two blocks, r and d - r wide, side by side."""
    return lang.block([[draw(_matrix(depth, (shape[0], size(width)), options)) for width in ("r", "d - r")]])


def _gradient(draw: st.DrawFn, depth: int, shape: Shape, options: _Options) -> Term:
    loss = draw(_scalar(depth, replace(options, gradients=False)))
    return lang.grad(loss, draw(st.sampled_from(variables_of(shape))))


_RULES: dict[str, Callable[..., Term]] = {
    "leaf": lambda draw, depth, shape, options: draw(_leaf(shape)),
    "add": _pair(lang.add),
    "subtract": _pair(lambda left, right: left - right),
    "hadamard": _pair(lambda left, right: left * right),
    "negate": _single(lang.negate),
    "exp": _single(lang.exp),
    "log": _positive(lang.log),
    "reciprocal": _positive(lang.reciprocal),
    "softmax": _softmax,
    "matmul": _product,
    "transpose": lambda draw, depth, shape, options: draw(_matrix(depth, shape[::-1], options)).T,
    "scale": lambda draw, depth, shape, options: draw(_scalar(depth, options)) * draw(_matrix(depth, shape, options)),
    "divide": lambda draw, depth, shape, options: draw(_matrix(depth, shape, options)) / draw(_divisors()),
    "outer": _kroneckers(lang.kron, "outer"),
    "rowkron": _kroneckers(lang.rowkron, "column"),
    "colkron": _kroneckers(lang.colkron, "row"),
    "rowsum": lambda draw, depth, shape, options: lang.rowsum(
        draw(_matrix(depth, (shape[0], draw(st.sampled_from(SIZES))), options))
    ),
    "colsum": lambda draw, depth, shape, options: lang.colsum(
        draw(_matrix(depth, (draw(st.sampled_from(SIZES)), shape[1]), options))
    ),
    "diag": lambda draw, depth, shape, options: lang.diag(draw(_matrix(depth, (shape[0], ONE), options))),
    "diagonal": lambda draw, depth, shape, options: lang.diag(draw(_matrix(depth, (shape[0], shape[0]), options))),
    "rows": _stacked,
    "columns": _beside,
    "grad": _gradient,
}
