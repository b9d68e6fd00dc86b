"""The whole index as a Data Package (datapackage.org, version 2): tables of CSV and what their columns mean.

Each table is written as it is read, none of the files is held whole.

>>> [resource["path"] for resource in descriptor()["resources"]]
['documents.csv', 'figures.csv', 'changes.csv', 'findings.csv']
>>> b"".join(zipped(facts))[:2]
b'PK'
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from index.facts.records import Change, Finding
from index.store.batches import batches
from index.store.export import SOURCE_COLUMNS, exported_text, source_row
from index.store.exports.csv_text import Value, csv_text
from index.store.exports.figure_rows import COLUMNS
from index.store.protocols import Facts, StoredDocument
from web.label import LABEL

_Documents = Sequence[StoredDocument]
_AT_ONCE: Final = 50

NAME: Final = "datapackage.json"
_CHANGES: Final = (
    "pdf",
    "page",
    "body",
    "year",
    "subject",
    "code",
    "stage",
    "unit",
    "amount_yuan",
    "direction",
    "difference_yuan",
    "percent",
    "reason",
    "quote",
)
_FINDINGS: Final = ("pdf", "check", "message", "left", "right", "pages")
_DOCUMENTS: Final = SOURCE_COLUMNS[:-1]

_MEANT: Final = {
    "pdf": "文件名",
    "page": "页，从1数起；工作簿是第几张表",
    "table": "表题",
    "row": "行名，照印",
    "code": "科目编码，没有则空",
    "column": "栏目，各级以/分开",
    "printed": "照印的数",
    "unit": "计量单位",
    "value_yuan": "金额，元：照印的数乘以计量单位",
    "value": "不是金额的数（%、辆、人）",
    "body": "单位",
    "year": "这个数是哪一年的",
    "stage": "预算、上年预算、调整预算、执行、决算、增减额等",
    "unit_row": "行所属的单位或地方，与 body 不同时才有",
    "period": "一年中的哪一段，全年则空",
    "kind": "预算、决算、执行、债务",
    "scope": "部门、单位、全市、市本级等",
    "fund": "财政拨款、全部",
    "item": "项目或采购",
    "label": "机器生成的标识",
    "title": "文件题目",
    "pages": "页数；在 findings 中是涉及的页",
    "sha256": "文件内容的摘要",
    "subject": "科目或项目",
    "amount_yuan": "金额，元",
    "direction": "增加、减少、持平",
    "difference_yuan": "与上年相差，元，不带正负",
    "percent": "增减百分比，照印",
    "reason": "原因，文件原话",
    "quote": "原句",
    "check": "勾稽关系",
    "message": "怎样不符",
    "left": "左边的数",
    "right": "右边的数",
}
_NUMBERS: Final = frozenset(
    {"value_yuan", "value", "amount_yuan", "difference_yuan", "percent", "left", "right"}
)
_WHOLE: Final = frozenset({"page", "year"})


def descriptor() -> dict[str, Any]:
    """What `datapackage.json` holds."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "budget-qa",
        "title": "预算公开问答：全部数字",
        "description": LABEL,
        "resources": [
            {
                "name": name,
                "type": "table",
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [_field(name, column) for column in columns],
                    "missingValues": [""],
                    **_keys(name),
                },
            }
            for name, (columns, _) in TABLES.items()
        ],
    }


def table(facts: Facts, name: str) -> Iterator[bytes]:
    """One of `TABLES` as CSV. Raises KeyError for another name."""
    return TABLES[name][1](facts, facts.documents())


def zipped(facts: Facts) -> Iterator[bytes]:
    """The package as a zip file, a stretch at a time: the documents that there are at its beginning.

    Raises StoreError where one of them goes before its figures are read.
    """
    documents = facts.documents()
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, json.dumps(descriptor(), ensure_ascii=False, indent=1))
        for name in TABLES:
            with archive.open(f"{name}.csv", "w", force_zip64=True) as held:
                for part in TABLES[name][1](facts, documents):
                    held.write(part)
                    yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What is written waits to be taken; there is no way back, so the zip file needs none."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


def _field(table: str, name: str) -> dict[str, str]:
    kind = "integer" if name in _WHOLE or (name, table) == ("pages", "documents") else "string"
    return {"name": name, "type": "number" if name in _NUMBERS else kind, "description": _MEANT[name]}


def _keys(name: str) -> dict[str, Any]:
    if name == "documents":
        return {"primaryKey": ["pdf"]}
    return {"foreignKeys": [{"fields": ["pdf"], "reference": {"resource": "documents", "fields": ["pdf"]}}]}


def _written(columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> Iterator[bytes]:
    return csv_text(chain([columns], ([row[column] for column in columns] for row in rows)))


def _documents(facts: Facts, held: _Documents) -> Iterator[bytes]:
    return _written(_DOCUMENTS, (source_row(stored.document) for stored in held))


def _figures(facts: Facts, held: _Documents) -> Iterator[bytes]:
    known = {stored.id for stored in held}
    figures = (stored.figure for stored in facts.stream_figures() if stored.document_id in known)
    return exported_text(figures, "csv", label=LABEL)


def _changes(facts: Facts, held: _Documents) -> Iterator[bytes]:
    changes = (
        stored.change
        for some in batches(held, _AT_ONCE)
        for stored in facts.changes(documents=[each.id for each in some])
    )
    return _written(_CHANGES, map(_change_row, changes))


def _change_row(change: Change) -> dict[str, Value]:
    return {
        "pdf": change.citation.document,
        "page": change.citation.page,
        "body": change.body,
        "year": change.year,
        "subject": change.subject,
        "code": change.code,
        "stage": change.stage.value,
        "unit": change.unit,
        "amount_yuan": None if change.amount is None else format(change.amount, "f"),
        "direction": change.direction,
        "difference_yuan": None if change.difference is None else format(change.difference, "f"),
        "percent": None if change.percent is None else format(change.percent, "f"),
        "reason": change.reason,
        "quote": change.citation.quote,
    }


def _findings(facts: Facts, held: _Documents) -> Iterator[bytes]:
    found = (
        pair
        for some in batches(held, _AT_ONCE)
        for pair in facts.findings([each.document.name for each in some])
    )
    return _written(_FINDINGS, (_finding_row(name, finding) for name, finding in found))


def _finding_row(name: str, finding: Finding) -> dict[str, Value]:
    return {
        "pdf": name,
        "check": finding.check,
        "message": finding.message,
        "left": format(finding.left, "f"),
        "right": format(finding.right, "f"),
        "pages": "、".join(str(page) for page in dict.fromkeys(c.page for c in finding.citations)),
    }


TABLES: Final[dict[str, tuple[tuple[str, ...], Callable[[Facts, _Documents], Iterator[bytes]]]]] = {
    "documents": (_DOCUMENTS, _documents),
    "figures": ((*COLUMNS, "label"), _figures),
    "changes": (_CHANGES, _changes),
    "findings": (_FINDINGS, _findings),
}
