r"""A CJK font by its family name → a small TrueType font that reportlab can embed.

reportlab embeds TrueType outlines only, while the free CJK families of most systems come with
CFF outlines in a collection (.ttc). So the glyphs that the samples use are redrawn as
quadratic curves into a new font.

>>> font_program("Noto Serif CJK SC", "预算公开")[:4]
b'\x00\x01\x00\x00'
"""

from __future__ import annotations

import io
import subprocess

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont


class FontNotFound(Exception):
    """No installed font has the family name asked for."""


def font_file(family: str) -> tuple[str, int]:
    """Where fontconfig finds `family`, and its number in a collection.

    Raises FontNotFound; fontconfig itself answers every name with some font, so its answer
    counts only when it is of that family.
    """
    wanted = family.split(":")[0]
    try:
        reply = subprocess.run(
            ["fc-match", "-f", "%{file}\n%{index}\n%{family}", family],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError) as error:
        raise FontNotFound(f"fc-match cannot be run ({error}); install fontconfig") from error
    file, index, families = reply
    if wanted not in families.split(","):
        raise FontNotFound(f"no font {wanted!r} here; install one (Debian: fonts-noto-cjk) or name another")
    return file, int(index)


def font_version(family: str) -> str:
    """The version the font states of itself."""
    file, number = font_file(family)
    with TTFont(file, fontNumber=number, lazy=True) as font:
        return str(font["name"].getDebugName(5))


def font_program(family: str, characters: str) -> bytes:
    """A TrueType file with the outlines of `characters`; one input gives one output, byte by byte.

    Raises FontNotFound when the family is missing or lacks a character.
    """
    file, number = font_file(family)
    with TTFont(file, fontNumber=number, lazy=True, recalcTimestamp=False) as source:
        cmap = source.getBestCmap()
        lacking = sorted({c for c in characters if ord(c) not in cmap})
        if lacking:
            raise FontNotFound(f"{family} has no glyph for {''.join(lacking)}; name another font")
        codes = {ord(c): cmap[ord(c)] for c in sorted(set(characters))}
        order = [".notdef", *sorted(set(codes.values()) - {".notdef"})]
        outlines = source.getGlyphSet()
        glyphs, metrics = {}, {}
        for name in order:
            pen = TTGlyphPen(None)
            outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
            glyphs[name] = pen.glyph()
            metrics[name] = (round(outlines[name].width), 0)
        ascent, descent = source["hhea"].ascent, source["hhea"].descent
        builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(codes)
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {
            name: (width, table[name].xMin if table[name].numberOfContours else 0)
            for name, (width, _) in metrics.items()
        }
    )
    builder.setupHorizontalHeader(ascent=ascent, descent=descent)
    short = family.replace(" ", "").replace(":", "-")
    builder.setupNameTable({"familyName": short, "styleName": "Regular", "psName": short})
    builder.setupOS2(sTypoAscender=ascent, sTypoDescender=descent, usWinAscent=ascent, usWinDescent=-descent)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
