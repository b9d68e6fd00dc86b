from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index.facts.errors import ModelError
from index.store.embed import BUNDLED_FOLDER, load_model

ROOT = Path(__file__).parents[3]

TEXTS = [
    "公务接待费1.50万元，比上年增加0.50万元，增长50.00%。",
    "公務接待費為何增長",
    "2025年收入预算为１４７．８７万元",
    "机关运行经费",
    "吃喝花了多少钱？",
    "Budget 2025 of the HOTLINE",
    "30217",
    "。",
    "",
    "   \n",
    "﨑𠀀生僻字",
    "名词解释\n一、财政拨款收入：指本级财政当年拨付的资金。" * 40,
]


@pytest.fixture(scope="module")
def bundled():
    return load_model()


@pytest.fixture(scope="module")
def transformer_folder(tmp_path_factory):
    """A two-layer transformer with random weights, saved as sentence-transformers saves one."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("transformer")
    torch.manual_seed(0)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"公务接待费预算增长机关运行经"]
    (folder / "bert").mkdir()
    (folder / "bert" / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "bert" / "vocab.txt")).save_pretrained(folder / "bert")
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=len(words), **shape)).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    pooling = Pooling(transformer.get_embedding_dimension())
    model = SentenceTransformer(modules=[transformer, pooling], device="cpu")
    model.save_pretrained(str(folder / "saved"), create_model_card=False)
    return folder / "saved"


def test_vectors_are_float32_of_unit_length(bundled):
    vectors = bundled.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), bundled.dim)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert all(length == pytest.approx(1, abs=1e-5) or length == 0 for length in lengths)


@pytest.mark.parametrize("text", ["", "  \n", "。！"])
def test_a_text_without_content_has_the_zero_vector(bundled, text):
    assert not bundled.encode([text]).any()


def test_no_texts_give_no_vectors(bundled):
    assert bundled.encode([]).shape == (0, bundled.dim)


def test_a_text_has_one_vector_alone_and_in_a_long_list(bundled):
    alone = bundled.encode(TEXTS[:1])[0]
    many = bundled.encode(TEXTS[1:4] * 700 + TEXTS[:1])
    assert np.abs(many[-1] - alone).max() < 1e-6


def test_full_width_and_upper_case_are_read_as_plain(bundled):
    plain, wide = bundled.encode(["2025 budget 预算", "２０２５ ＢＵＤＧＥＴ 预算"])
    assert plain @ wide == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "passage", "other"),
    [
        ("吃喝花了多少", "公务接待费预算安排3.20万元，与上年持平。", "内设办公室、财务科和综合科。"),
        ("单位是干什么的", "主要职责：负责受理群众诉求并转办督办。", "公务用车运行维护费8.00万元。"),
        ("公积金", "住房公积金指单位按规定为职工缴纳的资金。", "政府采购预算总额为零。"),
    ],
)
def test_an_everyday_question_is_nearer_to_its_passage_than_to_another(bundled, question, passage, other):
    asked, right, wrong = bundled.encode([question, passage, other])
    assert asked @ right > asked @ wrong


def test_the_bundled_name_tells_the_weights(bundled, tmp_path):
    assert bundled.name.startswith("bundled-static-v1:")
    assert load_model().name == bundled.name
    copy = tmp_path / "own"
    shutil.copytree(BUNDLED_FOLDER, copy)
    assert load_model(str(copy)).name == "own:" + bundled.name.partition(":")[2]
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert load_model(str(copy)).name != "own:" + bundled.name.partition(":")[2]


def test_the_bundled_model_is_small_enough_to_ship():
    assert sum(path.stat().st_size for path in BUNDLED_FOLDER.rglob("*")) < 10_000_000


def test_the_light_reader_agrees_with_sentence_transformers(bundled):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(BUNDLED_FOLDER), device="cpu", local_files_only=True).float()
    theirs = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(bundled.encode(TEXTS) - theirs).max() < 1e-5


def test_encoding_with_the_bundled_model_imports_no_torch():
    code = (
        "import sys; from index.store.embed import load_model; load_model().encode(['公务接待费']);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'chromadb'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_transformer_model_comes_through_the_same_door(transformer_folder):
    encoder = load_model(str(transformer_folder))
    vectors = encoder.encode(["公务接待费", "机关运行经费预算", ""])
    assert (encoder.dim, vectors.shape, vectors.dtype) == (16, (3, 16), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 0], abs=1e-5)
    assert encoder.encode([]).shape == (0, 16)
    assert encoder.name.startswith("saved:")
    assert encoder.name == load_model(str(transformer_folder)).name


def test_opening_a_model_leaves_the_environment_as_it_was(transformer_folder, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    load_model(str(transformer_folder))
    assert "HF_HUB_OFFLINE" not in os.environ
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    load_model(str(transformer_folder))
    assert os.environ["HF_HUB_OFFLINE"] == "0"


@pytest.mark.parametrize("name", ["./no-such-folder", "/no/such/folder", "~/no-such-folder"])
def test_a_missing_folder_is_named_with_what_to_do(name):
    with pytest.raises(ModelError, match=r"no.such") as refusal:
        load_model(name)
    assert "BUDGET_QA_EMBEDDING" in str(refusal.value)


def test_a_model_that_is_not_on_this_machine_is_not_fetched():
    with pytest.raises(ModelError, match="nobody/no-such-model") as refusal:
        load_model("nobody/no-such-model")
    assert "BUDGET_QA_EMBEDDING" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_folder_that_holds_no_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match="BUDGET_QA_EMBEDDING"):
        load_model(str(tmp_path))


@pytest.mark.parametrize("broken", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, b"", b"{]"])
def test_a_static_model_with_a_missing_or_broken_file_is_a_model_error(tmp_path, broken, content):
    copy = tmp_path / "model"
    shutil.copytree(BUNDLED_FOLDER, copy)
    (copy / broken).unlink()
    if content is not None:
        (copy / broken).write_bytes(content)
    with pytest.raises(ModelError, match="不完整或已损坏"):
        load_model(str(copy))


@pytest.mark.parametrize("listing", ["{]", "{}", "[1]", "[{}]"])
def test_an_unreadable_module_list_is_a_model_error(tmp_path, listing):
    (tmp_path / "modules.json").write_text(listing, encoding="utf-8")
    with pytest.raises(ModelError):
        load_model(str(tmp_path))


def test_a_vocabulary_larger_than_the_weights_is_a_model_error(tmp_path):
    copy = tmp_path / "model"
    shutil.copytree(BUNDLED_FOLDER, copy)
    tokenizer = json.loads((copy / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"]["多出来的词"] = len(tokenizer["model"]["vocab"])
    (copy / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(ModelError, match="词表"):
        load_model(str(copy))


def test_the_bundled_model_is_opened_and_used_where_no_socket_can_be_made():
    code = (
        "import socket, sys\n"
        "def refuse(*args, **kwargs): raise OSError('no network here')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from index.store.embed import load_model\n"
        "print(load_model().encode(['公务接待费']).shape[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "1", done.stderr


def test_a_question_is_encoded_within_a_millisecond(bundled):
    question = ["澄湖市数据资源管理中心2025年公务接待费为什么比上年减少了"]
    bundled.encode(question)
    spent = []
    for _ in range(200):
        started = time.perf_counter()
        bundled.encode(question)
        spent.append(time.perf_counter() - started)
    assert sorted(spent)[100] < 0.001
