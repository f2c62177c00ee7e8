"""A statement with softmax and normalised rows, on which inequalities are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lora_symbolic.bounds.inequalities import Setting
from lora_symbolic.language.statement import Holds, statement_from_table

RELATIVE = "abs(E - exp(S)) <= eps * exp(S)"
SCALARS = {"eps": "0 < eps < 1", "tau": "tau >= 0", "beta": "real"}
TABLE = {
    "sizes": ["m", "n", "k"],
    "matrices": {"S": ["m", "n"], "E": ["m", "n"], "M": ["m", "n"], "N": ["m", "n"], "X": ["m", "k"], "C": ["n", "k"]},
    "definitions": {"f": "softmax(S)", "F": "diag(reciprocal(rowsum(E))) @ E"},
}


def stated(
    holds: str, where: Sequence[str] = (), scalars: Mapping[str, str] = MappingProxyType({}), **keys: object
) -> Holds:
    """The claim that a text states on the bench, with further scalars."""
    claim = {"name": "one", "holds": holds, "where": list(where), **keys}
    table = {**TABLE, "scalars": {**SCALARS, **scalars}, "claims": [claim]}
    found = statement_from_table(table, "bench").claims[0]
    assert isinstance(found.stated, Holds), found.fault or found.problem
    return found.stated


def setting(claim: Holds) -> Setting:
    """What a claim may assume."""
    return Setting(claim.hypotheses, claim.scalars)
