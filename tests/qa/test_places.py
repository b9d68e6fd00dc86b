"""Reports and debts of a place, from files to answers."""

import pytest

from qa import BudgetQA
from qa.records import Status
from tests.qa.told import over, told

REPORT = """关于青石市2031年预算执行情况和2032年预算草案的报告
——2032年1月9日在青石市第三届人民代表大会第二次会议上
一、2031年预算执行情况
（一）全市收支情况
全市一般公共预算收入完成50.2亿元，为调整预算的101.5%，增长3%。全市一般公共预算支出完成81.6亿元，增长2%。
（二）市本级收支情况
市本级一般公共预算收入完成20.4亿元，比上年减收1.2亿元，下降5.6%，主要原因是落实减税政策。
二、2032年预算草案
全市一般公共预算收入安排52.3亿元，增长4.2%。
"""
DEBTS = """<html><body><h1>2031年末青石市地方政府债务限额及余额决算情况表</h1><p>单位：亿元</p><table>
<tr><td rowspan="2">地区</td><td colspan="2">2031年债务限额</td>
<td colspan="2">2031年债务余额（决算数）</td></tr>
<tr><td>一般债务</td><td>专项债务</td><td>一般债务</td><td>专项债务</td></tr>
<tr><td>青石市</td><td>90.50</td><td>60.40</td><td>88.10</td><td>59.30</td></tr>
<tr><td>青石市本级</td><td>40.20</td><td>30.10</td><td>39.70</td><td>29.60</td></tr>
<tr><td>水湾区</td><td>30.30</td><td>20.20</td><td>29.40</td><td>19.80</td></tr>
<tr><td>石坪县</td><td>20.00</td><td>10.10</td><td>19.00</td><td>9.90</td></tr>
</table></body></html>"""
MONTHLY = """石坪河县2031年4月财政收支完成情况
一、一般公共预算收支完成情况
4月，一般公共预算收入累计完成2.46亿元，完成年初预算数6.10亿元的40.3%，比上年增收0.12亿元，增长5.1%。
"""
TOWN = """芦花镇2031年“三公”经费决算
芦花镇2031年“三公”经费决算40万元，比上年预算数下降9.1%，比上年决算数下降4.8%，较年初预算数减少2万元。主要原因是厉行节约。
"""


qa = over(
    {
        "report.txt": REPORT,
        "2031年末青石市地方政府债务限额及余额决算情况表.html": DEBTS,
        "石坪河县2031年4月财政收支完成情况.txt": MONTHLY,
        "芦花镇2031年三公经费决算.txt": TOWN,
    }
)


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("青石市2031年一般公共预算收入多少", "50.2"),
        ("青石市2031年全市一般公共预算支出完成多少", "81.6"),
        ("青石市2031年市本级一般公共预算收入是多少", "20.4"),
        ("青石市本级2031年一般公共预算收入是多少", "20.4"),
        ("青石市2032年全市一般公共预算收入安排多少", "52.3"),
        ("水湾区2031年专项债务余额是多少", "19.80"),
        ("青石市2031年专项债务余额是多少", "59.30"),
        ("青石市本级2031年一般债务余额是多少", "39.70"),
        ("石坪河县2031年4月一般公共预算收入累计完成多少", "2.46"),
        ("芦花镇2031年三公经费较年初预算数减少多少", "2"),
        ("芦花镇2031年三公经费决算比上年决算数下降百分之几", "4.8"),
        ("芦花镇2031年三公经费决算比上年预算数下降百分之几", "9.1"),
    ],
)
def test_an_amount_is_of_the_place_the_year_the_months_and_the_base_that_are_asked(
    qa: BudgetQA, question: str, printed: str
) -> None:
    assert told(qa.ask(question)) == (Status.ANSWERED, [printed])


@pytest.mark.parametrize(
    "question",
    [
        "石坪河县2031年全年一般公共预算收入多少",  # what came in to date is not the year's
        "青石市水湾区2031年一般公共预算收入是多少",  # the city's is not told for a district
        "青石市2031年市本级一般公共预算支出是多少",  # nor for its own government, nor income for spending
        "青石市2030年专项债务余额是多少",
    ],
)
def test_what_is_not_disclosed_of_that_is_not_answered_by_another(qa: BudgetQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status is not Status.ANSWERED, answer.text


def test_the_answer_says_for_whom_it_speaks(qa: BudgetQA) -> None:
    assert "市本级" in qa.ask("青石市2031年市本级一般公共预算收入是多少").text
    assert "水湾区" in qa.ask("水湾区2031年专项债务余额是多少").text
    assert "一至四月" in qa.ask("石坪河县2031年4月一般公共预算收入累计完成多少").text


def test_counties_are_ranked_and_compared(qa: BudgetQA) -> None:
    assert "水湾区" in qa.ask("青石市2031年专项债务余额最多的是哪个县区").text
    assert "9.90" in qa.ask("水湾区和石坪县2031年专项债务余额相差多少").text
    both = qa.ask("青石市和水湾区2031年专项债务余额谁多")
    assert both.status is not Status.ANSWERED or "59.30" in both.text
