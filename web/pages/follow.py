"""Questions to go on with: only such as the indexed documents were seen to answer.

In: an answer, the service. Out: up to three questions, each asked once beforehand and answered.

>>> follow_ups(qa, answer)
('某局2025年公务接待费为何增长？', '某局历年公务接待费是多少？')
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from qa.records import Answer, Status
from web.services import Desk

MOST: Final = 3
TRIED: Final = 6


def follow_ups(qa: Desk, answer: Answer, asked: str) -> tuple[str, ...]:
    """Up to three questions that the documents answer, none the one just asked.

    Each candidate is asked first: a suggestion that ends in 未查到 is worse than none.
    """
    if answer.status is Status.CLARIFY:
        return ()
    good: list[str] = []
    texts = {answer.text}
    for tried, question in enumerate(dict.fromkeys(_candidates(qa, answer))):
        if tried == TRIED or len(good) == MOST:
            break
        if question == asked:
            continue
        reply = qa.quietly(question)
        if reply.status is Status.ANSWERED and reply.text not in texts:
            texts.add(reply.text)
            good.append(question)
    return tuple(good)


def _candidates(qa: Desk, answer: Answer) -> Iterator[str]:
    read = [figure for figure in answer.figures if not figure.derived]
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
        yield f"{about}{name}占支出总计的比例是多少？"
        bodies = {d.body for d in qa.documents() if d.year == main.year}
        if len(bodies) > 1 and len({figure.body for figure in read}) == 1:
            yield f"各单位{main.year}年{name}从高到低排列"
        yield f"什么是{name}？"
    yield from qa.examples()
