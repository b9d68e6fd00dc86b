"""What the system and pydantic refuse, in plain Chinese."""

import errno
import os
import re
import socket
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from index.facts.plainly import fault, line, reason


def refused(number, *names):
    return OSError(number, os.strerror(number), *names)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "文件或它所在的文件夹不存在"),
        (errno.EACCES, "没有权限"),
        (errno.ENOSPC, "磁盘已满"),
        (errno.EISDIR, "这是文件夹，不是文件"),
        (errno.EADDRINUSE, "端口已被占用"),
    ],
)
def test_the_system_is_told_by_its_number_and_with_the_file(number, said):
    assert reason(refused(number)) == said
    assert line(refused(number, "a.pdf")) == f"a.pdf：{said}"
    assert line(refused(number, b"a.pdf", None, "b.pdf")) == f"a.pdf → b.pdf：{said}"
    assert line(refused(number)) == said


def test_a_real_refusal_a_host_and_a_text_are_told(tmp_path):
    with pytest.raises(OSError) as caught:
        (tmp_path / "no" / "a.csv").open("wb")
    assert line(caught.value) == f"{tmp_path}/no/a.csv：文件或它所在的文件夹不存在"
    assert reason(socket.gaierror(socket.EAI_NONAME, "Name or service not known")) == "找不到这个主机"
    with pytest.raises(UnicodeError) as unread:
        "费".encode("gbk").decode("utf-8")
    assert reason(unread.value) == "不是 UTF-8 编码的文字"


def test_what_has_no_words_here_is_told_as_the_system_does():
    assert reason(OSError(errno.ENOTTY, "Inappropriate ioctl")) == "系统说：Inappropriate ioctl"
    assert reason(OSError("broken")) == "系统说：broken"


class Held(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=3)] = "a"
    texts: Annotated[list[str], Field(min_length=1, max_length=2)] = Field(default=["a"])
    number: Annotated[int, Field(ge=1, le=9)] = 1
    ratio: Annotated[float, Field(gt=0, lt=1)] = 0.5
    kind: Literal["预算", "决算", ""] = "预算"
    code: Annotated[str, Field(pattern=r"^\d+$")] = "1"
    own: str = ""
    yes: bool = True
    when: bytes = b""

    @field_validator("own")
    @classmethod
    def _own(cls, given: str) -> str:
        if given:
            raise ValueError("这一项另有规定")
        return given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "不能是空的"),
        ({"text": "abcd"}, "最多3个字"),
        ({"text": 1}, "应是文字"),
        ({"texts": []}, "不能是空的"),
        ({"texts": ["a"] * 3}, "最多2项"),
        ({"texts": 1}, "应是一个列表"),
        ({"number": "x"}, "应是整数"),
        ({"number": 1.5}, "应是整数，不带小数"),
        ({"number": 0}, "应不小于1"),
        ({"number": 10}, "应不大于9"),
        ({"ratio": "x"}, "应是数"),
        ({"ratio": 0}, "应大于0"),
        ({"ratio": 1}, "应小于1"),
        ({"kind": "x"}, "只能是其中之一：预算、决算"),
        ({"code": "x"}, "写法不对"),
        ({"own": "x"}, "这一项另有规定"),
        ({"yes": "x"}, "应是 true 或 false"),
        ({"more": 1}, "没有这一项，请去掉"),
        ({"when": {}}, "不是可以接受的值"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_is_told_in_chinese(given, said):
    with pytest.raises(ValidationError) as caught:
        Held(**given)
    (error,) = caught.value.errors()
    assert fault(error) == said
    assert not re.search("[{}]", fault(error))
