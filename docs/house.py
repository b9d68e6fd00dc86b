"""Draws docs/house.svg: packages as rooms, imports between them as arrows, at two commits beside each other.

A package of the tree is a wing, what stands directly in it (a package or a module) a room. A room lies above
all that it imports. An arrow that a longer way implies is left out.

    python docs/house.py ":/Lines of text into runs" HEAD

A commit is named by its day and the first words of its subject, which outlive its hash.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from textwrap import shorten

WINGS = ("index", "qa", "eval", "web")
STOREYS = (("eval", "web"), ("qa",), ("index",))

LINE, GAP, PAD = 13, 26, 10
LETTER = 5.7
WIDE, WIDEST = 176, 620
LONGEST = 90
HALF = 880


Address = tuple[str, str]
"""A wing and a room in it; "" where the wing has but one."""


@dataclass
class Room:
    """What stands directly in a wing, with the modules in it and where it is drawn (top left, size)."""

    name: str
    modules: list[str] = field(default_factory=list)
    lines: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    text: list[str] = field(default_factory=list)


@dataclass
class House:
    """The rooms by wing and name, how often one room imports another, and imports inside each room."""

    rooms: dict[Address, Room]
    arrows: Counter[tuple[Address, Address]]
    inside: Counter[Address]


@dataclass
class Sheet:
    """Elements of SVG by what lies over what: wings below, arrows on them, rooms on top."""

    wings: list[str] = field(default_factory=list)
    arrows: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)


def git(*words: str) -> str:
    """What git prints."""
    return subprocess.run(("git", *words), check=True, capture_output=True, text=True).stdout


def house(commit: str) -> House:
    """The packages of one commit and their imports."""
    paths = [
        path
        for path in git("ls-tree", "-r", "--name-only", commit, *WINGS).splitlines()
        if path.endswith(".py") and "/data/" not in path
    ]
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in paths}
    rooms: dict[Address, Room] = {}
    arrows: Counter[tuple[Address, Address]] = Counter()
    inside: Counter[Address] = Counter()
    flat = {wing for wing in WINGS if not any(path.count("/") > 1 for path in paths if path.startswith(wing))}

    def room_of(module: str) -> Address:
        wing, _, rest = module.partition(".")
        return wing, "" if wing in flat or not rest else rest.split(".")[0]

    for module, path in modules.items():
        text = git("show", f"{commit}:{path}")
        if path.endswith("__init__.py"):
            continue
        here = room_of(module)
        room = rooms.setdefault(here, Room(here[1] or here[0]))
        room.modules.append(module.split(".")[-1])
        room.lines += text.count("\n")
        for imported in set(_imports(ast.parse(text), modules)):
            there = room_of(imported)
            if modules[imported].endswith("__init__.py") and not there[1] and there[0] not in flat:
                continue
            if there == here:
                inside[here] += 1
            else:
                arrows[here, there] += 1
    return House(rooms, arrows, inside)


def _imports(tree: ast.AST, modules: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = [f"{node.module}.{alias.name}" for alias in node.names]
            found = [name for name in named if name in modules]
            yield from found
            if node.module in modules and len(found) < len(named):
                yield node.module


def floors(rooms: list[str], below: dict[str, set[str]]) -> list[list[str]]:
    """Rooms by the longest way down from them, the highest floor first."""
    depth: dict[str, int] = {}

    def of(room: str, above: tuple[str, ...] = ()) -> int:
        if room in above:
            raise ValueError(f"rooms import each other: {' → '.join((*above, room))}")
        if room not in depth:
            depth[room] = max((of(other, (*above, room)) + 1 for other in below[room]), default=0)
        return depth[room]

    for room in rooms:
        of(room)
    return [sorted(r for r in rooms if depth[r] == n) for n in range(max(depth.values()), -1, -1)]


def direct(below: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """The arrows that no longer way implies."""
    reach: dict[str, set[str]] = {}

    def of(room: str) -> set[str]:
        if room not in reach:
            reach[room] = below[room].union(*(of(other) for other in below[room]))
        return reach[room]

    for room in list(below):
        for other in sorted(below[room]):
            if not any(other in of(third) for third in below[room] - {other}):
                yield room, other


def furnish(room: Room, wide: float) -> None:
    """The text of a room and its size."""
    if len(room.modules) == 1 and room.modules[0] == room.name:
        room.text = []
        room.width = max(62.0, len(room.name) * 8 + 2 * PAD)
    else:
        room.width = wide
        room.text = [""]
        for name in sorted(room.modules):
            if room.text[-1] and (len(room.text[-1]) + len(name) + 1) * LETTER > wide - 2 * PAD:
                room.text.append("")
            room.text[-1] = f"{room.text[-1]} {name}".strip()
    room.height = 2 * PAD + LINE * (len(room.text) + (2 if room.text else 1))


def drawn(plan: House, left: float, title: str) -> tuple[list[str], float]:
    """One house as SVG elements, and how far down it reaches."""
    top = 74.0
    sheet = Sheet()
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for storey in STOREYS:
        share = (HALF - GAP * (len(storey) - 1)) / len(storey)
        deepest = top
        for n, wing in enumerate(storey):
            at = left + n * (share + GAP)
            bottom = _wing(plan, wing, at, top, share, sheet)
            boxes[wing] = (at, top, share, bottom - top)
            deepest = max(deepest, bottom)
        top = deepest + 44
    between: Counter[tuple[str, str]] = Counter()
    for (here, there), count in plan.arrows.items():
        if here[0] != there[0]:
            between[here[0], there[0]] += count
    for (upper, lower), count in sorted(between.items()):
        if (upper, lower) in (("eval", "index"), ("web", "index")):
            continue  # past the wing between them: told in words below
        x, y, width, height = boxes[upper]
        end = boxes[lower][1]
        sheet.arrows.append(_arrow(x + width / 2, y + height, x + width / 2, end))
        sheet.arrows.append(
            _text(x + width / 2 + 6, (y + height + end) / 2 + 4, f"{count} imports", 10, "#555")
        )
    past = [f"{h} → {t} {between[h, t]}" for h, t in (("eval", "index"), ("web", "index")) if between[h, t]]
    head = [_text(left, 30, title, 16, "#111", bold=True)]
    size = f"{sum(len(room.modules) for room in plan.rooms.values())} modules"
    head.append(_text(left, 50, f"{size}; imports past a wing: {', '.join(past)}", 11, "#555"))
    return [*head, *sheet.wings, *sheet.arrows, *sheet.rooms], top


def _wing(plan: House, wing: str, left: float, top: float, width: float, sheet: Sheet) -> float:
    """Draws a wing with its rooms; returns how far down it reaches."""
    rooms = {name: room for (of, name), room in plan.rooms.items() if of == wing}
    below: dict[str, set[str]] = defaultdict(set)
    for (here, there), _ in plan.arrows.items():
        if here[0] == there[0] == wing:
            below[here[1]].add(there[1])
    levels = floors(list(rooms), below) if wing in ("index", "qa") else [sorted(rooms)]
    if wing in ("eval", "web") and len(rooms) > 1:
        rooms = _lumped(rooms, wing)
        levels, below = [list(rooms)], defaultdict(set)
    y = top + 24
    for level in levels:
        wide = WIDEST if len(rooms) == 1 else WIDE
        for name in level:
            furnish(rooms[name], min(wide, width - 2 * PAD))
        lines: list[list[str]] = [[]]
        for name in level:
            taken = sum(rooms[n].width + PAD for n in lines[-1])
            if lines[-1] and taken + rooms[name].width > width - 2 * PAD:
                lines.append([])
            lines[-1].append(name)
        for line in lines:
            taken = sum(rooms[name].width for name in line) + PAD * (len(line) - 1)
            x, tall = left + (width - taken) / 2, max(rooms[name].height for name in line)
            for name in line:
                rooms[name].x, rooms[name].y = x, y
                if rooms[name].text:
                    rooms[name].height = tall
                x += rooms[name].width + PAD
            y += tall + (PAD if line is not lines[-1] else GAP)
    bottom = y - GAP + PAD
    sheet.wings.append(
        f"<rect x='{left:.0f}' y='{top:.0f}' width='{width:.0f}' height='{bottom - top:.0f}' rx='6'"
        " fill='#f3f1ec' stroke='#b9b2a3'/>"
    )
    lines_of_code = sum(room.lines for room in rooms.values())
    sheet.rooms.append(
        _text(left + PAD, top + 16, f"{wing}/  {lines_of_code:,} lines", 12, "#6b5f45", bold=True)
    )
    for upper, lower in direct(below):
        one, other = rooms[upper], rooms[lower]
        sheet.arrows.append(
            _arrow(one.x + one.width / 2, one.y + one.height, other.x + other.width / 2, other.y)
        )
    for name, room in rooms.items():
        sheet.rooms.extend(_room(room, plan.inside[wing, name]))
    return bottom


def _lumped(rooms: dict[str, Room], wing: str) -> dict[str, Room]:
    """The modules of a wing whose inside is not the matter here as one room, beside its packages."""
    one = Room(wing)
    packages = {name: room for name, room in rooms.items() if room.modules != [name]}
    for name, room in rooms.items():
        if name not in packages:
            one.modules += room.modules
            one.lines += room.lines
    return {**packages, "": one}


def _room(room: Room, inside: int) -> Iterator[str]:
    yield (
        f"<rect x='{room.x:.0f}' y='{room.y:.0f}' width='{room.width:.0f}' height='{room.height:.0f}' rx='3'"
        " fill='#ffffff' fill-opacity='0.94' stroke='#4a5a6a'/>"
    )
    yield _text(room.x + PAD, room.y + PAD + 9, room.name, 12, "#16324a", bold=True)
    if room.text:
        about = f"{len(room.modules)} modules" + (f", {inside} imports inside" if inside else "")
        yield _text(room.x + PAD, room.y + PAD + 9 + LINE, about, 10, "#777")
    for n, line in enumerate(room.text, start=2):
        yield _text(room.x + PAD, room.y + PAD + 9 + LINE * n, line, 10, "#333")


def _text(x: float, y: float, text: str, size: int, colour: str, bold: bool = False) -> str:
    weight = " font-weight='bold'" if bold else ""
    return f"<text x='{x:.0f}' y='{y:.0f}' font-size='{size}' fill='{colour}'{weight}>{escape(text)}</text>"


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f"<line x1='{x1:.0f}' y1='{y1:.0f}' x2='{x2:.0f}' y2='{y2 - 2:.0f}' stroke='#a4532f'"
        " stroke-opacity='0.75' marker-end='url(#tip)'/>"
    )


def picture(commits: list[str]) -> str:
    """The houses of the commits beside each other, as one SVG."""
    body: list[str] = []
    deepest = 0.0
    for n, commit in enumerate(commits):
        hash_, about = git("show", "-s", "--format=%H %cs, %s", commit).strip().split(" ", 1)
        about = shorten(about, LONGEST, placeholder=" …")
        found, bottom = drawn(house(hash_), 30 + n * (HALF + 60), f"{('before', 'now')[n]}: {about}")
        body += found
        deepest = max(deepest, bottom)
    width = 60 + len(commits) * HALF + 60 * (len(commits) - 1)
    tip = (
        "<defs><marker id='tip' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7' markerHeight='7'"
        " orient='auto'><path d='M0 0L8 4L0 8z' fill='#a4532f'/></marker></defs>"
    )
    return "\n".join(
        (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {deepest:.0f}'"
            " font-family='DejaVu Sans, Verdana, sans-serif'>",
            tip,
            f"<rect width='{width}' height='{deepest:.0f}' fill='#fff'/>",
            *body,
            "</svg>",
            "",
        )
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    Path(__file__).with_suffix(".svg").write_text(picture(sys.argv[1:]), encoding="utf-8")
