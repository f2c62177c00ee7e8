"""Sphinx, called as a library: formulas rendered when the site is built, warnings collected and not printed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from .configuration import STATIC


def run_sphinx(
    source: Path, out: Path, work: Path, numbers: Mapping[str, int], warnings: io.StringIO, *, afresh: bool = False
) -> frozenset[str]:
    """Build the pages of a source folder, and return their names without an ending.

    The numbers of the run stand for their names between double braces. Pages that are newer than their sources are
    left as they are, unless `afresh`: those in the folder may be another site's.
    """
    settings = {
        "html_static_path": [str(STATIC), str((work / "static").resolve())],
        "html_extra_path": [str((work / "extra").resolve())],
        "html_js_files": [("data.js", {}), ("site.js", {"defer": "defer"})],
        "myst_substitutions": dict(numbers),
        "nitpicky": True,
    }
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(
            str(source),
            str(source),
            str(out),
            str(work / "doctrees"),
            "html",
            confoverrides=settings,
            status=None,
            warning=warnings,
            freshenv=False,
        )
        app.build(force_all=afresh)
        return frozenset(app.env.found_docs)
