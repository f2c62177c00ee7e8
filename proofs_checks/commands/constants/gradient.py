"""The gradient's part of `constants`: its cost, from how many tokens the fast way wins, and the bounds on its error."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import sympy

from lora_symbolic.bounds import DELTA
from lora_symbolic.bounds.chains import partial_terms, stochastic_chain
from lora_symbolic.fast_attention.features.monomials import count_up_to
from lora_symbolic.fast_attention.planning.forecast import THREADS, forecast

Data: TypeAlias = dict[str, Any]
GRADIENTS = ("dA", "dB")


def cost_numbers(tokens: int, width: int, rank: int, degree: int) -> Data:
    """Multiply-adds, predicted seconds on a stored machine with two threads, and the crossover; None beyond reason."""
    narrow = rank < width
    monomials = count_up_to(rank, degree + 1)
    data: Data = {
        "exact_multiply_adds": tokens * tokens * 4 * width,
        "exact_exponentials": tokens * tokens,
        "threads": THREADS,
    }
    predicted = forecast(tokens, width, rank, degree)
    if predicted is None:
        return {
            **data,
            "fast_multiply_adds": None,
            "fast_seconds": None,
            "exact_seconds": None,
            "fits": False,
            "crossover": None,
        }
    columns = (width + 1) ** 2 + (width + 1) * width if narrow else 2 * (width + 1)
    first = count_up_to(rank, degree) * (width + 1)
    return {
        **data,
        "fast_multiply_adds": tokens * (monomials * columns + first),
        "fast_seconds": float(f"{predicted.fast:.3g}"),
        "exact_seconds": float(f"{predicted.exact:.3g}"),
        "fits": predicted.fits,
        "crossover": predicted.crossover if predicted.fits else None,
    }


def cost_lines(data: Data) -> list[str]:
    """The cost in words."""
    if data["fast_multiply_adds"] is None:
        return ["cost: too many monomials for the fast way at any number of tokens that a machine holds"]
    wins = data["crossover"]
    if wins is not None:
        said = f"the fast way wins from about {wins} tokens"
    elif data["fits"]:
        said = "the fast way wins nowhere below 2^40 tokens"
    else:
        said = "the fast way is never taken, since its sums do not fit into memory"
    return [
        f"gradient: {data['fast_multiply_adds']:.3g} multiply-adds, exact {data['exact_multiply_adds']:.3g} "
        f"and {data['exact_exponentials']:.3g} exponentials",
        f"predicted on two threads: {data['fast_seconds']:.3g} s, exact {data['exact_seconds']:.3g} s; {said}",
    ]


def gradient_numbers(tokens: int, width: int, error: Fraction) -> Data:
    """For dA and dB the bound derived by rule, as a formula and at norms 1, for this relative error of exponentials."""
    chain = stochastic_chain(partial_terms())
    given = sympy.Rational(error.numerator, error.denominator)
    found: Data = {}
    for name in GRADIENTS:
        numbers = {DELTA: given, sympy.Symbol("L"): tokens, sympy.Symbol("d"): width}
        bound = chain.bound(name)
        values = {
            symbol: numbers.get(symbol, numbers.get(sympy.Symbol(symbol.name), 1)) for symbol in bound.free_symbols
        }
        found[name] = {"formula": str(chain.error(name)), "at_norms_1": float(f"{float(bound.xreplace(values)):.6g}")}
    found["tau"] = {str(symbol): str(value) for symbol, value in chain.definitions.items()}
    return found


def gradient_lines(data: Data) -> list[str]:
    """The bounds in words."""
    meaning = ", ".join(f"{symbol} = {value}" for symbol, value in data["tau"].items())
    remark = "delta the relative error of the exponentials; `gradient` certifies less from the data"
    lines = [
        f"|{name} - {name}~| <= {data[name]['formula']}, {data[name]['at_norms_1']:.3g} when every norm is 1"
        for name in GRADIENTS
    ]
    return [*lines, f"with {meaning} ({remark})"]
