"""The compiled theories, and all that they need, checked by coqchk: `python -m proofs_checks.coq.toolchain.recheck`.

It takes a minute or two of processor time. The checker reads the compiled files of the theories, of MathComp,
Coquelicot and Coq's library again, and names every axiom that they rest on; each must be one that axioms.toml allows.

Dictionary
    axioms_named      the axioms in what the checker prints
    beyond_allowed    those that nothing allows
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable

from .assumptions import allowed_axioms
from .compiler import LOGICAL_NAME, CoqFailure, compile_theories, theories

MISSING = 4
REFUSED = 1


def axioms_named(output: str) -> tuple[str, ...]:
    """The axioms of the checker's summary.

    >>> axioms_named("* Axioms:\\n    Coq.Logic.Classical_Prop.classic\\n  \\n* Inductives: <none>")
    ('Coq.Logic.Classical_Prop.classic',)
    """
    found = re.search(r"^\* Axioms:(.*?)(?=^\*|\Z)", output, re.MULTILINE | re.DOTALL)
    names = found.group(1).split() if found else []
    return tuple(name for name in names if name != "<none>")


def beyond_allowed(axioms: Iterable[str]) -> tuple[str, ...]:
    """The axioms that nothing allows; the checker writes names in full.

    >>> beyond_allowed(["Coq.Logic.Classical_Prop.classic", "lora.softmax.cheat"])
    ('lora.softmax.cheat',)
    """
    allowed = tuple(f".{name}" for name in allowed_axioms())
    return tuple(name for name in axioms if not name.endswith(allowed))


def main() -> int:
    """Check, compare, report; exit code 1 when something is refused, 4 when coqchk is missing."""
    checker = shutil.which("coqchk")
    if checker is None:
        sys.stderr.write("coqchk is missing; on Debian and Ubuntu: apt-get install coq\n")
        return MISSING
    try:
        folder, _ = compile_theories()
    except CoqFailure as failure:
        sys.stderr.write(f"{failure}\n")
        return REFUSED
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [checker, "-silent", "-o", "-Q", str(folder), LOGICAL_NAME, *(f"{LOGICAL_NAME}.{n}" for n in theories())]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    output = answer.stdout + answer.stderr
    axioms = axioms_named(output)
    sys.stdout.write("".join(f"rests on {name}\n" for name in axioms))
    if answer.returncode or "CONTEXT SUMMARY" not in output:
        sys.stderr.write(f"coqchk does not accept the theories: {output.strip()[-500:]}\n")
        return REFUSED
    if beyond := beyond_allowed(axioms):
        sys.stderr.write(f"nothing allows {', '.join(beyond)}\n")
        return REFUSED
    sys.stdout.write(
        f"coqchk accepts {len(theories())} theories and all that they need ({seconds:.0f} s of processor)\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
