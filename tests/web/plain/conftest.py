"""The plain pages over facts that live in memory."""

from decimal import Decimal

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.facts.records import (
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Kind,
    Scope,
    Stage,
    TableKind,
)
from tests.fakes import MemoryFacts
from web.plain.routes import plain_routes

EVIL = "<script>alert(1)</script>\"'&"
BOX = (40.0, 30.0, 70.0, 50.0)


def document(name="a.pdf", body="某局", year=2025):
    return Document(name, name, f"{body}{year}年部门预算", body, year, Kind.BUDGET, Scope.DEPARTMENT, 3)


def figure(printed, row, *, name="a.pdf", body="某局", year=2025, page=1, box=BOX, unit="万元", **parts):
    value = Decimal(printed.replace(",", "")) * (10000 if unit == "万元" else 1)
    cell = Citation(name, page, printed, "三公表", row, "预算数", box)
    made = (row, "", "", body, year, Stage.BUDGET, value, printed, unit, TableKind.THREE_PUBLIC, cell)
    return Figure(*made, **parts)


@pytest.fixture
def facts():
    held = MemoryFacts()
    first = [figure(f"{n}.50", f"第{n}项", box=(40.0, 30.0 + n, 70.0, 50.0 + n)) for n in range(120)]
    first += [figure("9.99", EVIL, page=2), figure("3", "车辆", unit="辆", page=2, box=None)]
    finding = Finding("合计", "不相等", Decimal(2), Decimal(1), (Citation("a.pdf", 3, "两句话", bbox=BOX),))
    held.replace(
        Extraction(document(), figures=tuple(first), findings=(finding,)), source="a.pdf", extractor=""
    )
    other = [figure("1.00", "公务接待费", name="b.docx", body="另一局", year=2024, box=None)]
    held.replace(
        Extraction(document("b.docx", "另一局", 2024), figures=tuple(other)), source="b.docx", extractor=""
    )
    return held


@pytest.fixture
def client(facts):
    with TestClient(Starlette(routes=plain_routes(lambda: facts))) as client:
        yield client
