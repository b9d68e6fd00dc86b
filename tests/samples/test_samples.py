"""The samples hold what their README says: the figures agree, and the PDFs print them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pypdfium2
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
PLANTED = "临汐区望潮街道办事处-2024-部门预算.pdf"
Fact = dict[str, object]


def _records(name: str) -> list[dict]:
    return [json.loads(line) for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines()]


CELLS = _records("gold.jsonl")
FACTS = _records("changes.jsonl")
PDFS = [entry["pdf"] for entry in json.loads((SAMPLES / "covered.json").read_text(encoding="utf-8"))["pdfs"]]
ARTICLES, STANDARDS = _records("articles.jsonl"), _records("standards.jsonl")
POLICIES = ["岚浦市差旅费管理办法.pdf", "下载文件_20240508.pdf", "岚财行2025-6.pdf"]
YEAR = {fact["pdf"]: fact["year"] for fact in FACTS}


def _leaf(cell: dict) -> str:
    return cell["column"].split("/")[-1]


def _tables(pdf: str) -> dict[str, list[dict]]:
    tables: dict[str, list[dict]] = defaultdict(list)
    for cell in CELLS:
        if cell["pdf"] == pdf and cell["unit"] != "%":
            tables[cell["table"]].append(cell)
    return tables


def _yuan(fact: Fact, key: str = "amount") -> int:
    return int((Decimal(str(fact[key])) * 10000).to_integral_value())


def _signed(fact: Fact) -> int:
    return _yuan(fact, "change") * {"增加": 1, "减少": -1, "持平": 0}[str(fact["direction"])]


def _pairs(pdf: str) -> Iterator[tuple[Fact, Fact]]:
    """Facts of `pdf` that compare, with what the edition before says of the same."""
    body = pdf[:6]
    before = {
        fact["metric"]: fact for fact in FACTS if fact["pdf"][:6] == body and fact["year"] == YEAR[pdf] - 1
    }
    for fact in FACTS:
        if fact["pdf"] == pdf and fact["change"] is not None and fact["metric"] in before:
            yield fact, before[fact["metric"]]


@pytest.mark.parametrize("pdf", PDFS)
def test_income_equals_expense(pdf: str) -> None:
    totals = {
        cell["row"]: cell["value_yuan"]
        for table, cells in _tables(pdf).items()
        if "收支" in table and "财政拨款" not in table
        for cell in cells
        if "上年" not in cell["column"] and f"{YEAR[pdf] - 1}年" not in cell["column"]
        if re.fullmatch(r"(收入|支出)(合|总)计", cell["row"])
    }
    assert len(totals) == 2
    assert len(set(totals.values())) == 1


@pytest.mark.parametrize("pdf", PDFS)
def test_every_level_of_codes_sums_to_the_level_above(pdf: str) -> None:
    checked = 0
    for table, cells in _tables(pdf).items():
        columns: dict[str, dict[str, int]] = defaultdict(dict)
        totals: dict[str, int] = {}
        if "项目支出预算表" in table:
            continue  # several projects share one code
        for cell in cells:
            if cell["code"]:
                columns[cell["column"]][cell["code"]] = cell["value_yuan"]
            elif cell["row"] == "合计":
                totals[cell["column"]] = cell["value_yuan"]
        for column, amounts in columns.items():
            for code in amounts:
                below = [a for c, a in amounts.items() if c.startswith(code) and len(c) == len(code) + 2]
                if below:
                    assert amounts[code] == sum(below), f"{table} {column} {code}"
                    checked += 1
            if column in totals:
                top = min(map(len, amounts))
                assert totals[column] == sum(a for c, a in amounts.items() if len(c) == top), (
                    f"{table} {column}"
                )
                checked += 1
    assert checked > 10


@pytest.mark.parametrize("pdf", PDFS)
def test_a_row_is_basic_plus_project(pdf: str) -> None:
    checked = 0
    for table, cells in _tables(pdf).items():
        rows: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for cell in cells:
            rows[cell["row"], cell["code"]][_leaf(cell)] = cell["value_yuan"]
        for (row, code), amounts in rows.items():
            whole = amounts.get("小计", amounts.get("合计"))
            if whole is not None and {"基本支出", "项目支出"} & set(amounts):
                assert whole == amounts.get("基本支出", 0) + amounts.get("项目支出", 0), (
                    f"{table} {row} {code}"
                )
                checked += 1
    assert checked >= 8


@pytest.mark.parametrize("pdf", PDFS)
def test_pension_and_medical_lines_equal_the_matching_economic_items(pdf: str) -> None:
    function = "支出总表" if YEAR[pdf] == 2024 and "热线" in pdf else "支出预算总表"
    for line, items in (("2080505", ("30108",)), ("2080506", ("30109",)), ("21011", ("30110", "30111"))):
        lines = {
            cell["code"]: cell["value_yuan"]
            for table, cells in _tables(pdf).items()
            if table.endswith(function) and "收支" not in table
            for cell in cells
            if cell["code"].startswith(line) and len(cell["code"]) == 7 and _leaf(cell) == "基本支出"
        }
        economic = {
            cell["code"]: cell["value_yuan"]
            for table, cells in _tables(pdf).items()
            if "基本支出" in table
            for cell in cells
            if cell["code"] in items and _leaf(cell) in ("预算数", "本年预算数", "合计", "金额")
        }
        assert lines, f"{pdf} {line}"
        assert sum(lines.values()) == sum(economic.values())


@pytest.mark.parametrize("pdf", PDFS)
def test_three_public_is_the_sum_of_its_parts(pdf: str) -> None:
    (cells,) = [cells for table, cells in _tables(pdf).items() if "三公" in table]
    if "热线" in pdf:
        now = [cell for cell in cells if _leaf(cell) in ("预算数", "本年预算数")]
        amounts = {re.sub(r"[^\u4e00-\u9fff]|其中", "", cell["row"]): cell["value_yuan"] for cell in now}
        parts = ("因公出国境费用", "公务接待费", "公务用车购置及运行费")
        cars = ("公务用车购置费", "公务用车运行费", "公务用车购置及运行费")
    else:
        amounts = {_leaf(cell): cell["value_yuan"] for cell in cells}
        parts = ("因公出国（境）费", "公务接待费", "小计")
        cars = ("购置费", "运行费", "小计")
    assert amounts["合计"] == sum(amounts.get(part, 0) for part in parts) > 0
    assert amounts.get(cars[2], 0) == amounts.get(cars[0], 0) + amounts.get(cars[1], 0)


def test_printed_differences_are_the_differences_of_the_two_editions() -> None:
    checked = 0
    for pdf in PDFS:
        for fact, before in _pairs(pdf):
            if fact.get("planted") or before.get("planted"):
                continue
            assert _yuan(fact) - _yuan(before) == _signed(fact), fact["sentence"]
            checked += 1
    assert checked > 50


def test_percents_follow_from_the_differences() -> None:
    for fact in FACTS:
        if fact["percent"] is None or fact.get("planted"):
            continue
        base = _yuan(fact) - _signed(fact)
        percent = (Decimal(_yuan(fact, "change")) * 100 / base).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert percent == Decimal(str(fact["percent"])), fact["sentence"]


def test_unchanged_facts_say_so_and_give_no_reason() -> None:
    same = [fact for fact in FACTS if fact["direction"] == "持平"]
    assert any(fact["reason"] == "无" for fact in same)
    assert all("持平" in fact["sentence"] and fact["change"] == 0 for fact in same)


def test_the_prose_contradicts_the_tables_exactly_once() -> None:
    wrong = []
    for fact in FACTS:
        pdf, metric = fact["pdf"], fact["metric"]
        code = {"培训费": "30216", "会议费": "30215", "公务接待费": "30217"}.get(metric) or metric.split(" ")[
            0
        ]
        if not code.isdigit():
            continue
        amounts = {
            cell["value_yuan"]
            for table, cells in _tables(pdf).items()
            if ("基本支出" in table) == (len(code) == 5) and re.search("一般公共预算", table)
            for cell in cells
            if cell["code"] == code and _leaf(cell) in ("预算数", "本年预算数", "合计", "小计", "金额")
        } or {0}
        if amounts != {_yuan(fact)}:
            wrong.append((pdf, metric, _yuan(fact), amounts))
    assert wrong == [(PLANTED, "培训费", 30600, {36000})]
    assert [fact["pdf"] for fact in FACTS if fact.get("planted")] == [PLANTED]


def test_a_project_begins_and_one_ends() -> None:
    names = {
        year: {
            cell["row"]
            for cell in CELLS
            if YEAR[cell["pdf"]] == year and cell["table"].endswith("项目支出预算表") and cell["code"]
        }
        for year in (2023, 2024, 2025)
    }
    assert "长者食堂运营补助" in names[2024] - names[2023]
    assert "老旧小区加装电梯补贴" in names[2024] - names[2025]


def test_a_subject_is_recoded_between_editions() -> None:
    codes = {
        year: {c["code"] for c in CELLS if YEAR[c["pdf"]] == year and "热线" in c["pdf"]}
        for year in (2023, 2025)
    }
    assert "2010306" in codes[2023] - codes[2025]
    assert "2010350" in codes[2025] - codes[2023]


@pytest.fixture(scope="module")
def pages() -> dict[str, list[str]]:
    """The text of each page, blanks removed."""
    texts = {}
    for pdf in PDFS:
        document = pypdfium2.PdfDocument(SAMPLES / pdf)
        texts[pdf] = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
        document.close()
    return texts


def test_the_committed_pdfs_are_the_listed_ones_and_small() -> None:
    assert sorted(path.name for path in SAMPLES.glob("*.pdf")) == sorted([*PDFS, *POLICIES])
    assert sum(not re.search(r"20\d\d", pdf) for pdf in PDFS) == 1
    assert all((SAMPLES / pdf).stat().st_size <= 300_000 for pdf in PDFS)


def test_each_table_title_stands_where_its_table_begins(pages: dict[str, list[str]]) -> None:
    first: dict[tuple[str, str], int] = {}
    for cell in CELLS:
        key = cell["pdf"], cell["table"]
        first[key] = min(first.get(key, cell["page"]), cell["page"])
    assert len(first) >= 60
    for (pdf, table), page in first.items():
        assert table.replace(" ", "") in pages[pdf][page - 1], f"{pdf} p{page} {table}"


def test_each_printed_number_is_on_its_page(pages: dict[str, list[str]]) -> None:
    lacking = [c for c in CELLS if c["printed"] not in pages[c["pdf"]][c["page"] - 1]]
    assert lacking == []


def test_each_stated_fact_begins_on_its_page(pages: dict[str, list[str]]) -> None:
    lacking = [f for f in FACTS if f["sentence"][:5] not in pages[f["pdf"]][f["page"] - 1]]
    assert lacking == []


@pytest.mark.fonts
def test_regenerating_gives_the_committed_bytes(tmp_path: Path) -> None:
    from samples import fonts, make_samples

    try:
        here = make_samples.creator_of(make_samples.TEXT_FAMILY, make_samples.TITLE_FAMILY)
    except fonts.FontNotFound as missing:
        pytest.skip(str(missing))
    document = pypdfium2.PdfDocument(SAMPLES / PDFS[0])
    committed = document.get_metadata_dict()["Creator"]
    document.close()
    if here != committed:
        pytest.skip(f"made with other versions: {committed!r}; here {here!r}")
    make_samples.write(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (SAMPLES / path.name).read_bytes(), path.name


@pytest.mark.parametrize("pdf", POLICIES)
def test_each_article_begins_on_the_page_named(pdf: str) -> None:
    document = pypdfium2.PdfDocument(SAMPLES / pdf)
    pages = [re.sub(r"\s+", "", page.get_textpage().get_text_range()) for page in document]
    document.close()
    own = [record for record in ARTICLES if record["pdf"] == pdf]
    for record in own:
        first = f"{record['article']}{record['text']}"[:18]
        assert re.sub(r"\s+", "", first) in pages[record["page"] - 1]
    standards = [record for record in STANDARDS if record["pdf"] == pdf]
    assert all(record["printed"] in pages[record["page"] - 1] for record in standards)
    assert bool(own) == (pdf != "岚财行2025-6.pdf")


def test_a_quota_is_the_sum_of_its_parts() -> None:
    rows: dict[str, dict[str, float]] = defaultdict(dict)
    for record in STANDARDS:
        if "综合定额" in record["table"]:
            rows[record["row"]][record["column"]] = record["value"]
    assert len(rows) == 3
    for parts in rows.values():
        assert parts.pop("合计") == sum(parts.values())


@pytest.mark.fonts
def test_regenerating_the_policies_gives_the_committed_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "samples.make_policies", "--out", str(tmp_path)]
    subprocess.run(command, check=True, cwd=SAMPLES.parent, capture_output=True)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (SAMPLES / path.name).read_bytes(), path.name
