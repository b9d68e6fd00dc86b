"""Writes the six sample disclosures and their gold: ``python -m samples.make_samples``.

Each run writes the same bytes (with the same font, reportlab and fontTools, which every PDF
names in its Creator): six PDFs, ``gold.jsonl`` (each number printed in a table),
``changes.jsonl`` (each fact stated in prose) and ``covered.json`` (the list of PDFs).

>>> [edition.file for edition in EDITIONS][3]
'临汐区望潮街道办事处-2023-部门预算.pdf'
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fontTools
import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples import hotline_prose, hotline_tables, street_prose, street_tables
from samples.figures import HOTLINE, STREET
from samples.fonts import font_program, font_version
from samples.layouts import TEXT, TITLE, Grid, Look, Run, Sheet
from samples.prose import Heading, Section

TEXT_FAMILY = "Noto Serif CJK SC"
TITLE_FAMILY = "Noto Sans CJK SC:bold"
_ASCII = "".join(map(chr, range(32, 127)))
_MARKS = "—·“”‘’（）《》，。、；：％"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """One document: its file, cover, looks and content."""

    file: str
    cover: tuple[str, ...]
    issued: str
    look: Look
    sections: Callable[[], list[Section]]
    tables: Callable[[], list[Grid]]
    dividers: bool = False
    contents: bool = False


def _hotline(year: int, file: str, look: Look) -> Edition:
    cover = (HOTLINE, f"{year}年度单位预算公开" if year != 2024 else "2024年单位预算")
    return Edition(
        file,
        cover,
        f"{year}年2月",
        look,
        lambda: hotline_prose.sections(year),
        lambda: hotline_tables.tables(year),
        dividers=year != 2024,
        contents=year == 2024,
    )


def _street(year: int, look: Look) -> Edition:
    cover = (STREET, f"{year}年部门预算") if year != 2025 else (f"{STREET}2025年度部门预算公开",)
    return Edition(
        f"临汐区望潮街道办事处-{year}-部门预算.pdf",
        cover,
        "" if year == 2023 else f"{year}年1月",
        look,
        lambda: street_prose.sections(year),
        lambda: street_tables.tables(year),
        contents=True,
    )


EDITIONS = (
    _hotline(2023, "岚浦市12345政务服务便民热线中心-单位预算公开.pdf", Look(leading=24, margin=70)),
    _hotline(
        2024,
        "岚浦市12345政务服务便民热线中心-2024-单位预算.pdf",
        Look(size=12, leading=22, margin=60, footer="{}", title_size=14),
    ),
    _hotline(
        2025,
        "岚浦市12345政务服务便民热线中心-2025-单位预算.pdf",
        Look(leading=24, margin=70, footer="- {} -", row_pad=4),
    ),
    _street(2023, Look(size=12, leading=22, margin=62, footer="第{}页", footer_align="right")),
    _street(2024, Look(size=14, leading=24, margin=62, footer="- {} -", row_pad=6)),
    _street(
        2025,
        Look(
            size=12,
            leading=23,
            margin=64,
            footer="{}",
            running=f"{STREET}2025年度部门预算",
            shade=True,
            title_size=15,
        ),
    ),
)


def characters(edition: Edition) -> str:
    """Every character the edition prints, so that the fonts hold them all."""
    seen = {*_ASCII, *_MARKS, *"".join(edition.cover), *edition.look.running, *edition.look.footer}
    seen.update("目录年月单位：" + edition.issued)
    for section in edition.sections():
        seen.update(section.title)
        for block in section.blocks:
            seen.update(block.text if isinstance(block, Heading) else "".join(run.text for run in block))
    for grid in edition.tables():
        seen.update(repr(grid))
    return "".join(sorted(seen))


def render(edition: Edition, creator: str) -> tuple[bytes, Sheet]:
    """The PDF and the sheet with its gold."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    canvas.setTitle(Path(edition.file).stem)
    canvas.setAuthor(HOTLINE if HOTLINE in edition.file else STREET)
    canvas.setSubject("虚构的预算公开样例，人名地名机构与数字均非真实")
    canvas.setCreator(creator)
    sheet = Sheet(canvas, edition.look, edition.file)
    sheet.space(150)
    for line in edition.cover:
        sheet.heading(line, 26, after=18)
    sheet.space(260)
    sheet.heading(edition.issued, 16)
    parts = edition.sections()
    sheet.next_page()
    if edition.contents:
        sheet.heading("目  录", 18, after=14)
        for part in parts:
            sheet.paragraph((Run(part.title),), indent=0)
            for block in part.blocks:
                if isinstance(block, Heading) and block.level == 1:
                    sheet.paragraph((Run(block.text),))
        sheet.next_page()
    for number, part in enumerate(parts):
        _part(sheet, edition, part, first=number == 0)
    sheet.close()
    return out.getvalue(), sheet


def _part(sheet: Sheet, edition: Edition, part: Section, first: bool) -> None:
    """One 部分: a divider page or a title, then narrative or tables."""
    if not first:
        sheet.next_page()
    if edition.dividers:
        sheet.space(220)
        for line in part.title.split(" ", 1):
            sheet.heading(line, 24, after=16)
        sheet.next_page()
    else:
        sheet.heading(part.title, 18, after=10)
    for block in part.blocks:
        if isinstance(block, Heading):
            sheet.heading(block.text, edition.look.size, "left", after=2)
        else:
            sheet.paragraph(block)
    if part.tables:
        for number, grid in enumerate(edition.tables()):
            sheet.table(grid, fresh=number == 0)


def jsonl(records: list[dict[str, object]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def creator_of(text_family: str, title_family: str) -> str:
    """What made a PDF: the versions on which its bytes depend."""
    fonts = "; ".join(f"{family} {font_version(family)}" for family in (text_family, title_family))
    tools = f"reportlab {reportlab.Version}; fontTools {fontTools.version}; zlib {zlib.ZLIB_RUNTIME_VERSION}"
    return f"make_samples; {tools}; {fonts}"


def write(out: Path, text_family: str = TEXT_FAMILY, title_family: str = TITLE_FAMILY) -> list[Path]:
    """The six PDFs and the three gold files into `out`; returns the PDFs."""
    out.mkdir(parents=True, exist_ok=True)
    wanted = "".join(characters(edition) for edition in EDITIONS)
    for name, family in ((TEXT, text_family), (TITLE, title_family)):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(font_program(family, wanted))))
    creator = creator_of(text_family, title_family)
    cells: list[dict[str, object]] = []
    facts: list[dict[str, object]] = []
    paths = []
    for edition in EDITIONS:
        content, sheet = render(edition, creator)
        path = out / edition.file
        path.write_bytes(content)
        paths.append(path)
        cells += sheet.cells
        facts += sheet.facts
        log.info(
            "%s: %d pages, %d cells, %d facts", edition.file, sheet.page, len(sheet.cells), len(sheet.facts)
        )
    (out / "gold.jsonl").write_text(jsonl(cells), encoding="utf-8")
    (out / "changes.jsonl").write_text(jsonl(facts), encoding="utf-8")
    listed = {"pdfs": [{"pdf": edition.file, "ignore_pages": []} for edition in EDITIONS]}
    text = json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
    (out / "covered.json").write_text(text, encoding="utf-8")
    return paths


def run(write: Callable[[Path, str, str], object], told: str | None) -> None:
    """The command line of what writes samples; `told` is the module's docstring."""
    parser = argparse.ArgumentParser(description=(told or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    parser.add_argument("--font", default=TEXT_FAMILY, help="family of the text, as fc-match names it")
    parser.add_argument("--title-font", default=TITLE_FAMILY, help="family of the titles")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    write(options.out, options.font, options.title_font)


if __name__ == "__main__":
    run(write, __doc__)
