"""An answer's text in the order it is read: one sentence, the reason, the rest; and what stands large.

Nothing is dropped or added: the parts are stretches of the text.

>>> parts_of("某局2025年公务接待费1.50万元，主要原因是新增接待。这是预算数。")
Parts(lead='某局2025年公务接待费1.50万元。', reason='主要原因是新增接待。', rest='这是预算数。')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from qa.records import Answer, AnswerFigure
from web.charts import Chart, Form

MOST_BESIDE: Final = 3
LONG: Final = 110
_SENTENCE: Final = re.compile(r"[^。！？\n]*[。！？\n]|[^。！？\n]+$")
_ITEM: Final = re.compile(r"[（(]?[一二三四五六七八九十]+[)）、．.]|[（(]?\d+[)）、．.](?!\d)")
_REASON: Final = re.compile(
    r"[，,；;]?((?:其?(?:主要|增长|增加|减少|下降|变动|变化)*原因(?:为|是|：)|主要是).+)$", re.S
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Parts:
    """The stretches of an answer's text."""

    lead: str
    reason: str
    rest: str


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its end mark; together they are the text, outer spaces aside."""
    return [piece.strip() for piece in _SENTENCE.findall(text) if piece.strip()]


def parts_of(text: str) -> Parts:
    """The first sentence, the reason wherever it stands, and the rest with its line breaks."""
    text = text.strip()
    first = _SENTENCE.match(text)
    lead = first.group().strip() if first else text
    rest = text[first.end() :].strip() if first else ""
    if taken := _REASON.search(lead):
        if before := lead[: taken.start()].strip():
            return Parts(before + "。", taken.group(1).strip(), rest)
        return Parts(lead, "", rest)
    for sentence in sentences(rest):
        taken = _REASON.search(sentence)
        if taken and sentence[: taken.start()].strip():
            before = sentence[: taken.start()].strip() + "。"
            return Parts(lead, taken.group(1).strip(), rest.replace(sentence, before, 1))
    return Parts(lead, "", rest)


def is_item(sentence: str) -> bool:
    """Whether a text begins a list, （一）…, whose first item is no more than the others."""
    return _ITEM.match(sentence) is not None


def headline(answer: Answer, chart: Chart | None) -> tuple[AnswerFigure | None, tuple[AnswerFigure, ...]]:
    """The figure that stands large, and the few beside it.

    Of a trend the newest year, of a share the percentage; figures a chart shows are not
    repeated beside it, and a choice among several bodies has no headline.
    """
    figures = answer.figures
    if not figures or answer.status.value == "clarify":
        return None, ()
    if chart is None:
        return (figures[0], figures[1:]) if len(figures) <= 1 + MOST_BESIDE else (None, ())
    drawn = [bar.figure for bar in chart.bars]
    if chart.form is Form.TREND:
        main: AnswerFigure = drawn[-1]
    else:
        main = chart.share or drawn[0]
    beside = [f for f in figures if f not in drawn and f != main]
    return main, tuple(beside[:MOST_BESIDE])
