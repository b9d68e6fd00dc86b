"""What the system and pydantic refuse, said in plain Chinese: the one place for those words.

>>> reason(FileNotFoundError(errno.ENOENT, "No such file or directory", "a.pdf"))
'文件或它所在的文件夹不存在'
>>> line(FileNotFoundError(errno.ENOENT, "No such file or directory", "a.pdf"))
'a.pdf：文件或它所在的文件夹不存在'
>>> fault({"type": "int_parsing"})
'应是整数'
"""

from __future__ import annotations

import errno
import os
import re
import socket
from collections.abc import Mapping
from typing import Any, Final

_REASONS: Final = {
    errno.ENOENT: "文件或它所在的文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EEXIST: "已经有同名的文件或文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件太大",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EBUSY: "正被占用",
    errno.ETXTBSY: "正被占用",
    errno.ESTALE: "共享盘上的文件已失效",
    errno.EXDEV: "不在同一个磁盘上",
    errno.EINVAL: "系统不接受这个名称或操作",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENFILE: "同时打开的文件太多",
    errno.ENOMEM: "内存不足",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.EAFNOSUPPORT: "本机不支持这种地址",
    errno.ECONNREFUSED: "对方没有在这个地址监听",
    errno.ECONNRESET: "连接被对方断开",
    errno.EPIPE: "连接被对方断开",
    errno.ETIMEDOUT: "等待超时",
    errno.EHOSTUNREACH: "网络不通",
    errno.ENETUNREACH: "网络不通",
}

# By pydantic's types of errors; blanks are of an error's context.
_FAULTS: Final = {
    "missing": "没有给出",
    "missing_argument": "没有给出",
    "extra_forbidden": "没有这一项，请去掉",
    "string_too_short": "至少要有{min_length}个字",
    "string_too_long": "最多{max_length}个字",
    "too_short": "至少要有{min_length}项",
    "too_long": "最多{max_length}项",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "应不小于{ge}",
    "less_than": "应小于{lt}",
    "less_than_equal": "应不大于{le}",
    "literal_error": "只能是其中之一：{expected}",
    "enum": "只能是其中之一：{expected}",
    "string_pattern_mismatch": "写法不对",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "int_from_float": "应是整数，不带小数",
    "int_parsing_size": "数太大",
    "float_parsing": "应是数",
    "float_type": "应是数",
    "finite_number": "应是有限的数",
    "bool_parsing": "应是 true 或 false",
    "bool_type": "应是 true 或 false",
    "string_type": "应是文字",
    "list_type": "应是一个列表",
    "tuple_type": "应是一个列表",
    "dict_type": "应是一个 JSON 对象",
    "model_type": "应是一个 JSON 对象",
    "model_attributes_type": "应是一个 JSON 对象",
    "json_invalid": "不是有效的 JSON",
    "json_type": "不是有效的 JSON",
    "url_parsing": "不是完整的网址",
    "url_scheme": "网址的开头不对",
    "url_type": "不是完整的网址",
    "ip_any_network": "不是 IP 地址或网段",
    "ip_v4_network": "不是 IP 地址或网段",
    "path_type": "不是路径",
}
_OTHER: Final = "不是可以接受的值"


def reason(error: OSError | UnicodeError) -> str:
    """Why the system refuses, or a text cannot be read."""
    if isinstance(error, UnicodeError):
        return "不是 UTF-8 编码的文字"
    if isinstance(error, socket.gaierror) or (error.errno or 0) < 0:  # as `socket.create_server` hands it on
        return "找不到这个主机"
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    return f"系统说：{error.strerror or error or type(error).__name__}"


def line(error: OSError) -> str:
    """The same with the file it is about."""
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    return f"{' → '.join(names)}：{reason(error)}" if names else reason(error)


def fault(error: Mapping[str, Any]) -> str:
    """What is wrong with a value, by one of a ValidationError's `errors()`; our own words as they are."""
    context = dict(error.get("ctx") or {})
    if error["type"] == "value_error" and "error" in context:
        return str(context["error"])
    for name, value in context.items():
        if isinstance(value, float) and value.is_integer():
            context[name] = int(value)
    if "expected" in context:
        context["expected"] = "、".join(filter(None, re.findall(r"'([^']*)'", str(context["expected"]))))
    if context.get("min_length") == 1 and error["type"].endswith("too_short"):
        return "不能是空的"
    return _FAULTS.get(error["type"], _OTHER).format_map(context)
