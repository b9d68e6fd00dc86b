"""The whole error tree. Foreign errors are mapped to these at the one door of each package.

Every message names the file, the page where there is one, what was expected, and what to do::

    BudgetError
    ├── DocumentError   one file cannot be read; the others go on
    ├── StoreError      the store is locked, damaged, or of another model
    │   ├── VectorsHeld   its vectors are held by another process
    │   └── VectorsAway   the server of its vectors does not answer
    │       └── VectorsAstray  it answers that it is in error within
    ├── ModelError      an embedding model cannot be loaded
    └── MissingExtra    what only some need is not installed
"""

from __future__ import annotations


class BudgetError(Exception):
    """Anything a user can act on; its text is one plain line."""


class DocumentError(BudgetError):
    """A file that cannot be indexed: ``DocumentError("a.pdf", "已加密", "请先去除密码", page=3)``."""

    def __init__(self, document: str, problem: str, remedy: str, page: int | None = None) -> None:
        self.document = document
        self.page = page
        self.problem = problem
        self.remedy = remedy
        where = document if page is None else f"{document} 第{page}页"
        super().__init__(f"{where}：{problem}。{remedy}")

    def named(self, document: str) -> DocumentError:
        """The same of the document as its reader knows it, where the file at hand bears another name."""
        return DocumentError(document, self.problem, self.remedy, self.page)

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str, str, int | None]]:
        """Survive the trip from a worker process."""
        return type(self), (self.document, self.problem, self.remedy, self.page)


class StoreError(BudgetError):
    """The store cannot be opened, is held by another process, or does not fit the settings."""


class VectorsHeld(StoreError):
    """Another process holds the vectors of the store."""


class VectorsAway(StoreError):
    """The server of the vectors does not answer: what is said in words is found by words alone."""


class VectorsAstray(VectorsAway):
    """The server is in error within: an id asked for is not held any more, or what it held is lost."""


class ModelError(BudgetError):
    """An embedding model cannot be found or read."""


class MissingExtra(BudgetError):
    """Packages that only some need: ``MissingExtra("识别扫描件", "ocr")`` says how to install them."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what}需要另外安装：pip install "budget-qa[{extra}]"')
