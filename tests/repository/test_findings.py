"""Every finding has the form that findings/README.md states; the findings themselves run before a release."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.repository.files import ROOT, relative

FINDINGS = sorted((ROOT / "findings").glob("*.sh"))
LABELS = ("Library", "Expected", "Happens", "Matters", "Seen")
LINES = (
    "set -euo pipefail",
    'place="$(mktemp -d)"',
    "trap 'rm -rf \"$place\"' EXIT",
    'cd "$place"',
    "unset PYTHONPATH",
    "python3 -m venv venv",
)
FORBIDDEN = re.compile(r"lora.symbolic|proofs.checks|https?://|index-url|/(?:work|root|home|Users)/", re.IGNORECASE)


def faults(script: str) -> list[str]:
    """What in the text of a finding departs from the form."""
    header, _, program = script.partition("\nset -euo pipefail\n")
    lines = ("set -euo pipefail\n" + program).splitlines()
    labels = re.findall(r"^# (\w+):", header, flags=re.MULTILINE)
    seen = header.partition("\n# Seen:\n")[2].strip("# \n")
    requirements = re.findall(r"pip install --quiet --disable-pip-version-check (.+) \|\|$", program, re.MULTILINE)
    requirements += re.findall(r"^for package in (.+); do$", program, re.MULTILINE)
    packages = [package for line in requirements for package in line.split() if package != '"$package"']
    return [
        *(["it does not begin with env bash"] if not script.startswith("#!/usr/bin/env bash\n") else []),
        *([f"the header has {labels}"] if tuple(labels) != LABELS else []),
        *(["the output under Seen is missing"] if not seen or seen == "(to be seen)" else []),
        *["no comment: " + line for line in header.splitlines() if not line.startswith("#")],
        *[f"missing: {line}" for line in LINES if line not in lines],
        *(["nothing is installed"] if not packages else []),
        *[f"not pinned: {package}" for package in packages if not re.fullmatch(r"[\w.-]+==[\w.]+", package)],
        *(["nothing is compared with what is described"] if "seen(" not in program else []),
        *[f"not to be named: {word}" for word in FORBIDDEN.findall(script)],
    ]


def test_there_are_findings() -> None:
    assert len(FINDINGS) >= 10


def test_every_finding_has_the_form() -> None:
    assert {relative(path): found for path in FINDINGS if (found := faults(path.read_text()))} == {}


def test_every_finding_is_valid_for_the_shell() -> None:
    def complaint(path: Path) -> str:
        return subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False).stderr

    assert {relative(path): said for path in FINDINGS if (said := complaint(path))} == {}


def test_the_program_of_every_finding_is_valid_python() -> None:
    for path in FINDINGS:
        programs = re.findall(r"<<'PYTHON'\n(.*?)^PYTHON$", path.read_text(), flags=re.MULTILINE | re.DOTALL)
        assert len(programs) == 1, relative(path)
        compile(programs[0], relative(path), "exec")


def test_a_departure_from_the_form_is_found() -> None:
    script = FINDINGS[0].read_text()
    assert faults(script) == []
    for old, new in (
        ("# Matters:", "# Also:"),
        ("set -euo pipefail", "set -e"),
        ("trap ", "# trap "),
        ("==", ">="),
        ("seen(", "print("),
        ("import sys", "import sys, lora_symbolic"),
    ):
        assert faults(script.replace(old, new)) != [], new
    assert faults(re.sub(r"(?s)# Seen:\n.*?\nset", "# Seen:\nset", script)) != []
