"""LaTeX documents compiled by latexmk in a folder of their own; the result appears whole or not at all.

Dictionary
    latex           the program that compiles, if all is here
    compile_tex     a folder of sources -> a PDF, and what the log of the last pass says
    LatexFailed     LaTeX stopped at an error, or did not come to an end
    move_into       a finished file put in the place of an old one in one step
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from lora_symbolic.errors import LoraSymbolicError

from ..tools import program
from .log import BuildLog, read_log

PACKAGES = "latexmk texlive-latex-recommended texlive-fonts-recommended lmodern"
SECONDS = 300.0
FLAGS: tuple[str, ...] = (
    "-pdf",
    "-norc",
    "-interaction=nonstopmode",
    "-halt-on-error",
    "-file-line-error",
    "-no-shell-escape",
)
FLAGS += ("-latexoption=-no-shell-escape",)
_ERROR = re.compile(r"! |\S+\.\w+:\d+: ")
EPOCH = "1735689600"  # no date of today in the file, so equal sources give equal files


class LatexFailed(LoraSymbolicError):
    """LaTeX stopped at an error; one line that says where."""


def latex() -> str:
    """The path of latexmk. Raises ToolMissing without it or pdflatex."""
    latexmk = program("latexmk", PACKAGES)
    program("pdflatex", PACKAGES)
    return latexmk


def compile_tex(source_folder: Path, main: str, out: Path, seconds: float = SECONDS) -> BuildLog:
    """Compile `main` among the files of a folder, move the PDF to `out`, and return what the log says.

    The folder itself stays as it is. Raises ToolMissing without latexmk or pdflatex, LatexFailed when LaTeX stops at
    an error or runs out of time; an old `out` then stays as it was.
    """
    latexmk = latex()
    with tempfile.TemporaryDirectory(prefix="lora-symbolic-latex-") as place:
        work = Path(place) / "source"
        shutil.copytree(source_folder, work)
        stem = Path(main).stem
        said = _run([latexmk, *FLAGS, main], work, seconds)
        log, made = work / f"{stem}.log", work / f"{stem}.pdf"
        text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
        if said is not None or not made.is_file():
            raise LatexFailed(f"{main}: {_error(text) or said or 'no PDF was made'}")
        move_into(made, out)
        return read_log(text)


def _run(command: list[str], folder: Path, seconds: float) -> str | None:
    """Run to the end, or stop it with all it started; what is wrong, None if nothing."""
    allowed = {key: os.environ[key] for key in ("PATH", "HOME", "TEXMFVAR", "TEXMFHOME", "LANG") if key in os.environ}
    environment = {
        **allowed,
        "max_print_line": "10000",
        "openin_any": "p",  # nothing outside of the folder and TeX's own trees is read
        "openout_any": "p",
        "SOURCE_DATE_EPOCH": EPOCH,
        "FORCE_SOURCE_DATE": "1",
    }
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                return f"no end after {seconds:.0f} s"
            raise
        return None if process.returncode == 0 else (said.strip().splitlines() or ["latexmk failed"])[-1]


def _error(log: str) -> str | None:
    """The first error of a log, with the line of the source where it happened."""
    lines = log.splitlines()
    for number, line in enumerate(lines):
        if _ERROR.match(line):
            where = next((text for text in lines[number : number + 12] if text.startswith("l.")), "")
            return f"{line.strip()} {where}".strip()[:300]
    return None


def move_into(made: Path, out: Path) -> None:
    """Put a finished file where an old one may be: in one step, so that no half of a file is ever there."""
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    os.close(handle)
    try:
        shutil.copyfile(made, name)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
