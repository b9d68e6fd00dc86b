"""Train the bundled embedding model: question/passage pairs in, a static model's folder out.

Run it as ``python -m index.train --out index/data/embedding [--extra FILE.json ...]``. The
project's own text is `data/training_pairs.jsonl`, one topic a line: its names, official first and
colloquial after, questions about it, and passages that answer them. `--extra` adds reading
comprehension in the CMRC 2018 / DRCD form (question → paragraph), `--simplify` turns traditional
characters into simplified ones (needs opencc-python-reimplemented, which nothing else needs).

A static model is one vector per token, so training it takes minutes on two cores:

1. tokenizer: BPE over the training text, tokens of at most four characters, digits singly, all
   of GB 2312 in the alphabet, so that a name no training text held still has its characters;
2. start: random directions, length by inverse document frequency. Already this finds a passage
   by the rare words it shares with the question, and it holds for tokens training never meets;
3. contrast (multiple negatives ranking): in a batch of questions and passages of different
   topics each question is to pick its own passage, and each passage its own question.

``python -m index.train --measure FILE.json --model FOLDER`` logs recall@1, @5 and @10 of a model.

>>> drawn(Topic("公务接待费", ("公务接待费", "吃喝费"), (), ("…",)), rng)
('吃喝费为什么减少', '公务接待费（项）1.20万元，较上年减少0.30万元，主要是项目已完成。主要用于单位相关支出。')
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import random
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors, load_model

if TYPE_CHECKING:
    from tokenizers import Tokenizer

OWN_PAIRS = Path(__file__).parent / "data" / "training_pairs.jsonl"
UNKNOWN = "[UNK]"

_log = logging.getLogger(__name__)

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
class Settings:
    """What training is run with; the defaults are those of the bundled model."""

    vocabulary: int = 11_500
    dim: int = 256
    steps: int = 1_000
    paragraphs_a_step: int = 256
    topics_a_step: int = 96
    learning_rate: float = 0.005
    scale: float = 20.0
    forget: float = 0.2
    seed: int = 20260101


@dataclass(frozen=True)
class Topic:
    """One line of the project's own text. `names` holds the official name first."""

    topic: str
    names: tuple[str, ...]
    questions: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with the questions it answers."""

    text: str
    questions: tuple[str, ...]


def main() -> None:
    """Train, or measure, as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m index.train", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="folder for the trained model")
    parser.add_argument("--extra", type=Path, nargs="*", default=[], help="CMRC 2018 / DRCD json files")
    parser.add_argument("--simplify", action="store_true", help="traditional → simplified in --extra files")
    parser.add_argument("--measure", type=Path, help="CMRC 2018 / DRCD json file to measure on")
    parser.add_argument("--model", help="model to measure; without it the bundled one")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if arguments.out is None and arguments.measure is None:
        parser.error("one of --out and --measure is needed")
    if arguments.out is not None:
        convert = _simplifier() if arguments.simplify else str
        extra = [paragraph for path in arguments.extra for paragraph in read_paragraphs(path, convert)]
        train(read_topics(OWN_PAIRS), extra, arguments.out, Settings())
    if arguments.measure is not None:
        model = arguments.model or (None if arguments.out is None else str(arguments.out))
        measure(read_paragraphs(arguments.measure), model)


def read_topics(path: Path) -> list[Topic]:
    """The project's own topics."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Topic(row["topic"], tuple(row["names"]), tuple(row["questions"]), tuple(row["passages"]))
        for row in rows
    ]


def read_paragraphs(path: Path, convert: Callable[[str], str] = str) -> list[Paragraph]:
    """Paragraphs and questions of a file in the SQuAD form that CMRC 2018 and DRCD share."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [
        Paragraph(convert(part["context"]), tuple(convert(asked["question"]) for asked in part["qas"]))
        for article in articles
        for part in article["paragraphs"]
    ]


def _simplifier() -> Callable[[str], str]:
    convert: Callable[[str], str] = importlib.import_module("opencc").OpenCC("t2s").convert
    return convert


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
    passage = rng.choice(_CHANGE_PASSAGES).format(
        name=topic.names[0],
        year=year,
        a=f"{rng.uniform(0.1, 999):.2f}",
        b=f"{rng.uniform(0.1, 99):.2f}",
        p=f"{rng.uniform(0.1, 99):.2f}",
        more=rng.choice(_MORE),
        less=rng.choice(_LESS),
    )
    return asked.format(name=name, year=year), passage


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """A `tokenizers.Tokenizer` over Chinese words of at most four characters, letters and digits."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[^\p{Han}a-z0-9]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Split(Regex(r"\p{Han}+"), "isolated"),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[UNKNOWN],
        initial_alphabet=[*_gb2312(), *"abcdefghijklmnopqrstuvwxyz0123456789"],
        max_token_length=4,
        min_frequency=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _gb2312() -> list[str]:
    """The 6 763 characters of GB/T 2312-1980."""
    pairs = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    characters = (pair.decode("gb2312", errors="ignore") for pair in pairs)
    return [character for character in characters if character]


def first_weights(documents: Sequence[Sequence[int]], vocabulary: int, settings: Settings) -> Vectors:
    """Random directions with lengths by inverse document frequency, shape (vocabulary, dim)."""
    seen = np.zeros(vocabulary)
    for document in documents:
        seen[list(set(document))] += 1
    rarity = np.log((len(documents) + 1) / (seen + 0.5)).clip(0.05) / np.log((len(documents) + 1) / 0.5)
    directions = np.random.default_rng(settings.seed).normal(size=(vocabulary, settings.dim))
    weights: Vectors = (directions / settings.dim**0.5 * rarity[:, None]).astype(np.float32)
    weights[0] = 0.0  # an unknown token says nothing
    return weights


def train(topics: Sequence[Topic], paragraphs: Sequence[Paragraph], out: Path, settings: Settings) -> None:
    """Train a static model and save it to `out` in float16, as sentence-transformers saves it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    started = time.monotonic()
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)

    own = [text for topic in topics for _ in range(12) for text in drawn(topic, rng)]
    whole = [text for paragraph in paragraphs for text in (paragraph.text, *paragraph.questions)]
    tokenizer = train_tokenizer([*own, *whole], settings.vocabulary)
    vocabulary = tokenizer.get_vocab_size()

    def ids(texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    bodies = ids([paragraph.text for paragraph in paragraphs])
    asked = [ids(paragraph.questions) for paragraph in paragraphs]
    definitions = ids([" ".join((*topic.names, *topic.passages)) for topic in topics])
    weights = torch.from_numpy(first_weights([*bodies, *definitions], vocabulary, settings))
    bag = torch.nn.EmbeddingBag.from_pretrained(weights, freeze=False, mode="mean")

    def vectors(batch: list[list[int]]) -> torch.Tensor:
        offsets = torch.tensor([0, *(len(one) for one in batch[:-1])]).cumsum(0)
        flat = torch.tensor([token for one in batch for token in one])
        return torch.nn.functional.normalize(bag(flat, offsets), dim=1)

    optimizer = torch.optim.Adam(bag.parameters(), lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 50) * max(0.0, 1 - step / settings.steps)
    )
    _log.info("%d topics, %d paragraphs, %d tokens", len(topics), len(paragraphs), vocabulary)
    for step in range(1, settings.steps + 1):
        chosen = rng.sample(range(len(bodies)), min(settings.paragraphs_a_step, len(bodies)))
        pairs = [drawn(topic, rng) for topic in rng.sample(topics, min(settings.topics_a_step, len(topics)))]
        questions = [_question(asked[one], bodies[one], rng) for one in chosen]
        questions += ids([question for question, _ in pairs])
        answers = [bodies[one] for one in chosen] + ids([passage for _, passage in pairs])
        questions = [_forgetful(question, settings.forget, rng) for question in questions]
        scores = settings.scale * vectors(questions) @ vectors(answers).T
        own_one = torch.arange(len(questions))
        entropy = torch.nn.functional.cross_entropy
        loss = (entropy(scores, own_one) + entropy(scores.T, own_one)) / 2
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            _log.info("step %d, loss %.3f, %.0f s", step, loss.item(), time.monotonic() - started)

    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=bag.weight.detach().half())], device="cpu"
    )
    model.save_pretrained(str(out), create_model_card=False, safe_serialization=True)
    (out / "model.safetensors").chmod(0o644)  # safetensors writes it for the owner alone
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _log.info("saved to %s after %.0f s, %.0f MB of memory", out, time.monotonic() - started, memory)


def _question(asked: list[list[int]], body: list[int], rng: random.Random) -> list[int]:
    """A question of the paragraph, or as often a few runs of its tokens in place of one.

    Without the runs, tokens that no question holds would never learn what tells paragraphs apart.
    """
    if asked and rng.random() < 0.5:
        return rng.choice(asked)
    parts: list[int] = []
    for _ in range(rng.randint(1, 2)):
        length = rng.randint(4, 12)
        start = rng.randint(0, max(0, len(body) - length))
        parts += body[start : start + length]
    return parts


def _forgetful(tokens: list[int], share: float, rng: random.Random) -> list[int]:
    """The tokens with a share of them dropped, never all, so that no single word decides."""
    kept = [token for token in tokens if rng.random() >= share]
    return kept or tokens


def measure(paragraphs: Sequence[Paragraph], name: str | None) -> dict[int, float]:
    """Share of questions whose own paragraph is among the first 1, 5 and 10; logged and returned."""
    encoder = load_model(name)
    questions = [(text, row) for row, one in enumerate(paragraphs) for text in one.questions]
    started = time.monotonic()
    bodies = encoder.encode([one.text for one in paragraphs])
    asked = encoder.encode([text for text, _ in questions])
    seconds = time.monotonic() - started
    scores = asked @ bodies.T
    found = recall(scores, np.array([row for _, row in questions]))
    shown = ", ".join(f"recall@{k} {share:.4f}" for k, share in found.items())
    _log.info("%s: %s (%d questions, %d paragraphs)", encoder.name, shown, len(asked), len(bodies))
    _log.info("encoded %d texts in %.2f s", len(asked) + len(bodies), seconds)
    return found


def recall(scores: Vectors, own: NDArray[np.int64]) -> dict[int, float]:
    """Recall at 1, 5, 10 from scores, shape (questions, paragraphs), and each question's own row."""
    mine = scores[np.arange(len(own)), own][:, None]
    ahead = (scores > mine).sum(axis=1)
    return {k: float((ahead < k).mean()) for k in (1, 5, 10)}


if __name__ == "__main__":
    main()
