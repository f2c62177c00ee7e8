"""The figure of the phase diagram, as SVG text that needs nothing else.

Dictionary
    figure      the curves of a phase diagram, one for each L, with the limit and the transition
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from .phase import PhasePoint, transition

WIDTH, HEIGHT, MARGIN = 640, 420, 56
TOP = 4.0  # exponents above are cut off
COLOURS = ("#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377")


def _x(a: Fraction, low: Fraction, high: Fraction) -> float:
    return MARGIN + float((a - low) / (high - low)) * (WIDTH - 2 * MARGIN)


def _y(exponent: float) -> float:
    return HEIGHT - MARGIN - min(exponent, TOP) / TOP * (HEIGHT - 2 * MARGIN)


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12">{escape(words)}</text>'


def figure(points: Sequence[PhasePoint]) -> str:
    """The bound on log_L of the width against a, a curve for each L; the dashed line is where the limit jumps.

    >>> from .phase import phase_diagram
    >>> figure(phase_diagram("1/d", [Fraction(0), Fraction(1)], [3])).count("<polyline")
    1

    Raises ValueError for fewer than two values of a.
    """
    values = sorted({Fraction(point.a) for point in points})
    if len(values) < 2:
        raise ValueError(f"{len(values)} values of a; expected at least two")
    low, high = values[0], values[-1]
    beta = points[0].beta
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" role="img">',
        f"<title>Exponent of the width against a, beta = {escape(beta)}</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        _line(MARGIN, _y(0), WIDTH - MARGIN, _y(0), 'stroke="#000"'),
        _line(MARGIN, _y(0), MARGIN, _y(TOP), 'stroke="#000"'),
        _line(MARGIN, _y(1), WIDTH - MARGIN, _y(1), 'stroke="#999" stroke-dasharray="2 4"'),
        _text(WIDTH - MARGIN, _y(1) - 4, "as dear as the exact gradient", "end"),
        _text(WIDTH / 2, HEIGHT - 12, f"a, where Gamma = (log L)^a and beta = {beta}"),
        _text(MARGIN - 30, MARGIN - 24, "log_L of the width k1", "start"),
    ]
    parts += [_text(MARGIN - 10, _y(level) + 4, f"{level}", "end") for level in range(int(TOP) + 1)]
    parts += [_text(_x(a, low, high), _y(0) + 18, str(a)) for a in values if a.denominator <= 4]
    jump = transition(beta)
    if low <= jump <= high:
        place = _x(jump, low, high)
        parts.append(_line(place, _y(0), place, _y(TOP), 'stroke="#000" stroke-dasharray="6 4"'))
        parts.append(_text(place - 6, _y(TOP) - 8, "limit 0", "end"))
        parts.append(_text(place + 6, _y(TOP) - 8, "limit infinite", "start"))
    for number, size in enumerate(sorted({point.power_of_ten for point in points})):
        colour = COLOURS[number % len(COLOURS)]
        chosen = sorted((p for p in points if p.power_of_ten == size), key=lambda p: Fraction(p.a))
        path = " ".join(f"{_x(Fraction(p.a), low, high):.1f},{_y(float(p.high)):.1f}" for p in chosen)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(MARGIN + 14, MARGIN + 16 * number, f"L = 10^{size:,}", "start"))
        parts.append(
            _line(
                MARGIN + 4,
                MARGIN + 16 * number - 4,
                MARGIN + 12,
                MARGIN + 16 * number - 4,
                f'stroke="{colour}" stroke-width="3"',
            )
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
