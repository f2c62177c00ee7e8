"""The configuration of Sphinx, read by docs/conf.py; what differs from build to build comes with the builder.

Nothing leaves the folder: no content network, no fetch, no modules; formulas are rendered when the site is built.
"""

from __future__ import annotations

import re
import time
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from proofs_checks.publishing.data.prose.guessed import guessed
from proofs_checks.publishing.data.prose.pieces import Piece

STATIC = Path(__file__).parent / "static"

project = "lora-symbolic"
author = "the lora-symbolic authors"
project_copyright = "the lora-symbolic authors"
try:
    release = installed_version("lora-symbolic")
except PackageNotFoundError:
    release = "0"
language = "en"
extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinxcontrib.katex",
    "sphinx.ext.autodoc",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_generated", "course/README.md", "Thumbs.db", "**/node_modules"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "substitution", "attrs_inline", "tasklist"]
myst_heading_anchors = 3
smartquotes_action = "qe"  # a dash of an option stays one, so that it can be pasted
nitpicky = True
nitpick_ignore_regex = [(r"py:.*", r".*")]
autodoc_typehints = "both"
autodoc_typehints_description_target = "all"
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
add_module_names = False
toc_object_entries = False

html_theme = "furo"
html_title = "lora-symbolic"
html_static_path = [str(STATIC)]
html_css_files = ["site.css", "course.css"]
html_js_files: list[Any] = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_domain_indices = False
html_use_index = False
html_show_sourcelink = False
html_show_search_summary = False
html_last_updated_fmt = None
html_theme_options = {
    "navigation_with_keys": False,
    "light_css_variables": {"color-brand-primary": "#1f5f8b", "color-brand-content": "#1f5f8b"},
    "dark_css_variables": {"color-brand-primary": "#7fb8dd", "color-brand-content": "#7fb8dd"},
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
katex_prerender = True
katex_css_path = "katex/katex.min.css"


def _literal_blocks(lines: list[str]) -> list[str]:
    """A plain docstring as reStructuredText: prose escaped, what is indented kept as it stands, doctests left alone."""
    found: list[str] = []
    doctest = literal = False
    for line in lines:
        if line.strip().startswith(">>>"):
            doctest = True
        elif not line.strip():
            doctest = False
        if doctest or not line.strip():
            found.append(line)
            literal = literal and not doctest and bool(not line.strip())
            continue
        if line.startswith("    "):
            if not literal:
                found += ["", "::", ""]
                literal = True
            found.append(line)
        else:
            if literal:
                found.append("")
            literal = False
            found.append(_escaped(line))
    return found


def _escaped(line: str) -> str:
    """A line of a docstring: code between backticks, what reads as a formula set as one, the rest escaped."""
    return "".join(_role(piece) for piece in guessed(line))


def _role(piece: Piece) -> str:
    text = piece.text
    if piece.kind == "text":
        return re.sub(r"([\\*`|_])", r"\\\1", text)
    return rf"\ :math:`{text}`\ " if piece.kind == "formula" else rf"\ ``{text}``\ "


def _docstring(app: Any, what: str, name: str, item: Any, options: Any, lines: list[str]) -> None:
    lines[:] = _literal_blocks(lines)


def _accessible(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """What the theme leaves out: the level of the sidebar's headings; code that scrolls can be reached by keyboard."""
    if "body" in context:
        context["body"] = context["body"].replace("<pre>", '<pre tabindex="0">')
    for name in ("furo_navigation_tree", "toctree"):
        if isinstance(context.get(name), str):
            context[name] = context[name].replace('role="heading">', 'role="heading" aria-level="2">')


def _patient_start(start: Any, pauses: int = 40) -> Any:
    """Sphinx's KaTeX extension connects to its server once it sees the socket, a moment before anyone listens."""

    def again() -> Any:
        for _ in range(pauses):
            try:
                return start()
            except ConnectionRefusedError:
                time.sleep(0.25)
        return start()

    return again


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    from sphinxcontrib.katex import KaTeXServer

    if not hasattr(KaTeXServer, "patient"):
        KaTeXServer.start, KaTeXServer.patient = _patient_start(KaTeXServer.start), True
    app.connect("autodoc-process-docstring", _docstring)
    app.connect("html-page-context", _accessible, priority=900)
