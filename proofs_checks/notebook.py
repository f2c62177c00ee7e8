"""Notebooks: the cell magic %%statements judges its cell as a statement file, and shows the verdicts as a table.

Dictionary
    load                registers the magic in an IPython shell
    judged(text)        the claims of a text, judged as `check` does
    JudgedStatements    the verdicts, as a table in a notebook and as lines in a terminal
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from lora_symbolic.errors import InputError
from lora_symbolic.language import statement_from_toml
from lora_symbolic.language.errors import StatementError
from proofs_checks.judging.results import Result
from proofs_checks.judging.runner import Plan, judge_claims
from proofs_checks.ledger.load import from_statement
from proofs_checks.publishing.terminal import counterexample_lines, reasons, summary_line, verdict_words
from proofs_checks.verdict.verdict import Verdict

CELL = "the cell"
MAGIC = "statements"


@dataclass(frozen=True)
class JudgedStatements:
    """What was found of the claims of a cell; `faults` says which could not be read."""

    title: str
    results: tuple[Result, ...]
    faults: tuple[str, ...] = ()

    def __repr__(self) -> str:
        lines = ["\n  ".join([f"{result.id}: {verdict_words(result)}", *_why(result)]) for result in self.results]
        return "\n".join([*lines, *self.faults, summary_line(self.results)])

    def _repr_html_(self) -> str:
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        rows = "".join(_row(result) for result in self.results)
        faults = "".join(f"<p>{escape(fault)}</p>" for fault in self.faults)
        head = "<thead><tr><th>claim</th><th>says</th><th>verdict</th><th>why</th></tr></thead>"
        table = f"<table>{caption}{head}<tbody>{rows}</tbody></table>"
        return f"{table}{faults}<p>{escape(summary_line(self.results))}</p>"


def _row(result: Result) -> str:
    why = "\n".join(escape(line) for line in _why(result))  # matrices keep their columns
    drawn = f'<pre style="text-align: left">{why}</pre>' if result.counterexample is not None else why
    cells = [escape(result.id), f"<code>{escape(result.text)}</code>", escape(verdict_words(result)), drawn]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _why(result: Result) -> Iterator[str]:
    """Why a claim is not proved: the counterexample, else the reason."""
    if result.counterexample is not None:
        yield from counterexample_lines(result.counterexample)
    elif result.verdict is not Verdict.PROVED:
        yield from reasons(result)


def judged(text: str, seconds: float = 20.0) -> JudgedStatements:
    """The claims of a text in the syntax of statement files, judged as `check` does.

    >>> print(judged('''
    ... sizes = ["m", "n"]
    ... matrices.X = ["m", "n"]
    ... [[claims]]
    ... name = "twice"
    ... equal = ["X.T.T", "X"]
    ... '''))
    twice: proved
    1 claim: 1 proved

    Raises StatementError for a text that is no statement file, or makes no claim.
    """
    statement = statement_from_toml(text, CELL, patient=True)
    if not statement.claims:
        raise StatementError(f"{CELL}: no claims; expected at least one table [[claims]]")
    faults = (*statement.faults, *(claim.fault for claim in statement.claims if claim.fault is not None))
    results = judge_claims(from_statement(statement), 1, Plan(seconds=seconds, thorough=False))
    return JudgedStatements(statement.title, results, faults)


def load(shell: Any) -> None:
    """Register %%statements in an IPython shell."""
    shell.register_magic_function(statements, "cell", MAGIC)


def statements(line: str, cell: str) -> JudgedStatements:
    """Judge this cell as a statement file: sizes, matrices, definitions, claims.

    Raises IPython's UsageError, one line without a traceback, for a cell that is none.
    """
    from IPython.core.error import UsageError

    if line.strip():
        raise UsageError(f"%%{MAGIC} {line.strip()}: expected nothing behind %%{MAGIC}")
    try:
        return judged(cell)
    except InputError as error:
        raise UsageError(str(error)) from None
