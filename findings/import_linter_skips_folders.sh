#!/usr/bin/env bash
# Library:  import-linter 2.17 (grimp 3.20)
# Expected: A layers contract says that no module of a lower layer imports a higher one; a folder
#           without `__init__.py` is a package for Python (PEP 420), and import-linter supports
#           namespace packages as roots.
# Happens:  Inside a root package a subfolder without `__init__.py` is not analysed: its modules are
#           imported by Python, import what they like, and the contract is KEPT. The only hint is
#           the number of files. With an empty `__init__.py` the contract is BROKEN.
# Matters:  That mathematics never imports the program that judges it is held by such a contract
#           alone; a new folder makes it hold for less, and the report stays green.
# Seen:
#   Python imports the module: 1
#   lint-imports: (0, ['Analyzed 4 files, 0 dependencies.', 'layers KEPT'])
#   with an empty __init__.py: (1, ['Analyzed 6 files, 1 dependencies.', 'layers BROKEN'])
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check import-linter==2.17 grimp==3.20 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import subprocess
import sys
from pathlib import Path


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


low, high = Path("package/low"), Path("package/high")
(low / "new").mkdir(parents=True)
high.mkdir()
for folder in (Path("package"), low, high):
    (folder / "__init__.py").touch()
(high / "judge.py").write_text("VERDICT = 1\n")
(low / "new" / "rule.py").write_text("from package.high.judge import VERDICT\n")
Path(".importlinter").write_text("""[importlinter]
root_package = package
[importlinter:contract:layers]
name = layers
type = layers
layers =
    package.high
    package.low
""")


def linted():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        capture_output=True,
        text=True,
    )
    lines = [line.strip() for line in done.stdout.splitlines()]
    return done.returncode, [line for line in lines if line.startswith(("layers ", "Analyzed"))]


used = subprocess.run(
    [sys.executable, "-c", "from package.low.new.rule import VERDICT; print(VERDICT)"],
    capture_output=True,
    text=True,
)
seen("Python imports the module", used.stdout.strip(), "1")
seen("lint-imports", linted(), (0, ["Analyzed 4 files, 0 dependencies.", "layers KEPT"]))
(low / "new" / "__init__.py").touch()
seen(
    "with an empty __init__.py",
    linted(),
    (1, ["Analyzed 6 files, 1 dependencies.", "layers BROKEN"]),
)
PYTHON
