"""The same ranking as the store's own lexical search, for texts that are in no store."""

from __future__ import annotations

import sqlite3
import sys

import pytest

from index.facts.errors import MissingExtra
from index.store.tokens import tokens
from index.training.bm25 import Bm25

TEXTS = [
    "公务接待费1.50万元，比上年增加0.50万元，主要是新增接待任务",
    "内设综合科、业务科和办公室",
    "公务用车运行维护费4.00万元，与上年持平",
    "政府采购预算12.00万元，其中货物8.00万元",
    "接待客人的标准按规定执行",
]


def test_the_text_that_shares_the_rare_words_comes_first():
    assert Bm25.of(TEXTS).best("公务接待费为什么增加", 2)[0] == 0


def test_a_text_that_shares_no_word_is_not_found():
    assert Bm25.of(TEXTS).best("内设科室", 5) == [1]
    assert Bm25.of(TEXTS).best("", 5) == []


@pytest.mark.parametrize("question", ["公务接待费为什么增加", "政府采购货物多少", "业务科", "公务用车"])
def test_it_ranks_as_sqlite_does(question):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE lines USING fts5(words, tokenize='unicode61')")
    for row, text in enumerate(TEXTS, 1):
        connection.execute("INSERT INTO lines (rowid, words) VALUES (?, ?)", (row, " ".join(tokens(text))))
    asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(tokens(question)))
    found = connection.execute(
        "SELECT rowid FROM lines WHERE lines MATCH ? ORDER BY bm25(lines), rowid", (asked,)
    ).fetchall()
    connection.close()
    assert Bm25.of(TEXTS).best(question, 5)[:1] == [row - 1 for (row,) in found][:1]
    assert set(Bm25.of(TEXTS).best(question, 5)) == {row - 1 for (row,) in found}


def test_without_the_extra_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)  # as where it is not installed
    with pytest.raises(MissingExtra, match=r'pip install "budget-qa\[train\]"'):
        Bm25.of(TEXTS)
