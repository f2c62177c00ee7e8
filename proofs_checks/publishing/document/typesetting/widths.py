r"""Widths of signs in Computer Modern at ten points, in hundredths of the type size, as its metric files give them.

Dictionary
    sign_width      a sign of a formula: a letter in italics, a digit, a mark
    text_width      words in roman type
    command_width   a command without arguments; a generous guess for one that is not listed
"""

from __future__ import annotations

from collections.abc import Mapping

_ITALIC = """A75 B81 C79 D86 E80 F78 G79 H91 I52 J65 K92 L68 M108 N91 O79 P78 Q79 R77 S67 T72 U79 V81 W108 X91 Y80 Z75
a53 b43 c43 d52 e47 f60 g51 h58 i34 j47 k55 l32 m88 n60 o48 p50 q48 r48 s47 t36 u57 v52 w74 x57 y53 z51"""
_ROMAN = """!28 "50 #83 $50 %83 &78 '28 (39 )39 *50 +78 ,28 -33 .28 /50 050 150 250 350 450 550 650 750 850 950 :28 ;28
<78 =78 >78 ?47 @78 A75 B71 C72 D76 E68 F65 G78 H75 I36 J51 K78 L63 M92 N75 O78 P68 Q78 R74 S56 T72 U75 V76 W104 X75 Y78
Z61 [28 ]28 ^50 _50 `28 a50 b56 c44 d56 e44 f38 g51 h56 i28 j31 k53 l28 m83 n56 o50 p56 q53 r39 s39 t39 u56 v54 w74
x53 y54 z44 {50 |28 }50 ~50 \\50"""
_GREEK = """alpha64 beta62 gamma57 delta48 epsilon41 zeta51 eta53 theta50 iota35 kappa58 lambda58 mu60 nu56 xi48 pi61
rho52 sigma61 tau55 upsilon58 phi60 chi63 psi69 omega66 varepsilon47 vartheta59 varphi65 Gamma63 Delta83 Theta78
Lambda69 Xi67 Pi75 Sigma72 Upsilon78 Phi72 Psi78 Omega72"""
_COMMANDS = """sum145 prod128 int60 partial59 infty100 forall56 exists56 top78 star50 circ50 cdot28 cdots117 dots117
ldots117 vdots28 ddots128 times78 odot78 otimes78 oslash78 oplus78 bullet50 ast50 pm78 ne78 neq78 le78 leq78 ge78 geq78
in67 notin67 to100 mapsto100 longmapsto164 subset78 subseteq78 approx78 sim78 equiv78 ll100 gg100 Longrightarrow164
Rightarrow100 rightarrow100 iff164 langle39 rangle39 lVert50 rVert50 lvert28 rvert28 Vert50 vert28 lfloor44 rfloor44
lceil44 rceil44 ell42 quad100 qquad200 colon28 mid28 neg67 emptyset50 cup67 cap67 nabla83 prime28"""
_SPACES = {",": 17, ":": 22, ";": 28, "!": -17, " ": 33}
_NAMED = frozenset(
    {
        "exp",
        "log",
        "ln",
        "max",
        "min",
        "sup",
        "inf",
        "lim",
        "det",
        "dim",
        "ker",
        "Pr",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "arg",
        "deg",
    }
)


def _table(text: str) -> dict[str, int]:
    return {entry.rstrip("0123456789") or entry[0]: int(_digits(entry)) for entry in text.split()}


def _digits(entry: str) -> str:
    name = entry.rstrip("0123456789") or entry[0]
    return entry[len(name) :]


ITALIC: Mapping[str, int] = _table(_ITALIC)
ROMAN: Mapping[str, int] = _table(_ROMAN)
COMMANDS: Mapping[str, int] = _table(_GREEK) | _table(_COMMANDS) | {"|": 50, "{": 50, "}": 50}


def sign_width(sign: str) -> int:
    """The width of one sign of a formula.

    >>> sign_width("W"), sign_width("7"), sign_width("=")
    (108, 50, 78)
    """
    if sign in ("-", "*"):
        return 78 if sign == "-" else 50
    return ITALIC.get(sign) or ROMAN.get(sign, 100)


def text_width(text: str) -> int:
    """The width of words in roman type.

    >>> text_width("softmax")
    352
    """
    return sum(33 if sign.isspace() else ROMAN.get(sign, 60) for sign in text)


def command_width(name: str) -> int:
    r"""The width of a command that takes no argument, its backslash left out.

    >>> command_width("alpha"), command_width("log"), command_width(",")
    (64, 129, 17)
    """
    if name in _NAMED:
        return text_width(name)
    if name in _SPACES:
        return _SPACES[name]
    return COMMANDS.get(name, ROMAN.get(name, 100))
