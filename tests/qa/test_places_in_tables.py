"""Tables of a place's money: of which side a row is, which column a word means, all of it before a part."""

from collections.abc import Iterator

import pytest

from qa import BudgetQA
from qa.records import Status
from tests.qa.told import opened_over, over, told

ACCOUNT = """<html><body><h1>山阳市2031年财政决算</h1>
<p>山阳市2031年一般公共预算支出决算表</p><p>单位：万元</p><table>
<tr><td>项目</td><td>调整预算数</td><td>决算数</td></tr>
<tr><td>一、教育</td><td>320.00</td><td>310.00</td></tr>
<tr><td>二、交通运输</td><td>120.00</td><td>110.00</td></tr>
<tr><td>支出合计</td><td>440.00</td><td>420.00</td></tr></table>
<p>山阳市2031年一般公共预算收入决算表</p><p>单位：万元</p><table>
<tr><td>项目</td><td>预算数</td><td>决算数</td></tr>
<tr><td>税收收入</td><td>92.00</td><td>94.00</td></tr>
<tr><td>契税</td><td>41.00</td><td>42.00</td></tr>
<tr><td>增值税</td><td>51.00</td><td>52.00</td></tr>
<tr><td>收入合计</td><td>92.00</td><td>94.00</td></tr></table>
<p>山阳市2031年社会保险基金收支决算表</p><p>单位：万元</p><table>
<tr><td>项目</td><td>收入</td><td>支出</td></tr>
<tr><td>居民养老保险基金</td><td>77.00</td><td>66.00</td></tr>
<tr><td>失业保险基金</td><td>17.00</td><td>16.00</td></tr></table>
<p>山阳市2031年分功能支出构成表</p><p>单位：万元</p><table>
<tr><td rowspan="2">科目</td><td rowspan="2">合计</td>
<td colspan="2">基本支出</td><td colspan="2">项目支出</td></tr>
<tr><td>小计</td><td>人员经费</td><td>小计</td><td>建设类</td></tr>
<tr><td>粮油储备</td><td>30.00</td><td>12.00</td><td>11.00</td><td>18.00</td><td>17.00</td></tr>
<tr><td>应急管理</td><td>50.00</td><td>22.00</td><td>21.00</td><td>28.00</td><td>27.00</td></tr></table></body></html>"""
# Another body prints the name with its side, which is then a name of its own.
SCHOOLS = """<html><body><h1>白石县教育局2031年度部门决算</h1>
<p>白石县教育局支出决算表</p><p>单位：万元</p><table>
<tr><td>科目名称</td><td>本年支出合计</td><td>基本支出</td></tr>
<tr><td>教育支出</td><td>90.00</td><td>60.00</td></tr>
<tr><td>合计</td><td>90.00</td><td>60.00</td></tr></table></body></html>"""
DEBTS = """<html><body><h1>2031年末山阳市地方政府债务余额决算情况表</h1><p>单位：亿元</p><table>
<tr><td>地区</td><td>一般债务余额</td><td>专项债务余额</td></tr>
<tr><td>山阳市</td><td>88.10</td><td>59.30</td></tr>
<tr><td>东溪市</td><td>29.40</td><td>19.80</td></tr>
<tr><td>石坪县</td><td>19.00</td><td>9.90</td></tr></table></body></html>"""


qa = over(
    {
        "山阳市2031年财政决算.html": ACCOUNT,
        "2031年末山阳市地方政府债务余额决算情况表.html": DEBTS,
        "白石县教育局2031年度部门决算.html": SCHOOLS,
    }
)


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("教育支出是多少", "310.00"),
        ("教育支出调整预算是多少", "320.00"),
        ("交通运输支出调整预算是多少", "120.00"),
        ("契税收入多少", "42.00"),
        ("契税是多少", "42.00"),
        ("增值税收入决算数是多少", "52.00"),
        ("税收是多少", "94.00"),
    ],
)
def test_a_row_of_a_table_of_spending_is_its_spending_and_a_tax_its_revenue(
    qa: BudgetQA, question: str, printed: str
) -> None:
    answer = qa.ask(f"山阳市2031年{question}")
    assert told(answer) == (Status.ANSWERED, [printed]), answer.text


def test_the_side_said_behind_a_row_is_its_column(qa: BudgetQA) -> None:
    assert told(qa.ask("山阳市2031年居民养老保险基金收入是多少")) == (Status.ANSWERED, ["77.00"])


@pytest.mark.parametrize(("row", "printed"), [("粮油储备", "30.00"), ("应急管理", "50.00")])
def test_a_column_of_the_grand_total_comes_before_those_of_parts(
    qa: BudgetQA, row: str, printed: str
) -> None:
    answer = qa.ask(f"山阳市2031年《山阳市2031年分功能支出构成表》里{row}合计是多少")
    assert told(answer) == (Status.ANSWERED, [printed]), answer.text


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        ("山阳市2031年全市", "59.30"),
        ("山阳市2031年", "59.30"),
        ("东溪市2031年", "19.80"),
        ("石坪县2031年", "9.90"),
    ],
)
def test_all_of_a_place_comes_before_a_city_below_it(qa: BudgetQA, place: str, printed: str) -> None:
    answer = qa.ask(f"{place}专项债务余额是多少")
    assert told(answer) == (Status.ANSWERED, [printed]), answer.text


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BudgetQA]:
    """The city beside a department of it."""
    own = SCHOOLS.replace("白石县", "山阳市")
    files = {"山阳市2031年财政决算.html": ACCOUNT, "山阳市教育局2031年度部门决算.html": own}
    with opened_over(files, tmp_path_factory.mktemp("index")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("山阳市2031年契税收入", ["42.00"]),
        ("山阳市2031年教育支出是多少", ["310.00"]),
        ("山阳市教育局2031年教育支出是多少", ["90.00"]),
        ("山阳市各单位教育支出", ["310.00", "90.00"]),
    ],
)
def test_a_place_is_itself_and_its_departments_only_where_several_are_asked_of(
    city: BudgetQA, question: str, printed: list[str]
) -> None:
    assert told(city.ask(question)) == (Status.ANSWERED, printed)


@pytest.mark.parametrize(
    ("question", "printed"), [("居民养老保险基金支出", ["66.00"]), ("居民养老保险基金收入", ["77.00"])]
)
def test_the_side_at_the_end_of_a_name_is_its_column(
    city: BudgetQA, question: str, printed: list[str]
) -> None:
    assert told(city.ask(f"山阳市2031年{question}")) == (Status.ANSWERED, printed)


@pytest.mark.parametrize("question", ["教育收入", "契税支出"])
def test_a_row_of_the_other_side_is_not_told(city: BudgetQA, question: str) -> None:
    assert told(city.ask(f"山阳市2031年{question}是多少"))[0] is Status.NOT_FOUND


@pytest.mark.parametrize("asked", ["合计行的数", "合计行金额", "合计行本年数"])
def test_the_total_row_of_a_table_is_its_row_whatever_its_amount_is_called(qa: BudgetQA, asked: str) -> None:
    table = "白石县教育局2031年《支出决算表》"
    row = qa.ask(f"{table}合计行")
    assert "90.00万元" in row.text and "60.00万元" in row.text, "which of its columns is not said"
    assert qa.ask(f"{table}{asked}").text == row.text
