"""Tests that need Coq's compiler: they are slow, and without it they are skipped, saying so, unless REQUIRE_TOOLS asks
that they fail.
"""

from __future__ import annotations

import pytest

from proofs_checks.coq.toolchain.compiler import coqc

SLOW = pytest.mark.slow(reason="in a fresh clone Coq compiles its theories and our theorems for minutes")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the compiler is slow."""
    for item in items:
        if isinstance(item, pytest.Function) and "compiler" in item.fixturenames:
            item.add_marker(SLOW)


@pytest.fixture(scope="session")
def compiler() -> str:
    """The compiler's path."""
    path = coqc()
    if path is None:
        pytest.skip("coqc is missing (apt-get install coq libcoq-mathcomp-algebra libcoq-coquelicot libcoq-interval)")
    return path
