"""Evidence and claims made up for the tests of the court."""

from __future__ import annotations

from pathlib import Path

from lora_symbolic.language.statement import statement_from_toml
from proofs_checks.ledger import LedgerClaim
from proofs_checks.ledger.load import from_statement
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

PROOF = Evidence("symbolic", Strength.CANONICAL_FORM, "one canonical form", Finding.PROVES)
WHERE = {"conditions": ["n - 1 is not 0"], "instance": {"sizes": {"n": 2}, "matrices": {}}}
PROOF_WHERE = Evidence("symbolic", Strength.CANONICAL_FORM, "holds where n - 1 is not 0", Finding.PROVES, WHERE)
VACUOUS = Evidence("symbolic", Strength.NONE, "the condition never holds", Finding.VACUOUS)
SYMPY = Evidence("sympy-indexed", Strength.CANONICAL_FORM, "SymPy too", Finding.PROVES)
AGREES = Evidence("identity-test", Strength.EXACT_AT_SHAPES, "equal at n = 2", Finding.AGREES)
DIGITS = Evidence("high-precision", Strength.HIGH_PRECISION, "60 digits", Finding.AGREES)
DISAGREES = Evidence("identity-test", Strength.EXACT_AT_SHAPES, "different at n = 2", Finding.DISAGREES)
REFUTES = Evidence("counterexample", Strength.EXACT_AT_SHAPES, "1 against 2", Finding.REFUTES, {"sizes": {}})
SILENT = Evidence("symbolic", Strength.NONE, "not proved")
ILL_TYPED = Evidence("shapes", Strength.CANONICAL_FORM, "m x n against n x m", Finding.ILL_TYPED)
CITED = Evidence("reading", Strength.NONE, "a theorem", Finding.CITED)
AGREED = Evidence("reading", Strength.NONE, "a name", Finding.CONVENTION)
WAITS = Evidence("reading", Strength.NONE, "waits for bounds", Finding.WAITS)

SYMBOLS = """
sizes = ["m", "n"]
[matrices]
X = ["m", "n"]
Y = ["n", "m"]
S = ["n", "n"]
T = ["n", "n"]
"""

ITEM = """
id      = "{id}"
title   = "{title}"
section = "{section}"
uses    = {uses}
printed = 'x'
note    = "a reading"

[[forms]]
form  = "printed"
sizes = ["m", "n"]
[forms.matrices]
X = ["m", "n"]
Y = ["n", "m"]
{claims}
"""


def claim(text: str) -> LedgerClaim:
    """The claim of a statement that consists of the usual matrices and this table."""
    [found] = from_statement(statement_from_toml(f"{SYMBOLS}\n[[claims]]\nname = 'it'\n{text}", "test"))
    return found


def equality(left: str, right: str) -> LedgerClaim:
    """The claim that two expressions in X, Y, S, T are equal."""
    return claim(f"equal = ['{left}', '{right}']")


def write_item(folder: Path, ident: str, claims: str, uses: str = "[]", section: str = "1") -> Path:
    """Write one item of a ledger."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{ident}.toml"
    path.write_text(ITEM.format(id=ident, title=f"Title of {ident}", section=section, uses=uses, claims=claims))
    return path


TRUE_CLAIM = """
[[forms.claims]]
name  = "transpose"
equal = ["(X @ Y).T", "Y.T @ X.T"]
"""
FALSE_CLAIM = """
[[forms.claims]]
name  = "wrong"
equal = ["(X @ Y).T", "X @ Y"]
"""
ILL_TYPED_CLAIM = """
[[forms.claims]]
name  = "ill"
equal = ["X @ Y", "X + Y"]
"""
WAITING_CLAIM = """
[[forms.claims]]
name  = "later"
waits = "bounds"
"""
CITED_CLAIM = """
[[forms.claims]]
name  = "others"
cited = "a paper"
"""
CONVENTION_CLAIM = """
[[forms.claims]]
name  = "naming"
convention = "a name"
"""
CONDITIONAL_CLAIM = """
[[forms.claims]]
name  = "at-zero"
equal = ["X @ Y @ X", "X"]
hypothesis = "X = 0"
given = { X = "zeros(m, n)" }
"""
ROUNDING_CLAIM = """
[[forms.claims]]
name   = "rounded"
rounds = { value = "100 * 3 / 58", to = "5.2" }
"""
