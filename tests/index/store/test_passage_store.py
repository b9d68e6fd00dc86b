from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from index.facts.errors import StoreError
from index.store.passage_store import PassageStore

ROOT = Path(__file__).parents[3]


class Letters:
    """An encoder that counts characters: texts that share characters are near."""

    def __init__(self, name="letters", dim=64):
        self.name = name
        self.dim = dim

    def encode(self, texts):
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, ord(character) % self.dim] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(lengths > 0, lengths, 1)


TEXTS = {
    "a:0": "公务接待费增长,主要是新增接线",
    "a:1": "内设综合科和业务科",
    "b:0": "公务用车保有量两辆",
}


def filled(folder):
    store = PassageStore.open(folder, Letters())
    store.put(["a:0", "a:1"], [TEXTS["a:0"], TEXTS["a:1"]], "sha-a")
    store.put(["b:0"], [TEXTS["b:0"]], "sha-b")
    return store


def test_what_was_put_is_found_again_after_reopening(tmp_path):
    with filled(tmp_path) as store:
        before = store.search("公务接待费", k=3)
    with PassageStore.open(tmp_path, Letters()) as store:
        assert store.ids() == set(TEXTS)
        assert store.search("公务接待费", k=3) == before
    assert before[0][0] == "a:0"


def test_similarity_is_the_cosine_and_falls_along_the_list(tmp_path):
    with filled(tmp_path) as store:
        found = store.search("公务用车", k=3)
    query = Letters().encode(["公务用车"])[0]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    for name, score in found:
        assert score == pytest.approx(float(Letters().encode([TEXTS[name]])[0] @ query), abs=1e-5)


def test_a_search_among_ids_leaves_all_others_out(tmp_path):
    with filled(tmp_path) as store:
        assert [name for name, _ in store.search("公务接待费", k=3, ids=["a:1", "b:0"])] == ["b:0", "a:1"]
        assert store.search("公务接待费", k=3, ids=[]) == []
        assert store.search("公务接待费", k=3, ids=["absent"]) == []


def test_narrow_and_wide_id_lists_find_the_same_passages(tmp_path):
    names = [f"p{number}" for number in range(600)]
    rng = np.random.default_rng(0)
    texts = ["".join(chr(0x4E00 + code) for code in rng.integers(0, 64, 12)) for _ in names]
    with PassageStore.open(tmp_path, Letters()) as store:
        store.put(names, texts, "sha")
        wide = store.search(texts[7], k=5, ids=names[:500])
        narrow = store.search(texts[7], k=5, ids=names[:200])
        everything = dict(store.search(texts[7], k=600))
    assert wide[0][0] == narrow[0][0] == "p7"
    for name, score in wide + narrow:
        assert score == pytest.approx(everything[name], abs=1e-5)
    assert {name for name, _ in wide} <= set(names[:500])


@pytest.mark.parametrize("count", [1, 1000])
def test_ids_that_are_not_stored_or_named_twice_do_no_harm(tmp_path, count):
    absent = [f"absent{number}" for number in range(count)]
    with filled(tmp_path) as store:
        found = store.search("公务接待费", k=5, ids=["a:0", "b:0", "b:0", *absent])
        assert [name for name, _ in found] == ["a:0", "b:0"]
        assert store.search("公务接待费", k=5, ids=absent) == []
        store.delete(["a:0"])
        assert [name for name, _ in store.search("公务接待费", k=5, ids=["a:0", "b:0", *absent])] == ["b:0"]


def test_an_empty_store_finds_nothing(tmp_path):
    with PassageStore.open(tmp_path, Letters()) as store:
        assert store.search("公务接待费", k=5) == []
        assert store.search("公务接待费", k=5, ids=[str(number) for number in range(1000)]) == []


def test_a_query_without_any_known_word_finds_nothing(tmp_path):
    with filled(tmp_path) as store:
        assert store.search("", k=3) == []


def test_putting_an_id_again_replaces_its_text(tmp_path):
    with filled(tmp_path) as store:
        store.put(["a:1"], ["公务接待费"], "sha-a")
        assert store.ids() == set(TEXTS)
        assert store.search("公务接待费", k=1) == [("a:1", pytest.approx(1.0, abs=1e-5))]


def test_deleted_passages_are_gone_and_absent_ids_are_passed_over(tmp_path):
    with filled(tmp_path) as store:
        store.delete({"a:0", "never-there"})
        store.delete([])
        assert store.ids() == {"a:1", "b:0"}
        assert "a:0" not in dict(store.search("公务接待费", k=3))


def test_more_passages_than_one_chroma_batch_are_all_stored(tmp_path):
    names = [f"p{number}" for number in range(5600)]
    with PassageStore.open(tmp_path, Letters(dim=4)) as store:
        store.put(names, names, "sha")
        assert store.ids() == set(names)
        store.delete(names)
        assert store.ids() == set()


def test_ids_and_texts_of_different_length_are_a_bug(tmp_path):
    with PassageStore.open(tmp_path, Letters()) as store, pytest.raises(ValueError, match="1 ids for 2"):
        store.put(["a"], ["x", "y"], "sha")


def test_another_model_is_refused_and_both_are_named(tmp_path):
    filled(tmp_path).close()
    with pytest.raises(StoreError) as refusal:
        PassageStore.open(tmp_path, Letters("other-model", 32))
    for part in ("letters（64维）", "other-model（32维）", "index --rebuild", "BUDGET_QA_EMBEDDING"):
        assert part in str(refusal.value)
    with PassageStore.open(tmp_path, Letters()) as store:
        assert store.ids() == set(TEXTS)


def test_opening_with_reset_empties_the_store_for_another_model(tmp_path):
    filled(tmp_path).close()
    with PassageStore.open(tmp_path, Letters("other-model", 32), reset=True) as store:
        assert store.ids() == set()
        store.put(["c"], ["公务"], "sha-c")
        assert store.search("公务", k=1)[0][0] == "c"
    with PassageStore.open(tmp_path, Letters("other-model", 32)) as store:
        assert store.ids() == {"c"}


def test_reset_drops_every_passage_and_the_store_stays_usable(tmp_path):
    with filled(tmp_path) as store:
        store.reset()
        assert store.ids() == set()
        store.put(["n"], ["公务"], "sha")
        assert store.ids() == {"n"}


def test_a_second_opener_in_the_same_process_is_refused(tmp_path):
    with filled(tmp_path), pytest.raises(StoreError, match="正被另一个进程使用"):
        PassageStore.open(tmp_path, Letters())


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="无法写入"):
        PassageStore.open(tmp_path / "file" / "store", Letters())


def test_a_damaged_database_is_a_store_error_and_frees_the_lock(tmp_path):
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    for _ in range(2):
        with pytest.raises(StoreError, match="读写失败"):
            PassageStore.open(tmp_path, Letters())
    with PassageStore.open(tmp_path, Letters(), reset=True) as store:
        assert store.ids() == set()


def script(folder, body):
    """A Python process with this module's encoder at hand, running `body`."""
    code = textwrap.dedent(
        f"""
        import importlib.util, sys
        from pathlib import Path
        spec = importlib.util.spec_from_file_location("store_tests", {str(__file__)!r})
        tests = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(tests)
        folder = Path({str(folder)!r})
        """
    ) + textwrap.dedent(body)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_process_is_refused_with_what_to_do(tmp_path):
    body = """
    try:
        tests.PassageStore.open(folder, tests.Letters())
    except tests.StoreError as error:
        print(error)
    """
    with filled(tmp_path):
        out, err = script(tmp_path, body).communicate(timeout=60)
    assert str(tmp_path) in out, err
    assert "正被另一个进程使用" in out
    assert "--store" in out


def test_a_process_killed_in_mid_put_leaves_a_store_that_can_be_filled_again(tmp_path):
    body = """
    store = tests.PassageStore.open(folder, tests.Letters())
    store.put(["a:0", "a:1"], [tests.TEXTS["a:0"], tests.TEXTS["a:1"]], "sha-a")
    number = 0
    while True:
        store.put([f"x{number + i}" for i in range(50)], ["公务用车"] * 50, "sha-x")
        number += 50
        print(number, flush=True)
    """
    process = script(tmp_path / "killed", body)
    assert process.stdout is not None
    for _ in range(5):
        assert process.stdout.readline(), process.communicate()[1]
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)

    with filled(tmp_path / "whole") as store:
        expected = store.search("公务接待费", k=3)
    with filled(tmp_path / "killed") as store:
        left_over = store.ids() - set(TEXTS)
        assert len(left_over) >= 250
        store.delete(left_over)
        assert store.ids() == set(TEXTS)
        assert dict(store.search("公务接待费", k=3)) == pytest.approx(dict(expected), abs=1e-5)
