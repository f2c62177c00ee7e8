"""Loading: the ledger's TOML files, checked and turned into terms.

Dictionary
    load_ledger     every item of a folder, in the order of the paper
    claim_of        one claim's table -> LedgerClaim
    from_statement  the claims of a reader's own statement file, as claims of form "stated"
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.statement import (
    CLAIM_KINDS,
    COST_KEYS,
    EXISTS_KEYS,
    REDUCTION_KEYS,
    STATED_KEYS,
    Claim,
    Statement,
    statement_from_table,
)

from .errors import LedgerError, known_keys
from .hypothesis import derivatives_in, put_in, under_hypothesis
from .judged import judged_claim
from .model import KINDS, Form, Item, Ledger, LedgerClaim
from .order import paper_order
from .paper import FOLDER as PAPER
from .paper import read_paper
from .recorded import read_alterations, with_altered
from .rounding import compare
from .rules.latex import unbalanced
from .rules.marks import MARKS, marked, read_slips, without_marks
from .rules.whole import problems_of, remarks_of
from .shelf import FOLDER, option_of

SETTINGS = "settings"
_ITEM_KEYS = {"id", "title", "section", "page", "place", "uses", "takes", "printed", "note", "forms"}
_FORM_KEYS = {"form", "setting", "sizes", "scalars", "functions", "matrices", "definitions", "problems", "claims"}
_SETTING_KEYS = {"title", "note", "sizes", "scalars", "matrices", "definitions", "problems", "introduced"}
_NAMED = ("scalars", "matrices", "definitions")
_FORMS = ("printed", "corrected", "added")
_FURTHER_KEYS = {
    "equal": ("where", "hypothesis", "given", *EXISTS_KEYS),
    "holds": ("least", "where", *EXISTS_KEYS),
    "rank": ("where",),
    "cost": (*COST_KEYS, "where"),
    "grows": (),
    "reduces": REDUCTION_KEYS,
}
_CLAIM_KEYS = {
    "name",
    "hypothesis",
    "given",
    "with",
    *KINDS,
    *MARKS,
    *(key for keys in _FURTHER_KEYS.values() for key in keys),
}
Table = Mapping[str, Any]


def load_ledger(folder: Path = FOLDER) -> Ledger:
    """The ledger that a folder holds; as long as its files stay the same, a process reads it once.

    Raises LedgerError, with one line for each problem, when a file cannot be read, a table is not as the format asks,
    an id does not match its file's name, `printed` does not close what it opens, or the files do not fit together: an
    id names nothing, items use each other in a circle, a page is none of the paper's.
    """
    if not folder.is_dir():
        raise LedgerError(f"{folder}: no such folder; expected a ledger, one TOML file for each item")
    return _parsed(folder, tuple((path, _bytes(path)) for path in sorted(folder.rglob("*.toml"))))


@lru_cache(maxsize=8)
def _parsed(folder: Path, _content: tuple[tuple[Path, bytes], ...]) -> Ledger:
    settings = {path.stem: _table(path) for path in sorted((folder / SETTINGS).glob("*.toml"))}
    problems: list[str] = []
    for name, setting in settings.items():
        try:
            known_keys(setting, _SETTING_KEYS, f"settings/{name}.toml")
        except LedgerError as error:
            problems.append(str(error))
        if undefined := sorted(set(setting.get("introduced", {})) - set(setting.get("definitions", {}))):
            problems.append(f"settings/{name}.toml: introduced {undefined[0]!r}; expected a name of its definitions")
    items: list[Item] = []
    tables: dict[str, Table] = {}
    slips, option, paper = read_slips(folder), option_of(folder), read_paper(folder)
    notation, altered = paper.notation if paper else {}, read_alterations(folder)
    for path in item_files(folder):
        try:
            table = _table(path)
            items.append(with_altered(replace(_item(table, path, settings, slips, notation), option=option), altered))
            tables[path.stem] = table
        except (LanguageError, RecursionError) as error:
            problems.append(str(error) or f"{path.name}: nested too deeply")
    items.sort(key=lambda item: paper_order(item.section, item.id))
    ledger = Ledger(tuple(items), slips, paper, option)
    if not problems:
        problems = list(problems_of(ledger, folder))
    if problems:
        raise LedgerError("\n".join(problems))
    return replace(ledger, remarks=tuple(remarks_of(ledger, settings, tables)))


def item_files(folder: Path) -> list[Path]:
    """The files of a ledger's items, in whatever folders they are grouped."""
    return sorted(path for path in folder.rglob("*.toml") if path.relative_to(folder).parts[0] not in (SETTINGS, PAPER))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # reported where the file is read as a table
        return b""


def _table(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LedgerError(f"{path.name}: {error}; expected a TOML file") from None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _text(table: Table, key: str, where: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise LedgerError(f"{where}: {key!r} is {value!r}; expected a text")
    return value


def _texts(table: Table, key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise LedgerError(f"{where}: {key!r} is {value!r}; expected a list of texts")
    return tuple(value)


def _tables(table: Table, key: str, where: str) -> list[Table]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise LedgerError(f"{where}: {key!r} is {value!r}; expected tables [[{key}]]")
    return value


def _page(table: Table, where: str) -> int:
    value = table.get("page", 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise LedgerError(f"{where}: 'page' is {value!r}; expected the number of a page")
    return value


def _item(
    table: Table, path: Path, settings: Mapping[str, Table], slips: Mapping[str, str], notation: Mapping[str, str]
) -> Item:
    where = path.name
    known_keys(table, _ITEM_KEYS, where)
    ident = _text(table, "id", where)
    if ident != path.stem:
        raise LedgerError(f"{where}: id is {ident!r}; expected {path.stem!r}, the file's name")
    if wrong := unbalanced(_text(table, "printed", where, "")):
        raise LedgerError(f"{where}: printed: unbalanced: {wrong}")
    forms = tuple(_form(entry, ident, where, settings, slips, notation) for entry in _tables(table, "forms", where))
    item = Item(
        id=ident,
        title=_text(table, "title", where),
        section=_text(table, "section", where),
        uses=_texts(table, "uses", where),
        printed=_text(table, "printed", where, ""),
        note=_text(table, "note", where, ""),
        forms=forms,
        page=_page(table, where),
        place=_text(table, "place", where, ""),
        takes=_texts(table, "takes", where),
    )
    _check_names(item, where)
    return item


def _check_names(item: Item, where: str) -> None:
    seen: set[str] = set()
    for claim in item.claims:
        if claim.key in seen:
            raise LedgerError(f"{where}: claim {claim.name!r} occurs twice in the {claim.form} form")
        seen.add(claim.key)
    printed = {claim.name for claim in item.claims if claim.form == "printed"}
    corrected = {claim.name for claim in item.claims if claim.form == "corrected"}
    if printed and corrected and not printed & corrected:
        raise LedgerError(f"{where}: no corrected claim has the name of the printed claim that it corrects")


def _form(
    table: Table,
    item: str,
    where: str,
    settings: Mapping[str, Table],
    slips: Mapping[str, str],
    notation: Mapping[str, str],
) -> Form:
    known_keys(table, _FORM_KEYS, where, " in [[forms]]")
    form = _text(table, "form", where)
    if form not in _FORMS:
        raise LedgerError(f"{where}: form is {form!r}; expected {_either(_FORMS)}")
    setting = table.get("setting")
    if setting is not None and setting not in settings:
        raise LedgerError(f"{where}: setting {setting!r} is not in settings/; expected one of {_listed(settings)}")
    entries = _tables(table, "claims", where)
    base: Table = settings[setting] if setting is not None else {}
    statement = _statement(base, table, entries, f"{where} ({form})")
    found = (claim_of(without_marks(entry), item, form, statement, where) for entry in entries)
    own = {**table.get("matrices", {}), **table.get("definitions", {})}
    symbols = _symbols(base, {*own, *table.get("scalars", {}), *table.get("sizes", [])}, notation)
    claims = tuple(
        replace(marked(claim, entry, slips, where), symbols=symbols if claim.kind in CLAIM_KINDS else {})
        for claim, entry in zip(found, entries, strict=True)
    )
    introduced = {name: ident for name, ident in base.get("introduced", {}).items() if name not in own}
    return Form(form, setting, claims, introduced)


def _symbols(base: Table, own: Collection[str], notation: Mapping[str, str]) -> dict[str, str]:
    """How the paper writes the names of a setting; a name that the form declares itself means something else there."""
    shared = {*base.get("sizes", []), *(name for key in _NAMED for name in base.get(key, {}))}
    return {name: symbol for name, symbol in notation.items() if name in shared and name not in own}


def _statement(base: Table, table: Table, entries: Sequence[Table], where: str) -> Statement | None:
    """The statement of a form: the setting's names with the form's own added, and the claims about terms."""
    keys = ("name", *CLAIM_KINDS, *STATED_KEYS, *EXISTS_KEYS, "where")
    terms = [
        {key: entry[key] for key in keys if key in entry}
        for entry in entries
        if any(kind in entry for kind in CLAIM_KINDS)
    ]
    merged: dict[str, Any] = {
        "title": where,
        "sizes": list(dict.fromkeys([*base.get("sizes", []), *table.get("sizes", [])])),
        "scalars": {**base.get("scalars", {}), **table.get("scalars", {})},
        "functions": table.get("functions", {}),
        "matrices": {**base.get("matrices", {}), **table.get("matrices", {})},
        "definitions": {**base.get("definitions", {}), **table.get("definitions", {})},
        "problems": {**base.get("problems", {}), **table.get("problems", {})},
        "claims": terms,
    }
    return statement_from_table(merged, where) if terms else None


def claim_of(table: Table, item: str, form: str, statement: Statement | None, where: str) -> LedgerClaim:
    """One claim from its table; its terms come from the form's statement."""
    name = _text(table, "name", where)
    at = f"{where}: claim {name!r}"
    kinds = [kind for kind in KINDS if kind in table]
    if not kinds:
        known_keys(table, _CLAIM_KEYS, at)
    if len(kinds) != 1:
        raise LedgerError(f"{at} has {_listed(kinds) or 'no kind'}; expected exactly one of {_listed(KINDS)}")
    kind = kinds[0]
    if kind == "judged":
        return judged_claim(table, item, form, at)
    keys = ("name", kind, *_FURTHER_KEYS.get(kind, ("hypothesis", "given")))
    known_keys(table, (*keys, *MARKS), at)
    if kind in CLAIM_KINDS:
        stated = next(claim for claim in cast(Statement, statement).claims if claim.name == name)
        if stated.fault is not None:
            raise LedgerError(stated.fault)
        claim = _of_terms(stated, item, form, cast(Statement, statement))
        return under_hypothesis(claim, table, at) if {"hypothesis", "given"} & set(table) else claim
    if {"hypothesis", "given"} & set(table):
        raise LedgerError(f"{at}: hypothesis and given go with equal and shape only")
    if kind == "rounds":
        rounds = table["rounds"]
        if not isinstance(rounds, dict) or set(rounds) != {"value", "to"}:
            raise LedgerError(f"{at}: rounds is {rounds!r}; expected a table with value and to")
        return LedgerClaim(item, name, form, kind, _rounding(_text(rounds, "value", at), _text(rounds, "to", at), at))
    return LedgerClaim(item, name, form, kind, (_text(table, kind, at),))


def _rounding(value: str, printed: str, at: str) -> tuple[str, str]:
    """The two texts of a rounding claim, found to be numbers."""
    try:
        compare(value, printed)
    except LanguageError as error:
        raise LedgerError(f"{at}: rounds: {error}") from None
    return value, printed


def _of_terms(claim: Claim, item: str, form: str, statement: Statement) -> LedgerClaim:
    texts: tuple[object, ...] = claim.equal or claim.shape or (claim.extra.get("text", claim.name),)
    if claim.exists is not None and not claim.exists.witness:
        claim = replace(claim, lhs=None, rhs=None, stated=None)
    return LedgerClaim(
        item=item,
        name=claim.name,
        form=form,
        kind=_kind_of(claim),
        texts=tuple(str(text) for text in texts),
        lhs=None if claim.lhs is None else put_in(claim.lhs, claim.free),
        rhs=None if claim.rhs is None else put_in(claim.rhs, claim.free),
        taken=derivatives_in(claim.free, *(side for side in (claim.lhs, claim.rhs) if side is not None)),
        problem=claim.problem,
        where=claim.where,
        stated=claim.stated,
        exists=claim.exists,
        sizes=tuple(statement.sizes),
        matrices=statement.matrices,
        definitions=statement.definitions,
        families=statement.families,
        scalars=statement.scalars,
    )


def _kind_of(claim: Claim) -> str:
    if claim.exists is not None and not claim.exists.witness:
        return "exists"
    if claim.stated is not None:
        return type(claim.stated).__name__.lower()
    return "shape" if claim.shape is not None else "equal"


def from_statement(statement: Statement, prefix: str = "") -> tuple[LedgerClaim, ...]:
    """The claims of a reader's own statement, of form `stated`, those that could not be read left out.

    The prefix goes before each name.
    """
    read = (claim for claim in statement.claims if claim.fault is None)
    claims = (_of_terms(claim, "", "stated", statement) for claim in read)
    return tuple(replace(claim, name=prefix + claim.name, symbols=statement.symbols) for claim in claims)
