"""What the bundled model is trained on: topics in the project's own words, and reading comprehension.

`data/training_pairs.jsonl` holds one topic a line: its names, official first and colloquial
after, questions about it and passages that answer them. The lexicon of the questions adds a topic
for each of its concepts. CMRC 2018 and DRCD give question → paragraph.

>>> drawn(Topic("公务接待费", ("公务接待费", "吃喝费"), (), ("…",)), rng)
('吃喝费为什么减少', '公务接待费（项）1.20万元，较上年减少0.30万元，主要是项目已完成。主要用于单位相关支出。')
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OWN_PAIRS = Path(__file__).parents[1] / "data" / "training_pairs.jsonl"

_AMOUNT_QUESTIONS = (
    "{name}是多少", "{name}多少钱", "今年{name}预算多少万元", "{name}有多少", "{name}花了多少",
    "{name}比去年多多少", "{name}增加了多少", "{name}和上年相比怎么样", "{year}年{name}预算数",
)  # fmt: skip
_REASON_QUESTIONS = (
    "{name}为什么增加", "{name}为什么减少", "{name}为何增长", "{name}怎么涨了", "{name}下降的原因",
    "{name}变化的主要原因是什么", "为啥{name}少了", "{name}增减变动说明",
)  # fmt: skip
_MEANING_QUESTIONS = (
    "{name}是什么意思", "什么是{name}", "{name}包括什么", "{name}指什么", "{name}怎么解释", "{name}的定义",
)  # fmt: skip
_CHANGE_PASSAGES = (
    "{year}年{name}预算{a}万元，比上年增加{b}万元，增长{p}%，主要原因是{more}。",
    "{year}年{name}支出{a}万元，比上年减少{b}万元，下降{p}%，主要原因是{less}。",
    "{name}预算安排{a}万元，与上年预算数相比增加{b}万元，主要是{more}。",
    "{name}（项）{a}万元，较上年减少{b}万元，主要是{less}。主要用于单位相关支出。",
    "{name}{a}万元，与上年持平。",
    "{name}：{year}年安排{a}万元，其中财政拨款{b}万元，占{p}%。",
)
_MORE = (
    "人员增加", "工资标准调整", "新增项目", "工作任务增加", "价格上涨", "新增业务", "社保基数提高",
    "上级下达专项资金", "设备老旧需要更新", "机构合并", "活动恢复举办", "政策提标",
)  # fmt: skip
_LESS = (
    "厉行节约压减一般性支出", "人员退休调出", "项目已完成", "落实过紧日子要求", "车辆报废",
    "职能划转", "一次性项目不再安排", "合并精简", "上年结转减少", "从严控制开支",
)  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """One topic of the project's own text. `names` holds the official name first."""

    topic: str
    names: tuple[str, ...]
    questions: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True)
class SquadParagraph:
    """A paragraph of a file in the SQuAD form, with the questions it answers."""

    text: str
    questions: tuple[str, ...]


def read_topics(path: Path) -> list[Topic]:
    """The project's own topics."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Topic(row["topic"], tuple(row["names"]), tuple(row["questions"]), tuple(row["passages"]))
        for row in rows
    ]


def read_lexicon(path: Path, known: list[Topic]) -> list[Topic]:
    """`known` with the lexicon's names: a concept's words join its topic, or make one of their own."""
    topics = {topic.topic: topic for topic in known}
    for concept in tomllib.loads(path.read_text(encoding="utf-8"))["concept"]:
        names = tuple(dict.fromkeys((concept["name"], *concept["printed"], *concept.get("asked", ()))))
        old = topics.get(concept["name"])
        if old is not None:
            joined = tuple(dict.fromkeys((*old.names, *names)))
            topics[concept["name"]] = Topic(old.topic, joined, old.questions, old.passages)
        else:
            topics[concept["name"]] = Topic(concept["name"], names, (), (f"{names[0]}预算情况说明。",))
    return list(topics.values())


def read_paragraphs(
    path: Path, convert: Callable[[str], str] = str, *, share: str = "all"
) -> list[SquadParagraph]:
    """Paragraphs and questions of a file in the SQuAD form that CMRC 2018 and DRCD share.

    `share` is "all", or one of two halves by article: "train" and "held-out".
    """
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    if share != "all":
        articles = articles[0 if share == "train" else 1 :: 2]
    return [
        SquadParagraph(convert(part["context"]), tuple(convert(asked["question"]) for asked in part["qas"]))
        for article in articles
        for part in article["paragraphs"]
    ]


def drawn(topic: Topic, rng: random.Random) -> tuple[str, str]:
    """One question on the topic and one passage that answers it.

    A question after the meaning goes with a definition, one after amounts or reasons with a
    sentence on the change; the topic's own questions go with its own passages.
    """
    name = rng.choice(topic.names)
    year = rng.randint(2016, 2027)
    kind = rng.random()
    if kind < 0.35 and topic.questions:
        return rng.choice(topic.questions), rng.choice(topic.passages)
    if kind < 0.6:
        asked = rng.choice((*_MEANING_QUESTIONS, "{name}"))
        return asked.format(name=name), rng.choice(topic.passages)
    asked = rng.choice((*_AMOUNT_QUESTIONS, *_REASON_QUESTIONS))
    return asked.format(name=name, year=year), change_passage(topic, rng)


def change_passage(topic: Topic, rng: random.Random) -> str:
    """A sentence on the topic's amount and its change."""
    return rng.choice(_CHANGE_PASSAGES).format(
        name=topic.names[0],
        year=rng.randint(2016, 2027),
        a=f"{rng.uniform(0.1, 999):.2f}",
        b=f"{rng.uniform(0.1, 99):.2f}",
        p=f"{rng.uniform(0.1, 99):.2f}",
        more=rng.choice(_MORE),
        less=rng.choice(_LESS),
    )
