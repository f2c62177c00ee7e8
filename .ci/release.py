"""A release in one command: `make release VERSION=1.2.3`, or with `DRY=1` all of it but the commit and the tag.

The gates run first. The new version is then made in a copy of the work tree, built there, compared with what git
holds, and installed in an environment of its own, where it must print its help, judge a lemma and build the site.
Only when all went well are `pyproject.toml` and `CHANGELOG.md` changed here, committed and tagged; nothing is pushed.

Dictionary
    checked_version     X.Y.Z, later than the present one
    with_version        pyproject.toml with another version
    with_citation       CITATION.cff with another version and its day
    with_release        the changelog, its section Unreleased moved to a version and a day
    carry               the documents and KaTeX's files, which the wheel takes along
    lacking             the files under version control that a wheel does not hold
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("lora_symbolic", "proofs_checks")
CHANGED = ("pyproject.toml", "CHANGELOG.md", "CITATION.cff")
CONSTRAINTS = ROOT / "requirements" / "constraints.txt"
UNRELEASED = re.compile(r"^## Unreleased\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
VERSION = re.compile(r'^version = "[^"\n]*"$', re.MULTILINE)
BAD_INPUT = 2
TRIAL = (  # what an installed wheel must do in any folder, without the repository and without npm
    ("new", "mine.toml"),
    ("check", "mine.toml"),
    ("check", "mine.toml", "--format", "latex"),
    ("derive", "mine.toml", "--wrt", "B", "--latex"),
    ("explain", "lemma-3.2", "--markdown"),
)
PAGES = ("index.html", "graph.html", "curves.html", "errata.html", "course/index.html", "_static/katex/katex.min.css")
KATEX = ("package.json", "LICENSE", "dist/katex.js", "dist/katex.min.css", "dist/fonts/*.woff2")


class NotReleased(Exception):
    """Why there is no release: what, where, what was expected."""


def checked_version(text: str, present: str, released: bool = True) -> str:
    """The version itself.

    Raises NotReleased unless it is X.Y.Z and later than the present one, or that one if it is not yet released.
    """
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", text):
        raise NotReleased(f"VERSION is {text!r}; expected three numbers such as 1.2.3")
    if _numbers(text) < _numbers(present) or (released and text == present):
        raise NotReleased(f"VERSION is {text}; expected one later than {present}, which pyproject.toml has")
    return text


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def with_version(project: str, version: str) -> str:
    """The text of pyproject.toml with another version.

    Raises NotReleased unless exactly one line states it.
    """
    changed, count = VERSION.subn(f'version = "{version}"', project)
    if count != 1:
        raise NotReleased(f"pyproject.toml has {count} lines version = ...; expected one")
    return changed


def with_citation(citation: str, version: str, day: date) -> str:
    """The text of CITATION.cff with another version and its day.

    Raises NotReleased unless one line states each.
    """
    for key, value in (("version", version), ("date-released", day.isoformat())):
        citation, count = re.subn(rf"^{key}: .*$", f"{key}: {value}", citation, flags=re.MULTILINE)
        if count != 1:
            raise NotReleased(f"CITATION.cff has {count} lines {key}: ...; expected one")
    return citation


def with_release(changelog: str, version: str, day: date) -> str:
    """The changelog with what was unreleased under the version and the day, below an empty section Unreleased.

    Raises NotReleased when there is no such section, when nothing stands in it, and when the version is there already.
    """
    found = UNRELEASED.search(changelog)
    if found is None:
        raise NotReleased("CHANGELOG.md has no section ## Unreleased; expected one with what is new")
    if not re.search(r"^- ", found["body"], re.MULTILINE):
        raise NotReleased("CHANGELOG.md says nothing under ## Unreleased; expected a line for each change")
    if re.search(rf"^## {re.escape(version)}\b", changelog, re.MULTILINE):
        raise NotReleased(f"CHANGELOG.md has a section ## {version} already; expected a new version")
    released = f"## Unreleased\n\n## {version} - {day.isoformat()}\n{found['body']}"
    return changelog[: found.start()] + released + changelog[found.end() :]


def lacking(tracked: Iterable[str], wheel: Iterable[str]) -> list[str]:
    """The files of the packages under version control - modules, ledgers, theories, templates - that a wheel lacks."""
    held = set(wheel)
    ours = (name for name in tracked if name.split("/")[0] in PACKAGES and not name.split("/")[-1].startswith("."))
    return sorted(name for name in ours if name not in held)


def _run(command: Sequence[str | Path], folder: Path = ROOT) -> str:
    """The output of a command, which is shown; NotReleased when it fails."""
    print("$", *command, flush=True)
    done = subprocess.run([str(part) for part in command], cwd=folder, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(done.stdout, end="")
        raise NotReleased(f"{' '.join(map(str, command))}: exit code {done.returncode}; expected 0")
    return done.stdout


def _gates() -> None:
    """The whole suite, its slow part included; its output goes to the terminal."""
    print("$ make test-all", flush=True)
    if subprocess.run(["make", "test-all"], cwd=ROOT).returncode:
        raise NotReleased("make test-all failed; expected every test to pass")


def carry(root: Path, folder: Path) -> None:
    """Put the documents, and what pages need of KaTeX, where an installed package finds them.

    Raises NotReleased when npm has not brought KaTeX.
    """
    shutil.copytree(root / "docs", folder / "docs", ignore=shutil.ignore_patterns("__pycache__", "_build"))
    katex = root / "node_modules" / "katex"
    if not katex.is_dir():
        raise NotReleased("node_modules/katex is missing; expected that npm brought it: make npm")
    for pattern in KATEX:
        for path in katex.glob(pattern):
            (folder / path.relative_to(root / "node_modules")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / path.relative_to(root / "node_modules"))


def _built(texts: dict[str, str], folder: Path) -> Path:
    """The wheel, built from what is committed with these texts in place of two files."""
    tree = folder / "tree"
    _run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, tree])
    for name, text in texts.items():
        (tree / name).write_text(text, encoding="utf-8")
    carry(ROOT, tree / "proofs_checks" / "publishing" / "carried")
    venv.create(folder / "tools", with_pip=True)
    python = folder / "tools" / "bin" / "python"
    _run([python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "build>=1.2,<2"])
    _run([python, "-m", "build", "--outdir", folder / "dist", tree])
    wheel = next((folder / "dist").glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        missing = lacking(_run(["git", "ls-files"], tree).splitlines(), archive.namelist())
    if missing:
        more = f" and {len(missing) - 1} more" if missing[1:] else ""
        raise NotReleased(f"the wheel lacks {missing[0]}{more}; expected every file of the packages")
    return wheel


def _tried(wheel: Path, folder: Path) -> None:
    """Install the wheel in an environment of its own, and use it in a folder of its own, outside the repository."""
    venv.create(folder / "fresh", with_pip=True)
    programs = folder / "fresh" / "bin"
    pip = [programs / "python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "install", "--constraint", CONSTRAINTS, wheel], folder)
    _run([programs / "lora-symbolic", "--help"], folder)
    program, here = programs / "lora-symbolic", folder / "somewhere"
    here.mkdir()
    print(_run([program, "verify", "lemma-3.2"], here), end="")
    for command in TRIAL:
        _run([program, *command], here)
    _run([*pip, "install", "--constraint", CONSTRAINTS, f"{wheel}[site]"], folder)
    _run([program, "report", "--html", "pages", "--strict"], here)
    if (here / "build").exists():
        raise NotReleased("a folder build/ was made outside of the repository; expected none")
    for page in PAGES:
        if not (here / "pages" / page).is_file():
            raise NotReleased(f"the site of the installed wheel lacks {page}; expected every page")


def release(version: str, day: date, dry: bool, tests: bool) -> None:
    """Everything in its order.

    Raises NotReleased at the first thing that is not as it should be; then nothing here has changed.
    """
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in CHANGED}
    present = tomllib.loads(texts["pyproject.toml"])["project"]["version"]
    checked_version(version, present, bool(_run(["git", "tag", "--list", f"v{present}"]).strip()))
    texts["pyproject.toml"] = with_version(texts["pyproject.toml"], version)
    texts["CHANGELOG.md"] = with_release(texts["CHANGELOG.md"], version, day)
    texts["CITATION.cff"] = with_citation(texts["CITATION.cff"], version, day)
    if left := _run(["git", "status", "--porcelain"]).splitlines():
        raise NotReleased(f"the work tree is not clean: {left[0].strip()}; expected everything committed")
    if _run(["git", "tag", "--list", f"v{version}"]).strip():
        raise NotReleased(f"the tag v{version} is there already; expected a new version")
    if tests:
        _gates()
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        folder = Path(name)
        wheel = _built(texts, folder)
        _tried(wheel, folder)
        if dry:
            print(f"dry run: {wheel.name} is good; nothing was changed here")
            return
        (ROOT / "dist").mkdir(exist_ok=True)
        for path in (folder / "dist").iterdir():
            (ROOT / "dist" / path.name).write_bytes(path.read_bytes())
    for name, text in texts.items():
        (ROOT / name).write_text(text, encoding="utf-8")
    _run(["git", "commit", "--quiet", "--message", f"Version {version}", "--", *CHANGED])
    _run(["git", "tag", "--annotate", f"v{version}", "--message", f"Version {version}"])
    print(f"version {version} is committed, tagged and in dist/; git push --follow-tags publishes it")


def main(arguments: Sequence[str] | None = None) -> int:
    """Release; exit code 2 with one line when something is not as it should be."""
    parser = argparse.ArgumentParser(description="a release: gates, build, a trial of the wheel, commit and tag")
    parser.add_argument("version", help="X.Y.Z, later than the present version")
    parser.add_argument("--dry-run", action="store_true", help="all of it but the commit and the tag")
    parser.add_argument("--without-tests", action="store_true", help="no gates; in a dry run only")
    given = parser.parse_args(arguments)
    if given.without_tests and not given.dry_run:
        parser.error("--without-tests: expected with --dry-run only")
    try:
        release(given.version, date.today(), given.dry_run, not given.without_tests)
    except NotReleased as problem:
        print(f"no release: {problem}", file=sys.stderr)
        return BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
