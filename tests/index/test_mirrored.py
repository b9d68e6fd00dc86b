"""What lies at a URL of fsspec is indexed and followed as a folder is, and told by its URL."""

from __future__ import annotations

import functools
import json
import os
import threading
import time
import uuid
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import fsspec
import pytest

from index.facts.errors import DocumentError
from index.facts.limits import LIMITS, Limits
from index.mirrored import FOLDER, is_url, mirrored, path_of, shown
from index.store.opening import look_at
from index.sync import LOG, synced
from tests.conftest import disclosure
from tests.index.store.test_protocols import A, B, C

MEMORY = fsspec.filesystem("memory")


@pytest.fixture
def url():
    """A folder in memory with two disclosures, a note of no kind and a picture."""
    root = f"/{uuid.uuid4().hex}"
    MEMORY.pipe(f"{root}/2025/a.pdf", disclosure(A, 2025, 150))
    MEMORY.pipe(f"{root}/b.pdf", disclosure(B, 2025, 260))
    MEMORY.pipe(f"{root}/扫描.jpg", b"jpeg")
    MEMORY.pipe(f"{root}/run.py", b"pass")
    MEMORY.pipe(f"{root}/.hidden.pdf", b"no")
    yield f"memory:/{root}"
    MEMORY.rm(root, recursive=True)


@pytest.fixture
def fetched(monkeypatch):
    """The names of the files that are fetched."""
    names = []
    get = type(MEMORY).get_file

    def get_file(self, remote, local, **more):
        names.append(remote.rpartition("/")[2])
        return get(self, remote, local, **more)

    monkeypatch.setattr(type(MEMORY), "get_file", get_file)
    return names


def below(folder):
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


def root_of(url):
    return url.removeprefix("memory:/")


def test_only_what_changed_is_fetched_and_what_is_gone_goes(url, tmp_path, fetched):
    first = mirrored(url, tmp_path, LIMITS)
    assert below(first.place) == ["2025/a.pdf", "b.pdf"]
    assert sorted(fetched) == ["a.pdf", "b.pdf"]
    assert ["扫描.jpg" in line for line in first.problems] == [True]
    assert len(first.notes) == 1 and ".py" in first.notes[0] and first.notes[0].startswith(url)
    assert first.url_of(first.place / "2025" / "a.pdf") == f"{url}/2025/a.pdf"
    fetched.clear()
    MEMORY.pipe(f"{root_of(url)}/b.pdf", disclosure(B, 2025, 270))
    MEMORY.pipe(f"{root_of(url)}/c.pdf", disclosure(C, 2025, 80))
    MEMORY.rm(f"{root_of(url)}/2025/a.pdf")
    again = mirrored(url, tmp_path, LIMITS)
    assert (sorted(fetched), below(again.place)) == (["b.pdf", "c.pdf"], ["b.pdf", "c.pdf"])
    assert (again.place / "b.pdf").read_bytes() == disclosure(B, 2025, 270)
    fetched.clear()
    mirrored(url, tmp_path, LIMITS)
    assert fetched == []


def test_a_file_that_cannot_be_fetched_stays_as_it_was(url, tmp_path, monkeypatch):
    place = mirrored(url, tmp_path, LIMITS).place
    MEMORY.pipe(f"{root_of(url)}/b.pdf", disclosure(B, 2025, 270))

    def lost(self, remote, local, **more):
        raise OSError("connection reset")

    with monkeypatch.context() as broken:
        broken.setattr(type(MEMORY), "get_file", lost)
        told = mirrored(url, tmp_path, LIMITS)
    assert [line for line in told.problems if "connection reset" in line and f"{url}/b.pdf" in line]
    assert (place / "b.pdf").read_bytes() == disclosure(B, 2025, 260)
    assert set(told.laid) == {place / "b.pdf", place / "2025" / "a.pdf"}
    mirrored(url, tmp_path, LIMITS)
    assert (place / "b.pdf").read_bytes() == disclosure(B, 2025, 270)


def test_a_file_that_is_too_large_is_not_fetched(url, tmp_path, fetched):
    MEMORY.pipe(f"{root_of(url)}/large.pdf", b"%PDF" + bytes(2 << 20))
    told = mirrored(url, tmp_path, Limits(megabytes=1))
    assert "large.pdf" not in fetched
    assert [line for line in told.problems if "超过 1 MB" in line and f"{url}/large.pdf" in line]


def test_a_url_is_followed_and_told_by_its_own_name(url, stores, store):
    first = synced(url, stores, store, jobs=1)
    assert sorted(first.added) == [f"{url}/2025/a.pdf", f"{url}/b.pdf"]
    assert sorted(one.document.name for one in stores.facts.documents()) == ["a.pdf", "b.pdf"]
    MEMORY.pipe(f"{root_of(url)}/b.pdf", disclosure(B, 2025, 270))
    MEMORY.pipe(f"{root_of(url)}/c.pdf", disclosure(C, 2025, 80))
    MEMORY.rm(f"{root_of(url)}/2025/a.pdf")
    before = below(store / FOLDER)
    with look_at(store) as seen:
        planned = synced(url, seen, store, jobs=1, dry_run=True)
    assert below(store / FOLDER) == before
    done = synced(url, stores, store, jobs=1)
    assert (done.added, done.replaced, done.removed) == ((f"{url}/c.pdf",), (f"{url}/b.pdf",), ("a.pdf",))
    assert (planned.added, planned.replaced, planned.removed) == (done.added, done.replaced, done.removed)
    noted = [json.loads(line) for line in (store / LOG).read_text("utf-8").splitlines()]
    assert noted[-1]["what"] == url
    assert synced(url, stores, store, jobs=1).lines() == tuple(("失败", line) for line in done.failed)


def test_one_file_at_a_url_is_indexed(url, stores, store):
    done = synced(f"{url}/b.pdf", stores, store, jobs=1)
    assert done.added == (f"{url}/b.pdf",)


def test_a_folder_that_is_gone_or_empty_removes_nothing(url, stores, store):
    synced(url, stores, store, jobs=1)
    MEMORY.rm(root_of(url), recursive=True)
    with pytest.raises(DocumentError, match="没有这个文件夹"):
        synced(url, stores, store, jobs=1)
    MEMORY.pipe(f"{root_of(url)}/run.py", b"pass")
    with pytest.raises(DocumentError, match="没有一份可读的文件"):
        synced(url, stores, store, jobs=1)
    assert len(stores.facts.documents()) == 2


def test_a_name_does_not_lead_out_of_its_folder(url, tmp_path, monkeypatch):
    listed = {f"{root_of(url)}/../../x.pdf": {"name": "x", "size": 1}, f"{root_of(url)}/b.pdf": {}}
    listed[f"{root_of(url)}/b.pdf"] = MEMORY.info(f"{root_of(url)}/b.pdf")
    monkeypatch.setattr(type(MEMORY), "find", lambda self, root, detail: listed)
    assert below(mirrored(url, tmp_path, LIMITS).place) == ["b.pdf"]


def test_a_protocol_that_is_not_known_or_not_installed_is_told(tmp_path, monkeypatch):
    with pytest.raises(DocumentError, match="不认得的地址"):
        mirrored("nowhere://bucket/folder", tmp_path, LIMITS)

    def missing(url):
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    with pytest.raises(DocumentError, match="pip install s3fs"):
        mirrored("s3://bucket/folder", tmp_path, LIMITS)


def test_who_asks_is_not_told():
    assert shown("ftp://budget:secret@files.example/公开/") == "ftp://files.example/公开"


def test_file_is_the_path_itself(tmp_path):
    assert not is_url(f"file://{tmp_path}") and is_url("s3://bucket") and not is_url("C:/in")
    assert path_of(f"file://{tmp_path}/%E5%85%AC%E5%BC%80") == tmp_path / "公开"
    assert path_of("in/公开") == path_of("in") / "公开"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *told):
        pass


def test_a_folder_that_a_web_server_lists_is_followed(tmp_path, write_disclosure):
    write_disclosure(tmp_path / "www" / "公开" / "甲 局.pdf", A, 2025, 150)
    write_disclosure(tmp_path / "www" / "公开" / "2024" / "b.pdf", B, 2025, 260)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(tmp_path / "www")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/公开/"
        place = mirrored(url, tmp_path / "here", LIMITS).place
        assert below(place) == ["2024/b.pdf", "甲 局.pdf"]
        kept = {path: path.stat().st_ino for path in place.rglob("*.pdf")}
        mirrored(url, tmp_path / "here", LIMITS)
        assert {path: path.stat().st_ino for path in place.rglob("*.pdf")} == kept
        changed = write_disclosure(tmp_path / "www" / "公开" / "2024" / "b.pdf", B, 2025, 1270)
        later = time.time() + 5
        os.utime(changed, (later, later))
        mirrored(url, tmp_path / "here", LIMITS)
        assert (place / "2024" / "b.pdf").read_bytes() == changed.read_bytes()
    finally:
        server.shutdown()
        server.server_close()
