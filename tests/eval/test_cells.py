"""Cells bear the names a reader has for them, and those of superseded editions are left out."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from eval.probes.cells import cells_of, rows_of, said_in, table_name
from eval.probes.probe import Amount
from index.facts.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Kind,
    Passage,
    Scope,
    Stage,
    Table,
    TableKind,
)
from index.store.figure_store import FigureStore

DOCUMENT = Document(
    "a.pdf", "1" * 64, "松湖市档案馆2025年预算", "松湖市档案馆", 2025, Kind.BUDGET, Scope.UNIT, 9
)


def figure(row: str | None, column: str, value: str = "5", **more: object) -> Figure:
    given: dict[str, object] = {
        "subject": (row or column).split("/")[-1],
        "code": "",
        "component": "",
        "body": DOCUMENT.body,
        "year": 2025,
        "stage": Stage.BUDGET,
        "value": Decimal(value) * 10000,
        "printed": value,
        "unit": "万元",
        "table_kind": TableKind.EXPENSE,
        "citation": Citation("a.pdf", 3, value, "表二 支出预算表", row, column, (0.0, 0.0, 1.0, 1.0)),
    }
    return Figure(**(given | more))  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path):
    with FigureStore.open(tmp_path, create=True) as opened:
        yield opened


def put(store: FigureStore, *figures: Figure, document: Document = DOCUMENT, **more: object) -> None:
    extraction = Extraction(document, figures=figures, **more)  # type: ignore[arg-type]
    store.replace(extraction, source=f"/in/{document.name}", extractor="test")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("表四 2024年财政拨款收支总表", "2024年财政拨款收支总表"),
        ("公开04表：财政拨款收支预算总表", "财政拨款收支预算总表"),
        ("附件2：支出表", "支出表"),
        ("1.2023年单位财务收支预算总表", "2023年单位财务收支预算总表"),
        ("5-4  2024年专项债务余额情况表", "2024年专项债务余额情况表"),
        ("九、基本支出预算表", "基本支出预算表"),
        ("一般公共预算支出表", "一般公共预算支出表"),
        ("三公经费表", "三公经费表"),
        ("2024年末债务限额表", "2024年末债务限额表"),
        ("236-改善办学条件", "236-改善办学条件"),
        ("表一", "表一"),
    ],
)
def test_a_table_is_named_without_its_number(title: str, name: str):
    assert table_name(title) == name


def test_a_cell_is_named_as_printed_without_ordinals(store: FigureStore):
    put(store, figure("（1）公务接待费", "预算数"))
    (cell,) = cells_of(store)
    assert (cell.table, cell.row, cell.column, cell.name) == (
        "支出预算表",
        "公务接待费",
        "预算数",
        "公务接待费",
    )
    assert cell.amount == Amount(Decimal(50000), "元")
    assert cell.place == "a.pdf 第3页 表二 支出预算表 （1）公务接待费 预算数 5"


def test_as_much_of_a_header_is_named_as_tells_columns_apart(store: FigureStore):
    put(
        store,
        figure("一、教育", "收入/预算数"),
        figure("一、教育", "支出/预算数"),
        figure("一、教育", "支出/上年"),
        figure("一、教育", "三公/公务用车/小计"),
        figure("一、教育", "年度(/项目)指标值"),
    )
    assert [cell.column for cell in cells_of(store)] == [
        "收入/预算数",
        "支出/预算数",
        "上年",
        "公务用车/小计",
        "年度(/项目)指标值",
    ]


def test_rows_of_one_name_under_different_heads_are_told_apart(store: FigureStore):
    put(store, figure("立法费/印刷费", "总计"), figure("活动费/印刷费", "总计"), figure("电费", "总计"))
    assert [cell.row for cell in cells_of(store)] == ["立法费/印刷费", "活动费/印刷费", "电费"]


def test_a_total_is_not_asked_for_without_its_table(store: FigureStore):
    put(store, figure("合 计", "预算数"), figure("支出总计", "预算数"), figure("12", "预算数"))
    assert [cell.askable for cell in cells_of(store)] == [False, False, False]


def test_a_row_without_a_label_is_asked_by_what_its_column_is_of(store: FigureStore):
    put(store, figure(None, "三公/公务接待费"))
    (cell,) = cells_of(store)
    assert (cell.row, cell.name, cell.askable) == ("", "公务接待费", True)


def test_cells_of_a_superseded_edition_are_left_out(store: FigureStore):
    table = Table("表二 支出预算表", TableKind.EXPENSE, "万元", (3,), ())
    put(store, figure("培训费", "预算数", "5"), tables=(table,))
    later = replace(DOCUMENT, name="b.pdf", sha256="2" * 64)
    put(store, figure("培训费", "预算数", "6"), document=later, tables=(table,))
    assert [cell.amount.value for cell in cells_of(store)] == [60000]


def test_a_row_wants_its_whole_columns_before_their_parts(store: FigureStore):
    put(
        store,
        figure("培训费", "合计", "5"),
        figure("培训费", "人员经费", "2", component="人员经费"),
        figure("培训费", "增减额", "1", stage=Stage.DIFFERENCE),
        figure("会议费", "人员经费", "2", component="人员经费"),
        figure("会议费", "公用经费", "3", component="公用经费"),
    )
    wanted = {row.name: [amount.value for amount in row.wanted] for row in rows_of(cells_of(store))}
    assert wanted == {"培训费": [50000], "会议费": [20000, 30000]}


def test_what_is_said_in_sentences_is_known_by_body(store: FigureStore):
    citation = Citation("a.pdf", 5, "上年决算为4万元。")
    change = Change(
        "购书费",
        "",
        DOCUMENT.body,
        2025,
        Stage.BUDGET,
        "万元",
        None,
        "",
        "",
        None,
        "",
        None,
        "",
        "",
        citation,
    )
    passage = Passage("本馆负责征集档案。", (), Citation("a.pdf", 4, "本馆负责征集档案。"))
    put(store, passages=(passage,), changes=(change,))
    said = said_in(store)
    assert list(said) == [DOCUMENT.body]
    assert all(words in said[DOCUMENT.body] for words in ("征集档案", "购书费", "上年决算"))
