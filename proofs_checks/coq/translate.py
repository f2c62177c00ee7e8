"""The translator: a claim of the ledger as a statement of MathComp.

Dictionary
    statement_of(claim)   the whole statement: sizes, matrices, hypotheses, definitions, and the equality
    Translator            one claim's translation; `write` gives a term's text and its two dimensions
    Written               a text of Coq, with the dimensions of the matrix (none for a number)

An equality is translated as it stands.
A derivative grad(loss, A) becomes a matrix grad_A, said to exist, for which the statement asks
    is_gradient (fun A => loss) A grad_A
that is, along every curve through A with derivative E, the loss has the derivative sum_ij grad_A i j * E i j; there is
at most one such matrix (theories/matrix_calculus.v, gradient_unique).

Sizes that occur in shapes are natural numbers, 0 included; below a fraction they are assumed positive.
Sizes that occur only as numbers, such as alpha and beta, are arbitrary reals; below a fraction, not 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

import sympy

from lora_symbolic.language import Size, Term, subterms

from ..ledger.model import LedgerClaim
from .dimensions import ONE, Dimension, Sizes, named, product, simplified, sizes_with_differences, total
from .errors import NotTranslatable

RESERVED = {"R", "exp", "ln", "diag", "vec", "kron", "ones", "softmax", "fun", "forall", "let", "in", "exists", "S"}
ENTRYWISE = {"exp": "exp_entries", "log": "log_entries", "reciprocal": "reciprocal_entries"}


def coq_name(name: str) -> str:
    """A name that Coq has no other use for."""
    return f"{name}_" if name in RESERVED else name


@dataclass(frozen=True)
class Written:
    """A text of Coq; dimensions are None for a number."""

    text: str
    rows: Dimension | None = None
    cols: Dimension | None = None

    @property
    def atom(self) -> str:
        """The text, in parentheses if it is not a name or in parentheses already."""
        if self.text.replace("_", "").replace("'", "").isalnum() or _enclosed(self.text):
            return self.text
        return f"({self.text})"


def _enclosed(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and position < len(text) - 1:
            return False
    return True


@dataclass
class Translator:
    """One claim's translation."""

    sizes: Sizes
    reals: frozenset[str]
    names: dict[Term, str]
    divisors: dict[str, str] = field(default_factory=dict)  # hypotheses by the size that stands below a fraction
    logarithms: list[str] = field(default_factory=list)  # hypotheses on the arguments of log

    def write(self, term: Term, known: dict[Term, Written]) -> Written:
        """A term as Coq writes it; terms in `known` are written by their names."""
        if term in known:
            return known[term]
        rule = RULES.get(term.op)
        if rule is None:
            raise NotTranslatable(f"the operation {term.op}")
        written = rule(self, term, known)
        if written.rows is None or written.cols is None:
            return written
        rows, cols = simplified(written.rows), simplified(written.cols)
        if (rows, cols) != (written.rows, written.cols):
            return Written(f"resize {rows} {cols} {written.atom}", rows, cols)
        return written

    def number(self, value: Size) -> str:
        """A rational expression in sizes as a real number."""
        top, bottom = sympy.fraction(sympy.together(value))
        text = self._polynomial(sympy.expand(top))
        if bottom == 1:
            return text
        self._divide_by(sympy.expand(bottom))
        return f"({text} / {self._polynomial(sympy.expand(bottom))})"

    def _polynomial(self, value: Size) -> str:
        if value.is_Symbol:
            name = str(value)
            return coq_name(name) if name in self.reals else f"{self.sizes(value)}%N%:R"
        if value.is_Integer:
            return f"{value}%:R" if value >= 0 else f"(- {-value}%:R)"
        if value.is_Add:
            return "(" + " + ".join(self._polynomial(part) for part in value.args) + ")"
        if value.is_Mul:
            return "(" + " * ".join(self._polynomial(part) for part in value.args) + ")"
        if value.is_Pow and value.args[1].is_Integer and value.args[1] > 0:
            return "(" + " * ".join([self._polynomial(value.args[0])] * int(value.args[1])) + ")"
        raise NotTranslatable(f"the number {value}")

    def _divide_by(self, value: Size) -> None:
        for symbol in value.free_symbols:
            name = str(symbol)
            if name in self.reals:
                self.divisors[name] = f"{coq_name(name)} <> 0"
            else:
                self.divisors[name] = f"(0 < {self.sizes(symbol)})%N"

    def definitions(self, terms: Sequence[Term], known: dict[Term, Written]) -> tuple[list[str], dict[Term, Written]]:
        """`let` lines for the definitions that the terms use, and the names that they add."""
        lines: list[str] = []
        found = dict(known)
        for node in _outside_gradients(terms, known):
            if node not in self.names or node in known:
                continue
            written = self.write(node, found)
            name = coq_name(self.names[node])
            kind = "R" if written.rows is None else f"'M[R]_({written.rows}, {written.cols})"
            lines.append(f"let {name} : {kind} := {written.text} in")
            found[node] = Written(name, written.rows, written.cols)
        return lines, found

    def gradient(self, node: Term, name: str, known: dict[Term, Written]) -> str:
        """The condition that the matrix of this name is the derivative that a `grad` node stands for."""
        loss, variable = node.args
        outer = {term: text for term, text in known.items() if variable not in set(subterms(term))}
        rows, cols = self.sizes(variable.rows), self.sizes(variable.cols)
        bound = coq_name(variable.name)
        inner = {**outer, variable: Written(bound, rows, cols)}
        lines, inner = self.definitions([loss], inner)
        value = self.write(loss, inner)
        text = value.text if value.rows is None else f"{value.atom} 0 0"
        body = " ".join([*lines, text])
        return f"is_gradient (fun {bound} : 'M[R]_({rows}, {cols}) => {body}) {known[variable].text} {name}"


def _outside_gradients(terms: Sequence[Term], known: Iterable[Term]) -> Iterator[Term]:
    """The nodes below the terms, children first, not looking below `grad` nodes and known nodes."""
    seen: set[Term] = set(known)
    stack: list[tuple[Term, bool]] = [(term, False) for term in reversed(terms)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if node.op != "grad":
                stack.extend((child, False) for child in reversed(node.args))


Rule = Callable[[Translator, Term, dict[Term, Written]], Written]


def _matrix(written: Written) -> tuple[Dimension, Dimension]:
    if written.rows is None or written.cols is None:
        raise NotTranslatable(f"a number where a matrix is expected: {written.text}")
    return written.rows, written.cols


def _as_shape(written: Written, rows: Dimension, cols: Dimension) -> Written:
    if (written.rows, written.cols) == (rows, cols):
        return written
    return Written(f"resize {rows} {cols} {written.atom}", rows, cols)


def _variable(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    return Written(coq_name(term.name), translator.sizes(term.rows), translator.sizes(term.cols))


def _number(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    value = cast(Fraction, term.data[0])
    return Written(translator.number(sympy.Rational(value.numerator, value.denominator)))


def _size(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    return Written(translator.number(cast(Size, term.data[0])))


def _infix(sign: str) -> Rule:
    def rule(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
        left, right = (translator.write(child, known) for child in term.args)
        if left.rows is not None and left.cols is not None and right.rows is not None:
            right = _as_shape(right, left.rows, left.cols)
        return Written(f"({left.atom} {sign} {right.atom})", left.rows, left.cols)

    return rule


def _scale(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    factor, scaled = term.args
    value = translator.write(scaled, known)
    divisor = None
    if factor.op == "number" and cast(Fraction, factor.data[0]).numerator == 1:
        divisor = f"{cast(Fraction, factor.data[0]).denominator}%:R"
    if value.rows is None:
        if divisor is not None:
            return Written(f"({value.atom} / {divisor})")
        return Written(f"({translator.write(factor, known).atom} * {value.atom})")
    if divisor is not None:
        return Written(f"({divisor}^-1 *: {value.atom})", value.rows, value.cols)
    return Written(f"({translator.write(factor, known).atom} *: {value.atom})", value.rows, value.cols)


def _negate(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    value = translator.write(term.args[0], known)
    return Written(f"(- {value.atom})", value.rows, value.cols)


def _matmul(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    left, right = (translator.write(child, known) for child in term.args)
    rows, inner = _matrix(left)
    _, cols = _matrix(right)
    return Written(f"({left.atom} *m {_as_shape(right, inner, cols).atom})", rows, cols)


def _transpose(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    value = translator.write(term.args[0], known)
    rows, cols = _matrix(value)
    return Written(f"{value.atom}^T", cols, rows)


def _entrywise(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    value = translator.write(term.args[0], known)
    if value.rows is None:
        function = {"exp": "exp", "log": "ln", "reciprocal": "Rinv"}[term.op]
        if term.op == "log":
            translator.logarithms.append(f"(Rlt 0 {value.atom})")
        return Written(f"{function} {value.atom}")
    if term.op == "log":
        translator.logarithms.append(f"(forall i j, Rlt 0 ({value.atom} i j))")
    return Written(f"{ENTRYWISE[term.op]} {value.atom}", value.rows, value.cols)


def _softmax(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    if len(term.args) != 1:
        raise NotTranslatable("softmax with weights")
    value = translator.write(term.args[0], known)
    return Written(f"softmax {value.atom}", value.rows, value.cols)


def _products(name: str, shape: Callable[..., tuple[Dimension, Dimension]]) -> Rule:
    def rule(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
        values = [translator.write(child, known) for child in term.args]
        sides = [side for value in values for side in _matrix(value)]
        return Written(" ".join([name, *(value.atom for value in values)]), *shape(*sides))

    return rule


def _to_number(name: str) -> Rule:
    def rule(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
        return Written(f"{name} {translator.write(term.args[0], known).atom}")

    return rule


def _constant(name: str) -> Rule:
    def rule(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
        rows, cols = (translator.sizes(cast(Size, side)) for side in term.data)
        shape = (product(cols, rows), product(rows, cols)) if name == "commutation" else (rows, cols)
        text = (
            f"(0 : 'M[R]_({rows}, {cols}))"
            if name == "zeros"
            else f"({name} {rows} {cols} : 'M[R]_({shape[0]}, {shape[1]}))"
        )
        return Written(text, *shape)

    return rule


def _eye(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    side = translator.sizes(cast(Size, term.data[0]))
    return Written(f"(1%:M : 'M[R]_({side}, {side}))", side, side)


def _block(translator: Translator, term: Term, known: dict[Term, Written]) -> Written:
    height, width = cast(tuple[int, int], term.data)
    values = [translator.write(child, known) for child in term.args]
    lines = [values[row * width : (row + 1) * width] for row in range(height)]
    rows = [_matrix(line[0])[0] for line in lines]
    cols = [_matrix(value)[1] for value in lines[0]]
    texts = [
        _nested("row_mx", [_as_shape(value, rows[i], cols[j]).atom for j, value in enumerate(line)])
        for i, line in enumerate(lines)
    ]
    return Written(_nested("col_mx", texts), total(rows), total(cols))


def _nested(name: str, texts: Sequence[str]) -> str:
    head, *rest = texts
    return f"({name} {head} {_nested(name, rest)})" if rest else head


RULES: dict[str, Rule] = {
    "var": _variable,
    "number": _number,
    "size": _size,
    "add": _infix("+"),
    "subtract": _infix("-"),
    "hadamard": _infix(".*"),
    "negate": _negate,
    "scale": _scale,
    "matmul": _matmul,
    "transpose": _transpose,
    "exp": _entrywise,
    "log": _entrywise,
    "reciprocal": _entrywise,
    "softmax": _softmax,
    "kron": _products("kron", lambda m, n, p, q: (product(m, p), product(n, q))),
    "rowkron": _products("rowkron", lambda m, n, _, q: (m, product(n, q))),
    "colkron": _products("colkron", lambda m, n, p, _: (product(m, p), n)),
    "rowsum": _products("rowsum", lambda m, n: (m, ONE)),
    "colsum": _products("colsum", lambda m, n: (ONE, n)),
    "diag": _products("diag", lambda m, n: (m, m)),
    "diagonal": _products("diagonal", lambda m, n: (m, ONE)),
    "vec": _products("vec", lambda m, n: (product(m, n), ONE)),
    "colvec": _products("colvec", lambda m, n: (product(n, m), ONE)),
    "sum": _to_number("sum_entries"),
    "trace": _to_number("mxtrace"),
    "ones": _constant("ones"),
    "zeros": _constant("zeros"),
    "commutation": _constant("commutation"),
    "eye": _eye,
    "block": _block,
}


def _all_sizes(nodes: Sequence[Term]) -> list[Size]:
    found: list[Size] = []
    for node in nodes:
        if node.op == "var":
            found += [node.rows, node.cols]
        elif node.op in ("ones", "zeros", "eye", "commutation"):
            found += [cast(Size, side) for side in node.data]
    return found


def statement_of(claim: LedgerClaim) -> str:
    """The claim as a proposition of Coq, on several lines.

    Raises NotTranslatable for a claim that is no equality, or that uses an operation that has no translation.
    """
    if claim.kind != "equal" or claim.lhs is None or claim.rhs is None:
        raise NotTranslatable(f"{claim.id}: not an equality of two terms")
    return equality(claim.lhs, claim.rhs, claim.sizes, claim.term_names)


def equality(lhs: Term, rhs: Term, order: Sequence[str], names: dict[Term, str]) -> str:
    """The statement that two terms are equal, for all sizes and matrices that occur in them."""
    nodes = list(dict.fromkeys(node for term in (lhs, rhs) for node in subterms(term)))
    in_shapes = _all_sizes(nodes)
    shape_names = {str(symbol) for side in in_shapes for symbol in side.free_symbols}
    numbers = [cast(Size, node.data[0]) for node in nodes if node.op == "size"]
    reals = frozenset(str(symbol) for value in numbers for symbol in value.free_symbols) - shape_names
    translator = Translator(sizes_with_differences(in_shapes), reals, names)
    matrices = [node for node in nodes if node.op == "var"]
    known = {node: _variable(translator, node, {}) for node in matrices}

    gradients = [node for node in _outside_gradients([lhs, rhs], ()) if node.op == "grad"]
    lines, known = translator.definitions([lhs, rhs], {**known, **_gradient_names(translator, gradients)})
    conditions = []
    for node in gradients:
        name = known[node].text
        conditions.append(f"exists {name} : 'M[R]_({known[node].rows}, {known[node].cols}),")
        conditions.append(f"  {translator.gradient(node, name, known)} /\\")
    left, right = translator.write(lhs, known), translator.write(rhs, known)
    if left.rows is None and right.rows is not None:
        right = Written(f"{right.atom} 0 0")
    elif left.rows is not None and right.rows is None:
        left = Written(f"{left.atom} 0 0")
    elif left.rows is not None and left.cols is not None:
        right = _as_shape(right, left.rows, left.cols)

    quantified = [name for name in order if name in shape_names and _is_named(translator.sizes, name)]
    quantified += [name for name in translator.sizes.differences.values() if name not in quantified]
    head = []
    if quantified:
        head.append(f"forall {' '.join(dict.fromkeys(quantified))} : nat,")
    head += [f"forall {coq_name(name)} : R," for name in order if name in reals]
    head += [f"forall {known[node].text} : 'M[R]_({known[node].rows}, {known[node].cols})," for node in matrices]
    head += [f"{hypothesis} ->" for hypothesis in translator.divisors.values()]
    logarithms = [f"{hypothesis} ->" for hypothesis in dict.fromkeys(translator.logarithms)]
    return "\n".join([*head, *lines, *logarithms, *conditions, f"{left.text} = {right.text}"])


def _is_named(sizes: Sizes, name: str) -> bool:
    return not any(str(symbol) == name for symbol in sizes.replaced)


def _gradient_names(translator: Translator, gradients: Sequence[Term]) -> dict[Term, Written]:
    """A name for each derivative, with the dimensions of its variable."""
    named_terms: dict[Term, Written] = {}
    used: set[str] = set()
    for node in gradients:
        variable = node.args[1]
        name = f"grad_{variable.name}"
        while name in used:
            name += "'"
        used.add(name)
        named_terms[node] = Written(name, translator.sizes(variable.rows), translator.sizes(variable.cols))
    return named_terms


__all__ = ["NotTranslatable", "Translator", "Written", "coq_name", "equality", "named", "statement_of"]
