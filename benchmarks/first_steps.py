"""What a new user does, step by step and timed: `python -m benchmarks.first_steps [--browser PROGRAM] [--out FILE]`.

The repository is cloned into an empty folder; then come the README's first command, what it says to do next, and its
other commands up to the opened dashboard. Every step must end well and print what a reader is told to expect; its
seconds are recorded, with how many lines it printed. Nothing that was installed or kept before is used: there is no
.venv, and the caches are empty. Packages come from wherever pip and npm are set up to find them.

With `--journeys` three shorter ways instead, each from an installed package, in an empty folder, in at most five
commands: the first verdict on a claim of one's own, a derivation pasted into a paper and compiled, a lecture's
notebook run as Jupyter's Run All runs it, its commands included.

Exits 1 when a step fails or a journey takes too long, 4 when there is no browser.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.facts import head, write

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "results" / "first_steps" / "from_a_clone.json"
MISSING = 4
ACTIVE = "source .venv/bin/activate; "
OPENS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
OPENS += ("--enable-logging=stderr", "--dump-dom")


class Step(NamedTuple):
    """What a reader types, what for, a text that must come back, right exit codes, a text that must not come."""

    types: str
    purpose: str
    expects: str
    codes: tuple[int, ...] = (0,)
    refuses: str = ""


GET = "git clone"
OPEN = "open build/html/index.html"
CONSTANTS = "lora-symbolic constants --tokens 65536 --width 4 --eps 1e-3 --bound 1"
STEPS = (
    Step(GET, "the repository", ""),
    Step("make verify", "the README's first command", "claims: "),
    Step(f"{ACTIVE}lora-symbolic doctor", "the command on the path, and what else is here", "coqc"),
    Step("lora-symbolic check example.toml", "the README's example, saved under this name", "ill-typed", (1,)),
    Step("lora-symbolic check sum.toml", "a false formula and its counterexample", "refuted", (1,)),
    Step("lora-symbolic explain lemma-3.2", "one item of the paper, whole", "corrected"),
    Step("lora-symbolic derive example.toml --wrt B --latex", "a derivation to paste", "\\begin{"),
    Step(
        "lora-symbolic check example.toml --certify", "a claim proved by Coq's kernel", "theorem claim_corrected", (1,)
    ),
    Step(CONSTANTS, "a degree, a rank and a bound", "degree"),
    Step("make site", "the pages", "index.html"),
    Step(OPEN, "the dashboard", "proved", refuses=":CONSOLE"),  # what a page complains of is logged so
)


class Journey(NamedTuple):
    """What a reader wants, the steps to it, and the seconds that they may take after the installation."""

    goal: str
    steps: tuple[Step, ...]
    seconds: float | None = None


INSTALL = "pip install"
NEW = Step("lora-symbolic new mine.toml", "a file to begin with", "written: mine.toml")
PASTE = "lora-symbolic derive mine.toml --wrt B --latex >derivation.tex"
PAPER = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\begin{document}
\input{derivation}
\end{document}
"""
LECTURE = "02-lora-gradient"
NOTEBOOKS = "make notebooks"
BEFORE = "before all"
JOURNEYS = (
    Journey(
        "the first verdict on a claim of one's own",
        (NEW, Step("lora-symbolic check mine.toml", "its claims judged", "3 claims: 2 proved")),
        60.0,
    ),
    Journey(
        "a derivation in a paper",
        (
            NEW,
            Step(PASTE, "a derivation", ""),
            Step("latexmk -pdf -interaction=nonstopmode paper.tex", "the paper that holds it", "paper.pdf"),
        ),
    ),
    Journey(
        "a lecture's notebook",
        (Step(f"jupyter execute {LECTURE}.ipynb", "all cells run, as Jupyter's Run All does", ""),),
    ),
)


def travel(folder: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """The steps of all journeys, each with its seconds, and what was missed."""
    programs = folder / "installed" / "bin"
    done, missed = list[dict[str, Any]](), list[str]()
    pip = f"{programs}/python -m pip install --quiet --constraint {ROOT / 'requirements' / 'constraints.txt'}"
    install = f"{sys.executable} -m venv {programs.parent} && {pip} '{ROOT}[course]'"
    lectures = [programs / "python", "-m", "proofs_checks.publishing.course", "notebooks", folder / "notebooks"]
    for step, arguments, here in (
        (Step(INSTALL, "the package and Jupyter, in an environment of their own", ""), ["bash", "-c", install], folder),
        (Step(NOTEBOOKS, "the lecturer's part", "notebooks: "), list(map(str, lectures)), ROOT),
    ):
        done.append({"journey": BEFORE, **taken(step, arguments, here, folder / "cache")})
    for number, journey in enumerate(JOURNEYS):
        here = folder / str(number)
        here.mkdir()
        (here / "paper.tex").write_text(PAPER, encoding="utf-8")
        shutil.copytree(folder / "notebooks", here, dirs_exist_ok=True)
        records = [
            taken(step, ["bash", "-c", f"PATH={programs}:$PATH; {step.types}"], here, folder / "cache")
            for step in journey.steps
        ]
        done += [{"journey": journey.goal, **record} for record in records]
        total = sum(record["seconds"] for record in records)
        if not all(record["succeeded"] for record in records):
            missed.append(f"{journey.goal}: a step failed")
        elif journey.seconds is not None and total > journey.seconds:
            missed.append(f"{journey.goal}: {total:.1f} s, expected at most {journey.seconds:.0f}")
    return done, missed


def walk(folder: Path, browser: str) -> list[dict[str, Any]]:
    """The steps in a fresh clone in this folder, each with its seconds; stops at the first that fails."""
    clone, done = folder / "clone", list[dict[str, Any]]()
    for step in STEPS:
        if step.types == GET:
            arguments, here = ["git", "clone", "--quiet", str(ROOT), str(clone)], folder
        elif step.types == OPEN:
            arguments, here = [browser, *OPENS, (clone / "build/html/index.html").as_uri()], clone
        else:
            active = ACTIVE if step.types.startswith("lora-symbolic") else ""
            arguments, here = ["bash", "-c", active + step.types], clone
        done.append(taken(step, arguments, here, folder / "cache"))
        if not done[-1]["succeeded"]:
            break
        if step.types == GET:
            for name, text in examples().items():
                (clone / name).write_text(text, encoding="utf-8")
    return done


def taken(step: Step, arguments: Sequence[str], folder: Path, cache: Path) -> dict[str, Any]:
    """The record of a step that is run with these arguments in this folder."""
    start = time.perf_counter()
    found = subprocess.run(arguments, cwd=folder, env=_environment(cache), capture_output=True, text=True, check=False)
    seconds = round(time.perf_counter() - start, 1)
    output = found.stdout + found.stderr
    complains = step.refuses != "" and step.refuses in output
    good = found.returncode in step.codes and step.expects in output and not complains
    print(f"{seconds:7.1f} s  exit {found.returncode}  {step.types}", flush=True)
    if not good:
        print(output[-2000:], file=sys.stderr)
    lines = 0 if step.types == OPEN else len(output.splitlines())  # of a page nothing is printed
    return step._asdict() | {"seconds": seconds, "exit": found.returncode, "lines": lines, "succeeded": good}


def examples() -> dict[str, str]:
    """The statement files of the README, by the names that it gives them."""
    blocks = (ROOT / "README.md").read_text(encoding="utf-8").split("```toml\n")[1:]
    return dict(zip(("example.toml", "sum.toml"), (block.split("```")[0] for block in blocks), strict=True))


def _environment(cache: Path) -> Mapping[str, str]:
    """Caches of our own are empty; no environment of Python is active."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    return kept | {"XDG_CACHE_HOME": str(cache), "COLUMNS": "100", "NO_COLOR": "1"}


def main() -> int:
    """Walk, write the record, say whether every step succeeded."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=OUT, help="the file of the record")
    parser.add_argument("--browser", default=shutil.which("chromium"), help="a Chromium to open the dashboard with")
    parser.add_argument("--journeys", action="store_true", help="the three shorter ways, from an installed package")
    options = parser.parse_args()
    if options.journeys:
        with tempfile.TemporaryDirectory() as folder:
            steps, missed = travel(Path(folder))
        out = OUT.with_name("journeys.json") if options.out == OUT else options.out
        write(out, {**head("lora-symbolic"), "steps": steps, "missed": missed})
        print("\n".join(missed) or "every journey arrives")
        return 1 if missed else 0
    if options.browser is None:
        print("chromium is missing, and no --browser is given", file=sys.stderr)
        return MISSING
    with tempfile.TemporaryDirectory() as folder:
        steps = walk(Path(folder), options.browser)
    write(options.out, {**head("lora-symbolic"), "steps": steps})
    return 0 if len(steps) == len(STEPS) and all(step["succeeded"] for step in steps) else 1


if __name__ == "__main__":
    sys.exit(main())
