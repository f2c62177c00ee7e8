"""What is decided of an inequality does not hang on the names of its scalars."""

from __future__ import annotations

import pytest

from lora_symbolic.bounds.inequalities import bounded
from lora_symbolic.bounds.inequalities.least import attained
from lora_symbolic.language.statement import Holds, statement_from_table
from tests.lora_symbolic.bounds.inequalities.bench import setting

# names like those that a derivation gives to numbers of its own
FALSE = [
    ("3/2 <= exp({0}) + {0}", ("y_exp",)),
    ("{0} <= sqrt({1})", ("s_tau", "tau")),
    ("sqrt({1}) <= {0}", ("s_tau", "tau")),
    ("{0} <= 2*{1}", ("t0", "a")),
    ("{0}*{1} <= 2*{1}*{1} + {0}*{2}", ("t1", "a", "t0")),
    ("maxabs(X) + {0} <= norm(X, inf)", ("s0",)),
    ("{0} <= sqrt(1 - {1}**2)", ("u_z", "z")),
    ("{0} <= sqrt(1 - {1})", ("w_z", "z")),
]
NAMES = ("t", "a", "s0", "y_exp", "tau")


def stated(text: str, scalars: tuple[str, ...], **more: object) -> Holds:
    table = {
        "sizes": ["m", "n"],
        "scalars": {name: f"0 <= {name} <= 1" if name == "z" else f"{name} >= 0" for name in scalars},
        "matrices": {name: ["m", "n"] for name in ("S", "E", "X")},
        "claims": [{"name": "one", "holds": text.format(*scalars), **more}],
    }
    found = statement_from_table(table, "names").claims[0].stated
    assert isinstance(found, Holds)
    return found


@pytest.mark.parametrize(("text", "scalars"), FALSE)
def test_a_false_bound_is_not_proved_under_any_names(text: str, scalars: tuple[str, ...]) -> None:
    claim = stated(text, scalars)
    assert not bounded(claim.comparison, setting(claim)).proved


@pytest.mark.parametrize("name", NAMES)
def test_a_least_constant_is_found_under_every_name(name: str) -> None:
    claim = stated(
        "maxabs(softmax(S + E) - softmax(S)) <= c*{0}",
        (name,),
        where=[f"maxabs(E) <= {name}"],
        least=["c", "1/2"],
    )
    assert claim.least is not None
    assert bounded(claim.comparison, setting(claim)).proved
    assert attained(claim, claim.least, setting(claim)) is not None
