"""The certificates of the default tables: for each bound and error the least polynomial, certified end to end.

Dictionary
    Entry              a polynomial of the table: its file's name, what was asked, its certificate
    entries            the table of polynomials.toml
    certify_table      compiles every file, and compares what the theorems rest on with what certificates may rest on
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from ..toolchain.assumptions import rests_text
from ..toolchain.audit import Examined, Groups, examined
from ..toolchain.compiler import MODULES, PROCESSES, Compiled, compile_module, compile_text
from .polynomial import PolynomialCertificate, certificate_for

TABLE = Path(__file__).parent / "polynomials.toml"


@dataclass(frozen=True)
class Entry:
    """A polynomial of the table; `asked` is the error that its degree is the least for."""

    name: str
    bound: str
    asked: str
    certificate: PolynomialCertificate

    @property
    def theorem(self) -> str:
        """The theorem on the gradient, by its file's name."""
        return f"{self.name}.gradient_close"


@dataclass(frozen=True)
class CertifiedEntry:
    """An entry with what Coq says of it."""

    entry: Entry
    answer: Compiled
    examined: Examined


def entry_for(bound: str, asked: str) -> Entry:
    """The least polynomial for this relative error on [-bound, bound].

    >>> entry_for("1", "1e-4").name
    'exp_on_1_degree_5'
    """
    from lora_symbolic.approximation import least_degree

    degree = least_degree(bound, asked).degree
    name = f"exp_on_{bound.replace('/', '_')}_degree_{degree}"
    return Entry(name, bound, asked, certificate_for(bound, degree, prints=False))


@cache
def entries() -> tuple[Entry, ...]:
    """The default table."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(entry_for(bound, asked) for bound in table["bounds"] for asked in table["errors"])


def certify_table(chosen: Sequence[Entry], one_by_one: bool = False) -> tuple[CertifiedEntry, ...]:
    """Compile the files of these entries, the longest first, and look at what their theorems rest on.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """

    def compiled(entry: Entry) -> tuple[Path, Compiled]:
        return compile_module(entry.name, entry.certificate.text)

    with ThreadPoolExecutor(PROCESSES) as pool:
        longest_first = sorted(chosen, key=lambda entry: -entry.certificate.degree)
        answers = dict(zip(longest_first, pool.map(compiled, longest_first), strict=True))
    accepted = [entry for entry in chosen if answers[entry][1].accepted]
    modules = [answers[entry][0] for entry in accepted]
    compile_rests = partial(compile_text, "polynomials", modules=modules)
    found = examined([entry.theorem for entry in accepted], partial(_rests, accepted), compile_rests, True, one_by_one)
    return tuple(
        CertifiedEntry(entry, answers[entry][1], found.get(entry.theorem) or _refused(answers[entry][1]))
        for entry in chosen
    )


def _rests(accepted: Sequence[Entry], groups: Groups) -> str:
    names = " ".join(entry.name for entry in accepted)
    return f"From lora Require fast_gradient.\nFrom {MODULES} Require {names}.\n{rests_text(groups)}"


def _refused(answer: Compiled) -> Examined:
    return Examined((), f"not certified: {' '.join(answer.output.split())[-200:]}")
