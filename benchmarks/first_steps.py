"""What a new user does, step by step and timed: `python -m benchmarks.first_steps [--browser PROGRAM] [--out FILE]`.

The repository is cloned into an empty folder; then come the README's first command, what it says to do next, and its
other commands up to the opened dashboard. Every step must succeed and print what a reader is told to expect; its
seconds are recorded, with how many lines it printed. Nothing that was installed or kept before is used: there is no
.venv, and the caches are empty. Packages come from wherever pip and npm are set up to find them.

Exits 1 when a step fails.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.facts import command, machine

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "results" / "first-steps.json"
OPEN = """
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as play:
    browser = play.chromium.launch(executable_path=sys.argv[1])
    page = browser.new_page()
    page.goto(Path("build/html/index.html").resolve().as_uri())
    print(page.locator("table").first.inner_text()[:40] and page.title())
    browser.close()
"""


@dataclass(frozen=True)
class Step:
    """What a reader types, why, and a text that must be in what comes back."""

    why: str
    types: str
    expects: str


STEPS = (
    Step("the README's first command", "make verify", "proved"),
    Step(
        "the command on the path; what else is here",
        "source .venv/bin/activate; lora-symbolic doctor",
        "coqc",
    ),
    Step("the README's example, saved as example.toml", "lora-symbolic check example.toml", "ill-typed"),
    Step("a false formula, saved as sum.toml", "lora-symbolic check sum.toml", "refuted"),
    Step("one item of the paper, whole", "lora-symbolic explain lemma-3.2", "corrected"),
    Step("a derivation for a paper of one's own", "lora-symbolic derive example.toml --wrt B --latex", "align"),
    Step(
        "a claim checked by Coq, theories compiled first",
        "lora-symbolic check example.toml --certify",
        "Theorem",
    ),
    Step(
        "a degree, a rank and a bound",
        "lora-symbolic constants --tokens 65536 --width 4 --eps 1e-3 --bound 1",
        "degree",
    ),
    Step("the pages", "make site", "index.html"),
    Step("the dashboard, opened from the folder", "open build/html/index.html", "judged"),
)


def walk(folder: Path, browser: str | None) -> list[dict[str, object]]:
    """The steps in a fresh clone in this folder, each with its seconds; stops at the first that fails."""
    clone = folder / "clone"
    environment = _environment(folder)
    done = [
        _timed(
            "get it",
            "git clone",
            "",
            lambda: _run(["git", "clone", "--quiet", str(ROOT), str(clone)], folder, environment),
        )
    ]
    for name, text in _examples().items():
        (clone / name).write_text(text, encoding="utf-8")
    for step in STEPS:
        if step.types.startswith("open "):
            if browser is None:
                continue
            arguments = [str(clone / ".venv/bin/python"), "-c", OPEN, browser]
        else:
            active = "" if step.types.startswith(("make", "source")) else "source .venv/bin/activate; "
            arguments = ["bash", "-c", active + step.types]
        done.append(_timed(step.why, step.types, step.expects, lambda given=arguments: _run(given, clone, environment)))
        if not done[-1]["succeeded"]:
            break
    return done


def _examples() -> dict[str, str]:
    """The statement files of the README, by the names that it gives them."""
    blocks = (ROOT / "README.md").read_text(encoding="utf-8").split("```toml\n")[1:]
    return dict(zip(("example.toml", "sum.toml"), (block.split("```")[0] for block in blocks), strict=True))


def _environment(folder: Path) -> Mapping[str, str]:
    """Caches of our own are empty; no environment of Python is active."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    return kept | {"XDG_CACHE_HOME": str(folder / "cache"), "COLUMNS": "100", "NO_COLOR": "1"}


def _run(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    found = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout + found.stderr


def _timed(why: str, types: str, expects: str, work: Callable[[], tuple[int, str]]) -> dict[str, object]:
    """A step's record; 1 is a fair exit code where claims are refuted."""
    start = time.perf_counter()
    code, output = work()
    seconds = round(time.perf_counter() - start, 1)
    good = code == 0 or (code == 1 and types.startswith("lora-symbolic check"))
    print(f"{seconds:7.1f} s  exit {code}  {types}", flush=True)
    if not (good and expects in output):
        print(output[-2000:], file=sys.stderr)
    return {
        **asdict(Step(why, types, expects)),
        "seconds": seconds,
        "exit": code,
        "lines": len(output.splitlines()),
        "succeeded": good and expects in output,
    }


def main() -> int:
    """Walk, write the record, say whether every step succeeded."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=OUT, help="the file of the record")
    parser.add_argument("--browser", help="a Chromium to open the dashboard with")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        steps = walk(Path(folder), options.browser)
    report = {"command": command(), "machine": machine(), "steps": steps}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0 if all(step["succeeded"] for step in steps) and len(steps) >= len(STEPS) else 1


if __name__ == "__main__":
    sys.exit(main())
