"""Pages → Passages of a policy document: its paragraphs, each with article, chapter and place.

An article is all passages of one document whose citations have its row. What stands under a heading of a
notice (一、关于住宿费) or under a question (问：…) has that as its heading.

>>> passage.headings, passage.citation.row, passage.text[:8]
(('第三章 住宿费',), '第十二条', '第十二条住宿费在')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.facts.records import Amendment, Citation, Page, Passage, Policy
from index.facts.subjects import squeezed
from index.policy.signs import DATE, NUMBER, article_at, articles_in, is_question, order_of
from index.prose.paragraphs import Paragraph, ordinal, paragraphs_of

_ENDS = tuple("。；：！？”）;:!?")
_ATTACHMENT = re.compile(r"^附[件表录][\d一二三四五六七八九十]*[:：]?")
_CHAPTER = re.compile(r"第[一二三四五六七八九十]+[章节][^，。；：:]{0,24}")
_SECTION_DEPTH = 20  # 一、
_FARTHEST = 40  # so many articles may be missing before a number is taken for a reference
_SPEAKS_OF = re.compile(r"(?:第[^条]{1,3}[款项]|规定|所[称列指]|至第|、|和第|或者?第|以及|中的)")
_SECTION = re.compile(r"^[一二三四五六七八九十]{1,3}、[^。；]{2,40}[：:]?$")


def passages_of(policy: Policy, document: str, pages: Sequence[Page]) -> tuple[Passage, ...]:
    """The paragraphs of a policy document, with the article and the headings that each stands under."""
    walk = _Walk(policy, _attachments(pages))
    found = []
    for paragraph, start, end in _pieces(paragraphs_of(pages)):
        text = paragraph.text[start:end].strip()
        if not text or DATE.fullmatch(text) or NUMBER.fullmatch(text) or text in policy.issuer:
            continue
        page, box = paragraph.place(start, end)
        walk.take(text, paragraph.headings, (page, box[1]))
        if text == walk.chapter:
            continue
        row = walk.article or None
        citation = Citation(document=document, page=page, quote=text, row=row, bbox=box)
        found.append(Passage(text, walk.headings, citation))
    return tuple(found)


def _attachments(pages: Sequence[Page]) -> list[tuple[int, float]]:
    """Where attachments begin: the lines that say 附件1 and nothing else."""
    return [
        (page.number, line.bbox[1])
        for page in pages
        for line in page.lines
        if _ATTACHMENT.fullmatch(squeezed(line.text))
    ]


def _pieces(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, int, int]]:
    """The paragraphs, parted where a line begins an article behind a sentence or the heading of a chapter."""
    for paragraph in paragraphs:
        starts = [0]
        for span in paragraph.spans[1:]:
            before = paragraph.text[starts[-1] : span.start].rstrip()
            ended = before.endswith(_ENDS) or bool(_CHAPTER.fullmatch(before))
            if article_at(paragraph.text[span.start :]) and ended:
                starts.append(span.start)
        for start, end in zip(starts, [*starts[1:], len(paragraph.text)], strict=True):
            yield paragraph, start, end


@dataclass
class _Walk:
    """Where a walk down the paragraphs stands: the article, the headings.

    `own` is a question, or the heading of a section, that the next paragraphs stand under.
    """

    policy: Policy
    attachments: Sequence[tuple[int, float]]
    article: str = ""
    chapter: str = ""
    seen: str = ""
    headings: tuple[str, ...] = ()
    own: str = ""
    last: int = 0
    passed: int = 0

    def take(self, text: str, headings: tuple[str, ...], place: tuple[int, float]) -> None:
        """Take in the next paragraph."""
        self._pass_attachments(place)
        if _CHAPTER.fullmatch(text):
            self.chapter, self.article, self.own = text, "", ""
            return
        kept = [heading for heading in headings if not _is_title(heading, self.policy)]
        chapters = [heading for heading in kept if _CHAPTER.match(heading)]
        if chapters and chapters[0] != self.seen:  # a page break may have hidden a later one in a paragraph
            self.chapter = self.seen = chapters[0]
        self._enter_article(text)
        self._enter_section(text)
        self.headings = self._path(text, [heading for heading in kept if heading not in chapters])

    def _pass_attachments(self, place: tuple[int, float]) -> None:
        """Leave article, chapter and section behind where an attachment begins."""
        passed = sum(mark <= place for mark in self.attachments)
        if passed > self.passed:
            self.passed, self.article, self.chapter, self.own = passed, "", "", ""

    def _enter_article(self, text: str) -> None:
        """The article that the paragraph begins, or the one that it amends."""
        label = article_at(text)
        if label and self._begins(text, label):
            self.article, self.last, self.own = label, order_of(label), ""
        elif amended := _amended(text, self.policy.amends):
            self.article = amended
        elif not self.last:
            self.article = ""

    def _enter_section(self, text: str) -> None:
        """The question or section that the paragraph begins, outside of articles."""
        if not self.article and (is_question(text) or _SECTION.match(text)):
            self.own = text
        elif ordinal(text)[0] == _SECTION_DEPTH:
            self.own = ""

    def _path(self, text: str, others: Sequence[str]) -> tuple[str, ...]:
        """The headings above the paragraph: its chapter, `others` on the page, the section it is in."""
        path = [self.chapter, *others] if self.chapter else [*others]
        if ordinal(text)[0] == _SECTION_DEPTH:  # no heading of its kind is above it
            path = [heading for heading in path if ordinal(heading)[0] != _SECTION_DEPTH]
        return (*path, self.own) if self.own and self.own != text else tuple(path)

    def _begins(self, text: str, label: str) -> bool:
        """Whether a paragraph begins an article, and does not speak of one: 第十条规定的情形."""
        n = order_of(label)
        return (n == 1 or self.last < n <= self.last + _FARTHEST) and not _SPEAKS_OF.match(text[len(label) :])


def _is_title(heading: str, policy: Policy) -> bool:
    return policy.title in heading or heading in policy.title


def _amended(text: str, amends: Sequence[Amendment]) -> str:
    """The article of another document that a paragraph gives other words, or whose new words it quotes."""
    named = {one.article for one in amends}
    quoted = text.lstrip('“"「 ')
    if quoted != text and article_at(quoted) in named:
        return article_at(quoted)
    if not re.search(r"(?:修改|调整|修订|改|变更)(?:为|成)", text):
        return ""
    return next((found.group() for found in articles_in(text) if found.group() in named), "")
