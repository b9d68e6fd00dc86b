"""The recipe of the bundled model, run small."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest

from index.store.embed import load_model
from index.training.train import Settings, co_occurrence, hard_negatives, measure, recall, train
from index.training.training_text import (
    OWN_PAIRS,
    SquadParagraph,
    Topic,
    drawn,
    read_lexicon,
    read_paragraphs,
    read_topics,
)

TINY = Settings(
    vocabulary=7_600,
    dim=32,
    nested=(32, 16),
    steps=30,
    paragraphs_a_step=8,
    topics_a_step=24,
    seed=7,
    contexts=200,
)
FRUITS = (
    ("青岚", "东", "杨梅", 6),
    ("白榆", "西", "核桃", 9),
    ("霁川", "南", "荔枝", 7),
    ("松陵", "北", "鸭梨", 8),
)
PARAGRAPHS = [
    SquadParagraph(f"{place}位于{side}部，盛产{fruit}，每年{month}月举办{fruit}节。", (f"{place}盛产什么？",))
    for place, side, fruit, month in FRUITS
]


def trained(out, settings):
    train(read_topics(OWN_PAIRS)[:40], PARAGRAPHS, out, settings)
    return out


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A model of the bundled one's recipe, trained for a few seconds."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # on a busy machine threads that wait for each other cost far more
    try:
        yield trained(tmp_path_factory.mktemp("trained") / "model", TINY)
    finally:
        torch.set_num_threads(threads)


def test_a_tiny_run_of_the_recipe_gives_a_model_that_finds(tiny):
    found = measure(PARAGRAPHS, str(tiny))
    assert found[1] >= 0.75  # one in four would be chance
    question, right, wrong = load_model(str(tiny)).encode(
        ["吃喝费是什么意思", "公务接待费是接待外单位来人的开支", "住房公积金由单位按比例缴存"]
    )
    assert question @ right > question @ wrong


def test_the_weights_are_bytes_with_a_scale_a_token(tiny):
    from safetensors.numpy import load_file

    saved = load_file(tiny / "model.safetensors")
    assert saved["embeddings"].dtype == np.int8
    assert saved["embeddings"].shape == (len(saved["weights"]), TINY.dim)
    assert np.abs(saved["embeddings"]).max() == 127


def test_sentence_transformers_reads_the_same_vectors(tiny):
    from sentence_transformers import SentenceTransformer

    texts = ["公务接待费为何增长", "青岚盛产杨梅", "Budget 2025"]
    theirs = SentenceTransformer(str(tiny), device="cpu", local_files_only=True).encode(
        texts, normalize_embeddings=True, show_progress_bar=False
    )
    assert np.abs(load_model(str(tiny)).encode(texts) - theirs).max() < 1e-5


def test_one_seed_gives_one_model_and_another_seed_another(tiny, tmp_path):
    short = replace(TINY, steps=2)
    folders = [trained(tmp_path / "one", short), trained(tmp_path / "two", short)]
    folders.append(trained(tmp_path / "three", replace(short, seed=8)))
    one, two, three = (load_model(str(folder)).encode(["公务接待费"])[0] for folder in folders)
    assert one @ two > 0.999
    assert one @ three < 0.9


def test_a_hard_negative_looks_alike_and_is_never_the_text_itself():
    texts = ["公务接待费增加", "公务接待费减少", "内设机构"]
    found = hard_negatives(texts, [("公务接待费增加了多少",), ("公务接待费",), ("内设机构",)])
    assert found[0] == [1]
    assert found[1] == [0]
    assert all(own not in others for own, others in enumerate(found))
    assert found[2], "a text nothing resembles has a negative too"


def test_tokens_of_like_company_point_alike():
    documents = [[1, 3, 4], [2, 3, 4], [1, 4, 3], [2, 4, 3], [5, 6, 7], [5, 7, 6]] * 20
    directions = co_occurrence(documents, 8, Settings(dim=6))
    assert directions[1] @ directions[2] > 0.9
    assert directions[1] @ directions[5] < 0.5
    assert not directions[0].any()


def test_recall_counts_the_places_before_the_right_one():
    scores = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1]], dtype=np.float32)
    assert recall(scores, np.array([0, 2])) == {1: 0.5, 5: 1.0, 10: 1.0}


def test_the_halves_of_a_set_share_no_article(tmp_path):
    article = {"paragraphs": [{"context": "", "qas": [{"question": "?"}]}]}
    data = [json.loads(json.dumps(article)) for _ in range(5)]
    for number, one in enumerate(data):
        one["paragraphs"][0]["context"] = f"段落{number}"
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    halves = [{p.text for p in read_paragraphs(path, share=share)} for share in ("train", "held-out")]
    assert halves[0] & halves[1] == set()
    assert halves[0] | halves[1] == {p.text for p in read_paragraphs(path)}


def test_the_lexicon_s_names_join_the_topic_of_their_concept(tmp_path):
    path = tmp_path / "lexicon.toml"
    path.write_text(
        '[[concept]]\nname = "会议费"\nprinted = ["会议费"]\nasked = ["开会的开销"]\n'
        '[[concept]]\nname = "被装购置费"\nprinted = ["被装购置费"]\n',
        encoding="utf-8",
    )
    joined = {t.topic: t for t in read_lexicon(path, [Topic("会议费", ("会议费", "会务费"), (), ("…",))])}
    assert joined["会议费"].names == ("会议费", "会务费", "开会的开销")
    assert joined["会议费"].passages == ("…",)
    assert joined["被装购置费"].passages


def test_every_topic_of_the_project_s_own_text_can_be_asked_and_answered():
    rng = random.Random(0)
    topics = read_topics(OWN_PAIRS)
    assert len({topic.topic for topic in topics}) == len(topics)
    for topic in topics:
        for _ in range(5):
            question, passage = drawn(topic, rng)
            assert question and passage and "{" not in question + passage
