"""What the files of a ledger keep to together: ids that exist, pages of the paper, slips that are mended.

Dictionary
    problems_of     what is wrong with a ledger whose files are each well formed, one line each
    remarks_of      what its author should know and what keeps nothing from being judged, one line each
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lora_symbolic.language.reading.source import did_you_mean

from ..errors import LedgerError
from ..model import Item, Ledger
from ..paper import FOLDER as PAPER

INVENTORY = "inventory.toml"
_ENTRIES = ({"page", "what", "claims"}, {"page", "what", "convention"})
_NAMED = ("sizes", "scalars", "matrices", "definitions")
Table = Mapping[str, Any]


def problems_of(ledger: Ledger, folder: Path) -> Iterator[str]:
    """Ids that name nothing, items in a circle, pages that the paper does not have."""
    yield from _graph(ledger)
    for item in ledger.items:
        if 0 < _pages(ledger) < item.page:
            yield f"{item.id}.toml: page is {item.page}; expected at most {_pages(ledger)}, the pages of paper.toml"
    for place, entry in enumerate(_inventory(folder), start=1):
        yield from _of_entry(entry, f"{INVENTORY}: entry {place}", ledger)


def _graph(ledger: Ledger) -> Iterator[str]:
    lost = [(item.id, used) for item in ledger.items for used in item.uses if used not in ledger.by_id]
    yield from (f"{ident}.toml: uses {used!r}; expected the id of an item of the ledger" for ident, used in lost)
    settings = {
        (form.setting, used) for item in ledger.items for form in item.forms for used in form.introduced.values()
    }
    for name, used in sorted(settings):
        if used not in ledger.by_id:
            yield f"settings/{name}.toml: introduced in {used!r}; expected the id of an item of the ledger"
    if lost:
        return
    import networkx

    for cycle in networkx.simple_cycles(ledger.graph):
        yield f"{cycle[0]}.toml: uses itself by way of {' -> '.join(reversed(cycle))}; expected no circle"
        return


def _notation(ledger: Ledger, settings: Mapping[str, Table]) -> Iterator[str]:
    """What paper.toml writes otherwise and no setting has; without settings nothing is said."""
    known = {name for setting in settings.values() for key in _NAMED for name in setting.get(key, ())}
    for name in ledger.paper.notation if ledger.paper and settings else ():
        if name not in known:
            yield f"paper.toml: notation of {name!r}; expected a name of a setting{did_you_mean(name, known)}"


def _pages(ledger: Ledger) -> int:
    return ledger.paper.pages if ledger.paper else 0


def remarks_of(ledger: Ledger, settings: Mapping[str, Table], items: Mapping[str, Table]) -> Iterator[str]:
    """Slips without a form that mends them, notation for no name, scalars that nothing uses."""
    for item in ledger.items:
        yield from _not_mended(item)
    yield from _notation(ledger, settings)
    yield from _unused_scalars(settings, items)


def _not_mended(item: Item) -> Iterator[str]:
    corrected = {claim.name for claim in item.claims if claim.form == "corrected"}
    for claim in item.claims:
        if claim.slip and claim.kind != "convention" and claim.name not in corrected:
            yield (
                f"{item.id}.toml: claim {claim.name!r} shows the slip {claim.slip!r} and no form mends it; "
                f"expected a corrected claim {claim.name!r}"
            )


def _inventory(folder: Path) -> list[Any]:
    """The entries of a ledger's inventory, none without one.

    Raises LedgerError when the file is no list of entries.
    """
    path = folder / PAPER / INVENTORY
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("entries")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LedgerError(f"{INVENTORY}: {error}; expected a TOML file") from None
    if not isinstance(entries, list):
        raise LedgerError(f"{INVENTORY}: entries is {entries!r}; expected a list of tables")
    return entries


def _of_entry(entry: Any, at: str, ledger: Ledger) -> Iterator[str]:
    if not isinstance(entry, dict) or set(entry) not in _ENTRIES:
        keys = ", ".join(entry) if isinstance(entry, dict) else repr(entry)
        yield f"{at} has {keys or 'nothing'}; expected page, what, and claims or convention"
        return
    page, most, claims = entry["page"], _pages(ledger), entry.get("claims", [])
    if isinstance(page, bool) or not isinstance(page, int) or page < 1 or 0 < most < page:
        to = f" to {most}, the pages of paper.toml" if most else ""
        yield f"{at}: page is {page!r}; expected a number from 1{to}"
    if not isinstance(claims, list):
        yield f"{at}: claims is {claims!r}; expected a list of ids"
        return
    known = set(ledger.ids())
    yield from (f"{at}: claims {one!r}; expected the id of an item or a claim" for one in claims if one not in known)


def _words(value: object) -> Iterator[str]:
    """Every name in the texts of a table, whatever it is made of."""
    if isinstance(value, str):
        yield from re.findall(r"[^\W\d]\w*", value)
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from re.findall(r"[^\W\d]\w*", str(key))
            yield from _words(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _words(inside)


def _unused(table: Table, others: Iterable[Table]) -> list[str]:
    """The scalars that a table declares and that neither its own texts nor those of other tables use."""
    scalars = table.get("scalars", {})
    used = {word for other in (table, *others) for key in ("claims", "definitions") for word in _words(other.get(key))}
    for name, text in scalars.items():
        used |= set(_words(text)) - {name}
    return [name for name in scalars if name not in used]


def _unused_scalars(settings: Mapping[str, Table], items: Mapping[str, Table]) -> Iterator[str]:
    """One line for each scalar of an item's form or of a setting that no claim, definition or range uses."""
    forms = [(name, form) for name, item in items.items() for form in item.get("forms", [])]
    for name, form in forms:
        for scalar in _unused(form, [settings.get(form.get("setting", ""), {})]):
            yield f"{name}.toml: the {form['form']} form uses its scalar {scalar!r} nowhere; expected it in a claim"
    for name, setting in settings.items():
        using = [form for _, form in forms if form.get("setting") == name]
        for scalar in _unused(setting, using) if using else ():
            yield f"settings/{name}.toml: no form uses the scalar {scalar!r}; expected it in a claim or a definition"
