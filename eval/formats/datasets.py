"""A dataset of any known format → Cases: the project's own JSONL, ragas, promptfoo.

>>> load(Path("tests.json"))[0].question  # a promptfoo config
'公务接待费多少？'

The format is told by the first object: `user_input` is ragas, `tests` or `vars` promptfoo,
anything else must be a case of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from eval.cases import Case, load_cases
from eval.formats import promptfoo_format, ragas_format
from index.facts.errors import BudgetError
from index.facts.plainly import reason

_Reader = Callable[[object, str], Case]


def load(path: Path) -> tuple[Case, ...]:
    """All cases of a dataset, in order. Raises BudgetError naming the file and the place."""
    found = _foreign(path)
    if found is None:
        return load_cases(path)
    read, rows = found
    cases: dict[str, Case] = {}
    for number, raw in enumerate(rows, 1):
        name = f"{path.stem}-{number}"
        try:
            case = read(raw, name)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"]) or "整条"
            raise BudgetError(
                f"{path} 第{number}条：{key} 不符合要求（{first['msg']}）。请对照数据格式改正"
            ) from error
        if case.id in cases:
            raise BudgetError(f"{path} 第{number}条：编号 {case.id} 重复。每个用例的编号必须唯一")
        cases[case.id] = case
    if not cases:
        raise BudgetError(f"{path}：没有用例")
    return tuple(cases.values())


def _foreign(path: Path) -> tuple[_Reader, list[object]] | None:
    """The reader for a file of another program with its rows; None where it is none."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BudgetError(
            f"{path}：无法读取（{reason(error)}）。请给出 UTF-8 编码的 JSON 或 JSONL 文件"
        ) from error
    try:
        rows = list(_rows(content))
    except ValueError:
        return None  # load_cases names the line
    first = rows[0] if rows else None
    if isinstance(first, dict) and "user_input" in first:
        return ragas_format.case_of, rows
    if isinstance(first, dict) and "vars" in first:
        return promptfoo_format.case_of, rows
    return None


def _rows(content: str) -> Iterator[object]:
    """The objects of a JSON document (a list, or its `tests`) or of JSON lines. Raises ValueError."""
    try:
        whole = json.loads(content, parse_float=Decimal)
    except ValueError:
        for line in content.split("\n"):
            if line.strip():
                yield json.loads(line, parse_float=Decimal)
        return
    if isinstance(whole, dict) and isinstance(whole.get("tests"), list):
        whole = whole["tests"]
    yield from whole if isinstance(whole, list) else [whole]
