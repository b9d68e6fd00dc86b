"""What tests of the whole chain share: small real PDFs, a small real model, a fake encoder.

A PDF is written here byte by byte, so that each test shows the smallest file of its kind:

>>> pdf_bytes([[(60, 700, 16, "某市商务局2025年部门预算")]])[:8]
b'%PDF-1.7'
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from index.store.protocols import Stores
from tests.databases import Databases, stores_in

# How long an example takes is the machine's matter: on a busy one the first may wait for a dictionary.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

SAMPLES = Path(__file__).parents[1] / "samples"
HOTLINE = "岚浦市12345政务服务便民热线中心-2025-单位预算.pdf"

Text = tuple[float, float, float, str]
"""x, y from the bottom, size, words."""
Cells = Sequence[Sequence[str]]


def pdf_bytes(pages: Sequence[Sequence[Text | bytes]], *, trailer: str = "") -> bytes:
    """A PDF of A4 pages; raw bytes among the texts are drawing operators.

    The font is a predefined one (Adobe-GB1, UniGB-UCS2-H), so no font program is embedded.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /W [1 95 500 814 939 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for n, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (7 + 2 * n)
        )
        content = zlib.compress(b"\n".join(_drawn(item) for item in page))
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content)
        )
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer.encode(),
        start,
    )
    return bytes(out)


def _drawn(item: Text | bytes) -> bytes:
    if isinstance(item, bytes):
        return item
    x, y, size, words = item
    code = words.encode("utf-16-be").hex().encode()
    return b"BT /F1 %g Tf %g %g Td <%s> Tj ET" % (size, x, y, code)


def ruled(cells: Cells, *, left: float = 60, top: float = 680, widths: Sequence[float]) -> list[Text | bytes]:
    """A ruled table, rows 20 points high."""
    drawn: list[Text | bytes] = []
    edges = [left + sum(widths[:n]) for n in range(len(widths) + 1)]
    bottom = top - 20 * len(cells)
    drawn += [b"%g %g m %g %g l S" % (x, top, x, bottom) for x in edges]
    drawn += [
        b"%g %g m %g %g l S" % (edges[0], top - 20 * n, edges[-1], top - 20 * n)
        for n in range(len(cells) + 1)
    ]
    for n, row in enumerate(cells):
        drawn += [(x + 3, top - 20 * n - 14, 9, text) for x, text in zip(edges, row, strict=False) if text]
    return drawn


def disclosure(body: str, year: int, reception: int = 150, *, pages: int = 1, scope: str = "部门") -> bytes:
    """A small but whole 预算: cover, 三公 table, narrative; `reception` in hundredths of 万元."""
    now, prior = f"{reception / 100:.2f}", f"{reception / 200:.2f}"
    percent = "100.00"
    cover: list[Text | bytes] = [(60, 600, 22, f"{body}{year}年{scope}预算")]
    table: list[Text | bytes] = [
        (180, 760, 16, f"{year}年“三公”经费支出预算表"),
        (60, 720, 9, f"{scope}：{body}"),
        (430, 720, 9, "单位：万元"),
        *ruled(
            [
                ["项目", "预算数"],
                ["合计", now],
                ["1、因公出国（境）费用", "0.00"],
                ["2、公务接待费", now],
                ["3、公务用车费", "0.00"],
            ],
            widths=(240, 200),
        ),
    ]
    prose: list[list[Text | bytes]] = []
    for n in range(pages):
        prose.append(
            [
                (60, 760, 14, "第三部分 预算情况说明"),
                (60, 720, 12, "一、“三公”经费预算情况说明"),
                (
                    84,
                    700,
                    10,
                    f"公务接待费{year}年预算安排{now}万元，比上年增加{prior}万元，增长{percent}%，",
                ),
                (60, 684, 10, f"主要原因是新增第{n + 1}批接待任务。"),
                (60, 650, 12, "二、机构设置"),
                (84, 630, 10, f"{body}内设办公室、第{n + 1}业务科，负责全市商贸流通工作。"),
            ]
        )
    return pdf_bytes([cover, table, *prose])


ON_A_SERVER = os.environ.get("BUDGET_QA_TEST_ENGINE") == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests over the corpus run only where there is one, tests of services where a server is named.

    Where stores are in databases, tests of their files are none.
    """
    if ON_A_SERVER:
        of_files = [item for item in items if item.get_closest_marker("sqlite")]
        items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=of_files)
    for mark, variable in (("corpus", "BUDGET_QA_CORPUS"), ("services", "BUDGET_QA_TEST_POSTGRES")):
        if not os.environ.get(variable):
            for item in items:
                if item.get_closest_marker(mark):
                    item.add_marker(pytest.mark.skip(reason=f"{variable} is not set"))


@pytest.fixture(scope="session")
def make_database() -> Iterator[Callable[[], str]]:
    """``make_database()`` → the address of a new, empty PostgreSQL database, dropped at the end."""
    made = Databases(os.environ["BUDGET_QA_TEST_POSTGRES"])
    yield made.make
    made.drop()


@pytest.fixture(scope="session", autouse=True)
def _engine() -> Iterator[None]:
    """Where BUDGET_QA_TEST_ENGINE is postgresql, stores are in databases and not in files."""
    if not ON_A_SERVER:
        yield
        return
    made = Databases(os.environ["BUDGET_QA_TEST_POSTGRES"])
    with stores_in(made):
        yield
    made.drop()


@pytest.fixture
def database(make_database: Callable[[], str]) -> str:
    """The address of a PostgreSQL database of the test's own."""
    return make_database()


class Letters:
    """A fake encoder that counts characters: texts that share characters are near."""

    def __init__(self, name: str = "letters", dim: int = 32) -> None:
        self.name = name
        self.dim = dim

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, ord(character) % self.dim] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(lengths > 0, lengths, 1)


@pytest.fixture
def encoder() -> Letters:
    """The fake encoder."""
    return Letters()


@pytest.fixture(scope="session")
def write_disclosure() -> Callable[..., Path]:
    """``write_disclosure(path, body, year, reception, pages=1, scope="部门")`` → path of a small real PDF."""

    def write(path: Path, body: str, year: int, reception: int = 150, **more: Any) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(disclosure(body, year, reception, **more))
        return path

    return write


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """`pdf_bytes`."""
    return pdf_bytes


@pytest.fixture(scope="session")
def make_ruled() -> Callable[..., list[Text | bytes]]:
    """`ruled`."""
    return ruled


@pytest.fixture(scope="session")
def contents() -> Callable[[Stores], dict[str, object]]:
    """``contents(stores)`` → all that both stores and the copies hold, without row ids, to compare."""
    return _contents


def _contents(stores: Stores) -> dict[str, object]:
    facts = stores.facts
    names = {stored.id: stored.document.name for stored in facts.documents()}
    if (facts.folder / "facts.sqlite").exists():
        with closing(sqlite3.connect(facts.folder / "facts.sqlite")) as connection:
            words = connection.execute(
                "SELECT p.ref, w.words FROM passage_words w LEFT JOIN passages p ON p.id = w.rowid"
            ).fetchall()
    else:
        words = [(word, *sorted(facts.search_words([word], 1000))) for word in ("公务", "接待费", "机构")]
    ids = stores.vectors.ids()
    near = {probe: stores.vectors.search(probe, k=len(ids), ids=ids) for probe in ("公务接待费", "主要职责")}
    return {
        "documents": [(s.document, s.source, s.extractor, s.tables, s.warnings) for s in facts.documents()],
        "figures": sorted((names[s.document_id], repr(s.figure)) for s in facts.figures()),
        "changes": sorted((names[s.document_id], repr(s.change)) for s in facts.changes()),
        "passages": sorted((names[s.document_id], s.ref, repr(s.passage)) for s in facts.passages()),
        "findings": sorted(map(repr, facts.findings())),
        "words": sorted(words, key=repr),
        "ids": sorted(ids),
        "near": {
            probe: sorted((ref, round(score, 5)) for ref, score in found) for probe, found in near.items()
        },
        "copies": sorted((copy.name, copy.stat().st_size) for copy in stores.originals.folder.iterdir()),
    }


@pytest.fixture(scope="session")
def sample() -> Path:
    """One committed sample with tables and narrative."""
    return SAMPLES / HOTLINE


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `load_model` opens: a static model of one vector per character, saved for real."""
    from safetensors.numpy import save_file
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    folder = tmp_path_factory.mktemp("model") / "tiny-static"
    part = folder / "0_StaticEmbedding"
    part.mkdir(parents=True)
    characters = ["[UNK]", *(chr(code) for code in range(0x4E00, 0x9FA6)), *"0123456789"]
    tokenizer = Tokenizer(
        models.WordLevel({character: n for n, character in enumerate(characters)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.save(str(part / "tokenizer.json"))
    weights = np.random.default_rng(0).normal(size=(len(characters), 16)).astype(np.float32)
    save_file({"embedding.weight": weights}, part / "model.safetensors")
    modules = [
        {
            "idx": 0,
            "name": "0",
            "path": part.name,
            "type": "sentence_transformers.models.StaticEmbedding",
        }
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return folder
