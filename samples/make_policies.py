"""Prints the three policy documents and writes down what they say: ``python -m samples.make_policies``.

The gold is ``articles.jsonl`` (each article with its chapter, its text and the page it begins on) and
``standards.jsonl`` (each number of a standards table).

A process of its own: reportlab keeps the first fonts of a name that it is given, and those of the
disclosures lack letters that stand only here.

>>> write(Path("samples"))[0].name
'岚浦市差旅费管理办法.pdf'
"""

from __future__ import annotations

import io
import logging
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.fonts import font_program
from samples.layouts import TEXT, TITLE, Fact, Run, Sheet
from samples.make_samples import TEXT_FAMILY, TITLE_FAMILY, creator_of, jsonl, run
from samples.policies import ISSUER, POLICIES, Policy
from samples.printing import NUMERALS, numeral

log = logging.getLogger(__name__)
_ASCII = "".join(map(chr, range(32, 127)))


def write(out: Path, text_family: str = TEXT_FAMILY, title_family: str = TITLE_FAMILY) -> list[Path]:
    """The PDFs and the two gold files into `out`; returns the PDFs."""
    out.mkdir(parents=True, exist_ok=True)
    wanted = "".join(sorted({*_ASCII, *repr(POLICIES), *NUMERALS, *"十第条附件单位：文件—"}))
    for name, family in ((TEXT, text_family), (TITLE, title_family)):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(font_program(family, wanted))))
    articles: list[dict[str, object]] = []
    standards: list[dict[str, object]] = []
    paths = []
    for policy in POLICIES:
        stream = io.BytesIO()
        canvas = Canvas(stream, invariant=1, pageCompression=1)
        canvas.setTitle("".join(policy.title))
        canvas.setAuthor(ISSUER)
        canvas.setSubject("虚构的政策文件样例，地名机构、文号与标准均非真实")
        canvas.setCreator(creator_of(text_family, title_family))
        sheet = Sheet(canvas, policy.look, policy.file)
        _notice(sheet, policy)
        articles += _rule(sheet, policy)
        _tables(sheet, policy)
        sheet.close()
        standards += sheet.cells
        path = out / policy.file
        path.write_bytes(stream.getvalue())
        paths.append(path)
        log.info("%s: %d pages, %d standards", policy.file, sheet.page, len(sheet.cells))
    (out / "articles.jsonl").write_text(jsonl(articles), encoding="utf-8")
    (out / "standards.jsonl").write_text(jsonl(standards), encoding="utf-8")
    return paths


def _notice(sheet: Sheet, policy: Policy) -> None:
    """The head, the notice and its signature."""
    sheet.heading(f"{ISSUER}文件", 26, after=14)
    sheet.paragraph((Run(policy.number),), indent=11)
    sheet.space(14)
    for line in policy.title:
        sheet.heading(line, 19, after=2)
    sheet.space(10)
    sheet.paragraph((Run(policy.to),), indent=0)
    for text in policy.notice:
        sheet.paragraph((Run(text),))
    sheet.space(16)
    room = sheet.inner / policy.look.size
    sheet.paragraph((Run(ISSUER),), indent=room - 9)
    sheet.paragraph((Run(policy.signed),), indent=room - 9)


def _rule(sheet: Sheet, policy: Policy) -> list[dict[str, object]]:
    """The rule, article by article; its gold."""
    if not policy.rule:
        return []
    sheet.next_page()
    sheet.heading(policy.rule, 20, after=12)
    found: list[dict[str, object]] = []
    n = 0
    for chapter in policy.chapters:
        sheet.heading(chapter.title, policy.look.size, after=4)
        for article in chapter.articles:
            n += 1
            label = f"第{numeral(n)}条"
            begins = Fact(label, 0, "0")  # noted on the page on which its first line comes to stand
            for at, text in enumerate(article.paragraphs):
                sheet.paragraph((Run(f"{label} {text}", begins) if at == 0 else Run(text),))
            record: dict[str, object] = {"pdf": policy.file, "article": label, "chapter": chapter.title}
            page = sheet.facts[-1]["page"]
            found.append(record | {"text": "\n".join(article.paragraphs), "page": page})
    return found


def _tables(sheet: Sheet, policy: Policy) -> None:
    """Each attachment on a page of its own."""
    for n, grid in enumerate(policy.tables, 1):
        sheet.next_page()
        mark = f"附件{n}" if len(policy.tables) > 1 else "附件"
        sheet.paragraph((Run(mark),), indent=0)
        sheet.table(grid, fresh=True)


if __name__ == "__main__":
    run(write, __doc__)
