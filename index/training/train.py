"""Train the bundled embedding model: question/passage pairs in, a static model's folder out.

Run it as ``python -m index.training.train --out index/data/embedding --lexicon
qa/language/data/lexicon.toml [--extra FILE.json ...]``. The text is that of `index.training.training_text`;
`--extra` adds reading comprehension in the CMRC 2018 / DRCD form (``drcd_dev.json:train`` takes one half by
article and leaves the other to measure on). Traditional characters become simplified ones. Seed, time and
peak memory are logged.
"""

from __future__ import annotations

import argparse
import logging
import random
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.facts.errors import MissingExtra
from index.store.embed import Matrix, load_model
from index.training.bm25 import Bm25
from index.training.training_text import (
    OWN_PAIRS,
    SquadParagraph,
    Topic,
    change_passage,
    drawn,
    read_lexicon,
    read_paragraphs,
    read_topics,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = "[UNK]"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """What training is run with; the defaults are those of the bundled model."""

    vocabulary: int = 13_000
    dim: int = 256
    nested: tuple[int, ...] = (256, 128, 64)
    steps: int = 400
    paragraphs_a_step: int = 192
    topics_a_step: int = 96
    learning_rate: float = 0.005
    scale: float = 20.0
    forget: float = 0.2
    meaning: float = 0.5
    contexts: int = 1_500
    seed: int = 20260101


def main() -> None:
    """Train, or measure, as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m index.training.train", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--out", type=Path, help="folder for the trained model")
    parser.add_argument("--lexicon", type=Path, help="the lexicon whose names join the topics")
    parser.add_argument(
        "--extra", nargs="*", default=[], help="CMRC 2018 / DRCD json files, FILE or FILE:train"
    )
    parser.add_argument("--measure", help="json file to measure on, FILE or FILE:held-out")
    parser.add_argument("--model", help="model to measure; without it the bundled one")
    parser.add_argument("--steps", type=int, default=Settings.steps, help="training steps")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if arguments.out is None and arguments.measure is None:
        parser.error("one of --out and --measure is needed")
    try:
        _carry_out(arguments)
    except MissingExtra as error:
        raise SystemExit(f"错误：{error}") from None


def _carry_out(arguments: argparse.Namespace) -> None:
    if arguments.out is not None:
        topics = read_topics(OWN_PAIRS)
        if arguments.lexicon is not None:
            topics = read_lexicon(arguments.lexicon, topics)
        extra = [paragraph for source in arguments.extra for paragraph in comprehension(source)]
        train(topics, extra, arguments.out, Settings(steps=arguments.steps))
    if arguments.measure is not None:
        model = arguments.model or (None if arguments.out is None else str(arguments.out))
        measure(comprehension(arguments.measure), model)


def comprehension(source: str) -> list[SquadParagraph]:
    """The paragraphs of ``FILE.json`` or of one half of it, ``FILE.json:train``, in simplified characters."""
    path, _, share = source.partition(":")
    return read_paragraphs(Path(path), _simplifier(), share=share or "all")


def _simplifier() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


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


def first_weights(documents: Sequence[Sequence[int]], vocabulary: int, settings: Settings) -> Matrix:
    """Directions, random and by co-occurrence, with lengths by rarity, shape (vocabulary, dim)."""
    seen = np.zeros(vocabulary)
    for document in documents:
        seen[list(set(document))] += 1
    rarity = np.log((len(documents) + 1) / (seen + 0.5)).clip(0.05) / np.log((len(documents) + 1) / 0.5)
    rng = np.random.default_rng(settings.seed)
    directions = rng.normal(size=(vocabulary, settings.dim)) / settings.dim**0.5
    if settings.meaning:
        directions += settings.meaning * co_occurrence(documents, vocabulary, settings)
    weights: Matrix = (directions * rarity[:, None]).astype(np.float32)
    weights[0] = 0.0  # an unknown token says nothing
    return weights


def co_occurrence(
    documents: Sequence[Sequence[int]], vocabulary: int, settings: Settings, *, window: int = 8
) -> Matrix:
    """Unit directions from the SVD of positive pointwise mutual information, shape (vocabulary, dim).

    The contexts are the most frequent tokens; a token that has none of them near gives zeros.
    """
    counts = np.bincount(
        np.fromiter((token for one in documents for token in one), dtype=np.int64), minlength=vocabulary
    )
    contexts = np.argsort(-counts, kind="stable")[: settings.contexts]
    place = np.full(vocabulary, -1)
    place[contexts] = np.arange(len(contexts))
    near = np.zeros((vocabulary, len(contexts)), dtype=np.float32)
    for document in documents:
        row = np.asarray(document, dtype=np.int64)
        for step in range(1, min(window, len(row) - 1) + 1):
            for here, there in ((row[:-step], row[step:]), (row[step:], row[:-step])):
                known = place[there] >= 0
                np.add.at(near, (here[known], place[there[known]]), 1.0)
    total = near.sum()
    expected = near.sum(axis=1, keepdims=True) * near.sum(axis=0, keepdims=True) ** 0.75
    expected *= total / max(float((near.sum(axis=0) ** 0.75).sum()), 1.0) / max(float(total), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.nan_to_num(np.log(near / expected), neginf=0.0, posinf=0.0).clip(0)
    values, vectors = np.linalg.eigh(information.T @ information)
    kept = vectors[:, ::-1][:, : settings.dim] / np.maximum(values[::-1][: settings.dim], 1e-9) ** 0.25
    directions = np.zeros((vocabulary, settings.dim), dtype=np.float32)
    directions[:, : kept.shape[1]] = information @ kept
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    return (directions / np.where(lengths > 0, lengths, 1)).astype(np.float32)


@dataclass(frozen=True)
class Example:
    """A question, the passage that answers it, and one that only looks as if it did."""

    question: list[int]
    passage: list[int]
    hard: list[int]


def train(
    topics: Sequence[Topic], paragraphs: Sequence[SquadParagraph], out: Path, settings: Settings
) -> None:
    """Train a static model and save it to `out` in int8, in a form sentence-transformers reads."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import (
        MatryoshkaLoss,
        MultipleNegativesRankingLoss,
    )
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    started = time.monotonic()
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)

    own = [text for topic in topics for _ in range(12) for text in drawn(topic, rng)]
    own += [" ".join((*topic.names, *topic.questions, *topic.passages)) for topic in topics]
    whole = [text for paragraph in paragraphs for text in (paragraph.text, *paragraph.questions)]
    tokenizer = train_tokenizer([*own, *whole], settings.vocabulary)
    vocabulary = tokenizer.get_vocab_size()

    def ids(texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    draw = examples(topics, paragraphs, ids, settings, rng)
    seen = ids([*own, *(paragraph.text for paragraph in paragraphs)])
    weights = torch.from_numpy(first_weights(seen, vocabulary, settings))
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    ranking = MultipleNegativesRankingLoss(
        model,
        scale=settings.scale,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    contrast = MatryoshkaLoss(model, ranking, matryoshka_dims=settings.nested)

    def column(batch: list[list[int]]) -> dict[str, Any]:
        offsets = torch.tensor([0, *(len(one) for one in batch[:-1])]).cumsum(0)
        return {"input_ids": torch.tensor([token for one in batch for token in one]), "offsets": offsets}

    optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 50) * max(0.0, 1 - step / settings.steps)
    )
    _log.info(
        "seed %d, %d topics, %d paragraphs, %d tokens",
        settings.seed,
        len(topics),
        len(paragraphs),
        vocabulary,
    )
    for step in range(1, settings.steps + 1):
        batch = draw()
        columns = [[e.question for e in batch], [e.passage for e in batch], [e.hard for e in batch]]
        loss = contrast([column(one) for one in columns], torch.empty(0))
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            _log.info("step %d, loss %.3f, %.0f s", step, loss.item(), time.monotonic() - started)

    save(model, out)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _log.info("saved to %s after %.0f s, peak memory %.0f MB", out, time.monotonic() - started, memory)


def save(model: Any, out: Path) -> None:
    """Write a SentenceTransformer of one StaticEmbedding with int8 weights and a scale a token."""
    from safetensors.numpy import save_file

    model.save_pretrained(str(out), create_model_card=False, safe_serialization=True)
    exact: Matrix = model[0].embedding.weight.detach().numpy().astype(np.float32)
    scales = np.abs(exact).max(axis=1) / 127
    rounded = np.round(exact / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
    path = out / "model.safetensors"
    # The names sentence-transformers 6 reads for quantised static models (the form of model2vec).
    save_file({"embeddings": rounded, "weights": scales.astype(np.float32)}, path)
    path.chmod(0o644)  # safetensors writes it for the owner alone


def examples(
    topics: Sequence[Topic],
    paragraphs: Sequence[SquadParagraph],
    ids: Callable[[Sequence[str]], list[list[int]]],
    settings: Settings,
    rng: random.Random,
) -> Callable[[], list[Example]]:
    """A function that draws a batch: no paragraph and no topic twice, each with its hard negative."""
    bodies = ids([paragraph.text for paragraph in paragraphs])
    asked = [ids(paragraph.questions) for paragraph in paragraphs]
    confused = hard_negatives([p.text for p in paragraphs], [p.questions for p in paragraphs])
    about = [" ".join((*topic.names, *topic.passages)) for topic in topics]
    akin = hard_negatives(about, [(" ".join(topic.names),) for topic in topics])

    def draw() -> list[Example]:
        batch = []
        for one in rng.sample(range(len(bodies)), min(settings.paragraphs_a_step, len(bodies))):
            question = _forgetful(_question(asked[one], bodies[one], rng), settings.forget, rng)
            batch.append(Example(question, bodies[one], bodies[rng.choice(confused[one])]))
        chosen = rng.sample(range(len(topics)), min(settings.topics_a_step, len(topics)))
        for one in chosen:
            question_text, passage = drawn(topics[one], rng)
            other = topics[rng.choice(akin[one])]
            hard = (
                rng.choice(other.passages) if passage in topics[one].passages else change_passage(other, rng)
            )
            question, right, wrong = ids([question_text, passage, hard])
            batch.append(Example(_forgetful(question, settings.forget, rng), right, wrong))
        return batch

    return draw


def hard_negatives(
    texts: Sequence[str], questions: Sequence[Sequence[str]], *, k: int = 6
) -> list[list[int]]:
    """For each text, others that BM25 finds for its questions; its neighbour where it finds none."""
    ranks = Bm25.of(texts)
    found = []
    for own, asked in enumerate(questions):
        others = [row for question in asked for row in ranks.best(question, k) if row != own]
        found.append(list(dict.fromkeys(others)) or [(own + 1) % len(texts)])
    return found


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


def measure(paragraphs: Sequence[SquadParagraph], name: str | None) -> dict[int, float]:
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


def recall(scores: Matrix, own: NDArray[np.int64]) -> dict[int, float]:
    """Recall at 1, 5, 10 from scores, shape (questions, paragraphs), and each question's own row."""
    mine = scores[np.arange(len(own)), own][:, None]
    ahead = (scores > mine).sum(axis=1)
    return {k: float((ahead < k).mean()) for k in (1, 5, 10)}


if __name__ == "__main__":
    main()
