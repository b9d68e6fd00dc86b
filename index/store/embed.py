"""Sentence-embedding models: texts in, unit vectors out. The one door to sentence-transformers.

The bundled model is a static one (a vector per token, averaged), trained by `index.training.train` and
read here with tokenizers, safetensors and numpy alone: opening it takes a few hundredths of a
second, where importing torch and sentence-transformers takes eight seconds and 450 MB. Any other
sentence-transformers model, by folder or by a name already in the local cache, goes through
sentence-transformers itself. Nothing is ever downloaded.

>>> encoder = load_model()
>>> encoder.name, encoder.dim
('bundled-static-v1:3f0c…', 256)
>>> question, passage, other = encoder.encode(["接待花了多少", "公务接待费1.50万元", "机构设置情况"])
>>> float(question @ passage) > float(question @ other)
True
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.facts.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Matrix = NDArray[np.float32]

BUNDLED_FOLDER = Path(__file__).parents[1] / "data" / "embedding"
BUNDLED_NAME = "bundled-static-v1"

_BATCH = 1024
_REMEDY = (
    "请把环境变量 BUDGET_QA_EMBEDDING 设为一个 sentence-transformers 模型文件夹，"
    "或设为已在本机缓存中的模型名；不设置则使用内置模型"
)
_log = logging.getLogger(__name__)


class Encoder(Protocol):
    """What the passage store needs of a model: a name that changes with the weights, and vectors."""

    @property
    def name(self) -> str:
        """The model's name; two encoders of one name give the same vectors."""

    @property
    def dim(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Vectors, shape (n, dim), float32, unit length; a text without content gives zeros."""


def load_model(name: str | None = None) -> Encoder:
    """The encoder of that name: None is the bundled model, else a folder or a cached model's name.

    Raises ModelError naming what was looked for. Makes no network request.
    """
    if name is None:
        return _read_static(BUNDLED_FOLDER, BUNDLED_NAME)
    folder = Path(name).expanduser()
    if folder.is_dir():
        if _is_static(folder):
            return _read_static(folder, folder.resolve().name)
        return _through_sentence_transformers(str(folder), f"{folder.resolve().name}:{_digest(folder)}")
    if folder.is_absolute() or name.startswith((".", "~")):
        raise ModelError(f"找不到嵌入模型文件夹 {folder}。{_REMEDY}")
    return _through_sentence_transformers(name, name)


@dataclass(frozen=True)
class StaticEncoder:
    """A static model: the mean of the text's token vectors, scaled to unit length."""

    name: str
    weights: Matrix
    tokenizer: Tokenizer

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return int(self.weights.shape[1])

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Vectors, shape (n, dim), float32, unit length; a text without known tokens gives zeros."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            encodings = self.tokenizer.encode_batch(batch, add_special_tokens=False)
            for row, encoding in enumerate(encodings, start):
                if encoding.ids:
                    vectors[row] = self.weights[encoding.ids].mean(axis=0)
        return _unit(vectors)


@dataclass(frozen=True)
class TransformerEncoder:
    """Any other sentence-transformers model."""

    name: str
    dim: int
    model: Any  # sentence_transformers.SentenceTransformer, imported only when one is asked for

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Vectors, shape (n, dim), float32, unit length; a blank text gives zeros."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        if filled:
            encoded = self.model.encode([texts[row] for row in filled], show_progress_bar=False)
            vectors[filled] = np.asarray(encoded, dtype=np.float32)
        return _unit(vectors)


def _unit(vectors: Matrix) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)


def _is_static(folder: Path) -> bool:
    """Whether the saved modules are one StaticEmbedding, at most followed by Normalize.

    Known by the class name alone: its module path moved between sentence-transformers 3 and 6.
    """
    listing = folder / "modules.json"
    if not listing.is_file():
        return False
    try:
        modules = json.loads(listing.read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"嵌入模型 {folder} 的 modules.json 无法读取（{error}）。{_REMEDY}") from error
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])


def _read_static(folder: Path, name: str) -> StaticEncoder:
    """A static model from its folder, without torch. Raises ModelError."""
    from safetensors import safe_open
    from tokenizers import Tokenizer

    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        part = folder / str(modules[0]["path"])
        tokenizer = Tokenizer.from_file(str(part / "tokenizer.json"))
        with safe_open(part / "model.safetensors", framework="numpy") as tensors:
            weights = _token_vectors({key: tensors.get_tensor(key) for key in tensors.keys()})
    # tokenizers reports an absent or broken file as a bare Exception, so nothing narrower will do.
    except Exception as error:
        raise ModelError(f"静态嵌入模型 {folder} 不完整或已损坏（{error}）。{_REMEDY}") from error
    if tokenizer.get_vocab_size() > len(weights):
        raise ModelError(
            f"静态嵌入模型 {folder} 的词表有 {tokenizer.get_vocab_size()} 项，"
            f"向量只有 {len(weights)} 行。{_REMEDY}"
        )
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return StaticEncoder(f"{name}:{_digest(part)}", weights, tokenizer)


def _token_vectors(tensors: Mapping[str, NDArray[Any]]) -> Matrix:
    """One vector per token: as they are saved, or int8 with a scale a token. Raises KeyError."""
    if "embeddings" in tensors:
        return tensors["embeddings"].astype(np.float32) * tensors["weights"].astype(np.float32)[:, None]
    return tensors["embedding.weight"].astype(np.float32)


def _through_sentence_transformers(source: str, name: str) -> TransformerEncoder:
    """Any model sentence-transformers can open from disk. Raises ModelError; never downloads."""
    with _offline():
        try:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(source, device="cpu", local_files_only=True)
            dim = model.get_embedding_dimension()
        # Whatever a foreign model's files or code raise, the user's remedy is the same.
        except Exception as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"本机打不开嵌入模型 {source}（{reason}）。{_REMEDY}") from error
    if dim is None:
        raise ModelError(f"嵌入模型 {source} 没有说明向量维数。{_REMEDY}")
    _log.info("embedding model %s, %d dimensions", name, dim)
    return TransformerEncoder(name, int(dim), model)


@contextmanager
def _offline() -> Iterator[None]:
    """No hub requests inside: some look-ups of transformers heed only this variable."""
    before = os.environ.get("HF_HUB_OFFLINE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["HF_HUB_OFFLINE"]
        else:
            os.environ["HF_HUB_OFFLINE"] = before


def _digest(folder: Path) -> str:
    """Twelve hex digits over the files that decide the vectors: weights, tokenizer, configuration."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"} and path.is_file():
            total.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:12]
