"""The API beside the pages: answers, documents, figures, findings and page images as JSON and PNG.

>>> api = build_api(reception)              # a FastAPI, to be mounted at /api
$ curl -s localhost:7860/api/ask -d '{"question": "公务接待费为何增长"}' -H 'content-type: application/json'
"""

# Without `from __future__ import annotations`: FastAPI reads the annotations of local functions.

import io
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, FastAPI, Path, Query, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from index.facts.errors import BudgetError, DocumentError
from index.facts.given import LONGEST_BODY, YEARS, Given, said
from index.facts.records import Document, Kind
from index.store.exports.figure_rows import export_row
from index.store.protocols import Facet
from qa.records import citation_json
from web.label import LABEL, labelled
from web.plain.view import LONGEST, view_of
from web.problems import only_known, responses, tell
from web.reception import Reception
from web.services import Keeper

_BEARER: Final = HTTPBearer(auto_error=False, description="管理口令")
LONGEST_QUESTION: Final = 500
REMEMBERED: Final = 20

_CITED: Final[dict[str, Any]] = {
    "document": "某局-2025-部门预算.pdf",
    "page": 14,
    "table": "“三公”经费支出预算表",
    "row": "公务接待费",
    "column": "预算数",
    "bbox": [373.5, 168.5, 525.3, 185.0],
    "quote": "1.50",
}
_ANSWERED: Final[dict[str, Any]] = {
    "id": "ad91bc49ec31",
    "question": "某局2025年公务接待费比上年增加多少",
    "status": "answered",
    "text": "某局2025年公务接待费预算1.50万元，比上年增加0.50万元。",
    "figures": [
        {
            "metric": "公务接待费增加额",
            "code": "",
            "body": "某局",
            "year": 2025,
            "stage": "增减额",
            "value_yuan": "5000.00",
            "printed": "0.50",
            "unit": "万元",
            "derived": True,
            "formula": "1.50万元−1.00万元＝0.50万元",
            "citations": [0],
            "role": "asked",
        }
    ],
    "citations": [_CITED],
    "findings": [],
    "options": [],
    "understood": "",
    "confidence": None,
    "unaccounted": [],
    "set_aside": [],
    "timings_ms": {"total": 6.0},
    "label": LABEL,
}
_LISTED: Final[dict[str, Any]] = {
    "name": "某局-2025-部门预算.pdf",
    "title": "某局2025年部门预算",
    "body": "某局",
    "year": 2025,
    "kind": "预算",
    "scope": "部门",
    "pages": 21,
}
_CELL: Final[dict[str, Any]] = {
    "pdf": "某局-2025-部门预算.pdf",
    "page": 12,
    "table": "一般公共预算基本支出表",
    "row": "培训费",
    "code": "30216",
    "column": "预算数",
    "printed": "0.50",
    "unit": "万元",
    "value_yuan": "5000.00",
    "body": "某局",
    "year": 2025,
    "stage": "预算",
    "unit_row": "",
    "period": "",
    "kind": "预算",
    "scope": "部门",
    "fund": "财政拨款",
    "item": "",
}
_FAILED: Final[dict[str, Any]] = {
    "document": "某局-2025-部门预算.pdf",
    "check": "合计=各项",
    "message": "合计与各项之和相差0.01万元",
    "left": "15000.00",
    "right": "14900.00",
    "citations": [_CITED],
}

Several = tuple[Annotated[str, Field(max_length=LONGEST)], ...]
Name = Annotated[str, Path(description="文件名，照 documents 所列")]
Sort = Literal["", "body", "-body", "year", "-year", "row", "-row", "value", "-value"]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]


class Asked(BaseModel):
    """The body of `POST /api/ask`; `history` holds the earlier questions, oldest first."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "公务接待费为何增长", "history": []}]}
    )

    question: Text
    history: Annotated[list[Text], Field(max_length=REMEMBERED)] = []


class Cited(BaseModel):
    """Where a figure or a quotation stands; `page` counts from 1, `bbox` is in points."""

    document: str
    page: int
    table: str | None
    row: str | None
    column: str | None
    bbox: list[float] | None
    quote: str


class Amount(BaseModel):
    """One figure of an answer: `value_yuan` for money, `value` for percentages and counts.

    `role` is asked, or context for what only stands beside it.
    """

    metric: str
    code: str
    body: str
    year: int
    stage: str
    value_yuan: str | None = None
    value: str | None = None
    printed: str
    unit: str
    derived: bool
    formula: str | None
    citations: list[int]
    role: Literal["asked", "context"]
    kind: str = ""
    scope: str = ""
    period: str = ""
    unit_row: str = ""


class Answered(BaseModel):
    """The answer object; `label` marks it as machine-generated.

    `unaccounted` are words of the question that were not understood, `set_aside` those that are only talk.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_ANSWERED]})

    id: str
    question: str
    status: Literal["answered", "clarify", "not_found", "refused", "failed"]
    text: str
    figures: list[Amount]
    citations: list[Cited]
    findings: list[str]
    options: list[str]
    understood: str
    confidence: float | None = None
    unaccounted: list[str]
    set_aside: list[str]
    timings_ms: dict[str, float]
    label: str = LABEL


class Listed(BaseModel):
    """One indexed document."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LISTED]})

    name: str
    title: str
    body: str
    year: int
    kind: str
    scope: str
    pages: int


class Cell(BaseModel):
    """One figure of the tables, as `budget-qa figures` exports it."""

    pdf: str
    page: int
    table: str
    row: str
    code: str
    column: str
    printed: str
    unit: str
    value_yuan: str | None = None
    value: str | None = None
    body: str
    year: int
    stage: str
    unit_row: str
    period: str
    kind: str
    scope: str
    fund: str
    item: str


class Cells(BaseModel):
    """A page of figures; `next_offset` is null on the last one; `label` marks it as machine-generated."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"figures": [_CELL], "next_offset": 100, "label": LABEL}]}
    )

    figures: list[Cell]
    next_offset: int | None
    label: str = LABEL


class Said(BaseModel):
    """What a document is, where its file does not tell; what is left out is as it was read."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"body": "某局", "year": 2025, "kind": "预算"}]}
    )

    body: Annotated[str, Field(max_length=LONGEST_BODY)] = ""
    year: Annotated[int | None, Field(ge=YEARS[0], le=YEARS[1])] = None
    kind: Kind | None = None


class Failed(BaseModel):
    """A failed check of a document: `left` and `right` should agree."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FAILED]})

    document: str
    check: str
    message: str
    left: str
    right: str
    citations: list[Cited]


def _any_of(description: str) -> Any:
    """A parameter of which several values may be given."""
    return Query(max_length=60, description=f"{description}；可以给几个")


def _listed(document: Document) -> Listed:
    return Listed(
        name=document.name,
        title=document.title,
        body=document.body,
        year=document.year,
        kind=document.kind.value,
        scope=document.scope.value,
        pages=document.pages,
    )


def build_api(reception: Reception, keeper: Keeper | None = None) -> FastAPI:
    """The application to be mounted at /api; with a `keeper`, who bears his token may change documents."""
    api = FastAPI(
        title="budget-qa",
        version="1",
        description=f"预算公开问答。{LABEL}。",
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
        servers=[{"url": "/api"}],
    )
    tell(api)
    desk = reception.by("api")

    @api.post(
        "/ask",
        summary="回答一个问题，连同数字和它们所在的格子",
        response_model=Answered,
        response_model_exclude_unset=True,
        responses=responses(400, 413, 422, 429, 503),
    )
    def ask(asked: Asked) -> Any:
        """The answer to one question, with its figures and the cells they were read from."""
        return labelled(desk.ask(asked.question, history=asked.history))

    @api.get("/documents", summary="已索引的文件", responses=responses(429))
    def documents() -> list[Listed]:
        """What is indexed."""
        return [_listed(document) for document in desk.documents()]

    def admitted(token: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> Keeper:
        """Who may change documents, for a request that bears the administrator's token."""
        if keeper is None:
            raise HTTPException(403, "没有开放文件管理：启动服务时没有设管理口令")
        if token is None or not keeper.admits(token.credentials):
            raise HTTPException(401, "管理口令不正确", {"WWW-Authenticate": "Bearer"})
        return keeper

    def assigned(keeper: Keeper, document: str, given: Given) -> Listed:
        if document not in {each.name for each in desk.documents()}:
            raise HTTPException(404, "没有这份文件")
        return _listed(keeper.assign(document, given))

    @api.put(
        "/documents/{document:path}/identity",
        summary="指定一份文件的单位、年份、种类，并重新读取",
        responses=responses(400, 401, 403, 404, 413, 422, 429),
    )
    def assign(document: Name, given: Said, keeper: Annotated[Keeper, Depends(admitted)]) -> Listed:
        """Say whose a document is, of which year and kind: it is read again so, and stays so."""
        try:
            told = said(given.body, given.year, given.kind or "")
        except BudgetError as error:
            raise HTTPException(422, str(error)) from None
        if not told:
            raise HTTPException(422, "请给出 body、year、kind 中的至少一个")
        return assigned(keeper, document, told)

    @api.delete(
        "/documents/{document:path}/identity",
        summary="取消指定，照文件重新读取",
        responses=responses(401, 403, 404, 422, 429),
    )
    def unassign(document: Name, keeper: Annotated[Keeper, Depends(admitted)]) -> Listed:
        """Take back what was said of a document: it is read again as its file tells."""
        return assigned(keeper, document, Given())

    @api.get(
        "/figures",
        summary="表中的数字，条件与 /figures 页相同",
        responses=responses(422, 429),
        dependencies=[Depends(only_known)],
    )
    def figures(
        q: Annotated[str, Query(max_length=LONGEST, description="搜索的词，用空格分开，都要有")] = "",
        body: Annotated[Several, _any_of("单位的全称，或没有单位叫这个名字时名称的一部分")] = (),
        year: Annotated[
            tuple[Annotated[int, Field(ge=1990, le=2100)], ...], _any_of("数所属的年份，如 2025")
        ] = (),
        kind: Annotated[Several, _any_of("文件的种类，如 预算、决算")] = (),
        table: Annotated[Several, _any_of("表")] = (),
        stage: Annotated[Several, _any_of("阶段，如 预算、上年预算")] = (),
        scope: Annotated[Several, _any_of("口径，如 部门、单位")] = (),
        unit: Annotated[Several, _any_of("计量单位，如 万元")] = (),
        metric: Annotated[str, Query(max_length=80, description="科目的全名")] = "",
        code: Annotated[str, Query(pattern=r"^[0-9]{0,9}$", description="科目的全部编码，最多9位数字")] = "",
        sort: Annotated[Sort, Query(description="按什么排，前面加 - 从大到小")] = "",
        offset: Annotated[int, Query(ge=0, le=10_000_000, description="跳过前面几个")] = 0,
        limit: Annotated[int, Query(ge=1, le=1000, description="最多几个")] = 100,
    ) -> Cells:
        """The figures of the tables, by the names and values of an address of /figures.

        `q` are words that each must stand in a figure; `year` is the amount's; of a facet several values
        may be given. `metric` is a subject's whole name, `code` its whole code.
        """
        of = zip(Facet, (body, map(str, year), kind, table, stage, scope, unit), strict=True)
        named = [("q", q), ("metric", metric), ("code", code), ("sort", sort)]
        wanted = view_of([*named, *((facet, value) for facet, values in of for value in values)]).wanted
        found = reception.quiet.facts.select(wanted, offset=offset, limit=limit + 1)
        rest = offset + limit if len(found) > limit else None
        shown = [Cell.model_validate(export_row(figure)) for figure in found[:limit]]
        return Cells(figures=shown, next_offset=rest)

    @api.get(
        "/findings",
        summary="文件自身的矛盾",
        responses=responses(422, 429),
        dependencies=[Depends(only_known)],
    )
    def findings(
        document: Annotated[str, Query(description="文件名；不写就是全部文件")] = "",
    ) -> list[Failed]:
        """The checks that fail in the documents themselves."""
        return [
            Failed(
                document=name,
                check=finding.check,
                message=finding.message,
                left=format(finding.left, "f"),
                right=format(finding.right, "f"),
                citations=[Cited.model_validate(citation_json(c)) for c in finding.citations],
            )
            for name, finding in desk.findings()
            if document in ("", name)
        ]

    @api.get(
        "/pages/{document:path}/{page}.png",
        summary="PDF 的一页，画成图片，可框出一处",
        response_class=Response,
        responses={200: {"content": {"image/png": {}}}, **responses(404, 422, 429)},
    )
    def page_image(
        document: Name,
        page: Annotated[int, Path(description="第几页，从 1 数起")],
        bbox: Annotated[
            str | None,
            Query(
                pattern=r"^-?\d{1,5}(\.\d{1,3})?(,-?\d{1,5}(\.\d{1,3})?){3}$",
                examples=["70,80,120,95"],
                description="要框出的一处，左,上,右,下，如 70,80,120,95",
            ),
        ] = None,
        scale: Annotated[float, Query(ge=0.2, le=3, description="一点画成几个像素")] = 2.0,
        row: Annotated[
            str | None, Query(max_length=300, description="框出的一处所在的行叫什么：只画这一行，名称在旁边")
        ] = None,
    ) -> Response:
        """A page of an indexed PDF as a picture, with a box framed where one is given.

        With the name of its row, that row alone: the name beside the box.
        """
        try:
            path = desk.pdf_path(document)
        except KeyError:
            raise HTTPException(404, "没有这份文件") from None
        box = None
        if bbox:
            x0, top, x1, bottom = map(float, bbox.split(","))
            box = (x0, top, x1, bottom)
        try:
            if row is not None and box is not None:
                picture = reception.pages.row(path, page, box, row, scale)
            else:
                picture = reception.pages.picture(path, page, box, scale)
        except DocumentError as error:
            raise HTTPException(404, str(error.named(document))) from None
        held = io.BytesIO()
        picture.save(held, "PNG")
        return Response(held.getvalue(), media_type="image/png")

    return api
