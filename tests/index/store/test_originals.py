"""Originals at a URL: kept as they were read, brought when needed, and not kept twice without end."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import fsspec
import pytest

from index.build import build, read_again, remove
from index.facts.errors import DocumentError, StoreError
from index.facts.records import Document, Kind, Scope
from index.store.backup import backup, restore
from index.store.opening import open_stores, originals_of
from index.store.originals import RemoteOriginals
from index.store.protocols import Location
from tests.index.store.test_protocols import A, B


@pytest.fixture(params=["memory", "file"])
def url(request, tmp_path):
    if request.param == "file":
        return f"file://{tmp_path}/far/away"
    return f"memory://{tmp_path.name}/away"


def there(url):
    files, root = fsspec.core.url_to_fs(url)
    return {name.rpartition("/")[2]: files.cat_file(name) for name in files.ls(root, detail=False)}


def document(path):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Document(path.name, digest, "", A, 2025, Kind.BUDGET, Scope.DEPARTMENT, 3)


@pytest.fixture
def files(tmp_path, write_disclosure):
    return [write_disclosure(tmp_path / "in" / f"{n}.pdf", A, 2020 + n, 100 + n) for n in range(4)]


def test_they_are_kept_brought_and_dropped(url, files, tmp_path):
    originals = RemoteOriginals(url, tmp_path / "cache")
    documents = [document(path) for path in files]
    for path, one in zip(files[:2], documents, strict=False):
        originals.keep(path, one)
        originals.keep(path, one)
        assert originals.path(one).read_bytes() == path.read_bytes()
        assert originals.holds(originals.path(one)) and not originals.holds(path)
    assert set(there(url)) == {f"{one.sha256}.pdf" for one in documents[:2]}
    with pytest.raises(DocumentError, match="改变了"):
        originals.keep(files[2], replace(documents[2], sha256="0" * 64))
    with pytest.raises(DocumentError, match="不见了"):
        originals.keep(tmp_path / "gone.pdf", documents[3])
    assert len(there(url)) == 2, "nothing half is left"
    assert not originals.path(documents[3]).exists()
    originals.drop_others(documents[1:])
    originals.drop([documents[0], documents[0]])
    assert set(there(url)) == {f"{documents[1].sha256}.pdf"}
    assert not originals.path(documents[0]).exists()


def test_copies_take_no_more_than_they_may(url, files, tmp_path):
    most = sum(path.stat().st_size for path in files[:2]) + 100
    originals = RemoteOriginals(url, tmp_path / "cache", most)
    for path in files:
        originals.keep(path, document(path))
    for path in (*files, files[0]):
        assert originals.path(document(path)).read_bytes() == path.read_bytes()
    assert sum(copy.stat().st_size for copy in (tmp_path / "cache").iterdir()) <= most


def test_a_store_lives_with_its_files_elsewhere(url, files, tmp_path, encoder, write_disclosure):
    where = Location(tmp_path / "store", originals=url)
    with open_stores(where, encoder) as stores:
        build([tmp_path / "in"], stores, jobs=1)
        digests = {s.document.sha256: s for s in stores.facts.documents()}
        assert {hashlib.sha256(held).hexdigest() for held in there(url).values()} == set(digests)
        assert not (tmp_path / "store" / "documents").exists()
        first = next(iter(digests.values()))
        assert read_again(stores, first.id).document == first.document
    backup(where, tmp_path / "all.zip")
    second = Location(tmp_path / "second", originals=f"{url}-second")
    restore(second, tmp_path / "all.zip")
    assert there(second.originals) == there(url)
    with open_stores(where, encoder) as stores:
        write_disclosure(files[0], B, 2025, 170)
        build([tmp_path / "in"], stores, jobs=1)
        remove(stores, next(s.id for s in stores.facts.documents() if s.document.name == "3.pdf"))
        assert set(there(url)) == {f"{s.document.sha256}.pdf" for s in stores.facts.documents()}


def test_what_cannot_be_reached_is_told(tmp_path, files, monkeypatch):
    for url in ("nonsense://a/b", "s4://a"):
        with pytest.raises(StoreError, match="BUDGET_QA_ORIGINALS"):
            originals_of(Location(tmp_path / "store", originals=url))
    originals = RemoteOriginals("memory://told/away", tmp_path / "cache")

    def refused(*_arguments, **_more):
        raise PermissionError("no entry")

    for method in ("put_file", "get_file", "exists", "ls", "rm_file"):
        monkeypatch.setattr(originals._fs, method, refused)
    one = document(files[0])
    for does in (
        lambda: originals.keep(files[0], one),
        lambda: originals.path(one),
        lambda: originals.drop([one]),
        lambda: originals.drop_others([]),
    ):
        with pytest.raises(StoreError, match="no entry"):
            does()
