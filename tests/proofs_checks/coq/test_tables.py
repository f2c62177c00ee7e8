"""The default tables in Coq: polynomials with the gradient's error, ranks; wrong variants are refused.

The compiled tables themselves are looked at in test_compiled.py, together with all other theorems.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from lora_symbolic.approximation import least_degree
from proofs_checks.coq.certificates.polynomial import certificate_text, precision
from proofs_checks.coq.certificates.polynomial_table import entries, entry_for
from proofs_checks.coq.certificates.rank import HEADER as RANKS_HEADER
from proofs_checks.coq.certificates.rank import cell_text, inverse_of, matrix_of, rank_cells, statement_of_cell
from proofs_checks.coq.toolchain.assumptions import grouped, not_allowed, rests_text
from proofs_checks.coq.toolchain.audit import examined, theorem_at
from proofs_checks.coq.toolchain.compiler import compile_text
from proofs_checks.coq.toolchain.expected_axioms import read_golden
from proofs_checks.coq.translation.generate import HEADER

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]
CHEAT = HEADER + "Axiom cheat : 0 = 1 :> R.\nLemma wrong : 1 = 0 :> R.\nProof. by rewrite -cheat. Qed.\n"


def problems_of(text: str, *theorems: str, certificate: bool = False) -> dict[str, str]:
    """What `certify` would say against each theorem of this file."""
    found = examined(theorems, lambda groups: text + rests_text(groups), partial(compile_text, "control"), certificate)
    return {name: entry.problem for name, entry in found.items()}


def test_the_table_has_the_least_degrees():
    assert len(entries()) == 24
    for entry in entries():
        assert entry.certificate.degree == least_degree(entry.bound, entry.asked).degree
        assert entry.certificate.eps <= Fraction(entry.asked)


def test_names_tell_the_polynomials_apart():
    assert len({entry.name for entry in entries()}) == len(entries())


def test_the_rank_is_the_number_of_monomials():
    for cell in rank_cells():
        assert cell.rank == math.comb(cell.width + cell.degree, cell.degree)


def test_the_inverse_is_one():
    cell = next(cell for cell in rank_cells() if (cell.width, cell.degree) == (2, 2))
    matrix = matrix_of([3, 1, 2], cell.points)
    inverse, scale = inverse_of(matrix)
    product = np.array(matrix, dtype=object) @ np.array(inverse, dtype=object)
    assert (product == scale * np.eye(cell.rank, dtype=int)).all()


def test_a_wrong_rank_and_a_wrong_inverse_are_refused(compiler):
    cell = rank_cells()[0]
    text = cell_text(cell)
    assert compile_text("rank", RANKS_HEADER + text).accepted
    smaller = statement_of_cell(cell).replace(f"= {cell.rank}%N", f"= {cell.rank - 1}%N")
    assert not compile_text("rank", RANKS_HEADER + text.replace(statement_of_cell(cell), smaller)).accepted
    changed = replace(cell, points=(*cell.points[:-1], cell.points[0]))
    points = f"{cell.theorem}_points"
    line = next(part for part in text.splitlines() if part.startswith(f"Definition {points} "))
    doubled = "[:: " + "; ".join("[:: " + "; ".join(map(str, point)) + "]" for point in changed.points) + "]"
    other = line.split(":=")[0] + f":= {doubled}."
    assert other != line
    assert not compile_text("rank", RANKS_HEADER + text.replace(line, other)).accepted


def test_precision_grows_with_the_bound_and_with_the_error():
    assert precision(Fraction(8), Fraction(1, 10**8)) > precision(Fraction(1), Fraction(1, 10**8))
    assert precision(Fraction(1), Fraction(1, 10**12)) > precision(Fraction(1), Fraction(1, 10**8))


def test_a_theorem_on_an_axiom_that_nothing_allows_is_a_problem(compiler):
    assert "cheat, which nothing allows" in problems_of(CHEAT, "wrong")["wrong"]
    honest = HEADER + "Lemma wrong : 1 = 1 :> R.\nProof. by []. Qed.\n"
    assert problems_of(honest, "wrong")["wrong"].startswith("its axioms are not recorded")


def test_one_theorem_more_on_an_axiom_is_found_in_its_group(compiler):
    """The group prints what its theorems rest on together, and then each is looked at alone."""
    first, second = [name for name, axioms in read_golden().items() if axioms == ()][:2]
    sound = f"Lemma {first} : True.\nProof. exact I. Qed.\n"
    unsound = f"Lemma {second} : 1 = 0 :> R.\nProof. exact wrong. Qed.\n"
    problems = problems_of(CHEAT + sound + unsound, first, second)
    assert not problems[first]
    assert "cheat" in problems[second]


def test_a_certificate_by_machine_floats_is_a_problem(compiler):
    """Without a precision the tactic computes with the machine's floats, on whose axioms no certificate may rest."""
    taylor = [Fraction(1), Fraction(1), Fraction(1, 2)]
    _, text = certificate_text(taylor, Fraction(1, 4), Fraction(1, 100), prints=False)
    by_floats = re.sub(r", i_prec \d+", "", text)
    assert by_floats != text
    for source, problem in ((text, "not recorded"), (by_floats, "PrimFloat.")):
        assert problem in problems_of(source, "gradient_close", certificate=True)["gradient_close"]


def test_only_certificates_rest_on_machine_integers():
    assert not_allowed(["PrimInt63.add"]) == ("PrimInt63.add",)
    assert not not_allowed(["PrimInt63.add"], certificate=True)


def test_where_coq_stopped():
    text = "Lemma a : True.\nProof. exact I. Qed.\nLemma b : False.\nProof. exact I. Qed.\n"
    assert theorem_at(text, 4) == "b"
    assert theorem_at(text, 0) is None


def test_a_refused_file_names_the_theorem(compiler):
    text = HEADER + "Lemma right : True.\nProof. exact I. Qed.\nLemma wrong : False.\nProof. exact I. Qed.\n"
    problems = problems_of(text, "right", "wrong")
    assert "Coq stopped at wrong" in problems["right"]
    assert "expected to have type" in problems["wrong"]


def test_groups_keep_every_theorem_once():
    groups = grouped(["a", "b", "c"], {"a": (), "b": ("x",), "c": ()})
    assert sorted(name for group in groups for name in group) == ["a", "b", "c"]


def test_an_entry_of_the_table_is_the_polynomial_that_approx_finds():
    entry = entry_for("1", "1e-4")
    assert entry.name == "exp_on_1_degree_5"
    assert len(entry.certificate.coefficients) == 6
