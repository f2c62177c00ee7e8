"""Ten thousand spoilt statement files: each one loads, or is refused with a LanguageError of one line."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from lora_symbolic.language import LanguageError, parse, statement_from_toml, to_latex, to_text
from lora_symbolic.language.reading import MAX_LENGTH
from tests.lora_symbolic.language.statement.test_statement import LEMMA

BLOCKS = """
title = "Blocks, Kronecker products and masks"
sizes = ["n", "d", "r"]
matrices.X = ["n", "r"]
matrices.Z = ["n", "d - r"]
matrices.M = ["n", "n"]
matrices.v = ["n", 1]
matrices.K = [3, "2 * n"]
[definitions]
C = "block([[X, Z], [2 * X, -Z / 3]])"
S = "softmax(C @ C.T / (d - r), ones(2 * n, 2 * n))"
k = "kron(X, Z) + n * ones(n * n, r * (d - r)) / 7"
t = "trace(M @ diag(v)) + sum(exp(X)) * (1/2)"
[[claims]]
name = "vec.trick"
equal = ["vec(X.T)", "commutation(n, r) @ vec(X)"]
[[claims]]
name = "shape-of-C"
shape = ["C.T", "d", "2 * n"]
[[claims]]
name = "ill"
equal = ["X @ X", "rowkron(X, Z)"]
"""
SMALL = """sizes = ['n']
matrices = {X = ['n', 'n']}
definitions = {f = 'reciprocal(rowsum(log(X)))'}
claims = [{name = 'g', equal = ['grad(sum(f), X)', '''colsum(X)''']}]
"""
FILES = (LEMMA, BLOCKS, SMALL)
SPARE_VALUES = r"""
3 -1 0 1.5 nan -inf 1e400 true false 2026-11-24 2026-11-24T10:00:00Z 10:00:00 [] {} [[]] [{}] '' ""
99999999999999999999 0x10 [1,2] ['L',2] {a=1} 'X' 'n' "\u0000" "\ud800" "\U0001F600" [['X','X']]
"""
SPARE_TOKENS = r"""
@ * + - / ** // % .T .TT ( ) [ ] [[ ]] , ; : = == # " ' \ 0 1 2 1/2 /1000000000 1e9 1.5 10000000000 nan inf None
True lambda import X Y f d r L n grad( sum( trace( diag( kron( vec( softmax( block([[ ones( zeros( eye( exp( log(
commutation( __import__('os') X.__class__ [matrices] [[claims]] name equal shape sizes é
"""
VALUES = SPARE_VALUES.split()
FRAGMENTS = [*SPARE_TOKENS.split(), "\n", "\t", "\0", " ", "\u202e", "\ud800", "\U0001d54f", "'''"]
TOKEN = re.compile(r"\s+|\w+|.", re.DOTALL)
VALUE = re.compile(r"""\[[^\[\]=]*\]|"[^"]*"|'[^']*'|\d+""")


def swap_value(text: str, chance: random.Random) -> str:
    """One whole value replaced by a value of another kind, or by another value of the file."""
    found = list(VALUE.finditer(text))
    old = chance.choice(found)
    new = chance.choice(VALUES) if chance.random() < 0.7 else chance.choice(found)[0]
    return text[: old.start()] + new + text[old.end() :]


def spoil_tokens(text: str, chance: random.Random) -> str:
    """A token dropped, doubled, exchanged or put in."""
    tokens = TOKEN.findall(text)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        kind = chance.randrange(5)
        if kind == 0:
            tokens[at] = ""
        elif kind == 1:
            tokens[at] *= chance.choice((2, 2, 3, 300))
        elif kind == 2:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == 3:
            tokens[at] = chance.choice(FRAGMENTS)
        else:
            tokens.insert(at, chance.choice(FRAGMENTS))
    return "".join(tokens)


def spoil_bytes(text: str, chance: random.Random) -> str:
    """Bytes changed, dropped or put in; what is no UTF-8 any more is read with replacement characters."""
    data = bytearray(text.encode())
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 9)]
        elif kind == 2:
            data.insert(at, chance.randrange(256))
        else:
            start = chance.randrange(len(data))
            data[at:at] = data[start : start + chance.randrange(40)]
    errors = chance.choice(("replace", "surrogateescape"))
    return data.decode(errors=errors)


def spoil_lines(text: str, chance: random.Random) -> str:
    """Lines exchanged, dropped, doubled, or brought in from another file."""
    lines = text.splitlines(keepends=True)
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(4)
    if kind == 0:
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 1:
        del lines[at]
    elif kind == 2:
        lines.insert(at, lines[other])
    else:
        lines.insert(at, chance.choice(chance.choice(FILES).splitlines(keepends=True)))
    return "".join(lines)


def outcome(text: str) -> str:
    """'loaded', or what was refused; any other exception passes and fails the test."""
    try:
        statement = statement_from_toml(text, "notes.toml")
    except LanguageError as error:
        message = str(error)
        assert message.startswith("notes.toml"), message
        assert message.isprintable(), repr(message)
        assert len(message) < 700, message
        return "not TOML" if "not TOML" in message else "refused"
    for term in statement.definitions.values():
        assert to_latex(term)
        if len(printed := to_text(term)) <= MAX_LENGTH:
            assert parse(printed, statement.matrices, statement.sizes) is term
    return "loaded"


@pytest.mark.parametrize("text", FILES)
def test_the_files_themselves_load(text: str) -> None:
    assert outcome(text) == "loaded"


@pytest.mark.parametrize("spoil", [swap_value, spoil_tokens, spoil_bytes, spoil_lines])
def test_spoilt_files_load_or_are_refused_in_one_line(spoil: object) -> None:
    chance = random.Random(spoil.__name__)  # type: ignore[attr-defined]
    outcomes: Counter[str] = Counter()
    for count in range(3000):
        text = spoil(chance.choice(FILES), chance)  # type: ignore[operator]
        if count % 4 == 3:
            text = swap_value(text, chance) if VALUE.search(text) else text
        try:
            outcomes[outcome(text)] += 1
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} {error}: {text!r}") from error
    assert min(outcomes["refused"], outcomes["loaded"]) > 50, outcomes
