"""The translator: a claim of the ledger as a statement of MathComp.

Dictionary
    statement_of(claim)   the whole statement: sizes, matrices, hypotheses, definitions, and the equality
    Parts                 the statement in its parts
    Translator            one claim's translation; `write` gives a term's text and its two dimensions

An equality is translated as it stands.
A derivative grad(loss, A) becomes a matrix grad_A, said to exist, for which the statement asks
    is_gradient (fun A => loss) A grad_A
that is, along every curve through A with derivative E, the loss has the derivative sum_ij grad_A i j * E i j; there is
at most one such matrix (theories/matrix_calculus.v, gradient_unique).

Sizes that occur in shapes are natural numbers, 0 included; below a fraction they are assumed positive.
Sizes that occur only as numbers, such as alpha and beta, are arbitrary reals; below a fraction, not 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import sympy

from lora_symbolic.language import Equation, Size, Term, subterms
from lora_symbolic.language.statement import InRange, ScalarRange
from proofs_checks.ledger.model import LedgerClaim

from ..errors import NotTranslatable
from .dimensions import Sizes, simplified, sizes_with_differences
from .expression import Written
from .names import coq_name, read_name, unused
from .rules import RULES, Known, as_shape, variable
from .spelling import MathComp, Spelling


@dataclass
class Translator:
    """One claim's translation."""

    sizes: Sizes
    reals: frozenset[str]
    names: dict[Term, str]
    spelling: Spelling = field(default_factory=MathComp)
    divisors: dict[str, str] = field(default_factory=dict)  # hypotheses by the size that stands below a fraction
    logarithms: list[str] = field(default_factory=list)  # hypotheses on the arguments of log, and of reciprocals
    variables: Known | None = None  # the matrices by their names, where conditions on reciprocals are asked for

    def write(self, term: Term, known: Known) -> Written:
        """A term as Coq writes it; terms in `known` are written by their names."""
        if term in known:
            return known[term]
        rule = RULES.get(term.op)
        if rule is None:
            raise NotTranslatable(f"the operation {term.op}")
        written = rule(self, term, known)
        if written.rows is None or written.cols is None:
            return written
        return as_shape(self, written, simplified(written.rows), simplified(written.cols))

    def number(self, value: sympy.Expr) -> str:
        """A rational expression in sizes as a real number."""
        top, bottom = sympy.fraction(sympy.together(value))
        text = self._polynomial(sympy.expand(top))
        if bottom == 1:
            return text
        self._divide_by(sympy.expand(bottom))
        return self.spelling.combined("/", [text, self._polynomial(sympy.expand(bottom))])

    def _polynomial(self, value: sympy.Expr) -> str:
        if value.is_Symbol:
            name = str(value)
            return coq_name(name) if name in self.reals else self.spelling.natural(self.sizes.of(value))
        if value.is_Integer:
            return self.spelling.integer(int(value))
        if value.is_Add:
            return self.spelling.combined("+", [self._polynomial(part) for part in value.args])
        if value.is_Mul:
            return self.spelling.combined("*", [self._polynomial(part) for part in value.args])
        if value.is_Pow and value.args[1].is_Integer and value.args[1] > 0:
            return self.spelling.combined("*", [self._polynomial(value.args[0])] * int(value.args[1]))
        raise NotTranslatable(f"the number {value}")

    def _divide_by(self, value: sympy.Expr) -> None:
        if value.is_Add and self.variables is not None:  # as n - 1, which may be 0 where n is positive
            self.divisors[str(value)] = f"({self._polynomial(value)} : R) <> 0"
            return
        for symbol in value.free_symbols:
            name = str(symbol)
            if name in self.reals:
                self.divisors[name] = f"{coq_name(name)} <> 0"
            else:
                self.divisors[name] = f"(0 < {self.sizes.of(symbol)})%N"

    def hypothesis(self, given: Equation, known: Known) -> str:
        """What a claim takes for granted: an equation, or the range of a number.

        Raises NotTranslatable for a derivative in it.
        """
        if isinstance(given, InRange):
            return self._range(given.scalar, self.spelling.entry(self.write(given.lhs, known)))
        if any(node.op == "grad" for node in subterms(given.lhs, given.rhs)):
            raise NotTranslatable("a derivative among the hypotheses")
        left, right = self.write(given.lhs, known), self.write(given.rhs, known)
        if left.rows is None or right.rows is None:
            raise NotTranslatable(f"the hypothesis {given.text}")
        return f"({left.text} = {as_shape(self, right, *left.shape).text})"

    def _range(self, scalar: ScalarRange, name: str) -> str:
        ends = [
            ("Rle" if closed else "Rlt", self.number(sympy.Rational(end.numerator, end.denominator)), below)
            for end, closed, below in ((scalar.low, scalar.low_closed, True), (scalar.high, scalar.high_closed, False))
            if end is not None
        ]
        texts = [f"{sign} {end} ({name})" if below else f"{sign} ({name}) {end}" for sign, end, below in ends]
        both = " /\\ ".join(texts)
        return f"({both})"

    def definitions(self, terms: Sequence[Term], known: Known) -> tuple[list[tuple[str, Written]], Known]:
        """The definitions that the terms use, each a name with what it stands for, and the names that they add."""
        lines: list[tuple[str, Written]] = []
        found = dict(known)
        for node in outside_gradients(terms, known):
            if node not in self.names or node in known:
                continue
            written = self.write(node, found)
            name = coq_name(self.names[node])
            lines.append((name, written))
            found[node] = Written(name, written.rows, written.cols)
        return lines, found

    def gradient(self, node: Term, name: str, known: Known) -> str:
        """The condition that the matrix of this name is the derivative that a `grad` node stands for."""
        lines, value, bound = self.loss(node, known)
        rows, cols = bound.rows, bound.cols
        body = " ".join([*map(let_line, lines), value])
        variable_text = known[node.args[1]].text
        return f"is_gradient (fun {bound.text} : 'M[R]_({rows}, {cols}) => {body}) {variable_text} {name}"

    def loss(self, node: Term, known: Known) -> tuple[list[tuple[str, Written]], str, Written]:
        """A `grad` node's loss as a function: its definitions, its text, and the matrix that varies."""
        loss, moving = node.args
        outer = {term: text for term, text in known.items() if moving not in set(subterms(term))}
        bound = variable(self, moving, {})
        lines, inner = self.definitions([loss], {**outer, moving: bound})
        value = self.write(loss, inner)
        return lines, value.text if value.rows is None else self.spelling.entry(value), bound


def let_line(definition: tuple[str, Written]) -> str:
    """A definition as a line of Coq.

    >>> let_line(("x", Written("2%:R")))
    'let x : R := 2%:R in'
    """
    name, written = definition
    kind = "R" if written.rows is None else f"'M[R]_({written.rows}, {written.cols})"
    return f"let {name} : {kind} := {written.text} in"


def outside_gradients(terms: Iterable[Term], known: Iterable[Term]) -> Iterator[Term]:
    """The nodes below the terms, children first, not looking below `grad` nodes and known nodes."""
    return subterms(*terms, known=known, below=lambda node: () if node.op == "grad" else node.args)


def _all_sizes(nodes: Sequence[Term]) -> list[Size]:
    found: list[Size] = []
    for node in nodes:
        if node.op == "var":
            found += [node.rows, node.cols]
        elif node.op in ("ones", "zeros", "eye", "commutation"):
            found += [cast(Size, side) for side in node.data]
    return found


@dataclass(frozen=True)
class Parts:
    """A statement in its parts; `gradients` are the `grad` nodes with the names of their matrices."""

    translator: Translator
    sizes: tuple[str, ...]  # natural numbers
    reals: tuple[str, ...]
    matrices: tuple[Written, ...]
    definitions: tuple[tuple[str, Written], ...]
    gradients: tuple[tuple[Term, Written], ...]
    known: Known
    left: Written
    right: Written

    def text(self) -> str:
        """The proposition of Coq, on several lines."""
        head = [f"forall {' '.join(self.sizes)} : nat,"] if self.sizes else []
        head += [f"forall {name} : R," for name in self.reals]
        head += [f"forall {matrix.text} : 'M[R]_({matrix.rows}, {matrix.cols})," for matrix in self.matrices]
        conditions = []
        for node, matrix in self.gradients:
            conditions.append(f"exists {matrix.text} : 'M[R]_({matrix.rows}, {matrix.cols}),")
            conditions.append(f"  {self.translator.gradient(node, matrix.text, self.known)} /\\")
        head += [f"{hypothesis} ->" for hypothesis in self.translator.divisors.values()]
        lines = [let_line(definition) for definition in self.definitions]
        logarithms = [f"{hypothesis} ->" for hypothesis in dict.fromkeys(self.translator.logarithms)]
        return "\n".join([*head, *lines, *logarithms, *conditions, f"{self.left.text} = {self.right.text}"])

    def value_of(self, name: str, sizes: Mapping[str, int]) -> int:
        """The value of one of `sizes` or `reals`, where the claim's own sizes have these values."""
        for difference, new in self.translator.sizes.differences.items():
            if new == name:
                return int(difference.subs({symbol: sizes[str(symbol)] for symbol in difference.free_symbols}))
        return sizes[read_name(name, sizes)]


def parts_of(
    lhs: Term,
    rhs: Term,
    order: Sequence[str],
    names: dict[Term, str],
    spelling: Spelling | None = None,
    conditions: bool = False,
    where: Sequence[Equation] = (),
) -> Parts:
    """The parts of the statement that two terms are equal, in the spelling of MathComp if no other is given.

    With `conditions` it supposes that nothing that is divided by is 0, else x / 0 is what Coq takes it for; and what
    `where` takes for granted is a hypothesis.
    """
    nodes = list(subterms(lhs, rhs, *(side for given in where for side in (given.lhs, given.rhs))))
    in_shapes = _all_sizes(nodes)
    shape_names = {name for side in in_shapes for name in side.names}
    numbers = [cast(Size, node.data[0]) for node in nodes if node.op == "size"]
    reals = frozenset(name for value in numbers for name in value.names) - shape_names
    matrices = [node for node in nodes if node.op == "var"]
    taken = _distinct([*sorted(shape_names), *sorted(reals)], [node.name for node in matrices], names.values())
    translator = Translator(sizes_with_differences(in_shapes, taken), reals, names, spelling or MathComp())
    known = {node: variable(translator, node, {}) for node in matrices}
    translator.variables = known if conditions else None
    translator.logarithms += [translator.hypothesis(given, known) for given in where]
    gradients = [node for node in outside_gradients([lhs, rhs], ()) if node.op == "grad"]
    lines, known = translator.definitions([lhs, rhs], {**known, **_gradient_names(translator, gradients, taken)})
    left, right = translator.write(lhs, known), translator.write(rhs, known)
    if left.rows is None and right.rows is not None:
        right = Written(translator.spelling.entry(right))
    elif left.rows is not None and right.rows is None:
        left = Written(translator.spelling.entry(left))
    elif left.rows is not None and left.cols is not None:
        right = as_shape(translator, right, left.rows, left.cols)
    quantified = [coq_name(name) for name in order if name in shape_names and _is_named(translator.sizes, name)]
    quantified += [name for name in translator.sizes.differences.values() if name not in quantified]
    return Parts(
        translator,
        tuple(dict.fromkeys(quantified)),
        tuple(coq_name(name) for name in order if name in reals),
        tuple(known[node] for node in matrices),
        tuple(lines),
        tuple((node, known[node]) for node in gradients),
        known,
        left,
        right,
    )


def statement_of(claim: LedgerClaim, conditions: bool = False) -> str:
    """The claim as a proposition of Coq, on several lines; with `conditions`, where nothing divided by is 0.

    Raises NotTranslatable for a claim that is no equality, or that uses an operation that has no translation.
    """
    if claim.kind != "equal" or claim.lhs is None or claim.rhs is None:
        raise NotTranslatable(f"{claim.id}: not an equality of two terms")
    where = claim.where if conditions else ()
    return parts_of(claim.lhs, claim.rhs, claim.sizes, claim.term_names, conditions=conditions, where=where).text()


def equality(lhs: Term, rhs: Term, order: Sequence[str], names: dict[Term, str]) -> str:
    """The statement that two terms are equal, for all sizes and matrices that occur in them."""
    return parts_of(lhs, rhs, order, names).text()


def _is_named(sizes: Sizes, name: str) -> bool:
    return not any(str(symbol) == name for symbol in sizes.replaced)


def _distinct(*groups: Iterable[str]) -> set[str]:
    """The names of sizes, matrices and definitions as Coq reads them.

    Raises NotTranslatable when two of them would be one: a bound name would then hide another.
    """
    seen: dict[str, str] = {}
    for name in dict.fromkeys(name for group in groups for name in group):
        other = seen.setdefault(coq_name(name), name)
        if other != name:
            raise NotTranslatable(f"the names {other} and {name}, which would be one name of Coq")
    return set(seen)


def _gradient_names(translator: Translator, gradients: Sequence[Term], taken: set[str]) -> Known:
    """A new name for each derivative, with the dimensions of its variable."""
    named_terms: Known = {}
    used = set(taken)
    for node in gradients:
        moving = node.args[1]
        name = unused(f"grad_{moving.name}", used)
        used.add(name)
        named_terms[node] = Written(name, translator.sizes(moving.rows), translator.sizes(moving.cols))
    return named_terms


__all__ = ["NotTranslatable", "Parts", "Translator", "Written", "coq_name", "equality", "parts_of", "statement_of"]
