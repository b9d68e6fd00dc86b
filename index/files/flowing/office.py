"""What a .docx and an .xlsx have in common: how one that cannot be read is told.

>>> with readable(path, "工作簿", ".xls"):
...     load_workbook(path)
DocumentError: 某局.xlsx：工作簿已加密，或是旧的 .xls 格式。请去除密码并另存为 .xlsx
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.facts.errors import DocumentError
from index.facts.limits import TooManyObjects

_OLE = b"\xd0\xcf\x11\xe0"


@contextmanager
def readable(path: Path, kind: str, older: str) -> Iterator[None]:
    """Within the block a packed file is opened and read; whatever that raises becomes a DocumentError.

    `kind` is what the file is called, `older` the suffix of the format before it. TooManyObjects passes.
    """
    with opening(path, kind):
        with path.open("rb") as stream:
            if stream.read(4) == _OLE:
                problem = f"{kind}已加密，或是旧的 {older} 格式"
                raise DocumentError(path.name, problem, f"请去除密码并另存为 {older}x")
        yield


@contextmanager
def opening(path: Path, kind: str) -> Iterator[None]:
    """Within the block a file is opened and read; whatever that raises becomes a DocumentError."""
    try:
        yield
    except (DocumentError, TooManyObjects, MemoryError):
        raise
    except OSError as error:
        raise DocumentError(path.name, f"无法打开（{error.strerror}）", "请检查文件权限") from error
    # python-docx, openpyxl and xlrd raise what the damaged part leads them to (PackageNotFoundError,
    # BadZipFile, KeyError, XMLSyntaxError, struct.error …): here all of them mean one thing.
    except Exception as error:
        problem = f"{kind}已损坏，无法解析（{type(error).__name__}）"
        raise DocumentError(path.name, problem, "请重新下载或另存该文件") from error
