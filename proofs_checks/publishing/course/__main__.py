"""python -m proofs_checks.publishing.course notebooks FOLDER | slides FILE: what make notebooks and make slides call.

Verdicts are the recorded ones. Exit codes: 0 done; 1 a frame of the slides overflows or LaTeX warns; 2 a chapter is
not as it should be, or its cells fail; 4 a tool is missing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from proofs_checks.ledger import FOLDER
from proofs_checks.ledger import recorded as stored

from ..document.build import LatexFailed
from ..tools import ToolMissing, extra
from .cells import outputs_of
from .chapter import ChapterError, read_course
from .notebook import write_notebooks
from .page import Verdicts
from .slides import make_slides, slides_source

CACHE = Path("build/site/cache")


def recorded_verdicts() -> Verdicts:
    """The verdicts of the ledger as they are recorded, by claim and form."""
    return stored.verdicts_in(FOLDER / stored.FILE)


def _notebooks(folder: Path) -> int:
    chapters = read_course()
    written = write_notebooks(chapters, recorded_verdicts(), folder, outputs_of(chapters, CACHE))
    sys.stderr.write(f"notebooks: {len(written)} in {folder}\n")
    return 0


def _slides(out: Path) -> int:
    chapters = read_course()
    log = make_slides(slides_source(chapters, outputs_of(chapters, CACHE), recorded_verdicts()), out)
    for line in log.complaints:
        sys.stderr.write(f"{line}\n")
    sys.stderr.write(f"slides: {log.pages} pages, {out}; their source is {out.with_suffix('.tex')}\n")
    return 0 if log.clean else 1


def main(arguments: list[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m proofs_checks.publishing.course")
    parser.add_argument("what", choices=["notebooks", "slides"])
    parser.add_argument("place", type=Path)
    given = parser.parse_args(arguments)
    try:
        return _notebooks(given.place) if given.what == "notebooks" else _slides(given.place)
    except (ChapterError, LatexFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except ToolMissing as error:
        sys.stderr.write(f"{error}\n")
        return 4
    except ImportError as error:
        sys.stderr.write(f"{error.name} is missing; {extra('course')}\n")
        return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
