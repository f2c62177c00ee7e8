"""The same questions in Sollya: remez and supnorm in child processes, CPU seconds and exact answers.

Dictionary
    Run        CPU seconds of one call, and the lines that it printed; None where Sollya was stopped or failed
    remez      the coefficients of Sollya's best polynomial
    supnorm    Sollya's enclosure of the sup norm of a given polynomial's error
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

ENOUGH = 0.25  # seconds that a measurement should last; shorter calls are repeated within one process


@dataclass(frozen=True)
class Run:
    """One question: CPU seconds of a call, the printed lines."""

    seconds: float
    lines: tuple[str, ...]
    stopped: bool = False


def here() -> bool:
    """Whether Sollya is installed."""
    return shutil.which("sollya") is not None


def version() -> str:
    """Sollya's version."""
    done = subprocess.run(["sollya", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[0] if done.stdout else "unknown"


def _child(script: str, limit: float) -> tuple[float, str, bool]:
    """CPU seconds of one Sollya process, its output, whether the limit on CPU time stopped it."""
    with tempfile.NamedTemporaryFile("w", suffix=".sollya") as file, tempfile.TemporaryFile() as output:
        file.write(script)
        file.flush()
        cap = int(limit) + 1
        child = subprocess.Popen(
            ["sollya", file.name],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (cap, cap)),
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    return usage.ru_utime + usage.ru_stime, text, child.returncode != 0


@lru_cache(maxsize=1)
def startup() -> float:
    """CPU seconds of a process that does nothing."""
    return statistics.median(_child("prec=200!;\nquit;\n", 10)[0] for _ in range(7))


def _ask(bits: int, setup: str, call: str, answer: str, limit: float) -> Run:
    head = f"prec={bits}!;\ndisplay=dyadic!;\nverbosity=0!;\n{setup}\n"
    seconds, text, stopped = _child(f"{head}{call}\n{answer}\nquit;\n", limit)
    once = max(seconds - startup(), 1e-4)
    if stopped:
        return Run(once, (), stopped=True)
    if once < ENOUGH / 2:
        repeats = max(2, int(ENOUGH / once))
        again, _, failed = _child(f"{head}for i from 1 to {repeats} do {{ {call} }};\nquit;\n", limit)
        if not failed:
            once = max(again - startup(), 1e-4) / repeats
    return Run(once, tuple(line for line in text.splitlines() if line.strip()))


def remez(bound: int, degree: int, relative: bool, bits: int, limit: float) -> tuple[Run, tuple[Fraction, ...] | None]:
    """Sollya's best polynomial for exp on [-bound, bound]."""
    weighted = f"remez(1, {degree}, [-{bound}, {bound}], exp(-x))"
    plain = f"remez(exp(x), {degree}, [-{bound}, {bound}])"
    run = _ask(
        bits,
        "",
        f"p = {weighted if relative else plain};",
        f"for k from 0 to {degree} do {{ coeff(p, k); }};",
        limit,
    )
    try:
        found = tuple(dyadic(line) for line in run.lines)
    except ValueError:
        return run, None
    return run, found if len(found) == degree + 1 else None


def supnorm(
    coefficients: Sequence[Fraction], bound: int, relative: bool, bits: int, limit: float
) -> tuple[Run, tuple[Fraction, Fraction] | None]:
    """Sollya's enclosure, to a relative width of 2^-10, of the sup norm of the error on [-bound, bound]."""
    kind = "relative" if relative else "absolute"
    text = " + ".join(f"({_dyadic_text(value)}) * x^{k}" for k, value in enumerate(coefficients))
    run = _ask(
        bits,
        f"p = horner({text});",
        f"e = supnorm(p, exp(x), [-{bound}, {bound}], {kind}, 2^(-10));",
        "inf(e); sup(e);",
        limit,
    )
    try:
        low, high = (dyadic(line) for line in run.lines)
    except ValueError:
        return run, None
    return run, (low, high)


def dyadic(text: str) -> Fraction:
    """Sollya's dyadic notation 3b-2 as a number."""
    mantissa, _, exponent = text.strip().partition("b")
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent or 0)


def _dyadic_text(value: Fraction) -> str:
    exponent = value.denominator.bit_length() - 1
    if value.denominator != 1 << exponent:
        raise ValueError(f"{value} is not dyadic")
    return f"{value.numerator}b-{exponent}" if exponent else str(value.numerator)
