r"""Templates for LaTeX: delimiters that LaTeX leaves alone, and everything that is put in escaped unless it is LaTeX.

((= value =))   a value, escaped        ((* for … *)) … ((* endfor *))   a block        ((# a remark #))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ..data.prose.sentences import ROLES
from ..data.statements import number_tex
from ..data.words import label
from .typesetting.display import display
from .typesetting.escape import code, escape
from .typesetting.pieces import (
    derivation_chain,
    marked,
    matrix,
    named,
    names_chain,
    plain,
    printed_lines,
    sizes,
    typeset,
)
from .typesetting.words import maths, prose, sentence

TEMPLATES = Path(__file__).parent / "templates"


def tex(found: str) -> Markup:
    """Text that is LaTeX already and goes in as it is."""
    return Markup(found)  # noqa: S704  the mark of what needs no escaping, here for LaTeX


def escaped(value: object) -> Markup:
    r"""What goes into a template: LaTeX as it is, anything else escaped.

    >>> escaped("a_1"), escaped(tex(r"\alpha"))
    (Markup('a\\_1'), Markup('\\alpha'))
    """
    return value if isinstance(value, Markup) else tex(escape(str(value)))


def _marked(function: Callable[..., str]) -> Callable[..., Markup]:
    return lambda *arguments, **options: tex(function(*arguments, **options))


def environment(width: float, values: Mapping[str, Any] | None = None) -> jinja2.Environment:
    """The templates, for displays of this width in points."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        block_start_string="((*",
        block_end_string="*))",
        variable_start_string="((=",
        variable_end_string="=))",
        comment_start_string="((#",
        comment_end_string="#))",
        autoescape=True,  # so that what macros return counts as LaTeX; `finalize` does the escaping
        finalize=escaped,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "tex": lambda text: tex(str(text)),
        "maths": _marked(lambda text: maths(str(text))),
        "set": _marked(lambda text: typeset(str(text))),
        "inline": _marked(lambda text: typeset(str(text)).replace(", ", r",\allowbreak ")),
        "sizes": _marked(lambda text, symbols=None: sizes(str(text), symbols)),
        "number": _marked(lambda text: number_tex(str(text))),
        "marked": _marked(lambda text: marked(str(text), bool((values or {}).get("linked")))),
        "named": named,
        "display": _marked(lambda text: display(typeset(str(text)), width)),
        "printed": _marked(lambda text: printed_lines(str(text), width)),
        "code": _marked(lambda text: code(str(text))),
        "prose": _marked(lambda text: prose(str(text), width)),
        "sentence": _marked(lambda lines: sentence(lines)),
        "claimed": _marked(lambda lines: sentence(lines, ROLES[:2]).replace("\n\n", ": ")),
        "plain": _marked(lambda text: plain(str(text))),
        "matrix": _marked(lambda text: typeset(matrix(str(text)))),
        "derivation": _marked(lambda data: derivation_chain(data, width)),
        "names": _marked(lambda found: names_chain([str(one) for one in found], width)),
        "label": label,
    }
    found.globals |= dict(values or {})
    return found
