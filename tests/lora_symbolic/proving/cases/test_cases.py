"""Files of claims as people write them: each claim gets the verdict that the file expects of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lora_symbolic.language import statement_from_toml
from lora_symbolic.proving import decide

FILES = sorted(Path(__file__).parent.rglob("*.toml"))
EXPECTED = re.compile(r"^# expect (\S+) (\S+)$", flags=re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_claim_gets_the_verdict_that_its_file_expects(path: Path) -> None:
    text = path.read_text()
    expected = dict(EXPECTED.findall(text))
    claims = {claim.name: claim for claim in statement_from_toml(text, path.name).claims}
    assert expected.keys() == claims.keys()
    found = {}
    for name, claim in claims.items():
        assert claim.lhs is not None
        assert claim.rhs is not None
        found[name] = decide(claim.lhs, claim.rhs, seconds=5.0, where=claim.where).verdict
    assert found == expected
