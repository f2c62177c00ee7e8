"""The theories of Coq compiled before claims are, which takes minutes once: a command says so and shows how far it is.

Dictionary
    theories_compiled   compiles what is not compiled yet, with a bar on a terminal and one line elsewhere
"""

from __future__ import annotations

import sys

from proofs_checks.coq.toolchain.compiler import compile_theories, uncompiled_theories

from .judging import progress_bar
from .streams import note


def theories_compiled() -> None:
    """Compile the theories that are not compiled yet; say so on the standard error stream first.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    left = len(uncompiled_theories())
    if left and not sys.stderr.isatty():
        note(f"compiling {left} theories of Coq, once; all of them take about two minutes")
    with progress_bar("theories of Coq", left) as advance:
        compile_theories(advance)
