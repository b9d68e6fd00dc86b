"""JSONL evaluation data → Cases. Each line is one question with what a right answer must hold.

>>> load_cases(Path("questions.jsonl"))[0].figures
(ReferenceFigure(metric='公务接待费', value=Decimal('1.5'), unit='万元'),)

A value is read as Decimal, never through float: 18600695.46 元 stays 18600695.46.
"""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from index.facts.errors import BudgetError
from index.facts.plainly import reason
from qa.records import Status

logger = logging.getLogger(__name__)
_Shape = TypeVar("_Shape", bound=BaseModel)


def plain_unit(unit: str) -> str:
    """A unit without print variants: ``plain_unit("％ ") == "%"``."""
    return unicodedata.normalize("NFKC", unit).strip()


Unit = Annotated[str, AfterValidator(plain_unit)]


class ReferenceFigure(BaseModel):
    """A figure a right answer holds: `value` in `unit` (money as printed in it, not yuan)."""

    model_config = ConfigDict(frozen=True)

    metric: str
    value: Decimal
    unit: Unit


class ForbiddenFigure(BaseModel):
    """A figure a right answer must not assert: {147.87, 元} forbids 147.87元, not 147.87万元."""

    model_config = ConfigDict(frozen=True)

    value: Decimal
    unit: Unit


class Source(BaseModel):
    """Where the reference stands: file name, page index from 1, table title or None for prose."""

    model_config = ConfigDict(frozen=True)

    pdf: str
    page: int | None = None
    table: str | None = None


class Case(BaseModel):
    """One evaluation question. `source` is free text where no page is known, `writer` who asked it."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    kind: str
    answer: str = ""
    writer: str = ""
    figures: tuple[ReferenceFigure, ...] = ()
    answerable: bool
    forbidden: tuple[ForbiddenFigure, ...] = ()
    must_any: tuple[str, ...] = ()
    must_text: tuple[str, ...] = ()
    source: str | Source | None = None
    sources: tuple[Source, ...] = ()
    expected_status: Status | None = None
    history: tuple[str, ...] = Field(default=())
    audience: str | None = None

    @property
    def pages(self) -> tuple[Source, ...]:
        """The sources that name a page, without repeats; () where only free text is given."""
        one = (self.source,) if isinstance(self.source, Source) else ()
        return tuple(dict.fromkeys(source for source in (*one, *self.sources) if source.page is not None))

    @property
    def accepted(self) -> tuple[Status, ...]:
        """The statuses that are right for this case."""
        if self.expected_status is not None:
            return (self.expected_status,)
        if not self.answerable:
            return (Status.NOT_FOUND, Status.REFUSED)
        if self.kind == "ambiguous":
            return (Status.ANSWERED, Status.CLARIFY)
        return (Status.ANSWERED,)


class Asked(BaseModel):
    """One question of a batch; the `id` goes back with its answer, as it came."""

    model_config = ConfigDict(frozen=True)

    id: str | int
    question: str
    history: tuple[str, ...] = ()


def load_questions(path: Path) -> Iterator[Asked | BudgetError]:
    """The questions of a JSONL file, in order; a line that is none is its error, and the next goes on.

    Other keys, such as those of a Case, are let pass. Raises BudgetError when the file cannot be
    read or holds no line.
    """
    lines = _lines(path)
    if not lines:
        raise BudgetError(f"{path}：没有问题。每行应是一个 JSON 对象，含 id 和 question")
    for number, line in lines:
        where = f"{path} 第{number}行"
        try:
            yield _validated(_read(line, where), where, Asked)
        except BudgetError as error:
            yield error


def load_cases(path: Path) -> tuple[Case, ...]:
    """All cases of a JSONL file, in order; blank lines are skipped.

    Raises BudgetError naming the file and the line: unreadable, not JSON, a key missing or of
    the wrong type, an id given twice, or no case at all.
    """
    cases: dict[str, Case] = {}
    unknown: set[str] = set()
    for number, line in _lines(path):
        where = f"{path} 第{number}行"
        raw = _read(line, where)
        case = _validated(raw, where, Case)
        if isinstance(raw, dict):
            unknown.update(key for key in raw if key not in Case.model_fields)
        if case.id in cases:
            raise BudgetError(f"{where}：编号 {case.id} 重复。每个用例的 id 必须唯一")
        cases[case.id] = case
    if not cases:
        raise BudgetError(f"{path}：没有用例。每行应是一个 JSON 对象")
    if unknown:
        logger.warning("%s：忽略不认识的键 %s", path, "、".join(sorted(unknown)))
    return tuple(cases.values())


def _lines(path: Path) -> list[tuple[int, str]]:
    """The lines that are not blank, numbered from 1. Raises BudgetError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BudgetError(f"{path}：无法读取（{reason(error)}）。请给出 UTF-8 编码的 JSONL 文件") from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _read(line: str, where: str) -> object:
    """One line's JSON, numbers as Decimal. Raises BudgetError."""
    try:
        return json.loads(line, parse_float=Decimal)
    except ValueError as error:
        raise BudgetError(f"{where}：不是合法的 JSON（{error}）。每行应是一个 JSON 对象") from error


def _validated(raw: object, where: str, shape: type[_Shape]) -> _Shape:
    """What one line holds, in its shape. Raises BudgetError naming the key."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "整行"
        raise BudgetError(f"{where}：{key} 不符合要求（{first['msg']}）。请对照数据格式改正") from error
