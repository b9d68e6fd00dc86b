"""A web page → pages. The only door to BeautifulSoup.

What the browser shows of the text is read: headings, paragraphs, lists, tables with their spans.
Scripts, forms, hidden elements, blocks and tables of nothing but links (menus, bread crumbs), what lies
outside the element that holds the document and what the site says of the page (发布时间, 分享到, ICP备) are
left out. The title is section 1, each heading of the first two ranks below it begins another.

>>> pages, warnings = read_webpage(Path("某局2025年部门预算.html"))
>>> pages[0].lines[0].text, pages[1].grids[0].n_rows
('某市商务局2025年部门预算', 12)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import Comment, NavigableString

from index.facts.errors import DocumentError
from index.facts.limits import LIMITS, Limits, TooManyObjects
from index.facts.naming.body_names import is_body_name
from index.facts.records import Page
from index.files.flowing.encodings import decoded
from index.files.flowing.flow import BODY_SIZE, FlowParagraph, FlowTable, Item, lay_out, spanned
from index.files.flowing.plain import read_bytes
from index.files.flowing.site import is_of_the_site

_SKIPPED = {
    "script", "style", "noscript", "template", "form", "button", "select", "nav", "header", "footer",
    "aside", "iframe", "object", "svg", "head", "input", "textarea",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr", "ruby",
}  # fmt: skip
_PARTS = {
    "p",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "table",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
_HEADING = re.compile(r"h([1-6])$")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_ATTACHED = re.compile(
    r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|7z|csv|rtf|ceb)(?:$|[?#&])|[?&](?:file|attach)\w*=", re.I
)
_NUMBER = re.compile(r"\d[\d,，.]*\s*(?:[万亿千百]*元|[%％])|\d[.,]\d")
_SENTENCE = 20  # characters
_ABOUT = re.compile(
    r"\s*(?:索\s*引\s*号|(?:发文)?(?:文|字)\s*号|(?:发文|制发|发布|公开)(?:机关|机构|单位)|(?:成文|印发|施行)日期"
    r"|有\s*效\s*[性期])"
)


def read_webpage(path: Path, limits: Limits = LIMITS) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The page's sections, and a warning that names the attachments, which are files of their own.

    Raises DocumentError for a file that holds no text; TooManyObjects for a section of too many.
    """
    return _read(read_bytes(path), path, limits)


def read_web_archive(path: Path, limits: Limits = LIMITS) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The same of the first page in a .mht file, which holds a page with its pictures (RFC 2557).

    Raises DocumentError for a file that holds no page or no text; TooManyObjects for one of too many.
    """
    message = message_from_bytes(read_bytes(path))
    for part in message.walk():
        data = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(data, bytes) and data.strip():
            return _read(data, path, limits, part.get_content_charset())
    raise DocumentError(path.name, "文件中没有网页", "请用浏览器重新保存为 html")


def _read(
    data: bytes, path: Path, limits: Limits, charset: str | None = None
) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    if data.count(b"<") > 2 * limits.objects:  # two to an element, which takes a thousand bytes when parsed
        raise TooManyObjects
    declared = charset or EncodingDetector.find_declared_encoding(
        data, is_html=True, search_entire_document=False
    )
    text = decoded(data, declared)
    if text is None:
        raise DocumentError(path.name, "不是网页，或编码无法识别", "请用浏览器重新保存（编码选 UTF-8）")
    soup = BeautifulSoup(text, "lxml")
    try:
        root = soup.body or soup
        found = list(_items(root, limits.objects))
        items = _of_document(found, root)
    except RecursionError as error:
        raise DocumentError(path.name, "网页中的元素嵌套过深", "请用浏览器重新保存，或改用原文件") from error
    if not items:
        raise DocumentError(path.name, "网页中没有文字", "请保存完整的网页，或改用原文件")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    parts = [part.strip() for part in re.split(r"[_|]|\s*[-–—]{1,2}\s+|\s+[-–—]\s*", title) if part.strip()]
    sections: list[list[Item]] = [[]]
    if parts and not any(each.rank == 1 for each in items):
        sections = [[FlowParagraph(parts[0], 20.0)], []]
    for each in items:
        if each.rank in (1, 2) and sections[-1]:
            sections.append([])
        sections[-1].append(each.item)
        if each.rank == 1:
            sections.append([])
    if len(parts) > 1 and is_body_name(parts[-1]):
        sections[-1].append(FlowParagraph(parts[-1]))  # whose page it is stands nowhere else, often
    pages = lay_out([section for section in sections if section], limits.objects)
    return pages, _attachments(root)


@dataclass(frozen=True, slots=True)
class _Read:
    """A paragraph or table, the rank of a heading or 0, and the element that holds it."""

    item: Item
    rank: int
    holder: Tag

    def tells(self) -> bool:
        """Whether it is of the document's matter beyond doubt: a sentence, an amount, a table of them."""
        if isinstance(self.item, FlowParagraph):
            text = self.item.text
            return bool(_NUMBER.search(text)) or (len(text) >= _SENTENCE and "。" in text)
        return sum(bool(re.search(r"\d", slot.text)) for slot in self.item.slots) > 1

    def is_about(self) -> bool:
        """Whether it says of the document what its text may not: its number, who issued it and when."""
        texts = (
            [self.item.text] if isinstance(self.item, FlowParagraph) else [s.text for s in self.item.slots]
        )
        return any(map(_ABOUT.match, texts))


def _of_document(found: Sequence[_Read], root: Tag) -> list[_Read]:
    """What lies in the innermost element that holds all that tells, with the page's own heading.

    A site's columns beside the document, its menus and its foot are in other elements.
    """
    telling = [each.holder for each in found if each.tells()]
    if not telling:
        return list(found)
    within = [root, *reversed(list(telling[0].parents)), telling[0]]
    chains = [{id(parent) for parent in (holder, *holder.parents)} for holder in telling]
    inner = next(
        (tag for tag in reversed(within) if all(id(tag) in chain for chain in chains)),
        root,
    )
    # A single paragraph that tells is not yet where the document ends.
    while inner is not root and inner.parent is not None and inner.name in (*_PARTS, *_INLINE):
        inner = inner.parent
    return [
        each
        for each in found
        if each.rank == 1
        or each.is_about()
        or id(inner) in {id(tag) for tag in (each.holder, *each.holder.parents)}
    ]


def _attachments(root: Tag) -> tuple[str, ...]:
    """A warning that names the files a page links to."""
    names = dict.fromkeys(
        re.sub(r"\s+", " ", link.get_text()).strip() for link in root.find_all("a") if _attached(link)
    )
    named = "、".join(f"《{name}》" for name in names if name)
    return (f"网页的附件没有收录：{named}。请另行下载后建立索引",) if named else ()


def _attached(link: Tag) -> bool:
    return bool(_ATTACHED.search(str(link.get("href") or "")))


def _items(root: Tag, most: int) -> Iterator[_Read]:
    """Each paragraph and table in reading order."""
    inline: list[Tag | NavigableString] = []

    def flushed(rank: int = 0) -> Iterator[_Read]:
        text = "".join(_text(node) for node in inline)
        only_links = _only_links(inline, text)
        inline.clear()
        if only_links:
            return
        size = BODY_SIZE if not rank else 22.0 - 2 * rank
        for line in text.split("\n"):
            words = re.sub(r"[\s\u3000]+", " ", line).strip()
            if words and not is_of_the_site(words):
                yield _Read(FlowParagraph(words, size), rank, root)

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
                yield _Read(FlowTable(tuple(spanned(rows, most))), 0, child)
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
        if not _attached(a)
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
