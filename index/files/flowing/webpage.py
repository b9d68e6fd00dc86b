"""An .html page or a .txt file → pages. The only door to BeautifulSoup.

What the browser shows of the text is read: headings, paragraphs, lists, tables with their spans.
Scripts, forms, hidden elements, blocks and tables of nothing but links (menus, bread crumbs) and what the
site says of the page (发布时间, 分享到, 上一篇, ICP备) are left out.
The title is section 1, each heading of the first two ranks below it begins another.

>>> pages = read_webpage(Path("某局2025年部门预算.html"))
>>> pages[0].lines[0].text, pages[1].grids[0].n_rows
('某市商务局2025年部门预算', 12)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import Comment, NavigableString

from index.facts.errors import DocumentError
from index.facts.limits import LIMITS, Limits, TooManyObjects
from index.facts.records import Page
from index.files.flowing.flow import BODY_SIZE, Block, Item, Paragraph, lay_out, spanned

_SKIPPED = {
    "script", "style", "noscript", "template", "form", "button", "select", "nav", "header", "footer",
    "aside", "iframe", "object", "svg", "head", "input", "textarea",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr", "ruby",
}  # fmt: skip
_HEADING = re.compile(r"h([1-6])$")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# What a site puts above and below each of its pages.
_OF_THE_SITE = re.compile(
    r"(?:(?:发布|发文|更新)(?:时间|日期)|(?:信息|文章)?来源|浏览(?:次数|量)|点击(?:次)?数|阅读(?:次数|量)|访问量"
    r"|【?字(?:体|号)|分享到|上一[篇条]|下一[篇条]|当前位置|您?(?:现在|当前)的?位置|网站标识码|版权所有)\s*[：:】\[【]"
    r"|(?:主办|承办)(?:单位)?[：:].*(?:办|承办|维护)|[\u4e00-\u9fff]ICP备\s*\d+|[\u4e00-\u9fff]公网安备\s*\d+"
)
_WRAPPED = 3  # lines of full width that make a text file one with wrapped lines


def read_webpage(path: Path, limits: Limits = LIMITS) -> tuple[Page, ...]:
    """The page's sections.

    Raises DocumentError for a file that holds no text; TooManyObjects for a section of too many.
    """
    data = _bytes(path)
    if data.count(b"<") > 2 * limits.objects:  # two to an element, which takes a thousand bytes when parsed
        raise TooManyObjects
    declared = EncodingDetector.find_declared_encoding(data, is_html=True, search_entire_document=False)
    # gb2312 is declared by pages that hold characters only gb18030 has.
    encoding = "gb18030" if (declared or "").lower().replace("-", "") in ("gb2312", "gbk") else declared
    soup = BeautifulSoup(data, "lxml", from_encoding=encoding)
    try:
        items = list(_items(soup.body or soup, limits.objects))
    except RecursionError as error:
        raise DocumentError(path.name, "网页中的元素嵌套过深", "请用浏览器重新保存，或改用原文件") from error
    if not items:
        raise DocumentError(path.name, "网页中没有文字", "请保存完整的网页，或改用原文件")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    sections: list[list[Item]] = [[]]
    ranks = [item[1] for item in items if item[1]]
    if title and 1 not in ranks:
        sections = [[Paragraph(re.split(r"[_|]|\s[-–—]\s", title)[0].strip(), 20.0)], []]
    for item, rank in items:
        if rank in (1, 2) and sections[-1]:
            sections.append([])
        sections[-1].append(item)
        if rank == 1:
            sections.append([])
    return lay_out([section for section in sections if section], limits.objects)


def read_text(path: Path, limits: Limits = LIMITS) -> tuple[Page, ...]:
    """A text file: a page to each form feed.

    Raises DocumentError when it is no text; TooManyObjects for a page of too many.
    """
    data = _bytes(path)
    text = ""
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if not text.strip() or "\0" in text:
        raise DocumentError(path.name, "不是文本文件", "请确认文件类型和编码（UTF-8 或 GB18030）")
    lines = [line for line in text.splitlines() if line.strip()]
    width = max(len(line.rstrip()) for line in lines)
    full = [line for line in lines if len(line.rstrip()) >= width - 2]
    wrapped = len(full) >= _WRAPPED

    def paragraph(line: str) -> Paragraph:
        goes_on = (
            wrapped and len(line.rstrip()) >= width - 2 and not line.rstrip().endswith(("。", "；", "："))
        )
        return Paragraph(line.strip(), whole=not goes_on)

    return lay_out(
        [[paragraph(line) for line in part.splitlines() if line.strip()] for part in text.split("\f")],
        limits.objects,
    )


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(path.name, f"无法打开（{error.strerror}）", "请检查文件权限") from error
    if not data.strip():
        raise DocumentError(path.name, "文件是空的", "请重新下载该文件")
    return data


def _items(root: Tag, most: int) -> Iterator[tuple[Item, int]]:
    """Each paragraph and table in reading order, with the rank of a heading or 0."""
    inline: list[Tag | NavigableString] = []

    def flushed(rank: int = 0) -> Iterator[tuple[Item, int]]:
        text = "".join(_text(node) for node in inline)
        only_links = _only_links(inline, text)
        inline.clear()
        if only_links:
            return
        size = BODY_SIZE if not rank else 22.0 - 2 * rank
        for line in text.split("\n"):
            words = re.sub(r"[\s\u3000]+", " ", line).strip()
            if words and not _OF_THE_SITE.match(words):
                yield Paragraph(words, size), rank

    heading = _HEADING.match(root.name or "")
    rank = int(heading[1]) if heading else 0
    for child in root.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and _is_inline(child)):
            if isinstance(child, NavigableString) or _visible(child):
                inline.append(child)
            continue
        if not isinstance(child, Tag) or not _visible(child):
            continue
        if child.name == "br":
            inline.append(NavigableString("\n"))
            continue
        yield from flushed(rank)
        if child.name == "table" and child.find("table") is None:
            rows = _rows(child)
            said = "".join(text for row in rows for text, _, _ in row)
            if said.strip() and not _only_links([child], said):
                yield Block(tuple(spanned(rows, most))), 0
        else:
            yield from _items(child, most)
    yield from flushed(rank)


def _only_links(nodes: Sequence[Tag | NavigableString], text: str) -> bool:
    """True when nearly all of the nodes' text is that of links."""
    linked = sum(
        len(re.sub(r"\s", "", _text(a)))
        for node in nodes
        if isinstance(node, Tag)
        for a in ([node] if node.name == "a" else node.find_all("a"))
    )
    return linked > 0 and linked >= 0.9 * len(re.sub(r"[\s>›»|｜/·]", "", text))


def _is_inline(tag: Tag) -> bool:
    """True for an inline element that holds no block."""
    return tag.name in _INLINE and tag.find(lambda inner: inner.name not in _INLINE | {"br", "img"}) is None


def _visible(tag: Tag) -> bool:
    if tag.name in _SKIPPED or tag.has_attr("hidden"):
        return False
    return not _HIDDEN.search(str(tag.get("style") or ""))


def _text(node: Tag | NavigableString) -> str:
    """The text of an inline node; a line break in the source is a space, <br> a newline."""
    if isinstance(node, Comment):
        return ""
    if isinstance(node, NavigableString):
        return str(node) if str(node) == "\n" and node.parent is None else re.sub(r"\s+", " ", str(node))
    if not _visible(node):
        return ""
    if node.name == "br":
        return "\n"
    ends = "\n" if node.name not in _INLINE else ""
    return "".join(_text(child) for child in node.children if isinstance(child, Tag | NavigableString)) + ends


def _rows(table: Tag) -> list[list[tuple[str, int, int]]]:
    """Rows of (text, rowspan, colspan), rows of hidden cells and all."""
    rows = []
    for row in table.find_all("tr"):
        if _visible(row):
            rows.append(
                [
                    (_text(cell).strip(), _span(cell, "rowspan"), max(1, _span(cell, "colspan")))
                    for cell in row.find_all(["td", "th"], recursive=False)
                    if _visible(cell)
                ]
            )
    return rows


def _span(cell: Tag, name: str) -> int:
    """The span; 0 for a rowspan means down to the last row. The limits are those of HTML."""
    found = re.match(r"\s*(\d{1,4})", str(cell.get(name) or "1"))
    return min(int(found[1]), 1000) if found else 1
