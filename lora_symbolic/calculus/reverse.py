"""Reverse mode: the derivative of a scalar term in a variable, as a term that reads as a person writes it.

Dictionary
    derive_gradient(loss, variable, names)   the derivative with its steps and names
    without_grad(term)                       every grad node replaced by its reverse-mode term, inner ones first
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lora_symbolic.language import operations as op
from lora_symbolic.language.term import Term, subterms

from .algebra import Algebra
from .derivation import Derivation, Step
from .naming import Names
from .rules import adjoint_of_argument

_SAYS = {
    "add": "a sum passes its adjoint on to both terms",
    "subtract": "a difference passes its adjoint on, negated to the second term",
    "negate": "a negative negates the adjoint",
    "scale": "a factor scales the adjoint; the factor itself gets the inner product",
    "hadamard": "each factor of an entrywise product gets the adjoint times the other",
    "matmul": "a factor of a product gets the adjoint times the other factor transposed, on its side",
    "transpose": "the adjoint is transposed",
    "exp": "exp is its own derivative, entrywise",
    "log": "the derivative of log x is 1/x, entrywise",
    "reciprocal": "the derivative of 1/x is -1/x^2, entrywise",
    "cos": "the derivative of cos is -sin, entrywise",
    "sin": "the derivative of sin is cos, entrywise",
    "erf": "the derivative of erf x is 2/sqrt(pi) exp(-x^2), entrywise",
    "apply": "the derivative of an unspecified f is f', entrywise",
    "step": "where a step is defined it is constant",
    "softmax": "softmax f sends G to f * G minus its row sums spread along f",
    "sum": "every entry counts once",
    "rowsum": "every entry of a row gets the adjoint of the row",
    "colsum": "every entry of a column gets the adjoint of the column",
    "trace": "the diagonal counts once",
    "diag": "only the diagonal of the adjoint counts",
    "diagonal": "the adjoint stands on the diagonal",
    "vec": "the adjoint is put back into rows",
    "colvec": "the adjoint is put back into columns",
    "inverse": "the adjoint goes between two transposed inverses, negated",
    "det": "the determinant times the transposed inverse",
    "kron": "each factor gets the adjoint summed over the other's entries",
    "rowkron": "each factor gets the adjoint summed over the other's columns",
    "colkron": "each factor gets the adjoint summed over the other's rows",
    "block": "each block gets its block of the adjoint",
}


CONSTANT = frozenset({"step"})  # the derivative is 0 wherever it is defined


def _moving(nodes: list[Term], variable: Term) -> set[Term]:
    moving = {variable}
    for node in nodes:
        if node.op not in CONSTANT and any(arg in moving for arg in node.args):
            moving.add(node)
    return moving


class _Tape:
    """One pass from the loss back to the variable."""

    def __init__(self, algebra: Algebra, names: Names | None) -> None:
        self.algebra = algebra
        self.names = names
        self.steps: list[Step] = []
        self.contributions: dict[Term, list[Term]] = {}

    def adjoint(self, node: Term) -> Term:
        """All contributions to a node's adjoint, added in the order of the text."""
        parts = self.contributions[node]
        if len(parts) == 1:
            return parts[0]
        total = self._recognised(node, self.algebra.total(parts[::-1]))
        says = f"used {len(parts)} times: the adjoints add up"
        self._record(Step("collect", parts[-1], total, says, node, node))
        return total

    def pass_on(self, node: Term, adjoint: Term, moving: set[Term]) -> None:
        """Hands a node's adjoint on to its arguments."""
        algebra = self.algebra
        found: dict[Term, Term] = {}
        if self.names is not None and node.op == "softmax":
            self.names.adjoint_of_output(node, _core(algebra, adjoint))
        for which, argument in enumerate(node.args):
            if argument in moving:
                part = adjoint_of_argument(node, adjoint, which, algebra)
                found[argument] = algebra.add(found[argument], part) if argument in found else part
        for argument, contribution in found.items():
            part = self._recognised(argument, contribution)
            if self.names is not None and node.op == "softmax" and argument is node.args[0]:
                self.names.adjoint_of_logits(node, _core(algebra, part))
            self.contributions.setdefault(argument, []).append(part)
            self._record(Step(node.op, adjoint, part, _SAYS[node.op], node, argument))

    def _recognised(self, node: Term, adjoint: Term) -> Term:
        """The adjoint of a softmax's output in the reader's names, where they name its transpose."""
        if self.names is None or node.op != "softmax" or adjoint in self.names.of:
            return adjoint
        constant, scalars, core = self.algebra.matrix_parts(adjoint)
        turned = self.algebra.transpose(core)
        if core in self.names.of or turned not in self.names.of or turned.op in ("var", "transpose"):
            return adjoint
        return self.algebra.rescale(constant, scalars, op.transpose(turned))

    def _record(self, step: Step) -> None:
        if self.names is not None:
            self.steps.append(replace(step, names=self.names.of))


def _core(algebra: Algebra, term: Term) -> Term:
    core = algebra.split(term)[2]
    return term if core is None else core


def _reverse(tape: _Tape, loss: Term, nodes: list[Term], moving: set[Term], variable: Term) -> Term:
    if loss not in moving:
        return op.zeros(*variable.shape)
    tape.contributions[loss] = [op.scalar(1) if loss.is_scalar else op.ones(1, 1)]
    for node in reversed(nodes):
        if node in tape.contributions and node is not variable:
            tape.pass_on(node, tape.adjoint(node), moving)
    return tape.adjoint(variable) if variable in tape.contributions else op.zeros(*variable.shape)


def derive_gradient(loss: Term, variable: Term, names: Mapping[Term, str] | None = None) -> Derivation:
    """The derivative of a scalar in a variable, with the steps of reverse mode and the names used.

    Terms that the reader names are kept whole; the outputs of softmax, their adjoints, the adjoints of the logits and
    the residual are named f, q, p and c where the reader has no name for them.

    >>> from lora_symbolic.language import matrix, softmax, sum_entries
    >>> C1, C2, W, Y = matrix("C1", "L", "d"), matrix("C2", "L", "d"), matrix("W", "d", "d"), matrix("Y", "L", "L")
    >>> c = softmax(C1 @ W @ C2.T) - Y
    >>> print(derive_gradient(sum_entries(c * c) / 2, W))
    C1.T @ p @ C2

    Raises LanguageError when the second argument is no variable, ShapeError when the first is no scalar.

    Shapes: 1 x 1, p x q -> p x q.
    Source: Griewank and Walther, Evaluating Derivatives, SIAM (2008).
    """
    stated = op.grad(loss, variable)
    bare = without_grad(loss)
    given = {without_grad(term): name for term, name in (names or {}).items()}
    nodes = list(subterms(bare))
    moving = _moving(nodes, variable)
    known = Names(given, nodes, moving)
    tape = _Tape(Algebra(known.of), known)
    if bare is not loss:
        tape.steps.append(Step("grad", loss, bare, "inner derivatives are taken first", loss, bare, known.of))
    gradient = _reverse(tape, bare, nodes, moving, variable)
    return Derivation(stated, gradient, tuple(tape.steps), known.of)


def without_grad(term: Term) -> Term:
    """Every grad node replaced by its reverse-mode term, the inner ones first; one of a Jacobian stays.

    >>> from lora_symbolic.language import grad, matrix, sum_entries
    >>> X = matrix("X", "m", "n")
    >>> str(without_grad(grad(sum_entries(X * X), X)))
    '2 * X'
    """
    found: Term | None = term._memo.get("without_grad")
    if found is not None:
        return found
    for node in subterms(term):
        if "without_grad" not in node._memo:
            args = tuple(arg._memo["without_grad"] for arg in node.args)
            taken = node.op == "grad" and not any(below.op == "jacobian" for below in subterms(args[0]))
            node._memo["without_grad"] = _derivative(*args) if taken else op.rebuild(node, args)
    result: Term = term._memo["without_grad"]
    return result


def _derivative(loss: Term, variable: Term) -> Term:
    nodes = list(subterms(loss))
    return _reverse(_Tape(Algebra(), None), loss, nodes, _moving(nodes, variable), variable)
