"""Packed files whose list of parts is damaged: told like any other damage, by the reader of the file."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pytest
from openpyxl import Workbook

from index.facts.errors import DocumentError
from index.files.formats import read

ENTRY = b"PK\x01\x02"  # opens what the list says of one part: versions, flags, …, its name after 46 bytes


def workbook() -> bytes:
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


def word() -> bytes:
    out = BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def no_entry(data: bytearray, at: int) -> None:
    data[at : at + 4] = b"PK\x01\x03"


def later_version(data: bytearray, at: int) -> None:
    data[at + 6 : at + 8] = (99).to_bytes(2, "little")


def name_in_no_encoding(data: bytearray, at: int) -> None:
    data[at + 8 : at + 10] = (0x800).to_bytes(2, "little")  # names are in UTF-8
    data[at + 46] = 0xFF


@pytest.mark.parametrize(("suffix", "made"), [(".xlsx", workbook), (".docx", word)])
@pytest.mark.parametrize(
    ("damage", "raised"),
    [
        (no_entry, zipfile.BadZipFile),
        (later_version, NotImplementedError),
        (name_in_no_encoding, UnicodeDecodeError),
    ],
)
def test_a_damaged_list_of_parts_is_a_damaged_file(tmp_path, suffix, made, damage, raised):
    data = bytearray(made())
    damage(data, data.index(ENTRY))
    path = tmp_path / f"某市商务局-2025-部门预算{suffix}"
    path.write_bytes(data)
    assert zipfile.is_zipfile(path)
    with pytest.raises(raised):
        zipfile.ZipFile(path)
    with pytest.raises(DocumentError, match="已损坏"):
        read(path)
