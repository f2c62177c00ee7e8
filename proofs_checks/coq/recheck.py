"""The compiled theories, checked once more by coqchk: `python -m proofs_checks.coq.recheck`, a matter of minutes."""

from __future__ import annotations

import shutil
import subprocess
import sys

from .toolchain import LOGICAL_NAME, compile_theories, theories

MISSING = 4


def main() -> int:
    """Run coqchk on every theory; its exit code, 4 when it is missing."""
    checker = shutil.which("coqchk")
    if checker is None:
        sys.stderr.write("coqchk is missing; on Debian and Ubuntu: apt-get install coq\n")
        return MISSING
    folder, _ = compile_theories()
    names = [f"{LOGICAL_NAME}.{name}" for name in theories()]
    command = [checker, "-silent", "-o", "-Q", str(folder), LOGICAL_NAME, "-norec", *" -norec ".join(names).split()]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
