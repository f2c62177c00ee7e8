"""One run of the compiler has limits that do not hang on what else computes, and a claim is asked in several ways."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lora_symbolic.language import matrix
from proofs_checks.commands.shared import theories
from proofs_checks.coq.toolchain import proof_job
from proofs_checks.coq.toolchain.compiler import Compiled
from proofs_checks.coq.toolchain.limits import NO_LIMITS, Limits
from proofs_checks.coq.translation.own_claims import attempt_of, compiled
from proofs_checks.ledger.model import LedgerClaim

BUSY, IDLE = "while True: pass", "import time; time.sleep(1.5)"
LARGE, SMALL = "x = bytearray(2**31)", "x = bytearray(2**20)"
X = matrix("X", "m", "n")
CLAIM = LedgerClaim("", "twice", "stated", "equal", ("X.T.T", "X"), X.T.T, X, sizes=("m", "n"))


def stopped(program: str, limits: Limits) -> str:
    """Which limit stops this program of Python."""
    command = limits.around([sys.executable, "-S", "-c", program])
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return limits.stopped(answer.returncode, answer.stderr.replace("MemoryError", "out of memory"))


def test_processor_time_is_limited_and_waiting_is_not() -> None:
    assert stopped(BUSY, Limits(1)) == "stopped after 1 s of processor time"
    assert stopped(IDLE, Limits(1)) == ""


def test_memory_is_limited() -> None:
    assert stopped(LARGE, Limits(20, 1)) == "stopped, more than 1 GiB of memory were needed"
    assert stopped(SMALL, Limits(20, 1)) == ""


def test_without_limits_the_command_is_run_as_it_stands() -> None:
    assert NO_LIMITS.around(["coqc"]) == ["coqc"]
    assert Limits(seconds=1).around(["coqc"])[-1] == "coqc"


class Answers:
    """A compiler that gives these answers, one after the other, and remembers the limits that it was given."""

    def __init__(self, *answers: Compiled) -> None:
        self.answers, self.limits = iter(answers), list[Limits]()

    def __call__(self, name: str, text: str, limits: Limits) -> Compiled:
        self.limits.append(limits)
        return next(self.answers)


ACCEPTED = Compiled(True, "Closed under the global context", 1.0)
REFUSED = Compiled(False, "Error: No applicable tactic.", 2.0)
STOPPED = Compiled(False, "", 4.0, stopped="stopped after 60 s of processor time")


def test_the_next_rules_are_tried_where_some_do_not_close_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(STOPPED, ACCEPTED)
    monkeypatch.setattr(proof_job, "compile_text", answers)
    attempt = attempt_of(CLAIM)
    found = compiled(attempt)
    assert found.accepted
    assert (found.seconds, found.proofs) == (5.0, attempt.proofs[1:2])
    assert all(limits.seconds and limits.gibibytes for limits in answers.limits)


def test_a_claim_that_no_rules_close_says_which_limit_was_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_job, "compile_text", Answers(REFUSED, STOPPED, REFUSED))
    assert compiled(attempt_of(CLAIM)).reason == "not closed by the rules; stopped after 60 s of processor time"
    monkeypatch.setattr(proof_job, "compile_text", Answers(REFUSED, REFUSED, REFUSED))
    assert compiled(attempt_of(CLAIM)).reason == "not closed by the rules"


def test_an_axiom_that_nothing_allows_is_no_theorem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_job, "compile_text", Answers(Compiled(True, "Axioms:\nmine : False\n", 1.0)))
    found = compiled(attempt_of(CLAIM))
    assert not found.accepted
    assert "mine, which nothing allows" in found.reason


@pytest.mark.parametrize("left", [("softmax", "low_rank"), ()])
def test_compiling_the_theories_is_said_once_before_it_begins(
    left: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(theories, "uncompiled_theories", lambda: left)
    monkeypatch.setattr(theories, "compile_theories", lambda advance: said.append(capsys.readouterr().err))
    theories.theories_compiled()
    expected = "compiling 2 theories of Coq, once; all of them take about two minutes\n" if left else ""
    assert said == [expected]
