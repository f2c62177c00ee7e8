"""Fragments to paste: a derivation, or all there is to say of an item, as LaTeX or as Markdown.

Dictionary
    FRAGMENT_PREAMBLE   the document that a fragment of LaTeX compiles in, with amsmath and amssymb and nothing else
    derived             what `derive` found
    checked             what `check` found
    explained           what `explain` gathers of an item or of one of its claims
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import jinja2

from lora_symbolic.language.writing import NO_SYMBOLS
from proofs_checks.judging.results import Result
from proofs_checks.ledger.model import Item, LedgerClaim

from ..data.checked import checked_view
from ..data.data import item_data
from ..data.statements import number_tex
from ..data.text import markdown, markdown_note
from ..data.views import item_view
from ..data.words import label
from ..terminal import summary_line
from .environment import TEMPLATES, environment
from .prepare import MARKS, prepared
from .typesetting.display import aligned, display, fits
from .typesetting.pieces import derivation_chain, marked, matrix, named, names_chain, printed_lines, sizes, typeset

FRAGMENT_PREAMBLE = "\\documentclass{article}\n\\usepackage{amsmath,amssymb}\n"
WIDTH = 330.0  # an article's lines are 345 points wide
Data = Mapping[str, Any]


def _markdown_environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701  Markdown, escaped by `md`
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "md": markdown,
        "note": markdown_note,
        "label": label,
        "number": number_tex,
        "named": named,
        "set": lambda tex: typeset(marked(str(tex), False)),
        "display": lambda tex: _display(typeset(marked(str(tex), False))),
        "printed": lambda tex: _block(printed_lines(tex, WIDTH, aligned)),
        "names": lambda texs: _block(names_chain(texs, WIDTH, aligned)),
        "derivation": lambda data: _block(derivation_chain(data, WIDTH, aligned)),
        "matrix": lambda tex: typeset(matrix(tex)),
        "sizes": sizes,
    }
    return found


def _block(tex: str) -> str:
    return f"$$\n{tex}\n$$"


def _display(tex: str) -> str:
    return _block(tex if fits(tex, WIDTH) else names_chain([tex], WIDTH, aligned))


def _render(name: str, as_markdown: bool, values: Data) -> str:
    if as_markdown:
        text = _markdown_environment().get_template(f"fragments/{name}.md.jinja").render(values)
    else:
        templates = environment(WIDTH, {"linked": False, "marks": MARKS, "known": frozenset[str]()})
        text = templates.get_template(f"fragments/{name}.tex.jinja").render(values)
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before) + "\n"


def derived(data: Data, derivative: str, as_markdown: bool, symbols: Mapping[str, str] = NO_SYMBOLS) -> str:
    """A derivation with its terms in LaTeX; `derivative` is its left side, `symbols` say how names are written."""
    values = {
        "found": {**data, "derivative": derivative},
        "rules": {step["rule"]: step["explanation"] for step in data["steps"]},
        "proof": data["proof"]["detail"],
        "symbols": symbols,
    }
    return _render("derive", as_markdown, values)


def checked(results: Sequence[Result], claims: Sequence[LedgerClaim], as_markdown: bool) -> str:
    """The verdicts on a reader's claims, each with its formula, its condition and its counterexample."""
    views = [checked_view(result, claim) for result, claim in zip(results, claims, strict=True)]
    return _render("check", as_markdown, {"claims": views, "summary": summary_line(results)})


def explained(
    item: Item, claims: Sequence[LedgerClaim], entries: Mapping[str, Data], used_by: Sequence[str], as_markdown: bool
) -> str:
    """An item, or those of its claims that were asked for; `entries` are their reports by key."""
    keys = {claim.key for claim in claims}
    forms = [replace(form, claims=tuple(claim for claim in form.claims if claim.key in keys)) for form in item.forms]
    chosen = replace(item, forms=tuple(form for form in forms if form.claims))
    data = item_data(chosen, entries, used_by)
    return _render("explain", as_markdown, {"item": next(prepared([item_view(chosen, data)]))})


__all__ = ["FRAGMENT_PREAMBLE", "checked", "derived", "display", "explained"]
