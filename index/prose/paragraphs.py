"""Pages → the paragraphs of their prose, each with its headings and with where it stands.

Lines inside grids, running headers and footers, page numbers, contents lists, covers and the
captions of tables are left out; a paragraph goes on over a page break.

>>> first = paragraphs_of(pages)[0]
>>> first.headings, first.text
(('第三部分 2025年度单位预算情况说明', '（二）公务接待费'), '2025年预算安排1.50万元，比上年增加0.50万元。')
>>> first.place(0, 10)
(12, (90.0, 121.5, 505.2, 137.5))
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.facts.boxes import around
from index.facts.records import Box, Grid, Line, Page
from index.facts.subjects import squeezed

_NUMERAL = "一二三四五六七八九十"
# Ordinals of headings and list items, by the depth they usually stand at.
_ORDINALS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"第[{_NUMERAL}]+(?:部分|章)[:：]?")),
    (20, re.compile(rf"[{_NUMERAL}]+[、．.]")),
    (30, re.compile(rf"[（(][{_NUMERAL}]+[）)][、．.]?")),
    # "1.50万元" wrapped to a line's start is no ordinal; "1.2025年收支总表" is one.
    (40, re.compile(r"\d{1,2}(?:、|[.．](?!\d)|[.．](?=20\d\d年))")),
    (50, re.compile(r"[（(]\d{1,2}[）)][、．.]?")),
    (60, re.compile(r"[①-⑳]|[a-z][)）.]")),
)
_BIG, _BIG_ORDINAL = 10, 15
_LONGEST_HEADING = 45
_ENDS = "。；;！？!?"
_CAPTION = re.compile(
    r"单位[:：](?:人民币)?(?:[万千亿]|百万)?元|^(?:公开|附件?)?表?[\d一二三四五六七八九十-]+表?$"
)
# 第七条 标准如下（单位：元）：, which is no caption though it names a unit.
_ARTICLE = re.compile(rf"第[{_NUMERAL}百]+条")
_PAGE_NUMBER = re.compile(r"[-—–―－·~\s]*(?:第)?\d{1,4}(?:页)?(?:[共/,，]*\d{1,4}页?)?[-—–―－·~\s]*")
# —３—, which is the number of a page wherever it stands.
_DASHED_NUMBER = re.compile(r"[-—–―－]+\d{1,4}[-—–―－]+")
_LEADERS = re.compile(r"[.．…·]{4,}\d*$")
_NOTE = re.compile(r"(?:备?注|说明)[:：]")
_NUMBERED_TABLE = re.compile(rf"^(?:附|公开)?(?:表[\d{_NUMERAL}-]+|[\d{_NUMERAL}-]+表)[:：]?")
# Over the first table of the part with the tables, in type no larger than the text.
_PART_OF_TABLES = re.compile(r"20\d\d年度?(?:部门|单位)[预决]算(?:公开)?报?表$")
_STOP = re.compile("。")
# The point of a font that has it for the full stop, behind a word or a share: 增长４.１％.其中.
_POINT = re.compile(r"(?<=[\u4e00-\u9fff％%])[.．](?![\d.．])")
_FEW_STOPS = 3
_CONTENTS = re.compile(r"目[录次]")


@dataclass(frozen=True, slots=True)
class Span:
    """The characters ``start … end-1`` of a paragraph come from `line`."""

    start: int
    end: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: text joined over its lines, headings outermost first, spans in order."""

    text: str
    headings: tuple[str, ...]
    spans: tuple[Span, ...]

    def place(self, start: int, end: int) -> tuple[int, Box]:
        """Page of the character at `start`, and the box of ``start … end-1`` on that page."""
        lines = [span.line for span in self.spans if span.start < end and span.end > start]
        if not lines:
            raise IndexError(f"no text at {start}…{end} of a paragraph of {len(self.text)} characters")
        page = lines[0].page
        return page, around([line.bbox for line in lines if line.page == page])


@dataclass(frozen=True, slots=True)
class _ProseLine:
    """A prose line with what the layout says: `indented`, `full` (reaches the right edge), `big`."""

    line: Line
    text: str
    indented: bool
    full: bool
    big: bool
    gap: bool
    caption: bool


def paragraphs_of(pages: Sequence[Page]) -> tuple[Paragraph, ...]:
    """The prose of a document in reading order; headings are paths, not paragraphs."""
    rows = _without_contents(list(_rows(_with_full_stops(pages))))
    return tuple(_with_headings(_blocks(rows)))


def _with_full_stops(pages: Sequence[Page]) -> Sequence[Page]:
    """The pages with 。 for the points that stand for it, where a document prints no other full stop."""
    lines = [line.text for page in pages for line in page.lines]
    stops, points = (sum(len(sign.findall(line)) for line in lines) for sign in (_STOP, _POINT))
    if points <= _FEW_STOPS * (stops + 1):
        return pages
    return [
        replace(page, lines=tuple(replace(line, text=_POINT.sub("。", line.text)) for line in page.lines))
        for page in pages
    ]


def ordinal(text: str) -> tuple[int, str]:
    """Depth of the leading ordinal (0: none) and the text behind it: "（二）接待费" → (30, "接待费")."""
    for depth, pattern in _ORDINALS:
        if match := pattern.match(text):
            return depth, text[match.end() :].strip()
    return 0, text


def _rows(pages: Sequence[Page]) -> Iterator[_ProseLine]:
    running = _running(pages)
    kept = {
        page.number: [
            line for line in page.lines if _is_prose(line, page) and _key(line, page) not in running
        ]
        for page in pages
    }
    if pages and not _has_sentence(kept[pages[0].number]):
        # A cover; but a contents list that starts on it goes on overleaf.
        cover = kept[pages[0].number]
        kept[pages[0].number] = next(
            (cover[at:] for at, line in enumerate(cover) if _CONTENTS.fullmatch(squeezed(line.text))), []
        )
    body = _body_size(kept.values())
    margins = _margins(pages, kept)
    for page in pages:
        left, right = margins[page.number]
        titles = _table_titles(page, kept[page.number])
        before: Line | None = None
        for line in kept[page.number]:
            em = max(line.size, 6.0)
            yield _ProseLine(
                line=line,
                text=squeezed(line.text),
                indented=line.bbox[0] - left > 0.4 * em,
                full=line.bbox[2] > right - 2.5 * em,
                big=line.size >= body + 1.5,
                gap=before is not None and line.bbox[1] - before.bbox[3] > 1.6 * em,
                caption=line in titles,
            )
            before = line


def _is_prose(line: Line, page: Page) -> bool:
    x, y = (line.bbox[0] + line.bbox[2]) / 2, (line.bbox[1] + line.bbox[3]) / 2
    if not (0 <= y <= page.height) or not squeezed(line.text):
        return False
    return not any(
        grid.bbox[0] - 1 <= x <= grid.bbox[2] + 1 and grid.bbox[1] - 1 <= y <= grid.bbox[3] + 1
        for grid in page.grids
        if not _is_frame(grid, page)
    )


def _is_frame(grid: Grid, page: Page) -> bool:
    """A border drawn round a page of text is no table: one or two cells as large as the page."""
    width, height = grid.bbox[2] - grid.bbox[0], grid.bbox[3] - grid.bbox[1]
    return 1 <= len(grid.cells) <= 2 and width * height > 0.4 * page.width * page.height


def _in_margin(line: Line, page: Page) -> bool:
    return line.bbox[3] < 0.11 * page.height or line.bbox[1] > 0.89 * page.height


def _key(line: Line, page: Page) -> tuple[str, int]:
    text = re.sub(r"\d+", "#", squeezed(line.text))
    if _DASHED_NUMBER.fullmatch(squeezed(line.text)):
        return "#", -1
    if not _in_margin(line, page):
        return text, 0
    if _PAGE_NUMBER.fullmatch(squeezed(line.text)):
        return "#", -1
    return text, round(line.bbox[1] / 12) + 1


def _running(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """Keys of headers and footers: the same words in the same margin place of 3 pages or more."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_key(line, page) for line in page.lines})
    return {key for key, count in seen.items() if key[1] == -1 or (key[1] > 0 and count >= 3)}


def _has_sentence(lines: Sequence[Line]) -> bool:
    return any("。" in line.text or "；" in line.text for line in lines)


def _body_size(pages: Iterable[Sequence[Line]]) -> float:
    """The size most Chinese characters are set in; the dots of a contents list do not count."""
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        if not _LEADERS.search(squeezed(line.text)):
            sizes[round(line.size * 2) / 2] += len(re.findall(r"[\u4e00-\u9fff]", line.text))
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _margins(pages: Sequence[Page], kept: dict[int, list[Line]]) -> dict[int, tuple[float, float]]:
    """Left and right edge of each page's text; a page of few lines takes those of its like."""

    def edges(lines: Sequence[Line]) -> tuple[float, float]:
        lefts = Counter(round(line.bbox[0]) for line in lines)
        shared = [left for left, count in lefts.items() if count > 1] or list(lefts)
        return min(shared), max(line.bbox[2] for line in lines)

    like: dict[tuple[int, int], list[Line]] = {}
    for page in pages:
        like.setdefault((round(page.width), round(page.height)), []).extend(kept[page.number])
    margins = {}
    for page in pages:
        own = kept[page.number]
        lines = own if len(own) >= 8 and _has_sentence(own) else like[(round(page.width), round(page.height))]
        margins[page.number] = edges(lines) if lines else (0.0, page.width)
    return margins


def _table_titles(page: Page, lines: Sequence[Line]) -> set[Line]:
    """The captions straight above each grid: its title, 单位：万元, 编制单位：…."""
    titles: set[Line] = {
        line
        for line in lines
        if _CAPTION.search(squeezed(line.text)) and not _ARTICLE.match(squeezed(line.text))
    }
    for grid in page.grids:
        above = [line for line in lines if 0 <= grid.bbox[1] + 3 - line.bbox[3] < 110]
        for line in reversed(above):
            text = squeezed(line.text)
            if line in titles or re.match(r"(?:编制)?(?:部门|单位)(?:名称)?[:：]", text):
                titles.add(line)
                continue
            if not text.endswith(tuple(_ENDS + "：:，")) and len(text) <= _LONGEST_HEADING and "表" in text:
                if ordinal(text)[0] != 10:
                    titles.add(line)
            break
    return titles


def _without_contents(rows: list[_ProseLine]) -> list[_ProseLine]:
    """Rows less the 目录: from its heading to where its first entry comes again as a heading."""
    kept: list[_ProseLine] = []
    entries: list[str] = []
    inside = False
    size = 0.0
    for row in rows:
        if _CONTENTS.fullmatch(row.text):
            inside, entries, size = True, [], 0.0
            continue
        if inside:
            entry = _LEADERS.sub("", row.text)
            name = ordinal(entry)[1] or entry
            repeated = bool(entries) and (entry == entries[0] or name == entries[0])
            if repeated or row.text.endswith(tuple(_ENDS)) or (size and row.line.size >= size + 1.5):
                inside = False
            else:
                entries += [entry] if not entries else []
                if len(entries) == 1 and entry == entries[0]:
                    entries.append(name)
                    entries[0] = name if ordinal(entry)[0] != 10 else entry
                size = max(size, row.line.size)
                continue
        if not _LEADERS.search(row.text):
            kept.append(row)
    return kept


def _blocks(rows: Sequence[_ProseLine]) -> Iterator[list[_ProseLine]]:
    """Rows grouped into what was typed as one paragraph, heading or caption."""
    block: list[_ProseLine] = []
    for row in rows:
        if block and _starts_block(block, row):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _starts_block(block: Sequence[_ProseLine], row: _ProseLine) -> bool:
    last = block[-1]
    if row.caption or last.caption or row.big != last.big:
        return True
    if _names_part(block, row):
        return False
    if row.big:
        return _starts_title(last, row)
    return last.line.whole or _starts_paragraph(block, row)


def _names_part(block: Sequence[_ProseLine], row: _ProseLine) -> bool:
    """Whether a line is what a part is called, under its 第一部分."""
    last = block[-1]
    return (
        ordinal(block[0].text)[0] == 10
        and row.line.page == last.line.page
        and not ordinal(row.text)[0]
        and _is_title(row.text)
        and _centred(last, row)
    )


def _starts_title(last: _ProseLine, row: _ProseLine) -> bool:
    """Whether a big line is another title; centred ones run over several lines: 第一部分 / 单位概况."""
    other_size = abs(row.line.size - last.line.size) > 1
    turned = row.line.page != last.line.page
    return turned or ordinal(row.text)[0] > 0 or other_size or last.text.endswith("。")


def _starts_paragraph(block: Sequence[_ProseLine], row: _ProseLine) -> bool:
    last = block[-1]
    turned = row.line.page != last.line.page
    depth = ordinal(row.text)[0]
    ended = last.text.endswith(tuple(_ENDS + ":："))
    if last.full and not ended and not depth and (turned or _hangs(block, row)):
        # Some files indent the first line of every page, whatever it continues; in others the
        # left edge wavers by half a character.
        return False
    if row.indented or (depth and ended):
        return True
    return not last.full and _ends_short(block, row, turned=turned)


def _hangs(block: Sequence[_ProseLine], row: _ProseLine) -> bool:
    """Whether a line begins where the second line of a paragraph does."""
    last = block[-1].line
    step = row.line.bbox[0] - last.bbox[0]
    return step < 0.4 * last.size if len(block) > 1 else step < -0.4 * last.size


def _ends_short(block: Sequence[_ProseLine], row: _ProseLine, *, turned: bool) -> bool:
    """Whether a line that does not reach the right edge is the last of its block, as `row` shows."""
    if (row.gap and not turned) or ordinal(row.text)[0] or block[-1].text.endswith("。"):
        return True
    first = block[0].text
    return len(block) == 1 and bool(ordinal(first)[0]) and _is_title(first) and not _open(first)


def _centred(one: _ProseLine, other: _ProseLine) -> bool:
    middles = [(row.line.bbox[0] + row.line.bbox[2]) / 2 for row in (one, other)]
    return abs(middles[0] - middles[1]) < 2 * one.line.size


def _open(text: str) -> bool:
    """True for a line that cannot be a whole heading: an unclosed bracket, or an amount under way."""
    return text.count("（") + text.count("(") > text.count("）") + text.count(")") or bool(
        re.search(r"\d[\d,.]*$|[，、：:]$", text)
    )


def _is_title(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADING
        and "。" not in text
        and not text.endswith(tuple(_ENDS + "：:，、"))
        and not re.search(r"\d万?元", text)
    )


def _joined(block: Sequence[_ProseLine]) -> tuple[str, tuple[Span, ...]]:
    text = ""
    spans = []
    for row in block:
        if text and re.search(r"[A-Za-z0-9]$", text) and re.match(r"[A-Za-z0-9]", row.text):
            text += " "
        spans.append(Span(len(text), len(text) + len(row.text), row.line))
        text += row.text
    return text, tuple(spans)


def _with_headings(blocks: Iterator[list[_ProseLine]]) -> Iterator[Paragraph]:
    typed = [(block, *_joined(block)) for block in blocks]
    depths = [_depth(block, text) for block, text, _ in typed]
    path: list[tuple[int, str]] = []
    table = ""
    item = 0  # the depth of the list item just before, 0 where there is none
    for at, (block, text, spans) in enumerate(typed):
        if block[0].caption:
            if not _CAPTION.search(text):
                table = _NUMBERED_TABLE.sub("", ordinal(text)[1])
            continue
        depth = depths[at]
        # （一）… （六） one after another with no text between are a list, not headings; the last one too,
        # though text follows it.
        if depth >= 30 and (depth in depths[at + 1 : at + 2] or (at and depth == depths[at - 1])):
            if item == depth or not (at + 1 < len(depths) and depths[at + 1] == 0):
                item, depth = depth, 0
        else:
            item = 0
        if depth:
            while path and path[-1][0] >= depth:
                path.pop()
            path.append((depth, _heading(text)))
            table = ""
            continue
        headings = tuple(name for _, name in path)
        if table and _NOTE.match(text):
            headings = (*headings, table)
        yield Paragraph(text, headings, spans)


def _depth(block: Sequence[_ProseLine], text: str) -> int:
    """How deep a heading is; 0 for text."""
    depth = ordinal(text)[0]
    if block[0].caption or not _is_title(text):
        return 0
    if block[0].big:
        return _BIG if depth in (0, 10) else _BIG_ORDINAL if depth == 20 else depth
    if _PART_OF_TABLES.search(text):
        return depth or _BIG
    if depth == 10 or (depth and len(block) <= 2):
        return depth
    return 0


def _heading(text: str) -> str:
    part = _ORDINALS[0][1].match(text)
    return f"{part.group()} {text[part.end() :].strip()}".strip() if part else text
