"""The groups of numbers that `constants` computes, and how they are shown and drawn.

Dictionary
    Logits      how large the logits are, as typed
    Settings    what the reader asks about
    Part        one group of numbers: a name, how it is computed from the settings and the parts before, its lines
    PARTS       the groups in the order in which they are computed and shown
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from lora_symbolic.approximation import ApproximationError, least_degree
from lora_symbolic.approximation.decimals import decimal_above, decimal_below
from lora_symbolic.approximation.degree.least import METHODS
from lora_symbolic.approximation.domain import checked_bound, checked_eps, exact_number
from lora_symbolic.rank.features import rank_bound
from lora_symbolic.rank.logits import logit_bound
from lora_symbolic.rank.ranks import sources_rank
from lora_symbolic.rank.threshold.constants import constants_of

from ..shared import exits
from ..shared.streams import console, note
from .exponents import exponent_lines, exponent_numbers
from .gradient import cost_lines, cost_numbers, gradient_lines, gradient_numbers

DIGITS = 9
MAX_TOKENS = 10**15
MAX_WIDTH = 100_000
ULPS = Fraction(1, 2**45)
WRITTEN_OUT = 10**18  # larger whole numbers are shown by their size
Data: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Logits:
    """How large the logits are: `bound`, or what `gamma` >= |C1 W|, |C2| and the temperature `beta` make of it."""

    bound: str | None
    gamma: str | None = None
    beta: str = "1"

    def largest(self, width: int) -> Fraction:
        """The bound on |logit| for this width.

        Raises ApproximationError unless exactly one of bound and gamma is given, and in range.
        """
        if (self.bound is None) == (self.gamma is None):
            raise ApproximationError("expected exactly one of --bound and --gamma")
        if self.bound is not None:
            return checked_bound(self.bound)
        temperature = Fraction(1, width) if self.beta == "1/d" else exact_number(self.beta, "beta")
        return checked_bound(logit_bound(width, self.gamma or "0", temperature))


@dataclass(frozen=True)
class Settings:
    """L tokens, heads of width d, logits of inner width `rank` and size at most `bound`, f within eps f by entries."""

    tokens: int
    width: int
    rank: int
    bound: Fraction
    eps: Fraction
    method: str


@dataclass(frozen=True)
class Part:
    """A group of numbers; `compute` sees the parts before it by their names."""

    name: str
    compute: Callable[[Settings, Mapping[str, Data]], Data]
    lines: Callable[[Data], list[str]]


def whole(number: int) -> int | str:
    """A whole number, or its size in words when it is long.

    >>> whole(131115985), whole(10**18)
    (131115985, 'about 1.0e18')
    """
    if number < WRITTEN_OUT:
        return number
    exponent = math.floor(math.log10(number)) + 1  # one too many, or two where the logarithm was rounded up
    while 10**exponent > number:
        exponent -= 1
    leading = number // 10 ** (exponent - 1) / 10
    return f"about {leading}e{exponent}"


def degree_part(settings: Settings, before: Mapping[str, Data]) -> Data:
    """The least degree: a relative error e of the exponentials makes 2 e/(1 - e) in f, so e = eps/(2 + eps)."""
    goal = settings.eps / (2 + settings.eps)
    found = least_degree(settings.bound, goal, "relative", settings.method)
    return {
        "degree": found.degree,
        "method": settings.method,
        "goal": decimal_below(goal, DIGITS),
        "error": [decimal_below(found.error.low, DIGITS), decimal_above(found.error.high, DIGITS)],
        "degree_below": None if found.below is None else decimal_below(found.below, DIGITS),
    }


def degree_lines(data: Data) -> list[str]:
    """The degree with both certificates."""
    lines = [
        f"degree {data['degree']}: the {data['method']} polynomial for exp has a relative error in "
        f"[{data['error'][0]}, {data['error'][1]}], at most {data['goal']}"
    ]
    if data["degree_below"] is not None:
        lines.append(f"one degree less has an error of at least {data['degree_below']}")
    return lines


def rank_part(settings: Settings, before: Mapping[str, Data]) -> Data:
    """The ranks of the factors: of f, of q, of p1 = f .* q, of p2, and of p as one face-splitting product."""
    degree = before["degree"]["degree"]
    k1 = rank_bound(settings.rank, degree)
    return {
        "width_in_force": settings.rank,
        "formula": f"C({settings.rank} + {degree}, {degree})",
        "k1": whole(k1),
        "sources": whole(sources_rank(settings.width, degree)),
        "sources_formula": f"C(2({degree} + {settings.width}), {2 * degree})",
        "f": whole(min(k1, settings.tokens)),
        "q": whole(min(2 * settings.width, settings.tokens)),
        "p1": whole(min(2 * settings.width * k1, settings.tokens)),
        "p2": whole(min(k1, settings.tokens)),
        "p": whole(min(k1 * (settings.width + 1), settings.tokens)),
        "thin": k1 < settings.tokens,
    }


def rank_lines(data: Data) -> list[str]:
    """The ranks, and whether they are below the number of tokens."""
    thin = "below" if data["thin"] else "NOT below"
    return [
        f"rank {data['k1']} = {data['formula']} for factors of f, {thin} the number of tokens",
        f"the sources' {data['sources_formula']} is {data['sources']}",
        f"ranks, at most the number of tokens: f {data['f']}, q {data['q']}, p1 {data['p1']}, p2 {data['p2']}, "
        f"p as one product {data['p']}",
    ]


def growth_part(settings: Settings, before: Mapping[str, Data]) -> Data:
    """The explicit exponent kappa of the rank as L grows with B/log L, w/log L and the accuracy's power of L fixed.

    kappa and rho grow with all three, which are therefore rounded up: the logarithm of a float is good to 2^-45.
    """
    log = Fraction(math.log(settings.tokens)) * (1 - ULPS)
    goal = settings.eps / (2 + settings.eps)
    power = Fraction(math.log(goal.denominator) - math.log(goal.numerator)) * (1 + ULPS) / log
    found = constants_of(settings.bound / log, Fraction(settings.rank) / log, power)
    return {
        "bound_per_log": f"{float(settings.bound / log):.6g}",
        "width_per_log": f"{float(settings.rank / log):.6g}",
        "accuracy_power": f"{float(power):.6g}",
        "kappa": decimal_above(found.kappa.high, DIGITS),
        "rho": decimal_above(found.rho.high, DIGITS),
    }


def growth_lines(data: Data) -> list[str]:
    """The exponent in words."""
    return [
        f"B = {data['bound_per_log']} log L, width {data['width_per_log']} log L, error L^-{data['accuracy_power']}: "
        f"as L grows the rank stays below L^{data['kappa']} and the degree below {data['rho']} log L"
    ]


def cost_part(settings: Settings, before: Mapping[str, Data]) -> Data:
    """Work and predicted time of the gradient, and from how many tokens the fast way wins."""
    return cost_numbers(settings.tokens, settings.width, settings.rank, before["degree"]["degree"])


def gradient_part(settings: Settings, before: Mapping[str, Data]) -> Data:
    """Bounds on the errors of the gradients for the certified error of the exponentials."""
    return gradient_numbers(settings.tokens, settings.width, Fraction(before["degree"]["error"][1]))


def exponents_part(settings: Settings, before: Mapping[str, Data]) -> Data:
    """Exponents at this L, from which L on the time is near linear, and the limit at the threshold."""
    columns = rank_bound(settings.rank, before["degree"]["degree"])
    goal = settings.eps / (2 + settings.eps)
    return exponent_numbers(settings.tokens, settings.width, settings.bound, goal, columns)


PARTS: tuple[Part, ...] = (
    Part("degree", degree_part, degree_lines),
    Part("rank", rank_part, rank_lines),
    Part("growth", growth_part, growth_lines),
    Part("cost", cost_part, cost_lines),
    Part("exponents", exponents_part, exponent_lines),
    Part("gradient", gradient_part, gradient_lines),
)


def settings_of(tokens: int, width: int, logits: Logits, *, rank: int | None, eps: str, method: str) -> Settings:
    """The settings that the options give.

    Raises ApproximationError for anything out of range.
    """
    if not 2 <= tokens <= MAX_TOKENS:
        raise ApproximationError(f"--tokens {tokens}; expected 2 to {MAX_TOKENS}")
    if not 1 <= width <= MAX_WIDTH:
        raise ApproximationError(f"--width {width}; expected 1 to {MAX_WIDTH}")
    if rank is not None and not 1 <= rank <= width:
        raise ApproximationError(f"--rank {rank}; expected 1 to the width {width}")
    if method not in METHODS:
        raise ApproximationError(f"--method {method[:40]!r}; expected one of {', '.join(METHODS)}")
    columns = width if rank is None else rank
    return Settings(tokens, width, columns, logits.largest(width), checked_eps(eps), method)


def constants_data(settings: Settings) -> Data:
    """The settings with every part."""
    parts: dict[str, Data] = {}
    for part in PARTS:
        parts[part.name] = part.compute(settings, parts)
    given = {
        "tokens": settings.tokens,
        "width": settings.width,
        "bound": str(settings.bound),
        "eps": str(settings.eps),
    }
    return {"schema": 1, **given, **parts}


def draw(folder: Path) -> int:
    """Draw the plots, and return the exit code: without matplotlib a tool is missing."""
    from proofs_checks.publishing.plots import write_plots

    try:
        written = write_plots(folder)
    except ImportError:
        note("--plots: matplotlib is missing; pip install matplotlib")
        return exits.TOOL_MISSING
    except OSError as error:
        reason = error.strerror or error
        raise exits.BadInput(f"{folder}: cannot be written ({reason}); expected a folder for plots") from None
    note(f"plots: {', '.join(str(path) for path in written)}")
    return exits.AS_CLAIMED


def show(data: Data) -> None:
    """Print every part."""
    out = console()
    heading = f"L = {data['tokens']}, d = {data['width']}, |logit| <= {data['bound']}, |f~ - f| <= {data['eps']} f"
    out.print(heading, markup=False, style="bold", soft_wrap=True)
    for part in PARTS:
        for line in part.lines(data[part.name]):
            out.print(line, markup=False, soft_wrap=True)
