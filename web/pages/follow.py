"""Questions to go on with: only such as the indexed documents were seen to answer.

In: an answer, the service. Out: up to three questions, each asked once beforehand and answered.

>>> follow_ups(qa, answer)
('某局2025年公务接待费为何增长？', '某局历年公务接待费是多少？')
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from itertools import islice
from typing import Final

from qa.records import Answer, Status
from web.amounts import is_read
from web.services import Desk

MOST: Final = 3
FIRST_ASKED: Final = 6
TRIED: Final = 6
# What is no part of all spending: all of it, or what comes in.
_WHOLE: Final = re.compile(r"总计|合计$|收入")
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)")


def follow_ups(qa: Desk, answer: Answer, asked: str) -> tuple[str, ...]:
    """Up to three questions that the documents answer, none the one just asked.

    Each candidate is asked first: a suggestion that ends in 未查到 is worse than none.
    """
    if answer.status is Status.CLARIFY:
        return ()
    good: list[str] = []
    texts = {answer.text}
    for tried, question in enumerate(
        dict.fromkeys((*_other_years(qa, answer, asked), *_candidates(qa, answer)))
    ):
        if tried == TRIED or len(good) == MOST:
            break
        if question == asked:
            continue
        reply = qa.quietly(question)
        if reply.status is Status.ANSWERED and reply.text not in texts:
            texts.add(reply.text)
            good.append(question)
    return tuple(good)


class Examples:
    """A few questions for a first visitor, as far as the documents were seen to answer them.

    Each is tried once for every set of documents.
    """

    def __init__(self, qa: Desk) -> None:
        self._qa = qa
        self._of: object = None
        self._held: tuple[str, ...] = ()
        self._one = threading.Lock()

    def __call__(self) -> tuple[str, ...]:
        """The questions, answered ones only."""
        with self._one:
            documents = self._qa.documents()
            if documents != self._of:
                tried = ((question, self._qa.quietly(question)) for question in self._qa.examples())
                good = (question for question, reply in tried if reply.status is Status.ANSWERED)
                self._held = tuple(islice(good, FIRST_ASKED))
                self._of = documents
            return self._held


def _other_years(qa: Desk, answer: Answer, asked: str) -> Iterator[str]:
    """A question about a year that nothing is published for, put to the newest years there are."""
    named = {int(year) for year in _YEAR.findall(asked)}
    if answer.status is not Status.NOT_FOUND or len(named) != 1:
        return
    for year in sorted({d.year for d in qa.documents()} - named, reverse=True)[:MOST]:
        yield _YEAR.sub(str(year), asked)


def _candidates(qa: Desk, answer: Answer) -> Iterator[str]:
    read = [figure for figure in answer.figures if is_read(figure)]
    if read:
        main = read[-1] if len({figure.year for figure in read}) > 1 else read[0]
        name = main.metric.split("（")[0]
        about = f"{main.body}{main.year}年"
        if not any("原因" in part for part in (answer.text,)):
            yield f"{about}{name}为什么比上年变化？"
        if len({figure.year for figure in read}) == 1:
            years = {d.year for d in qa.documents() if d.body == main.body}
            if len(years) > 1:
                yield f"{main.body}历年{name}是多少？"
        if not _WHOLE.search(name):
            yield f"{about}{name}占支出总计的比例是多少？"
        bodies = {d.body for d in qa.documents() if d.year == main.year}
        if len(bodies) > 1 and len({figure.body for figure in read}) == 1:
            yield f"各单位{main.year}年{name}从高到低排列"
        yield f"什么是{name}？"
    yield from qa.examples()
