"""Entries: a matrix whose sides are small numbers, written as the block matrix of its entries.

What holds for 2 x 2 matrices alone, such as the theorem of Cayley and Hamilton, shows only when sums over two
indices are written out.

Dictionary
    in_entries(l, r)   two terms with every such matrix replaced, determinants and inverses written out, Kronecker
                       products with a small first factor as blocks, stacks of blocks block by block; None without any
"""

from __future__ import annotations

from itertools import permutations

from lora_symbolic.language.operations import block, matrix, multiply, ones, reciprocal, scalar, sum_entries, zeros
from lora_symbolic.language.operations.constructors import rebuild
from lora_symbolic.language.registry import DERIVATIVES
from lora_symbolic.language.term import Term, subterms, variables

MOST_ENTRIES = 9
MOST_ALL_ENTRIES = 18
LARGEST_DETERMINANT = 3


def in_entries(left: Term, right: Term) -> tuple[Term, Term] | None:
    """Both terms with small matrices of numbers of rows and columns written in their entries.

    >>> T = matrix("T", 2, 2)
    >>> in_entries(T, T.T)[0]
    <block([[T_11, T_12], [T_21, T_22]]) : 2 x 2>
    """
    nodes = list(subterms(left, right))
    # what a derivative is taken in stays as it is, and so does the row that stands for an unspecified function
    kept = {node.args[1] for node in nodes if node.op in DERIVATIVES} | {n.args[0] for n in nodes if n.op == "apply"}
    chosen = [variable for variable in variables(left, right) if _is_small(variable) and variable not in kept]
    if sum(_entries(variable) for variable in chosen) > MOST_ALL_ENTRIES:
        return None
    taken = {variable.name for variable in variables(left, right)}
    made: dict[Term, Term] = {}
    for node in nodes:
        if node in chosen:
            made[node] = _written_out(node, taken)
        elif node.op in DERIVATIVES:
            made[node] = rebuild(node, (made[node.args[0]], node.args[1]))
        else:
            made[node] = rebuild(node, tuple(made[child] for child in node.args))
            if node.op in ("det", "inverse") and _is_small(node.args[0]):
                made[node] = _by_cofactors(node, made[node.args[0]])
            elif node.op == "kron" and _is_small(node.args[0]):
                made[node] = _blocks(*made[node].args)
            elif node.op in ("vec", "colvec"):
                made[node] = _stacked(made[node])
    return None if (made[left], made[right]) == (left, right) else (made[left], made[right])


def _is_small(term: Term) -> bool:
    return None not in (term.rows.integer, term.cols.integer) and 1 < _entries(term) <= MOST_ENTRIES


def _entries(term: Term) -> int:
    return int(term.rows * term.cols)


def _written_out(variable: Term, taken: set[str]) -> Term:
    stem = variable.name
    while any(name.startswith(f"{stem}_") for name in taken):
        stem += "_"
    rows, cols = int(variable.rows), int(variable.cols)
    return block([[matrix(f"{stem}_{i + 1}{j + 1}", 1, 1) for j in range(cols)] for i in range(rows)])


def _scalars(term: Term) -> list[list[Term]]:
    """The entries of a small matrix, as scalars."""
    rows, cols = int(term.rows), int(term.cols)
    if term.op in ("ones", "zeros", "eye"):
        same, other = {"ones": (1, 1), "zeros": (0, 0), "eye": (1, 0)}[term.op]
        return [[scalar(same if i == j else other) for j in range(cols)] for i in range(rows)]
    return [[sum_entries(_unit(rows, i).T @ term @ _unit(cols, j)) for j in range(cols)] for i in range(rows)]


def _unit(side: int, place: int) -> Term:
    return block([[ones(1, 1) if k == place else zeros(1, 1)] for k in range(side)])


def _blocks(left: Term, right: Term) -> Term:
    """A Kronecker product whose first factor is small, as the block matrix that it is."""
    return block([[multiply(entry, right) for entry in row] for row in _scalars(left)])


def _stacked(node: Term) -> Term:
    """The rows of blocks that stand one below the other, or the columns of blocks side by side, block by block."""
    inner = node.args[0]
    height, width = inner.data if inner.op == "block" else (0, 0)
    if (width, node.op) != (1, "vec") and (height, node.op) != (1, "colvec"):
        return node
    return block([[rebuild(node, (part,))] for part in inner.args])


def _by_cofactors(node: Term, argument: Term) -> Term:
    """A determinant by its permutations, an inverse as the adjugate over the determinant."""
    side = int(argument.rows)
    entry = _scalars(argument)
    whole = _leibniz(entry)
    if node.op == "det":
        return whole
    cofactors = [
        [
            multiply(scalar((-1) ** (i + j)), _leibniz([r[:i] + r[i + 1 :] for k, r in enumerate(entry) if k != j]))
            for j in range(side)
        ]
        for i in range(side)
    ]
    return multiply(reciprocal(whole), block([[multiply(c, ones(1, 1)) for c in row] for row in cofactors]))


def _leibniz(entry: list[list[Term]]) -> Term:
    total = scalar(0)
    for order in permutations(range(len(entry))):
        sign = (-1) ** sum(order[a] > order[b] for a in range(len(order)) for b in range(a + 1, len(order)))
        part = scalar(sign)
        for i, j in enumerate(order):
            part = multiply(part, entry[i][j])
        total = total + part
    return total
