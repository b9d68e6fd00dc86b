"""Tables that no line rules, read from where their text stands."""

from decimal import Decimal
from random import Random

import pytest

from index.extract import digest, extract
from index.files.printed.pdf import read_pages
from index.files.printed.text_lines import Char
from index.files.printed.unruled import Carried, unruled_grids

WIDTH = 9.0


def right(x, y, text):
    """Right-aligned at x; a digit or a point is half a letter wide."""
    return (x - len(text) * WIDTH / 2, y, WIDTH, text)


def middle(x, y, text):
    return (x - len(text) * WIDTH / 2, y, WIDTH, text)


def heading(title, unit="单位：万元"):
    return [middle(300, 780, title), (470, 750, WIDTH, unit)]


EXPENSE = [
    ("201", "一般公共服务支出", "1,250.40", "800.40", "450.00"),
    ("20103", "政府办公厅及相关机构事务", "1,250.40", "800.40", "450.00"),
    ("2010301", "行政运行", "800.40", "800.40", ""),
    ("208", "社会保障和就业支出", "120.16", "120.16", ""),
    ("", "合计", "1,370.56", "920.56", "450.00"),
]


def expense_rows(rows, top=690):
    drawn = []
    for n, (code, name, *amounts) in enumerate(rows):
        y = top - 22 * n
        drawn += [(60, y, WIDTH, code), (120, y, WIDTH, name)] if code else [(120, y, WIDTH, name)]
        drawn += [right(x, y, a) for x, a in zip((370, 450, 530), amounts, strict=True) if a]
    return drawn


def expense_page(rows=EXPENSE):
    header = [
        middle(75, 725, "科目编码"),
        middle(170, 725, "科目名称"),
        middle(350, 725, "合计"),
        middle(480, 733, "其中"),
        middle(430, 715, "基本支出"),
        middle(510, 715, "项目支出"),
    ]
    return [*heading("2025年部门支出预算总表"), *header, *expense_rows(rows)]


@pytest.fixture
def read(make_pdf, tmp_path):
    def read(*pages, name="某市商务局-2025-部门预算.pdf"):
        path = tmp_path / name
        path.write_bytes(make_pdf([[(60, 600, 22, "某市商务局2025年部门预算")], *pages]))
        return extract(path, digest(path)), read_pages(path)

    return read


def cells(extraction):
    return {(f.subject, f.code, f.citation.column, f.citation.page): f.value for f in extraction.figures}


def test_columns_rows_and_a_header_of_two_levels(read):
    extraction, _ = read(expense_page())
    found = cells(extraction)
    assert found["一般公共服务支出", "201", "合计", 2] == Decimal("12504000.00")
    assert found["一般公共服务支出", "201", "其中/项目支出", 2] == Decimal("4500000.00")
    assert found["行政运行", "2010301", "其中/基本支出", 2] == Decimal("8004000.00")
    assert ("行政运行", "2010301", "其中/项目支出", 2) not in found
    assert len(found) == 13
    assert extraction.tables[0].title == "2025年部门支出预算总表"
    assert extraction.tables[0].unit == "万元"


def test_two_blocks_side_by_side(read):
    page = heading("2025年部门收支预算总表")
    page += [middle(170, 725, "收入"), middle(430, 725, "支出")]
    for x, name in ((120, "项目"), (240, "预算数"), (370, "项目"), (500, "预算数")):
        page.append(middle(x, 700, name))
    rows = [
        ("一、财政拨款收入", "900.00", "一、一般公共服务支出", "700.00"),
        ("二、事业收入", "100.00", "二、教育支出", "300.00"),
        ("收入总计", "1,000.00", "支出总计", "1,000.00"),
    ]
    for n, (income, got, expense, spent) in enumerate(rows):
        y = 670 - 20 * n
        page += [(70, y, WIDTH, income), right(270, y, got), (330, y, WIDTH, expense), right(530, y, spent)]
    extraction, _ = read(page)
    found = {f.subject: f.value for f in extraction.figures}
    assert found == {
        "财政拨款收入": Decimal("9000000.00"),
        "事业收入": Decimal("1000000.00"),
        "收入总计": Decimal("10000000.00"),
        "一般公共服务支出": Decimal("7000000.00"),
        "教育支出": Decimal("3000000.00"),
        "支出总计": Decimal("10000000.00"),
    }


def test_a_name_that_wraps_is_one_row(read):
    rows = [*EXPENSE[:3]]
    page = expense_page(rows)
    y = 690 - 22 * 3
    page += [
        (120, y + 5, WIDTH, "机关事业单位基本养老保险"),
        (120, y - 5, WIDTH, "缴费支出"),
        (60, y, WIDTH, "2080505"),
        right(370, y, "75.20"),
        right(450, y, "75.20"),
    ]
    extraction, _ = read(page)
    names = {f.subject for f in extraction.figures if f.code == "2080505"}
    assert names == {"机关事业单位基本养老保险缴费支出"}


def test_a_table_goes_on_overleaf(read):
    many = [(f"201{n:02d}", f"第{n}类支出", f"{n}.50", f"{n}.50", "") for n in range(10, 38)]
    extraction, _ = read(expense_page(many), expense_rows(EXPENSE, top=790))
    found = cells(extraction)
    assert len(extraction.tables) == 1 and extraction.tables[0].pages == (2, 3)
    assert found["行政运行", "2010301", "其中/基本支出", 3] == Decimal("8004000.00")


def test_prose_and_a_list_of_contents_are_no_tables(read):
    prose = [
        (60, 740, 14, "一、收支情况说明"),
        (430, 720, WIDTH, "单位：万元"),
        (60, 700, WIDTH, "2025年部门收入预算1250.40万元，比上年增加120.16万元，增长10.63%。"),
        (60, 680, WIDTH, "其中：财政拨款收入1000.00万元，比上年减少20.00万元，主要原因是人员减少。"),
    ]
    contents = [(60, 760, 14, "目录")]
    for n, title in enumerate(("部门收支预算总表", "部门收入预算总表", "部门支出预算总表")):
        contents += [(60, 720 - 20 * n, WIDTH, title), (500, 720 - 20 * n, WIDTH, str(3 + n))]
    extraction, pages = read(prose, contents)
    assert extraction.tables == () and extraction.figures == ()
    assert [grid for page in pages for grid in page.grids] == []
    assert {c.amount_printed for c in extraction.changes} >= {"1250.40", "1000.00"}


def test_an_amount_is_parted_from_what_stands_close_behind_it(read):
    # Without rulings the next column may begin two points behind the last decimal.
    rows = [
        ("一、本年收入", "1,598.67", "一、本年支出", "556.98"),
        ("二、上年结转", "96.83", "二、结转下年", "5.00"),
    ]
    drawn = [middle(100, 725, "项目"), middle(270, 725, "预算数"), middle(360, 725, "项目")]
    drawn.append(middle(500, 725, "预算数"))
    for n, (income, one, expense, two) in enumerate(rows):
        y = 700 - 22 * n
        drawn += [(60, y, WIDTH, income), right(300, y, one), (302, y, WIDTH, expense), right(530, y, two)]
    extraction, _ = read([*heading("财政拨款收支总表"), *drawn])
    assert [(f.citation.row, f.printed) for f in extraction.figures] == [
        ("一、本年收入", "1,598.67"),
        ("一、本年支出", "556.98"),
        ("二、上年结转", "96.83"),
        ("二、结转下年", "5.00"),
    ]


def test_amounts_of_two_columns_close_together_are_two(read):
    drawn = [middle(75, 725, "科目"), middle(385, 725, "合计"), middle(422, 725, "拨款")]
    for n, (name, *amounts) in enumerate([("教育支出", "800.40", "450.00"), ("合计", "900.40", "550.00")]):
        y = 700 - 22 * n
        drawn += [(60, y, WIDTH, name), right(400, y, amounts[0]), right(434, y, amounts[1])]
    extraction, _ = read([*heading("支出总表"), *drawn])
    assert [(f.citation.column, f.printed) for f in extraction.figures] == [
        ("合计", "800.40"),
        ("拨款", "450.00"),
        ("合计", "900.40"),
        ("拨款", "550.00"),
    ]


def test_a_table_without_rulings_may_have_a_single_row(read):
    header = [middle(100, 725, "合计"), middle(300, 725, "公务用车运行费"), middle(500, 725, "公务接待费")]
    body = [right(120, 700, "9.50"), right(320, 700, "8.00"), right(520, 700, "1.50")]
    extraction, _ = read([*heading("一般公共预算“三公”经费支出表"), *header, *body])
    assert [(f.citation.column, f.printed) for f in extraction.figures] == [
        ("合计", "9.50"),
        ("公务用车运行费", "8.00"),
        ("公务接待费", "1.50"),
    ]


def test_a_wrapped_label_wider_than_all_others_is_read_whole(read):
    drawn = [
        middle(75, 725, "科目编码"),
        middle(150, 725, "科目名称"),
        middle(300, 725, "合计"),
        middle(500, 725, "支出"),
    ]
    drawn += [
        (60, 700, WIDTH, "2080501"),
        (120, 700, WIDTH, "离退休"),
        right(330, 700, "3.00"),
        right(520, 700, "3.00"),
    ]
    drawn += [(120, 680, WIDTH, "机关事业单位基本养老保险缴"), (60, 675, WIDTH, "2080505")]
    drawn += [(120, 669, WIDTH, "费支出"), right(330, 675, "5.00"), right(520, 675, "2.00")]
    drawn += [(120, 650, WIDTH, "合计"), right(330, 650, "8.00"), right(520, 650, "5.00")]
    extraction, _ = read([*heading("支出总表"), *drawn])
    names = [f.citation.row for f in extraction.figures if f.code == "2080505"]
    assert names == ["机关事业单位基本养老保险缴费支出"] * 2


@pytest.mark.parametrize("header", [False, True], ids=["row", "header-and-row"])
def test_a_ruled_table_goes_on_overleaf_in_a_single_row_without_rulings(read, make_ruled, header):
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    rows = [[code, *rest] for code, *rest in EXPENSE[:3]]
    widths = (70, 150, 70, 70, 70)
    last = ["2010302", "一般行政管理事务", "10.00", "0.00", "10.00"]
    edges = [60 + sum(widths[:n]) for n in range(5)]
    over = [
        (x + 3, 760 - 20 * n, WIDTH, text)
        for n, row in enumerate([head, last] if header else [last])
        for x, text in zip(edges, row, strict=True)
    ]
    prose = [(80, 600, WIDTH, "第三部分 预算情况说明"), (80, 570, WIDTH, "2025年，本单位共有车辆3辆，其中")]
    first = [*heading("2025年部门支出预算总表"), *make_ruled([head, *rows], top=730, widths=widths)]
    found = cells(read(first, [*over, *prose])[0])
    assert {(code, column, value) for (_, code, column, page), value in found.items() if page == 3} == {
        ("2010302", "合计", Decimal(100000)),
        ("2010302", "基本支出", Decimal(0)),
        ("2010302", "项目支出", Decimal(100000)),
    }


def test_the_number_of_a_row_and_the_amount_close_behind_it_are_two_cells(read):
    rows = []
    for n, amount in enumerate(("1,250.40", "345.75", "120.16"), 1):
        y = 710 - 22 * n
        rows += [
            (60, y, WIDTH, f"{'甲乙丙'[n - 1]}支出"),
            (300.5, y, WIDTH, str(n)),
            (309.5, y, WIDTH, amount),
        ]
    header = [middle(75, 725, "项目"), middle(300, 725, "行次"), middle(340, 725, "决算数")]
    found = cells(read([*heading("2025年支出预算总表"), *header, *rows])[0])
    assert sorted(found.values()) == [Decimal(1201600), Decimal(3457500), Decimal(12504000)]


@pytest.mark.parametrize("seed", [*range(40), 349, 3240, 4548])
def test_texts_anywhere_are_a_table_or_none(seed):
    """Heads over several columns, wider than their columns, one of two without anything below it."""
    chance = Random(seed)
    heads = "预算数 合计 项目 一般公共预算财政拨款 基本支出 小计 本年预算数合计金额情况".split()
    words = [
        "办公费",
        "12.50",
        "1,234.00",
        "机关事业单位基本养老保险缴费支出",
        "0",
        "2050101",
        "一、教育支出",
    ]
    drawn, y = spread("单位：万元", 400, 50), 80.0
    for texts, lines in ((heads, chance.randint(1, 4)), (words, chance.randint(1, 6))):
        for _ in range(lines):
            for _ in range(chance.randint(1, 6)):
                drawn += spread(chance.choice(texts), chance.uniform(20, 500), y + chance.uniform(-3, 8))
            y += chance.uniform(8, 25)
    found = unruled_grids(1, drawn, (), None)
    for grid in found:
        assert list(grid.x_edges) == sorted(grid.x_edges)
    unruled_grids(2, drawn, (), Carried(found[-1], ruled=False) if found else None)


def spread(text: str, x: float, y: float, size: float = 10) -> list[Char]:
    chars = []
    for letter in text:
        width = size if letter > "ÿ" else size / 2
        chars.append(Char(letter, x, y, x + width, y + size))
        x += width
    return chars
