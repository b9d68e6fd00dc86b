"""Folders and archives: every file is read, or said of in a line; an archive cannot do harm."""

from __future__ import annotations

import zipfile

import pytest

from index.build import build
from index.facts.errors import DocumentError
from index.facts.limits import LIMITS, Limits
from index.files.archives import unpack
from index.sources import files_of, stands, unpacked
from index.store.opening import open_stores
from tests.conftest import disclosure

A, B = "某市商务局", "某市教育局"


def archive(path, members, *, encoding="utf-8", flags=0):
    """A zip whose names are written as bytes in `encoding`, as programs do that mark no encoding."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for n, content in enumerate(members.values()):
            made.writestr(f"{n:04}" + "_" * 60, content)
    data = path.read_bytes()
    for n, name in enumerate(members):
        raw = name.encode(encoding)
        assert len(raw) <= 64
        data = data.replace(f"{n:04}".encode() + b"_" * 60, raw.ljust(64, b"\0"))
    if flags:
        data = data.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0" + bytes([flags, 0]))
        data = data.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0" + bytes([flags, 0]))
    path.write_bytes(data)
    return path


def names(found):
    return [member.name for member in found.members]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_are_read_in_either_encoding_with_their_folders(tmp_path, encoding):
    path = archive(
        tmp_path / "公开.zip", {"甲局/2025年预算.txt": "甲", "乙局\\决算.txt": "乙"}, encoding=encoding
    )
    found = unpack(path, tmp_path / "into", LIMITS)
    assert names(found) == ["甲局/2025年预算.txt", "乙局/决算.txt"]
    assert [member.path.read_text("utf-8") for member in found.members] == ["甲", "乙"]
    assert [member.path.name for member in found.members] == ["2025年预算.txt", "决算.txt"]


@pytest.mark.parametrize("name", ["../x.txt", "a/../../x.txt", "/etc/x.txt", "C:\\x.txt", "..\\..\\x.txt"])
def test_an_archive_that_reaches_outside_itself_is_refused_whole(tmp_path, name):
    path = archive(tmp_path / "a.zip", {"好.txt": "好", name: "坏"})
    with pytest.raises(DocumentError, match="指向压缩包之外，可能有害，整包未读取"):
        unpack(path, tmp_path / "into", LIMITS)
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["a.zip"]


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is(tmp_path):
    path = archive(tmp_path / "a.zip", {f"{n}.txt": b"0" * (1 << 20) for n in range(6)})
    assert path.stat().st_size < 20_000
    with pytest.raises(DocumentError, match="解压后超过 5 MB，整包未读取"):
        unpack(path, tmp_path / "into", Limits(megabytes=1))
    inner = tmp_path / "in.zip"
    archive(inner, {"a.txt": b"0" * (3 << 20)})
    path = archive(tmp_path / "b.zip", {"1.zip": inner.read_bytes(), "2.zip": inner.read_bytes()})
    found = unpack(path, tmp_path / "into", Limits(megabytes=1))
    assert names(found) == ["1.zip/a.txt"]
    assert found.problems[0].startswith("b.zip/2.zip：压缩包解压后超过 5 MB")


def test_archives_in_archives_are_opened_so_far_and_no_further(tmp_path):
    path = archive(tmp_path / "0.zip", {"预算.txt": "字"})
    for n in range(1, 4):
        path = archive(tmp_path / f"{n}.zip", {f"{n - 1}.zip": path.read_bytes(), f"{n}.txt": "字"})
    found = unpack(path, tmp_path / "into", LIMITS)
    assert names(found) == ["2.zip/1.zip/1.txt", "2.zip/2.txt", "3.txt"]
    assert found.problems == ["3.zip/2.zip/1.zip/0.zip：压缩包套了3层以上。请解压后再建立索引"]


def test_what_needs_a_password_or_is_damaged_is_told(tmp_path):
    path = archive(tmp_path / "a.zip", {"甲.txt": "甲"}, flags=1)
    with pytest.raises(DocumentError, match=r"a\.zip：压缩包已加密。请用密码解压后再建立索引"):
        unpack(path, tmp_path / "into", LIMITS)
    path = archive(tmp_path / "b.zip", {"甲.txt": "甲" * 400, "乙.txt": "乙"})
    data = bytearray(path.read_bytes())
    at = data.index(b"\0" * 10) + 60
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    found = unpack(path, tmp_path / "other", LIMITS)
    assert names(found) == ["乙.txt"] and found.problems[0].startswith("b.zip/甲.txt：在压缩包里已损坏")
    path.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(DocumentError, match=r"b\.zip：压缩包已损坏"):
        unpack(path, tmp_path / "third", LIMITS)


def test_nothing_in_a_folder_is_passed_over_without_a_word(tmp_path):
    held = (
        "预算.doc",
        "决算.XLS",
        "报告.wps",
        "表.et",
        "说明.txt",
        "说明.pdf",
        "版式.ofd",
        "扫描.jpg",
        "读我.md",
        "b.js",
    )
    for name in (*held, "~$预算.doc", ".DS_Store", "Thumbs.db"):
        (tmp_path / name).write_text("x", "utf-8")
    for name in ("网页.html", "网页_files/a.png", "__MACOSX/预算.doc", "内/无扩展名"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    files, problems, notes = files_of([tmp_path])
    assert {path.name for path in files} == {
        "预算.doc", "决算.XLS", "报告.wps", "表.et", "说明.pdf", "网页.html",
    }  # fmt: skip
    assert problems == [
        "扫描.jpg：不支持的文件类型 .jpg。请把图片合成一个 PDF（扫描件可以识别）",
        "版式.ofd：不支持的文件类型 .ofd。请用阅读软件另存或打印为 PDF",
    ]
    assert notes == [
        f"{tmp_path}：3个文件不是公开文件的格式，未读取：.js（1个）、.md（1个）、无扩展名（1个）",
        f"{tmp_path}：1个 .txt 与同名 PDF 是同一份文字，未读取：说明.txt",
    ]


def test_a_text_is_a_copy_of_a_pdf_alone(tmp_path):
    for name in ("决算.txt", "决算.xlsx", "预算.txt", "预算.pdf"):
        (tmp_path / name).write_text("x", "utf-8")
    files, problems, notes = files_of([tmp_path])
    assert {path.name for path in files} == {"决算.txt", "决算.xlsx", "预算.pdf"}
    assert problems == [] and ["预算.txt" in note for note in notes] == [True]


def test_what_an_archive_holds_besides_is_told_with_its_name(tmp_path):
    path = archive(
        tmp_path / "公开.zip", {"甲/a.rar": "x", "甲/b.md": "x", "__MACOSX/c.txt": "x", "d.txt": "x"}
    )
    sources, told = unpacked([path], tmp_path / "into", LIMITS)
    assert [source.origin for source in sources] == [path / "d.txt"]
    assert told.problems == ["公开.zip/甲/a.rar：不支持的文件类型 .rar。请解压后再建立索引"]
    assert told.notes == ["公开.zip：1个文件不是公开文件的格式，未读取：.md（1个）"]
    empty = archive(tmp_path / "空.zip", {})
    assert "压缩包中没有可索引的文件" in unpacked([empty], tmp_path / "into", LIMITS)[1].problems[0]


def test_the_files_of_an_archive_are_documents_until_the_archive_goes(tmp_path, encoder):
    folder = tmp_path / "in"
    held = {"甲/公开.pdf": disclosure(A, 2025, 150), "乙/公开.pdf": disclosure(B, 2025, 250)}
    path = archive(folder / "2025.zip", held, encoding="gb18030")
    with open_stores(tmp_path / "store", encoder) as stores:
        assert build([folder], stores, jobs=1).documents == 2
        stored = {s.document.name: (s.document.body, s.source) for s in stores.facts.documents()}
        assert stored == {
            "公开.pdf": (A, f"{path}/甲/公开.pdf"),
            "乙/公开.pdf": (B, f"{path}/乙/公开.pdf"),
        }
        assert stands(stored["公开.pdf"][1])
        again = build([folder], stores, jobs=1, prune=True)
        assert (again.skipped, again.removed, again.documents) == (2, 0, 0)
        path.unlink()
        assert build([], stores, jobs=1, prune=True).removed == 2
