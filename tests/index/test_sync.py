"""The store follows a folder or a list: what is new comes in, what changed is replaced, what is gone goes."""

from __future__ import annotations

import json
import shutil

import pytest

from index import build as building
from index.build import build
from index.extract import digest
from index.facts.errors import DocumentError
from index.store.opening import look_at, open_stores
from index.sync import synced
from tests.index.store.test_protocols import A, B, C
from tests.index.test_fetched import SITE, Site


@pytest.fixture
def source(tmp_path, write_disclosure):
    """A folder of two disclosures."""
    write_disclosure(tmp_path / "in" / "a.pdf", A, 2025, 150)
    write_disclosure(tmp_path / "in" / "b.pdf", B, 2025, 260)
    return tmp_path / "in"


def names(paths):
    return sorted(path.rpartition("/")[2] for path in paths)


def test_a_folder_is_followed_and_each_step_noted(source, stores, store, write_disclosure):
    elsewhere = write_disclosure(source.parent / "elsewhere" / "e.pdf", A, 2020, 90)
    build([elsewhere], stores, jobs=1)
    shutil.rmtree(elsewhere.parent)  # gone, but not from this source
    first = synced(source, stores, store, jobs=1)
    assert (names(first.added), first.replaced, first.removed, first.failed) == (
        ["a.pdf", "b.pdf"],
        (),
        (),
        (),
    )
    write_disclosure(source / "a.pdf", A, 2025, 170)
    write_disclosure(source / "sub" / "c.pdf", C, 2025, 80)
    (source / "b.pdf").unlink()
    (source / "bad.pdf").write_bytes(b"no PDF")
    planned = synced(source, stores, store, jobs=1, dry_run=True)
    assert len(stores.facts.documents()) == 3
    done = synced(source, stores, store, jobs=1)
    assert (names(done.added), names(done.replaced), done.removed) == (["c.pdf"], ["a.pdf"], ("b.pdf",))
    assert (planned.replaced, planned.removed) == (done.replaced, done.removed)
    assert names(planned.added) == ["bad.pdf", "c.pdf"], "that a file cannot be read is known when it is read"
    assert len(done.failed) == 1 and "bad.pdf" in done.failed[0]
    assert sorted(s.document.name for s in stores.facts.documents()) == ["a.pdf", "c.pdf", "e.pdf"]
    assert stores.vectors.ids() == set(stores.facts.passage_owners())
    noted = [json.loads(line) for line in (store / "sync.jsonl").read_text("utf-8").splitlines()]
    assert [one["action"] for one in noted] == [
        *("添加", "添加", "完成"),
        *("添加", "替换", "移除", "失败", "完成"),
    ]
    (source / "bad.pdf").unlink()
    again = synced(source, stores, store, jobs=1)
    assert again.lines() == ()


def tree(folder):
    """Every file below a folder with its bytes and when it was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_each_file_is_compared_once(source, stores, store, monkeypatch):
    synced(source, stores, store, jobs=1)
    looked_at = []
    monkeypatch.setattr(building, "digest", lambda path: looked_at.append(path.name) or digest(path))
    for dry_run in (True, False):
        synced(source, stores, store, jobs=1, dry_run=dry_run)
        assert sorted(looked_at) == ["a.pdf", "b.pdf"]
        looked_at.clear()


def test_a_dry_run_writes_and_copies_nothing(source, store, tmp_path, encoder, write_disclosure):
    site = Site(**{path.name: path.read_bytes() for path in source.iterdir()})
    listed = tmp_path / "list.csv"
    listed.write_text(f"url\n{SITE}a.pdf\n{SITE}b.pdf\n", encoding="utf-8")
    with look_at(store) as stores:
        assert names(synced(listed, stores, store, dry_run=True, client=site).added) == ["a.pdf", "b.pdf"]
        assert names(synced(source, stores, store, dry_run=True).added) == ["a.pdf", "b.pdf"]
    assert not store.exists()
    with open_stores(store, encoder) as stores:
        synced(listed, stores, store, jobs=1, client=site)
    site.files["a.pdf"] = site.files["a.pdf"] + b"\n% another edition"
    before = tree(store / "fetched"), tree(store / "documents")
    with look_at(store) as stores:
        planned = synced(listed, stores, store, dry_run=True, client=site)
    assert (planned.added, names(planned.replaced), planned.removed) == ((), ["a.pdf"], ())
    assert (tree(store / "fetched"), tree(store / "documents")) == before


def test_a_moved_file_is_no_new_document(source, stores, store):
    synced(source, stores, store, jobs=1)
    (source / "b.pdf").rename(source / "renamed.pdf")
    planned = synced(source, stores, store, jobs=1, dry_run=True)
    done = synced(source, stores, store, jobs=1)
    assert (done.added, names(done.replaced)) == ((), ["renamed.pdf"])
    assert names(planned.replaced) == ["renamed.pdf"]
    assert {s.document.name for s in stores.facts.documents()} == {"a.pdf", "renamed.pdf"}


def test_a_source_that_is_not_there_or_empty_removes_nothing(source, stores, store, tmp_path):
    synced(source, stores, store, jobs=1)
    shutil.move(source, tmp_path / "away")
    source.mkdir()
    for gone in (source, tmp_path / "nowhere", tmp_path / "nowhere.csv"):
        with pytest.raises(DocumentError, match="什么都没有改动"):
            synced(gone, stores, store, jobs=1)
    assert len(stores.facts.documents()) == 2


def test_a_list_of_addresses_is_followed(source, stores, store, tmp_path):
    site = Site(**{path.name: path.read_bytes() for path in source.iterdir()})
    listed = tmp_path / "list.csv"
    listed.write_text(f"url\n{SITE}a.pdf\n{SITE}b.pdf\n{SITE}c.pdf\n", encoding="utf-8")
    planned = synced(listed, stores, store, jobs=1, dry_run=True, client=site)
    assert stores.facts.documents() == () and not (store / "fetched").exists()
    done = synced(listed, stores, store, jobs=1, client=site)
    assert (names(done.added), len(done.failed)) == (["a.pdf", "b.pdf"], 1)
    assert (planned.added, planned.failed) == (done.added, done.failed)
    site.files["a.pdf"] = site.files["a.pdf"] + b"\n% another edition"
    site.files["b.pdf"] = None
    listed.write_text(f"url\n{SITE}a.pdf\n{SITE}b.pdf\n", encoding="utf-8")
    done = synced(listed, stores, store, jobs=1, client=site)
    assert (done.added, names(done.replaced), done.removed) == ((), ["a.pdf"], ())
    assert "404" in done.failed[0]
    listed.write_text(f"url\n{SITE}a.pdf\n", encoding="utf-8")
    assert synced(listed, stores, store, jobs=1, dry_run=True, client=site).removed == ("b.pdf",)
    assert synced(listed, stores, store, jobs=1, client=site).removed == ("b.pdf",)
    assert {s.document.name for s in stores.facts.documents()} == {"a.pdf"}
