"""An extraction as a store is given it, and how it is put there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Fund,
    Kind,
    Passage,
    Scope,
    Stage,
    Table,
    TableKind,
)

NAME = "某市商务局-2025-部门预算.pdf"


CITED = Citation(NAME, 12, "1.50", "三公表", "2、公务接待费", "预算数", (10.5, 20.25, 30.0, 40.0))


FIGURE = Figure(
    "公务接待费",
    "30217",
    "基本支出",
    "某市商务局",
    2025,
    Stage.BUDGET,
    Decimal("15000.00"),
    "1.50",
    "万元",
    TableKind.THREE_PUBLIC,
    CITED,
    kind=Kind.DEBT,
    scope=Scope.CITY,
    fund=Fund.APPROPRIATION,
    period="一季度",
    unit_row="某市招商中心",
)


CHANGE = Change(
    subject="公务接待费",
    code="30217",
    body="某市商务局",
    year=2025,
    stage=Stage.BUDGET,
    unit="万元",
    amount=Decimal("15000.00"),
    amount_printed="1.50",
    direction="增加",
    difference=Decimal("5000.00"),
    difference_printed="0.50",
    percent=Decimal("50.00"),
    percent_printed="50.00",
    reason="新增接线",
    citation=Citation(NAME, 14, "公务接待费1.50万元", bbox=(1.0, 2.0, 3.0, 4.0)),
)


SILENT = replace(
    CHANGE, amount=None, difference=None, percent=None, direction="", citation=Citation(NAME, 15, "…")
)


PASSAGES = (
    Passage(
        "公务接待费增长，主要是新增接线。", ("第三部分", "三公说明"), Citation(NAME, 14, "公务接待费增长")
    ),
    Passage("内设综合科、业务科。", ("第一部分",), Citation(NAME, 3, "内设综合科")),
    Passage("2120101行政运行科目用于保障机构运转。", (), Citation(NAME, 20, "行政运行")),
)


FINDING = Finding("合计", "合计与明细不符", Decimal("1.10"), Decimal("1.20"), (CITED, CHANGE.citation))


def extraction(name=NAME, sha256="a" * 64, **facts):
    document = Document(name, sha256, "2025年预算", "某市商务局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 21)
    given_facts = {
        "figures": (FIGURE,),
        "changes": (CHANGE, SILENT),
        "passages": PASSAGES,
        "findings": (FINDING,),
        "tables": (Table("三公表", TableKind.THREE_PUBLIC, "万元", (12,), ()),),
        "warnings": ("第9页是图片",),
    }
    return Extraction(document, **{**given_facts, **facts})


SERVED = pytest.param("PostgreSQL", marks=pytest.mark.services)


def put(store, extracted, source="/in/a.pdf"):
    store.replace(extracted, source=source, extractor="1")
