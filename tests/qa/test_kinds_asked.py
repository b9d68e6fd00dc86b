"""What kind of thing is asked, and of which side, part and place: nothing of another kind is told."""

import pytest

from qa import BudgetQA
from qa.records import Status
from tests.qa.told import asked, over

BUREAU = """<html><body><h1>山阳市水务局2031年度部门决算</h1>
<p>财政拨款收入支出决算总表</p><p>单位：万元</p><table>
<tr><td>收　入</td><td>决算数</td><td>支　出</td><td>决算数</td></tr>
<tr><td>一般公共预算财政拨款</td><td>90.00</td><td>农林水支出</td><td>85.00</td></tr>
<tr><td>本年收入合计</td><td>90.00</td><td>本年支出合计</td><td>85.00</td></tr>
<tr><td>年初结转和结余</td><td>2.00</td><td>年末结转和结余</td><td>7.00</td></tr>
<tr><td>总计</td><td>92.00</td><td>总计</td><td>92.00</td></tr></table>
<p>财政拨款支出决算表</p><p>单位：万元</p><table>
<tr><td rowspan="3">科目编码</td><td rowspan="3">科目名称</td><td colspan="4">本年支出</td></tr>
<tr><td rowspan="2">合计</td><td rowspan="2">基本支出</td><td colspan="2">项目支出</td></tr>
<tr><td>小计</td><td>其中：基本建设</td></tr>
<tr><td></td><td>合计</td><td>85.00</td><td>34.00</td><td>51.00</td><td>9.00</td></tr>
<tr><td>213</td><td>农林水支出</td><td>85.00</td><td>34.00</td><td>51.00</td><td>9.00</td></tr>
<tr><td>21303</td><td>水利</td><td>85.00</td><td>34.00</td><td>51.00</td><td>9.00</td></tr>
<tr><td>2130306</td><td>水利工程运行与维护</td><td>60.00</td><td>20.00</td><td>40.00</td><td>9.00</td></tr>
<tr><td>2130314</td><td>防汛</td><td>25.00</td><td>14.00</td><td>11.00</td><td>0.00</td></tr></table>
<p>一般公共预算财政拨款基本支出决算表</p><p>单位：万元</p><table>
<tr><td>科目编码</td><td>科目名称</td><td>决算数</td></tr>
<tr><td>30108</td><td>机关事业单位基本养老保险缴费</td><td>6.00</td></tr>
<tr><td>30109</td><td>职业年金缴费</td><td>3.00</td></tr>
<tr><td></td><td>合计</td><td>34.00</td></tr></table>
<p>五、国有资产占用情况</p>
<p>截至2031年12月31日，本部门共有车辆5辆。公务用车运行维护费决算4.00万元。</p></body></html>"""
DEBT = """<html><body><h1>山阳市2031年政府债务限额和余额情况表</h1><p>单位：万元</p><table>
<tr><td>项目</td><td>2030年决算数</td><td>2031年执行数</td></tr>
<tr><td>一、上年末地方政府一般债务余额</td><td>61.00</td><td>66.00</td></tr>
<tr><td>二、当年末地方政府一般债务余额</td><td>66.00</td><td>71.00</td></tr></table></body></html>"""
PROVINCE = """<html><body><h1>岭东省2031年省对市县专项转移支付分地区预算表</h1><p>单位：万元</p><table>
<tr><td>地区</td><td>专项转移支付</td></tr>
<tr><td>山阳市</td><td>33.00</td></tr>
<tr><td>东溪市</td><td>36.00</td></tr>
<tr><td>合计</td><td>69.00</td></tr></table></body></html>"""
REVIEW = """<html><body><h1>山阳市2031年度项目支出绩效自评表</h1><table>
<tr><td colspan="2">项目名称</td><td colspan="5">河堤加固工程</td></tr>
<tr><td rowspan="2">项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td>
<td>全年执行数</td><td>执行率</td><td>得分</td></tr>
<tr><td>年度资金总额</td><td>90.00</td><td>88.00</td><td>66.00</td><td>75%</td><td>7.5</td></tr>
<tr><td>一级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>得分</td>
<td colspan="2">原因</td></tr>
<tr><td>产出指标</td><td>加固堤防长度</td><td>12公里</td><td>9公里</td><td>15</td>
<td colspan="2">停工</td></tr>
<tr><td>满意度指标</td><td>沿河居民满意度</td><td>≥90%</td><td>93%</td><td>10</td>
<td colspan="2"></td></tr>
</table></body></html>"""


qa = over(
    {
        "山阳市水务局2031年度部门决算.html": BUREAU,
        "山阳市2031年政府债务限额和余额情况表.html": DEBT,
        "岭东省2031年省对市县专项转移支付分地区预算表.html": PROVINCE,
        "山阳市2031年度项目支出绩效自评表.html": REVIEW,
    }
)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        # each side of a table has its own labels
        ("山阳市水务局2031年年末结转和结余是多少", ["7.00万元"]),
        ("山阳市水务局2031年年初结转和结余是多少", ["2.00万元"]),
        # 小计 below 项目支出 is of that alone
        ("山阳市水务局2031年防汛决算是多少", ["25.00万元"]),
        ("山阳市水务局2031年《财政拨款支出决算表》里防汛的项目支出是多少", ["11.00万元"]),
        ("山阳市水务局2031年财政拨款支出里基本支出占多少", ["40.00%"]),
        # a sum has one share
        ("山阳市水务局2031年养老保险和职业年金加在一起占本年支出合计的百分之几", ["10.59%"]),
        # what was owed at the end of the year before
        ("山阳市2031年末一般债务余额是多少", ["71.00万元"]),
        ("山阳市2031年底一般债务还欠多少", ["71.00万元"]),
        # a place with documents of its own, as a row of the province
        ("岭东省2031年分配给山阳市的专项转移支付是多少", ["33.00万元"]),
        ("岭东省2031年东溪市的专项转移支付是多少", ["36.00万元"]),
        # stages of a project, and a goal apart from what was achieved
        ("山阳市2031年河堤加固工程全年执行数是多少", ["66.00万元"]),
        ("山阳市2031年河堤加固工程年初预算数是多少", ["90.00万元"]),
        ("山阳市2031年河堤加固工程加固堤防长度是多少", ["9公里"]),
        ("山阳市2031年河堤加固工程加固堤防长度目标值是多少", ["12公里"]),
        ("山阳市2031年河堤加固工程沿河居民满意度是多少", ["93%"]),
    ],
)
def test_what_is_told_is_of_the_side_part_place_and_stage_asked(
    qa: BudgetQA, question: str, figures: list[str]
) -> None:
    answer = qa.ask(question)
    assert (answer.status, asked(answer)) == (Status.ANSWERED, figures), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "山阳市水务局2031年车辆要花多少钱",
        "How many 公务用车运行维护费 did 山阳市水务局 have in 2031?",
        "山阳市水务局2031年4万元的公务用车运行维护费，说是拿去修什么船",
        "山阳市水务局2031年归哪几个委、办管",
    ],
)
def test_nothing_of_another_kind_is_told(qa: BudgetQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status is not Status.ANSWERED, answer.text
    assert not asked(answer)


def test_the_account_of_a_row_is_told_by_code_and_name(qa: BudgetQA) -> None:
    answer = qa.ask("山阳市水务局2031年防汛的科目编码是多少")
    assert "农林水支出（213）水利（21303）防汛（2130314）" in answer.text
    assert qa.ask("山阳市水务局2031年车辆的科目编码是多少").status is not Status.ANSWERED


def test_shares_are_never_added_up(qa: BudgetQA) -> None:
    answer = qa.ask("山阳市2031年河堤加固工程实际完成值是多少")
    assert "＋" not in answer.text


@pytest.mark.parametrize(
    "talk",
    [
        "我是从厅里退下来的，想请教",
        "我年纪大了搞不清这些新单位，请问",
    ],
)
def test_what_stands_before_the_word_that_begins_a_question_may_be_told_of_oneself(
    qa: BudgetQA, talk: str
) -> None:
    answer = qa.ask(f"{talk}山阳市水务局2031年防汛决算是多少？我记得数目不小。")
    assert (answer.status, asked(answer)) == (Status.ANSWERED, ["25.00万元"]), answer.text
