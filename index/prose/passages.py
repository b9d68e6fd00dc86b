"""Pages → Passages: the narrative in chunks of about 200 to 400 characters, with headings.

Short paragraphs under one heading stay together (the （一）…（六） of the duties), a long one is
cut at its sentences, and each term of the 名词解释 is a passage of its own.

>>> passage = passages_of(document, pages)[0]
>>> passage.headings, passage.text[:12], passage.citation.page
(('第一部分 部门概况', '一、主要职责'), '某市商务局的主要职责是：', 3)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.facts.boxes import around
from index.facts.records import Box, Citation, Document, Page, Passage
from index.prose.paragraphs import Paragraph, paragraphs_of

_WISHED = 300
_LONGEST = 400
_SEPARATORS = ["\n", "。", "；", "，", "、", ""]


def passages_of(document: Document, pages: Sequence[Page]) -> tuple[Passage, ...]:
    """The narrative of a document, chunked; each passage quotes its text and cites its place."""
    passages = []
    for headings, under in groupby(paragraphs_of(pages), key=lambda paragraph: paragraph.headings):
        for chunk in _chunks(list(under), defining=any("解释" in heading for heading in headings)):
            text = "\n".join(paragraph.text[start:end] for paragraph, start, end in chunk)
            page, bbox = _place(chunk)
            passages.append(
                Passage(text, headings, Citation(document=document.name, page=page, quote=text, bbox=bbox))
            )
    return tuple(passages)


_Piece = tuple[Paragraph, int, int]


def _chunks(paragraphs: Sequence[Paragraph], defining: bool) -> Iterator[list[_Piece]]:
    """Neighbouring pieces gathered up to the wished length; a definition stays alone."""
    whole = sum(len(paragraph.text) for paragraph in paragraphs) <= _LONGEST
    chunk: list[_Piece] = []
    length = 0
    for paragraph in paragraphs:
        for start, end in _cuts(paragraph.text):
            leads_in = bool(chunk) and chunk[-1][0].text.endswith(("：", ":"))
            limit = _LONGEST if leads_in or whole else _WISHED
            if chunk and ((defining and start == 0 and not leads_in) or length + end - start > limit):
                yield chunk
                chunk, length = [], 0
            chunk.append((paragraph, start, end))
            length += end - start
    if chunk:
        yield chunk


def _cuts(text: str) -> list[tuple[int, int]]:
    """Where to cut a paragraph: whole when it fits, else at sentences, clauses, words."""
    if len(text) <= _LONGEST:
        return [(0, len(text))]
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        chunk_size=_WISHED,
        chunk_overlap=0,
        keep_separator="end",
        strip_whitespace=False,
        add_start_index=True,
    )
    cuts = []
    at = 0
    for piece in splitter.split_text(text):
        at = text.index(piece, at)
        cuts.append((at, at + len(piece)))
        at += len(piece)
    return cuts


def _place(chunk: Sequence[_Piece]) -> tuple[int, Box]:
    """Page of the first piece, and the box of all that stands on that page."""
    places = [paragraph.place(start, end) for paragraph, start, end in chunk]
    page = places[0][0]
    return page, around([box for number, box in places if number == page])
