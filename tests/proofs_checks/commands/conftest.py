"""The fixtures of the command line's tests: running it, and a prover that never ends."""

from __future__ import annotations

import time

import pytest

from lora_symbolic import proving
from lora_symbolic.language import Term
from proofs_checks.judging.methods import symbolic
from tests.proofs_checks.commands.command import Run, runner


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `lora-symbolic` with these arguments."""
    return runner(monkeypatch, capsys)


@pytest.fixture
def slow_prover(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prover that takes longer than anybody waits."""

    class Slow:
        @staticmethod
        def prove_equal(lhs: Term, rhs: Term, *where: object) -> proving.Proof:
            time.sleep(30)
            return proving.prove_equal(lhs, rhs)

    monkeypatch.setattr(symbolic, "proving", Slow)
