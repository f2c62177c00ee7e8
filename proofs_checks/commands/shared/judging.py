"""What verify and check share: judging with a progress bar on a terminal, and what to say afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from proofs_checks.judging.methods import METHODS
from proofs_checks.judging.results import Result
from proofs_checks.judging.runner import Answer, Plan, judge_and, judge_claims, known_methods
from proofs_checks.ledger.model import LedgerClaim

from .exits import BadInput
from .streams import console, note


def plan_of(methods: Sequence[str], seconds: float, thorough: bool = True) -> Plan:
    """The plan that the options ask for.

    Raises BadInput for an unknown method.
    """
    unknown = known_methods(methods)
    if unknown is not None:
        names = ", ".join(dict.fromkeys(method.name for method in METHODS))
        raise BadInput(f"--method {unknown}: no such method; expected one of {names}")
    return Plan(frozenset(methods), seconds, thorough)


def judge_with_progress(claims: Sequence[LedgerClaim], jobs: int | None, plan: Plan) -> tuple[Result, ...]:
    """The results, with a progress bar when the standard error stream is a terminal."""
    with progress_bar("judging", len(claims)) as advance:
        return judge_claims(claims, jobs, plan, lambda result: advance(result.id))


def judge_and_ask(
    ask: Callable[[LedgerClaim, Result], Answer], claims: Sequence[LedgerClaim], jobs: int | None, plan: Plan
) -> list[tuple[Result, Answer | None]]:
    """The same, each result with what is asked of it and its claim, answered by the process that judged the claim."""
    with progress_bar("judging", len(claims)) as advance:
        return judge_and(ask, claims, jobs, plan, lambda result: advance(result.id))


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[str], None]]:
    """A function that is called with the name of what is done, and moves a bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        yield lambda name: progress.update(task, advance=1, description=name, refresh=True)


def warn(results: Sequence[Result]) -> None:
    """Say loudly, on the standard error stream, where evidence contradicts itself and where a method failed."""
    for result in results:
        if result.judgement.conflict:
            note(f"CONFLICT {result.id} ({result.form}): {result.judgement.reason}")
        for problem in result.problems:
            note(f"problem: {problem}")
