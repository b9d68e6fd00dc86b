"""What a .docx and an .xlsx have in common: how one that cannot be read is told.

>>> with opening(path, "工作簿"):
...     load_workbook(path)
DocumentError: 某局.xlsx：工作簿已损坏，无法解析（BadZipFile）。请重新下载或另存该文件
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.facts.errors import DocumentError
from index.facts.faults import PASSED
from index.facts.plainly import reason


@contextmanager
def opening(path: Path, kind: str) -> Iterator[None]:
    """Within the block a file is opened and read; whatever that raises becomes a DocumentError."""
    try:
        yield
    except PASSED:
        raise
    except OSError as error:
        raise DocumentError(path.name, f"无法打开（{reason(error)}）", "请检查文件权限") from error
    # python-docx, openpyxl and xlrd raise what the damaged part leads them to (PackageNotFoundError,
    # BadZipFile, KeyError, XMLSyntaxError, struct.error …): here all of them mean one thing.
    except Exception as error:
        problem = f"{kind}已损坏，无法解析（{type(error).__name__}）"
        raise DocumentError(path.name, problem, "请重新下载或另存该文件") from error
