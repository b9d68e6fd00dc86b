"""Old formats go through LibreOffice; without it the file is refused with both ways out."""

from __future__ import annotations

import os
import stat
import time

import pytest

from index.facts.errors import DocumentError
from index.files.contents import Content
from index.files.converted import converted

if os.name != "posix":
    pytest.skip("the programs here are shell scripts", allow_module_level=True)

# Notes its arguments and writes what it was given under the newer name.
MAKES = """#!/bin/sh
for last; do :; done
printf '%s\\n' "$@" > "$(dirname "$last")/../said"
cp "$last" "${last%.*}.docx"
"""


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "某局.wps"
    path.write_text("内容", "utf-8")
    (tmp_path / "into").mkdir()
    return path


def program(tmp_path, script):
    path = tmp_path / "soffice"
    path.write_text(script, "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def convert(old, script, seconds=20.0):
    made = program(old.parent, script)
    return converted(old, Content.OLD_WORD, old.parent / "into", seconds=seconds, program=made)


def test_the_file_comes_out_under_its_own_name(old):
    made = convert(old, MAKES)
    assert (made.name, made.read_text("utf-8")) == ("某局.docx", "内容")
    said = (old.parent / "said").read_text("utf-8")
    assert "--headless" in said and "UserInstallation=file://" in said and "in.doc" in said


def test_without_the_program_both_ways_out_are_told(old):
    with pytest.raises(DocumentError) as caught:
        converted(old, Content.OLD_WORD, old.parent / "into", seconds=1, program=None)
    told = "某局.wps：是旧的 Word 格式，要由 LibreOffice 转换，而本机没有安装。"
    assert str(caught.value) == told + "请另存为 .docx，或安装 LibreOffice 后重新索引"


def test_a_program_that_makes_nothing_is_told_with_what_it_said(old):
    with pytest.raises(DocumentError, match="没有打开（source file could not be loaded）。请另存为"):
        convert(old, "#!/bin/sh\necho 'source file could not be loaded'\n")
    with pytest.raises(DocumentError, match="无法启动"):
        convert(old, "not a script")


def test_a_program_without_end_is_ended_with_what_it_started(old):
    mark = old.parent / "alive"
    begun = time.monotonic()
    with pytest.raises(DocumentError, match="1 秒仍未完成，已停止"):
        convert(old, f"#!/bin/sh\n(sleep 3; touch {mark}) &\nsleep 60\n", seconds=1)
    assert time.monotonic() - begun < 20
    time.sleep(3)
    assert not mark.exists()
