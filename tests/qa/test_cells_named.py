"""Questions that name table, row and column: each cell that is called so is told, and no other."""

from collections.abc import Iterator

import pytest

from qa import BudgetQA
from qa.records import Answer, Status
from tests.qa.told import opened_over

PAGE = """<html><body><h1>青石市2031年地方政府债务情况</h1>
<p>5-2  2031年青石市地方政府债务余额情况表</p><p>单位：亿元</p><table>
<tr><td rowspan="2">地区</td><td colspan="3">2031年债务限额</td>
<td colspan="2">2031年债务余额（决算数）</td></tr>
<tr><td>合计</td><td>一般债务</td><td>专项债务</td><td>一般债务</td><td>专项债务</td></tr>
<tr><td>青石市</td><td>150.90</td><td>90.50</td><td>60.40</td><td>88.10</td><td>59.30</td></tr>
<tr><td>水湾区</td><td>50.50</td><td>30.30</td><td>20.20</td><td>29.40</td><td>19.80</td></tr>
<tr><td>石坪县</td><td>30.10</td><td>20.00</td><td>10.10</td><td>19.00</td><td>9.90</td></tr></table>
<p>2031年青石市收入执行情况表</p><p>单位：亿元</p><table>
<tr><td rowspan="2">项目</td><td colspan="2">全市</td><td colspan="2">市本级</td></tr>
<tr><td>二○三○年决算数</td><td>二○三一年执行数</td><td>二○三○年决算数</td><td>二○三一年执行数</td></tr>
<tr><td>一、增值税</td><td>7.10</td><td>7.20</td><td>3.10</td><td>3.20</td></tr>
<tr><td>二、契税</td><td>4.10</td><td>4.20</td><td>1.10</td><td>1.20</td></tr></table>
<p>2032年青石市分地区转移支付预算表</p><p>单位：亿元</p><table>
<tr><td>地区</td><td>合计</td><td>税收返还</td></tr>
<tr><td>水湾区</td><td>5.50</td><td>1.50</td></tr>
<tr><td>石坪县</td><td>6.50</td><td>2.50</td></tr></table>
<p>青石市地方政府债券还本情况表</p><p>单位：亿元</p><table>
<tr><td>项目</td><td>本地区</td><td>本级</td></tr>
<tr><td>一、2031年还本执行数</td><td>6.10</td><td>2.10</td></tr>
<tr><td>（一）一般债券</td><td>4.00</td><td>1.50</td></tr>
<tr><td>二、2032年还本预算数</td><td>8.30</td><td>3.30</td></tr>
<tr><td>其中：再融资债券</td><td>5.40</td><td>2.40</td></tr></table></body></html>"""
UNIVERSITY = """<html><body><h1>青石大学2031年度部门决算</h1>
<p>青石大学收入决算表</p><p>单位：万元</p><table>
<tr><td rowspan="2">科目名称</td><td rowspan="2">本年收入合计</td><td rowspan="2">财政拨款收入</td>
<td colspan="2">事业收入</td></tr>
<tr><td>金额</td><td>其中：教育收费</td></tr>
<tr><td>教育支出</td><td>900.00</td><td>500.00</td><td>400.00</td><td>300.00</td></tr>
<tr><td>合计</td><td>980.00</td><td>560.00</td><td>420.00</td><td>310.00</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def qa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BudgetQA]:
    files = {"青石市2031年地方政府债务情况.html": PAGE, "青石大学2031年度部门决算.html": UNIVERSITY}
    with opened_over(files, tmp_path_factory.mktemp("index")) as opened:
        yield opened


def told(answer: Answer) -> tuple[Status, list[str]]:
    return answer.status, sorted(figure.printed for figure in answer.figures if figure.role == "asked")


@pytest.mark.parametrize(
    ("table", "row", "column", "printed"),
    [
        ("5-2 2031年青石市地方政府债务余额情况表", "水湾区", "2031年债务限额", ["50.50"]),
        ("5-2 2031年青石市地方政府债务余额情况表", "水湾区", "一般债务", ["29.40", "30.30"]),
        ("5-2 2031年青石市地方政府债务余额情况表", "石坪县", "合计", ["30.10"]),
        ("2031年青石市收入执行情况表", "契税", "二○三○年决算数", ["1.10", "4.10"]),
        ("2032年青石市分地区转移支付预算表", "石坪县", "税收返还", ["2.50"]),
        ("青石市地方政府债券还本情况表", "2032年还本预算数", "本级", ["3.30"]),
    ],
)
def test_every_cell_of_that_name_is_told(
    qa: BudgetQA, table: str, row: str, column: str, printed: list[str]
) -> None:
    answer = qa.ask(f"青石市《{table}》里“{row}”的“{column}”是多少？")
    assert told(answer) == (Status.ANSWERED, printed), answer.text


def test_each_of_several_columns_is_told_with_what_it_is_of(qa: BudgetQA) -> None:
    said = qa.ask("青石市《5-2 2031年青石市地方政府债务余额情况表》里“水湾区”的“专项债务”是多少？").text
    assert "水湾区专项债务限额为20.20亿元" in said and "水湾区专项债务余额为19.80亿元" in said


@pytest.mark.parametrize(
    ("row", "column", "printed"),
    [("教育支出", "金额", "400.00"), ("合计", "金额", "420.00"), ("教育支出", "本年收入合计", "900.00")],
)
def test_a_quoted_head_is_a_column_however_plain_a_word_it_is(
    qa: BudgetQA, row: str, column: str, printed: str
) -> None:
    answer = qa.ask(f"青石大学2031年《青石大学收入决算表》里“{row}”的“{column}”是多少？")
    assert told(answer) == (Status.ANSWERED, [printed]), answer.text


def test_a_row_of_another_year_is_no_empty_cell(qa: BudgetQA) -> None:
    said = qa.ask("青石市2031年《青石市地方政府债券还本情况表》里“其中：再融资债券”的“本级”是多少？").text
    assert "空白" not in said
