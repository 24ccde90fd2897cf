"""Small pictures as inline SVG: no library, no script, readable on a phone and in print.

Each is 360 units wide, so that text of 11 units stays readable at 340 pixels. Colours and type come from the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vnpolitext.show.escape import escape

WIDTH = 360
ROW = 20
NAME_WIDTH = 150  # of the names left of bars and strips
LINK_NAME_WIDTH = 136
LINK_NAME_LENGTH = 21  # characters; in DejaVu Sans, the widest of the page's fonts, some 130 units
LEAST_HEAD = 6  # characters that a shortened name keeps before its brackets
SCALE_HEIGHT = 14  # of the largest value, above a picture over time


@dataclass(frozen=True, slots=True)
class Bar:
    """A named value with an optional interval."""

    name: str
    value: float
    shown: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An office from its first to its last statement, both between 0 and 1, and a tooltip."""

    office: str
    first: float
    last: float
    tooltip: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a period, with its interval; all between 0 and 1."""

    period: str
    share: float
    low: float
    high: float


def figure(title: str, drawing: str, *, note: str = "") -> str:
    """A picture with its caption, as one card of the page; "" for an empty drawing."""
    caption = f"<figcaption>{escape(title)}{f'<small>{escape(note)}</small>' if note else ''}</figcaption>"
    return f'<figure class="card">{caption}{drawing}</figure>' if drawing else ""


def bars(rows: Sequence[Bar]) -> str:
    """Horizontal bars in the order given; a thin line shows the interval."""
    if not rows:
        return ""
    scale = (WIDTH - NAME_WIDTH - 46) / (max(row.high or row.value for row in rows) or 1)
    parts = []
    for place, row in enumerate(rows):
        y = place * ROW
        parts.append(_name(row.name, y))
        parts.append(_element("rect", kind="bar", x=NAME_WIDTH, y=y + 4, width=row.value * scale, height=ROW - 8))
        if row.low is not None and row.high is not None:
            parts.append(_line("whisker", NAME_WIDTH + row.low * scale, NAME_WIDTH + row.high * scale, y + ROW / 2))
        end = NAME_WIDTH + max(row.value, row.high or 0) * scale
        parts.append(_element("text", escape(row.shown), x=end + 4, y=y + 14))
    return _svg(len(rows) * ROW, parts)


def columns(values: Sequence[tuple[str, int]]) -> str:
    """Vertical bars over time; the first and the last are named, each has a tooltip."""
    if not values:
        return ""
    top, height = SCALE_HEIGHT, 90
    step, most = WIDTH / len(values), max(value for _, value in values)
    width = max(step - 1, step * 0.7)
    parts = []
    for place, (name, value) in enumerate(values):
        tall = height * value / (most or 1)
        bar = {"x": place * step, "y": top + height - tall, "width": width, "height": tall}
        parts.append(_element("rect", _title(f"{name}: {value}"), kind="bar", **bar))
    bottom = top + height
    parts += [_line("axis", 0, WIDTH, bottom), _ends(values[0][0], values[-1][0], bottom + 14), _scale(str(most))]
    return _svg(bottom + 18, parts)


def strips(rows: Sequence[tuple[str, Sequence[int]]], periods: Sequence[str]) -> str:
    """One strip a name, darker where a period has more; a tooltip says how many."""
    if not rows or not periods:
        return ""
    step, most = (WIDTH - NAME_WIDTH) / len(periods), max(max(values) for _, values in rows) or 1
    parts = []
    for place, (name, values) in enumerate(rows):
        box: dict[str, float] = {"y": place * ROW + 2, "height": ROW - 4}
        parts += [
            _name(name, place * ROW),
            _element("rect", "", kind="empty", x=NAME_WIDTH, width=WIDTH - NAME_WIDTH, **box),
        ]
        for i, (period, value) in enumerate(zip(periods, values, strict=True)):
            if value:
                box |= {"x": NAME_WIDTH + i * step, "width": step, "opacity": 0.25 + 0.75 * value / most}
                parts.append(_element("rect", _title(f"{period}: {value}"), kind="bar", **box))
    parts.append(_ends(periods[0], periods[-1], len(rows) * ROW + 12, left=NAME_WIDTH))
    return _svg(len(rows) * ROW + 16, parts)


def timeline(groups: Sequence[tuple[str, Sequence[Held]]], start: str, end: str) -> str:
    """For each name, one line an office from its first to its last statement; ``start`` stands at 0, ``end`` at 1."""
    parts: list[str] = []
    y = 0
    for name, offices in groups:
        parts.append(_element("text", escape(name), kind="strong", y=y + 13))
        y += ROW
        for held in offices:
            first, last = (4 + edge * (WIDTH - 8) for edge in (held.first, held.last))
            words = _element("text", escape(_cut(held.office, 62)), kind="faint", y=y + 9)
            lines = _line("empty-line", 4, WIDTH - 4, y + 15) + _line("span", first, max(last, first + 0.1), y + 15)
            parts.append(f"<g>{_title(held.tooltip)}{words}{lines}</g>")
            y += ROW + 4
        y += 4
    return _svg(y + 14, [*parts, _ends(start, end, y + 10)]) if groups else ""


def links(pairs: Sequence[tuple[str, str, int]]) -> str:
    """Two columns of names, and a curve between two that share articles: the thicker, the more."""
    if not pairs:
        return ""
    left, right = (list(dict.fromkeys(names)) for names in (tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)))
    height, most = max(len(left), len(right)) * (ROW + 4), max(count for _, _, count in pairs)
    places = [{name: (i + 0.5) * height / len(side) for i, name in enumerate(side)} for side in (left, right)]
    x1, x2 = LINK_NAME_WIDTH, WIDTH - LINK_NAME_WIDTH
    parts = []
    for one, other, count in pairs:
        y1, y2, middle = places[0][one], places[1][other], (x1 + x2) / 2
        path = f"M{x1} {y1:.1f} C{middle} {y1:.1f} {middle} {y2:.1f} {x2} {y2:.1f}"
        tooltip = _title(f"{one} – {other}: {count}")
        parts.append(_element("path", tooltip, kind="link", d=path, stroke_width=1 + 5 * count / most))
    for side, x, anchor in ((places[0], x1 - 4, "end"), (places[1], x2 + 4, "start")):
        for name, y in side.items():
            words = _title(name) + escape(_cut(name, LINK_NAME_LENGTH))
            parts.append(_element("text", words, x=x, y=y + 4, text_anchor=anchor))
    return _svg(height, parts)


def band(points: Sequence[Share]) -> str:
    """A share over time with its interval as a band; "" for fewer than two periods."""
    if len(points) < 2:
        return ""
    above, height, top = SCALE_HEIGHT, SCALE_HEIGHT + 66, max(point.high for point in points) or 1
    x = [4 + i * (WIDTH - 8) / (len(points) - 1) for i in range(len(points))]

    def trace(shares: Sequence[float]) -> list[str]:
        return [f"{a:.1f},{height - share / top * (height - above):.1f}" for a, share in zip(x, shares, strict=True)]

    edge = trace([p.high for p in points]) + trace([p.low for p in points])[::-1]
    middle = trace([p.share for p in points])
    parts = [
        _element("polygon", kind="band", points=" ".join(edge)),
        _element("polyline", kind="line", points=" ".join(middle)),
    ]
    for place, point in zip(middle, points, strict=True):
        cx, cy = map(float, place.split(","))
        tooltip = _title(f"{point.period}: {point.share:.0%} ({point.low:.0%}–{point.high:.0%})")
        parts.append(_element("circle", tooltip, kind="dot", cx=cx, cy=cy, r=3))
    parts += [
        _line("axis", 0, WIDTH, height),
        _ends(points[0].period, points[-1].period, height + 14),
        _scale(f"{top:.0%}"),
    ]
    return _svg(height + 18, parts)


def _svg(height: float, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img">{"".join(parts)}</svg>'


def _element(tag: str, inside: str = "", /, *, kind: str = "", **attributes: float | str) -> str:
    """An element; ``kind`` is its class, numbers are rounded to what a screen shows, names take hyphens."""
    given = ({"class": kind} if kind else {}) | {name.replace("_", "-"): value for name, value in attributes.items()}
    written = (
        f'{name}="{escape(value) if isinstance(value, str) else format(value, ".4g")}"' for name, value in given.items()
    )
    return f"<{tag} {' '.join(written)}>{inside}</{tag}>"


def _title(text: str) -> str:
    return f"<title>{escape(text)}</title>"


def _line(kind: str, x1: float, x2: float, y: float) -> str:
    return _element("line", kind=kind, x1=x1, x2=x2, y1=y, y2=y)


def _name(name: str, y: float) -> str:
    return _element("text", _title(name) + escape(_cut(name, 25)), x=NAME_WIDTH - 6, y=y + 14, text_anchor="end")


def _scale(most: str) -> str:
    return _element("text", escape(most), kind="faint", y=9)


def _ends(start: str, end: str, y: float, *, left: float = 0) -> str:
    first = _element("text", escape(start), kind="faint", x=left, y=y)
    last = _element("text", escape(end), kind="faint", x=WIDTH, y=y, text_anchor="end")
    return first + (last if end != start else "")


def _cut(text: str, width: int) -> str:
    """The text, shortened to a width; brackets at its end tell namesakes apart and are kept where there is room."""
    if len(text) <= width:
        return text
    head, bracket, tail = text.rpartition(" (")
    room = width - 1 - len(bracket) - len(tail)
    if bracket and room >= LEAST_HEAD:
        return head[:room].rstrip() + "…" + bracket + tail
    return text[: width - 1].rstrip() + "…"
