"""Tests that need Coq's compiler: without it they are skipped, saying so, unless REQUIRE_TOOLS asks that they fail."""

from __future__ import annotations

import pytest

from proofs_checks.coq.toolchain.compiler import coqc


@pytest.fixture(scope="session")
def compiler() -> str:
    """The compiler's path."""
    path = coqc()
    if path is None:
        pytest.skip("coqc is missing (apt-get install coq libcoq-mathcomp-algebra libcoq-coquelicot libcoq-interval)")
    return path
