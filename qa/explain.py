"""How a question was understood, for a person: what each word was taken for, and the readings tried.

>>> print(explained(asked, decision))
河道管理处＝单位 2025年＝年份 公务接待费＝名称
第1问
  1. 代价0.05 规则show：Show(公务接待费@河道管理处2025) → 1.50万元
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qa.execute.results import Result
from qa.language.tokens import Token
from qa.plan.decide import Decision, Judged
from qa.plan.score import Features
from qa.plan.sentences import Understood

_SORTS = {
    "body": "单位",
    "unit": "所属单位",
    "year": "年份",
    "years": "几年",
    "period": "期间",
    "name": "名称",
    "code": "编码",
    "amount": "数",
    "op": "问法",
    "slot": "口径",
    "filler": "泛称",
    "frame": "说话",
    "restrict": "限定",
    "function": "虚词",
    "unknown": "不认识",
}
_MOST = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a sentence: the rule that made it, what it asks, what it cost and why, what it told.

    `features` are those that cost anything, by the names of ``qa/plan/data/weights.toml``; `left` the words
    that it does not account for.
    """

    rule: str
    asks: str
    cost: float
    features: tuple[tuple[str, float], ...]
    left: tuple[str, ...]
    told: tuple[str, ...]

    def __str__(self) -> str:
        why = "、".join(f"{name} {value:g}" for name, value in self.features)
        left = f" 没有着落：{'、'.join(self.left)}" if self.left else ""
        told = f" → {'、'.join(self.told)}" if self.told else " → 没有数"
        return f"代价{self.cost:.2f}{f'（{why}）' if why else ''} 规则{self.rule}：{self.asks}{told}{left}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What each word was taken for, what was set aside as talk, the readings of each sentence, best first.

    `signs` are what the `confidence` is reckoned from.
    """

    words: tuple[tuple[str, str], ...]
    set_aside: tuple[str, ...]
    sentences: tuple[tuple[Reading, ...], ...]
    signs: Features
    confidence: float

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield " ".join(f"{word}＝{sort}" for word, sort in self.words)
        if self.set_aside:
            yield f"不作问题：{'、'.join(self.set_aside)}"
        for n, readings in enumerate(self.sentences, 1):
            yield f"第{n}问"
            yield from (f"  {place}. {reading}" for place, reading in enumerate(readings, 1))
        yield f"把握：{self.confidence:.2f}"


def explained(asked: Understood, decision: Decision[Result]) -> Explanation:
    """The explanation of a decision."""
    return Explanation(
        tuple((token.text, _sort(token)) for token in asked.content),
        asked.set_aside,
        tuple(tuple(map(_reading, readings[:_MOST])) for readings in decision.tried),
        decision.features,
        decision.confidence,
    )


def _sort(token: Token) -> str:
    sense = token.sense("op") or token.sense("slot")
    sort = _SORTS.get(token.sort, token.sort)
    return f"{sort}·{sense}" if sense and token.sort in ("op", "slot") else sort


def _reading(judged: Judged[Result]) -> Reading:
    told = [told.value.shown for result in judged.results for told in result.told]
    told += [quote.text for result in judged.results for quote in result.quotes]
    return Reading(
        judged.candidate.by,
        "；".join(map(str, judged.candidate.queries)),
        judged.cost,
        tuple((name, value) for name, value in judged.features.items() if value),
        judged.left,
        tuple(told[:_MOST]),
    )
