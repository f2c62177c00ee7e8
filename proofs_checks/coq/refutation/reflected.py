"""A twin of each statement that Coq computes: the same translation, printed over tables of exact numbers.

Dictionary
    Tables              the spelling: every operation of the statement as that on tables (certificates/tables.v)
    Instance            sizes and matrices
    twin_of             the twin of a claim at an instance: `Some true`, `Some false`, or None where exp is left
    random_instance     an exact small instance for a claim
    twins_text          a file that asks of each twin what it must be

MathComp's matrices do not compute; tables do. A derivative is taken entry by entry, exactly for polynomials up to the
degree 6 in that entry, apart from the rules by which theorems find gradients. Where exp occurs, numbers stay formulas:
the twin then says None unless both sides are one formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import numpy as np

from lora_symbolic.evaluation import size_at
from lora_symbolic.language import Term, subterms
from proofs_checks.ledger.model import LedgerClaim

from ..errors import NotTranslatable
from ..translation.dimensions import Dimension, total
from ..translation.expression import Written
from ..translation.generate import HEADER
from ..translation.names import read_name
from ..translation.spelling import bracketed
from ..translation.translate import parts_of
from .refutations import LIBRARIES, number, table

PRELUDE = """
Fixpoint alike (x y : exact_numbers.number) : bool :=
  match x, y with
  | Constant p, Constant q => Qeq_bool p q
  | Sum a b, Sum c d | Product a b, Product c d => alike a c && alike b d
  | Inverse a, Inverse b | Exponential a, Exponential b | Logarithm a, Logarithm b => alike a b
  | _, _ => false
  end.
Definition agree (x y : exact_numbers.number) : option bool :=
  match x, y with
  | Constant p, Constant q => Some (Qeq_bool p q)
  | _, _ => if alike x y then Some true else None
  end.
Definition both (x y : option bool) : option bool :=
  match x, y with
  | Some false, _ | _, Some false => Some false
  | Some true, Some true => Some true
  | _, _ => None
  end.
Definition same (m n : nat) (a b : table) : option bool :=
  foldr both (Some true)
    (flatten (mkseq (fun i => mkseq (fun j => agree (at_ a i j) (at_ b i j)) n) m)).
Definition moved (m n : nat) (a : table) (i j : nat) (t : exact_numbers.number) : table :=
  build m n (fun k l => if (k == i) && (l == j) then plus (at_ a k l) t else at_ a k l).
Definition slope (m n : nat) (F : table -> exact_numbers.number) (a : table) : table :=
  build m n (fun i j =>
    let f k := F (moved m n a i j k) in
    let odd k c := times (Constant c) (plus (f (natural k)) (negative (f (negative (natural k))))) in
    plus (odd 1%N (45 # 60)) (plus (odd 2%N (- 9 # 60)) (odd 3%N (1 # 60)))).
"""
UNARY = {
    "negate": "opp_table",
    "transpose": "tr_table",
    "exp": "exp_table",
    "log": "log_table",
    "reciprocal": "reciprocal_table",
    "softmax": "softmax_table",
    "rowsum": "rowsum_table",
    "colsum": "colsum_table",
    "vec": "vec_table",
    "colvec": "colvec_table",
    "sum": "sum_table",
}
OF_NUMBERS = {"negate": "negative", "exp": "exponential", "log": "logarithm", "reciprocal": "inverse"}


class Tables:
    """Statements over tables of exact numbers; every operation is told the sizes."""

    def integer(self, value: int) -> str:
        """An integer as an exact number."""
        return f"({number(Fraction(value))})"

    def natural(self, size: Dimension) -> str:
        """A size as an exact number."""
        return f"(natural {size})"

    def combined(self, sign: str, parts: Sequence[str]) -> str:
        """A sum, a product or a quotient of exact numbers."""
        if sign == "/":
            return f"(times {parts[0]} (inverse {parts[1]}))"
        word = {"+": "plus", "*": "times"}[sign]
        return reduce(lambda left, right: f"({word} {left} {right})", parts)

    def resized(self, value: Written, rows: Dimension, cols: Dimension) -> str:
        """The same table: sizes are not part of it."""
        return value.text

    def entry(self, value: Written) -> str:
        """The first entry."""
        return f"(at_ {value.atom} 0 0)"

    def operation(self, name: str, values: Sequence[Written], rows: Dimension | None, cols: Dimension | None) -> str:
        """An operation on tables or numbers."""
        texts = [value.atom for value in values]
        if all(value.rows is None for value in values):
            return self._of_numbers(name, texts)
        if name == "divide":
            name, texts = "scale", [f"(inverse {texts[0]})", texts[1]]
        (m, n), last = values[-1].shape, values[-1].shape
        if name == "scale":
            return f"(scale_table {m} {n} {texts[0]} {texts[1]})"
        first = values[0].shape
        if name in ("add", "hadamard"):
            return f"({name}_table {m} {n} {texts[0]} {texts[1]})"
        if name == "subtract":
            return f"(add_table {m} {n} {texts[0]} (opp_table {m} {n} {texts[1]}))"
        if name == "matmul":
            return f"(mul_table {first[0]} {first[1]} {last[1]} {texts[0]} {texts[1]})"
        if name == "kron":
            return f"(kron_table {first[0]} {first[1]} {last[0]} {last[1]} {texts[0]} {texts[1]})"
        if name == "rowkron":
            return f"(rowkron_table {first[0]} {first[1]} {last[1]} {texts[0]} {texts[1]})"
        if name == "colkron":
            return f"(colkron_table {first[0]} {first[1]} {last[0]} {texts[0]} {texts[1]})"
        if name in ("diag", "diagonal", "trace"):
            return f"({name}_table {m} {texts[0]})"
        return f"({UNARY[name]} {m} {n} {texts[0]})"

    def _of_numbers(self, name: str, texts: Sequence[str]) -> str:
        if name in ("add", "scale", "hadamard"):
            return f"({'plus' if name == 'add' else 'times'} {texts[0]} {texts[1]})"
        if name == "subtract":
            return f"(plus {texts[0]} (negative {texts[1]}))"
        if name == "divide":
            return f"(times {texts[1]} (inverse {texts[0]}))"
        if name in OF_NUMBERS:
            return f"({OF_NUMBERS[name]} {texts[0]})"
        raise NotTranslatable(f"the operation {name} on numbers")

    def constant(self, name: str, sides: Sequence[Dimension], rows: Dimension, cols: Dimension) -> str:
        """A constant table."""
        word = {"zeros": "zero"}.get(name, name)
        return f"({word}_table {' '.join(map(str, sides))})"

    def block(self, lines: Sequence[Sequence[Written]]) -> str:
        """Tables side by side, and these below each other."""
        return bracketed(_above, [bracketed(_beside, line) for line in lines]).text


def _beside(left: Written, right: Written) -> Written:
    (m, n), q = left.shape, right.shape[1]
    return Written(f"(row_mx_table {m} {n} {q} {left.atom} {right.atom})", m, total([n, q]))


def _above(top: Written, below: Written) -> Written:
    (m, n), p = top.shape, below.shape[0]
    return Written(f"(col_mx_table {m} {n} {p} {top.atom} {below.atom})", total([m, p]), n)


@dataclass(frozen=True)
class Instance:
    """Sizes and matrices, by the names of the claim."""

    sizes: Mapping[str, int]
    matrices: Mapping[str, Sequence[Sequence[object]]]


def twin_of(lhs: Term, rhs: Term, claim: LedgerClaim, instance: Instance) -> str:
    """The twin of lhs = rhs at an instance, an option bool of Coq.

    Raises NotTranslatable where the statement itself has no translation.
    """
    parts = parts_of(lhs, rhs, claim.sizes, claim.term_names, Tables())
    lines = [f"let {name} := {parts.value_of(name, instance.sizes)}%N in" for name in parts.sizes]
    lines += [f"let {name} := {number(Fraction(parts.value_of(name, instance.sizes)))} in" for name in parts.reals]
    for matrix in parts.matrices:
        rows = instance.matrices[read_name(matrix.text, instance.matrices)]
        lines.append(f"let {matrix.text} : table := {table(rows)} in")
    lines += [f"let {name} := {written.text} in" for name, written in parts.definitions]
    for node, matrix in parts.gradients:
        inner, value, bound = parts.translator.loss(node, parts.known)
        body = " ".join([*(f"let {name} := {written.text} in" for name, written in inner), value])
        moving = parts.known[node.args[1]].text
        lines.append(f"let {matrix.text} := slope {matrix.rows} {matrix.cols} (fun {bound.text} => {body}) {moving} in")
    if parts.left.rows is None:
        return "\n".join([*lines, f"agree {parts.left.atom} {parts.right.atom}"])
    return "\n".join([*lines, f"same {parts.left.rows} {parts.left.cols} {parts.left.atom} {parts.right.atom}"])


def random_instance(claim: LedgerClaim, seed: int, largest: int = 3) -> Instance:
    """Different small sizes where the claim allows it, and matrices of small integers, for a claim with two sides."""
    generator = np.random.default_rng(seed)
    names = list(claim.sizes)
    sizes = {name: int(generator.integers(1, largest + 1)) for name in names}
    while sizes.get("r", 0) >= sizes.get("d", 99):  # widths d - r are positive
        sizes = {name: int(generator.integers(1, largest + 1)) for name in names}
    variables = [node for node in subterms(*claim.terms) if node.op == "var"]
    matrices = {
        node.name: [
            [int(generator.choice([-2, -1, 1, 2, 3])) for _ in range(size_at(node.cols, sizes))]
            for _ in range(size_at(node.rows, sizes))
        ]
        for node in variables
    }
    return Instance(sizes, matrices)


def has_exponentials(claim: LedgerClaim) -> bool:
    """Whether exp, log or softmax occurs, so that the numbers of a twin stay formulas."""
    return any(node.op in ("exp", "log", "softmax") for node in subterms(*claim.terms))


def twins_text(asked: Iterable[tuple[str, str]]) -> str:
    """A file that compiles when every twin is what is said of it: pairs of a twin and `Some true` or the like."""
    goals = [f"Goal ({twin}) = {answer}.\nProof. vm_compute; reflexivity. Qed.\n" for twin, answer in asked]
    return "\n".join([LIBRARIES.replace("From Interval Require Import Tactic.\n", "") + HEADER + PRELUDE, *goals])
