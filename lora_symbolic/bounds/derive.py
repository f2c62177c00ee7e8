"""Derivation: the bounds of a term from those of its inputs, rule by rule, each step kept for printing.

Dictionary
    derive(term, given, exp_error, calculus)   walks the term from its inputs up
    ErrorStep                                  one rule: the term, the terms it came from, the bound it gave
    ErrorDerivation                            all steps; `error`, `size` of the whole; first order; printing
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy

from lora_symbolic.language.term import Term, subterms
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.language.writing import MAX_SUMMARY, to_text

from .bound import Bound, Given, bound_of_given, exact, exactly
from .norms import NAMES, NOTHING, ROWS, ZERO, Calculus, Expression, factored
from .rules.centred import centred, centred_parts
from .rules.operations import RULES, Context, NoRule
from .rules.softmax_constants import TAU, total_variation

PERTURBED = frozenset({"softmax", "exp"})


@dataclass(frozen=True)
class ErrorStep:
    """One rule applied to one term: what it used and the bounds it gave."""

    rule: str
    term: Term
    operands: tuple[Term, ...]
    bound: Bound
    reason: str


@dataclass(frozen=True, eq=False)
class ErrorDerivation(NeitherTrueNorFalse):
    """A term, the bounds on its size and its error, and the steps that led there."""

    term: Term
    steps: tuple[ErrorStep, ...]
    calculus: Calculus
    names: Mapping[Term, str]
    definitions: Mapping[sympy.Symbol, Expression]

    def __repr__(self) -> str:
        return f"<error of {to_text(self.term, self.names, limit=MAX_SUMMARY)} in {len(self.steps)} steps>"

    @cached_property
    def by_term(self) -> Mapping[Term, Bound]:
        """The bounds of every term met."""
        return {step.term: step.bound for step in self.steps}

    @property
    def bound(self) -> Bound:
        """The bounds of the whole term."""
        return self.by_term[self.term]

    @property
    def error(self) -> Expression:
        """The bound on the largest entry of the error, factored; in tau, the total variation constant of softmax."""
        return factored(self.bound.error.entry)

    @property
    def error_in_inputs(self) -> Expression:
        """The same with tau written out in delta."""
        return self.error.xreplace(dict(self.definitions))

    def of(self, term: Term, norm: str = "entry") -> Expression:
        """The bound on a norm of the error of a term met on the way, factored."""
        return factored(self.by_term[term].error[norm])

    def first_order(self, small: sympy.Symbol, norm: str = "entry") -> Expression:
        """The part of the bound that is linear in a small input error.

        >>> from lora_symbolic.language import matrix, softmax
        >>> f = softmax(matrix("S", "L", "L"))
        >>> from lora_symbolic.bounds import DELTA
        >>> derive(f @ matrix("C", "L", "d"), exp_error=DELTA).first_order(DELTA)
        delta*|C|
        """
        whole = self.bound.error[norm].xreplace(dict(self.definitions))
        return factored(sympy.diff(whole, small).subs(small, 0) * small)

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """What each step says of its term, without the reason."""
        return tuple(_statement(step, self.names) for step in self.steps)

    @property
    def lines(self) -> tuple[str, ...]:
        """The derivation as text, one line a step, with the inequality behind it."""
        return tuple(f"{said}; {step.reason}" for said, step in zip(self.statements, self.steps, strict=True))

    def __str__(self) -> str:
        return "\n".join(self.lines)


def _statement(step: ErrorStep, names: Mapping[Term, str]) -> str:
    text = to_text(step.term, names, expand=bool(step.term.args), limit=60)
    label = f"{names[step.term]} = {text}" if step.term in names and step.term.args else text
    bound = step.bound
    if bound.is_exact:
        return f"{step.rule}: {label}; size {factored(bound.size.entry)}; exact"
    said = ", ".join(f"{name} {factored(bound.error[name])}" for name in NAMES[:2])
    return f"{step.rule}: {label}; size {factored(bound.size.entry)}; error {said}"


def derive(
    term: Term,
    given: Mapping[Term, Given] | None = None,
    exp_error: Expression = ZERO,
    calculus: Calculus = ROWS,
    names: Mapping[Term, str] | None = None,
) -> ErrorDerivation:
    """The bounds on a term when its inputs are approximated as `given` says, everything else exact.

    `given` may name any subterm, not only variables: what lies below it is then not looked at. `exp_error` is a
    relative error of every exp, also of the one inside softmax.

    >>> from lora_symbolic.bounds import absolute
    >>> from lora_symbolic.language import matrix
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "n", "k")
    >>> derive(X @ Y, {X: absolute(sympy.Symbol("eps", positive=True))}).error
    eps*n*|Y|

    Raises NoRule for an operation without a rule, and for a softmax with weights.
    """
    inputs = dict(given or {})
    tau = TAU if exp_error != 0 else None
    context = Context(calculus, exp_error, tau)
    bounds: dict[Term, ErrorStep] = {}
    for node in subterms(term, below=lambda node: _needed(node, inputs, exp_error)):
        bounds[node] = _step(node, inputs, context, bounds, names or {})
    definitions = {TAU: total_variation(exp_error)} if tau is not None else {}
    return ErrorDerivation(term, tuple(bounds.values()), calculus, dict(names or {}), definitions)


def _needed(node: Term, given: Mapping[Term, Given], exp_error: Expression) -> tuple[Term, ...]:
    """The arguments whose bounds the rule of a node uses; softmax asks its logits only whether they move."""
    if node in given or node.op == "var":
        return ()
    if node.op == "softmax" and not _moves(node.args[0], given, exp_error):
        return ()
    return node.args


def _moves(term: Term, given: Mapping[Term, Given], exp_error: Expression) -> bool:
    """Whether something below a term is approximated."""
    inside = list(subterms(term))
    if any(node in given and given[node].kind != "exact" for node in inside):
        return True
    return exp_error != 0 and any(node.op in PERTURBED for node in inside)


def _step(
    node: Term, given: Mapping[Term, Given], context: Context, done: Mapping[Term, ErrorStep], names: Mapping[Term, str]
) -> ErrorStep:
    if node in given or node.op == "var":
        said = given.get(node, exact())
        bound = bound_of_given(node, said, names.get(node) or to_text(node, limit=40), context.calculus)
        return ErrorStep("input", node, (), bound, f"given: {said.kind}")
    if node.op not in RULES or (node.op == "softmax" and len(node.args) > 1):
        raise NoRule(f"{to_text(node, limit=60)}: no rule of the error calculus for {node.op} of this form")
    operands = _needed(node, given, context.exp_error)
    arguments = [done[child].bound for child in operands] or [exactly(NOTHING)] * len(node.args)
    bound = RULES[node.op](context, node, *arguments)
    parts = centred_parts(node)
    if parts is not None and parts[0] in done and parts[1] in done:
        apart, bound = bound, centred(node, done[parts[0]].bound, done[parts[1]].bound, bound, context.calculus)
        if bound is not apart:
            why = bound.error.why
            return ErrorStep("centred product", node, parts, bound, f"entry: {why[0]}; row: {why[1]}")
    why = bound.error.why if not bound.is_exact else bound.size.why
    reason = f"entry: {why[0]}; row: {why[1]}" if why[0] else "exact"
    return ErrorStep(node.op, node, operands, bound, reason)
