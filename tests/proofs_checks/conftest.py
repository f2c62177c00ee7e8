"""What tests of the court share: the paper's ledger, read once."""

from __future__ import annotations

import pytest

from proofs_checks.ledger.load import load_ledger
from proofs_checks.ledger.model import Ledger


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    """The ledger of the paper, as it stands in the repository."""
    return load_ledger()
