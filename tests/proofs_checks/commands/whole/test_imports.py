"""What a command imports: nothing that the claims of its file do not ask for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EQUALITY = """
sizes = ["m", "n"]
[matrices]
X = ["m", "n"]
[[claims]]
name = "transposed"
equal = ["(X @ X.T).T", "X @ X.T"]
"""
BOUND = """
sizes = ["m", "n"]
[matrices]
X = ["m", "n"]
[[claims]]
name = "bounded"
holds = "maxabs(X) <= norm(X)"
"""
DEAR = ("lora_symbolic.bounds", "lora_symbolic.complexity", "sympy")


def imported(tmp_path: Path, statement: str) -> set[str]:
    """Which of the dear modules a process has imported when it has checked a statement."""
    file = tmp_path / "claims.toml"
    file.write_text(statement)
    code = (
        "import sys; from proofs_checks.cli import main\n"
        f"sys.argv = ['lora-symbolic', 'check', {str(file)!r}]\n"
        "try: main()\n"
        f"finally: sys.stderr.write(' '.join(name for name in {DEAR!r} if name in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "1 proved" in ran.stdout
    return set(ran.stderr.split())


def test_an_equality_needs_neither_the_rules_for_bounds_nor_sympy(tmp_path: Path) -> None:
    assert imported(tmp_path, EQUALITY) == set()


def test_a_bound_needs_its_rules(tmp_path: Path) -> None:
    assert "lora_symbolic.bounds" in imported(tmp_path, BOUND)
