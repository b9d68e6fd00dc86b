"""Figures that are found by what the words of a question mean together, over one invented place."""

import pytest

from qa import BudgetQA
from qa.records import Status
from tests.qa.told import asked, over

BUREAU = """<html><body><h1>山阳市水务局2031年部门预算</h1>
<p>收支预算总表</p><p>单位：万元</p><table>
<tr><td>收入</td><td>预算数</td><td>支出</td><td>预算数</td></tr>
<tr><td>财政拨款收入</td><td>95.00</td><td>农林水支出</td><td>88.00</td></tr>
<tr><td>本年收入合计</td><td>95.00</td><td>本年支出合计</td><td>96.00</td></tr>
<tr><td>上年结转</td><td>5.00</td><td>结转下年</td><td>4.00</td></tr>
<tr><td>收入总计</td><td>100.00</td><td>支出总计</td><td>100.00</td></tr></table>
<p>财政拨款收支预算总表</p><p>单位：万元</p><table>
<tr><td>收入</td><td>预算数</td><td>支出</td><td>预算数</td></tr>
<tr><td>一般公共预算拨款</td><td>95.00</td><td>农林水支出</td><td>76.00</td></tr>
<tr><td>本年收入合计</td><td>95.00</td><td>本年支出合计</td><td>95.00</td></tr></table>
<p>支出预算总表</p><p>单位：万元</p><table>
<tr><td>科目编码</td><td>科目名称</td><td>合计</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td>213</td><td>农林水支出</td><td>88.00</td><td>48.00</td><td>40.00</td></tr>
<tr><td>2130301</td><td>行政运行</td><td>48.00</td><td>48.00</td><td>0.00</td></tr>
<tr><td>2130314</td><td>防汛</td><td>40.00</td><td>0.00</td><td>40.00</td></tr>
<tr><td></td><td>合计</td><td>100.00</td><td>60.00</td><td>40.00</td></tr></table>
<p>一般公共预算基本支出预算表</p><p>单位：万元</p><table>
<tr><td>科目编码</td><td>科目名称</td><td>预算数</td></tr>
<tr><td></td><td>人员经费</td><td>52.00</td></tr>
<tr><td>30103</td><td>奖金</td><td>9.00</td></tr>
<tr><td>30311</td><td>购房补贴</td><td>7.00</td></tr>
<tr><td></td><td>公用经费</td><td>8.00</td></tr>
<tr><td>30205</td><td>水费</td><td>1.00</td></tr>
<tr><td>30206</td><td>电费</td><td>3.00</td></tr>
<tr><td></td><td>合计</td><td>60.00</td></tr></table>
<p>项目支出预算表</p><p>单位：万元</p><table>
<tr><td>项目名称</td><td>预算数</td></tr>
<tr><td>河堤加固工程</td><td>20.00</td></tr>
<tr><td>水政执法</td><td>14.00</td></tr>
<tr><td>水政执法用船</td><td>6.00</td></tr>
<tr><td>合计</td><td>40.00</td></tr></table>
<p>第三部分 预算情况说明</p>
<p>一般公共预算拨款安排的支出为95.00万元，主要包括：奖金、印刷费、购房补贴。</p></body></html>"""
DEBT = """<html><body><h1>山阳市2031年政府债务情况表</h1><p>单位：亿元</p><table>
<tr><td>项目</td><td>预算数</td><td>执行数</td></tr>
<tr><td>一、2031年末地方政府一般债务余额限额</td><td>50.00</td><td></td></tr>
<tr><td>二、2031年末地方政府一般债务余额</td><td></td><td>44.00</td></tr>
<tr><td>三、2031年地方政府一般债务发行额</td><td>9.00</td><td>8.00</td></tr>
<tr><td>四、2031年地方政府一般债务还本额</td><td>3.00</td><td>3.00</td></tr>
<tr><td>五、2031年地方政府专项债务发行额</td><td>10.00</td><td>12.00</td></tr>
<tr><td>六、2031年地方政府专项债务还本额</td><td>5.00</td><td>6.00</td></tr>
<tr><td>七、2031年末地方政府专项债务余额</td><td></td><td>70.00</td></tr></table></body></html>"""
COUNTIES = """<html><body><h1>岭东省2031年地方政府债务限额及余额决算情况表</h1><p>单位：亿元</p><table>
<tr><td rowspan="2">地区</td><td colspan="3">2031年债务限额</td>
<td colspan="3">2031年债务余额（决算数）</td></tr>
<tr><td></td><td>一般债务</td><td>专项债务</td><td></td><td>一般债务</td><td>专项债务</td></tr>
<tr><td>岭东省合计</td><td>90.00</td><td>40.00</td><td>50.00</td><td>80.00</td><td>35.00</td><td>45.00</td></tr>
<tr><td>省本级</td><td>40.00</td><td>20.00</td><td>20.00</td><td>36.00</td><td>18.00</td><td>18.00</td></tr>
<tr><td>西河县</td><td>30.00</td><td>12.00</td><td>18.00</td><td>26.00</td><td>10.00</td><td>16.00</td></tr>
<tr><td>南沟县</td><td>20.00</td><td>8.00</td><td>12.00</td><td>18.00</td><td>7.00</td><td>11.00</td></tr>
</table></body></html>"""
CITY = """<html><body><h1>东溪市2031年一般公共预算支出情况表</h1><p>单位：万元</p><table>
<tr><td>项目</td><td>2030年预算数</td><td>2030年执行数</td><td>2031年预算数</td></tr>
<tr><td>教育支出</td><td>60.00</td><td>50.00</td><td>55.00</td></tr>
<tr><td>卫生健康支出</td><td>20.00</td><td>25.00</td><td>30.00</td></tr>
<tr><td>支出合计</td><td>80.00</td><td>75.00</td><td>85.00</td></tr></table></body></html>"""
TOWN = """<html><body><h1>石桥镇2031年度“三公”经费决算情况说明</h1>
<p>按照要求，现将东溪区石桥镇2031年度“三公”经费决算公布如下：2031年度全镇“三公”经费支出合计9.00万元，
比上年减少1.00万元，下降10.00%，主要原因是压减公务用车运行维护费。</p></body></html>"""


qa = over(
    {
        "山阳市水务局2031年部门预算.html": BUREAU,
        "山阳市2031年政府债务情况表.html": DEBT,
        "岭东省2031年地方政府债务限额及余额决算情况表.html": COUNTIES,
        "东溪市2031年一般公共预算支出情况表.html": CITY,
        "石桥镇2031年度三公经费决算情况说明.html": TOWN,
    }
)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        # a verb says which row of the debts is meant, of one name or of several
        ("山阳市2031年专项债还了多少本金", ["6.00亿元"]),
        ("山阳市2031年发行的专项债是多少", ["12.00亿元"]),
        (
            "山阳市2031年一般债务和专项债务加在一起，一共发行了多少，又一共还了多少本金",
            ["20.00亿元", "9.00亿元"],
        ),
        ("山阳市2031年末一般债务余额距限额还差多少", ["-6.00亿元"]),
        ("山阳市2031年末一般债务余额占限额的百分之几", ["88.00%"]),
        ("山阳市2031年末一般债务余额限额是多少，和余额差多少", ["6.00亿元"]),
        ("山阳市2031年专项债务发行额执行数比预算数多多少", ["2.00亿元"]),
        # places below, without the word for their rank, and what they are made of
        ("岭东省西河2031年底欠的债有多少", ["26.00亿元"]),
        ("西河县2031年政府债务限额是多少？其中专项多少", ["30.00亿元", "18.00亿元"]),
        ("岭东省2031年政府债务余额最高的是哪个县，不算西河县", ["18.00亿元"]),
        # each thing asked for is asked beside the one before it
        ("山阳市水务局2031年基本支出里头，水费安排了多少、电费安排了多少，加在一起又是多少", ["4.00万元"]),
        ("山阳市水务局2031年2130301行政运行、2130314防汛各是多少", ["48.00万元", "40.00万元"]),
        # wholes by what both words mean, by their table, as they were said before
        ("山阳市水务局2031年基本支出里的公用部分是多少", ["8.00万元"]),
        ("山阳市水务局2031年财政拨款的本年支出中，农林水支出占本年支出的百分之几", ["80.00%"]),
        ("山阳市水务局2031年项目上花的钱占总支出百分之几", ["40.00%"]),
        # money that one year leaves to the next
        ("山阳市水务局2031年有多少钱是去年没花完转过来的", ["5.00万元"]),
        ("山阳市水务局2031年有多少钱要留到明年再用", ["4.00万元"]),
        # rows by parts of their names, by what else they are called
        ("山阳市水务局2031年房贴多少", ["7.00万元"]),
        ("山阳市水务局2031年执法那块多少钱", ["14.00万元"]),
        ("山阳市水务局2031年修堤坝，也就是河堤加固工程，多少钱", ["20.00万元"]),
        ("山阳市水务局2031年防洪水（防汛）多少钱", ["40.00万元"]),
        # against what is asked, of the two that stand beside each other
        ("东溪市2031年教育支出预算比2030年执行数多多少", ["5.00万元"]),
        ("东溪市2031年教育支出预算比2030年预算少多少", ["-5.00万元"]),
        # lists as they are jotted down, and what is asked of all of one
        ("山阳水务2031年 水费+电费=？", ["4.00万元"]),
        ("山阳市水务局2031年水费占基本支出的百分之几，请列出两个数", ["1.67%"]),
        (
            "山阳市水务局2031年项目支出里哪个项目花钱最多？多少钱，占项目支出的比例有多高",
            ["20.00万元", "50.00%"],
        ),
        ("山阳市水务局2031年支出预算有多大一块花在农林水支出上", ["88.00万元"]),
        # a place in letters of Latin
        ("shanyang水务局2031年水费", ["1.00万元"]),
        # what is ruled out
        ("除了河堤加固工程，山阳市水务局2031年哪个项目最多", ["14.00万元"]),
        ("山阳市水务局2031年除了河堤加固工程还有哪些项目", ["14.00万元", "6.00万元"]),
        # in English, with the name in brackets
        (
            "What percentage of the total 2031 spending of the water bureau (山阳市水务局) goes to "
            "flood control (防汛)?",
            ["40.00%"],
        ),
        # a place that the documents write before the name
        ("东溪区石桥镇2031年三公经费是多少", ["9.00万元"]),
    ],
)
def test_what_is_told_is_what_the_words_mean_together(
    qa: BudgetQA, question: str, figures: list[str]
) -> None:
    answer = qa.ask(question)
    assert (answer.status, asked(answer)) == (Status.ANSWERED, figures), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "山阳市水务局2031年 the lift（信鸽）多少",  # a bracket that nobody knows explains nothing
        "北沟区石桥镇2031年三公经费是多少",  # no document writes that place before it
        "山阳市水务局2031年印刷费是多少",  # named behind the amount of a whole, which is not its own
        "山阳市水务局2031年服务中心预算多少",  # very many are called so
        "山阳市水务局2031年锅炉、水费各多少",  # one of two that are listed is not known
        "山阳市水务局2031年预算一共几张表",  # sheets are not counted
        "山阳市水务局2031年几个防汛",  # counts things, and money is all there is
        "山阳市水务局2031年去年转给县区多少",  # moved on, not carried over
    ],
)
def test_what_is_not_meant_is_not_told(qa: BudgetQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status is not Status.ANSWERED, answer.text


def test_whether_it_is_nothing_is_answered_by_yes_or_no(qa: BudgetQA) -> None:
    assert qa.ask("山阳市水务局2031年行政运行的项目支出是零吗").text.startswith("是，")
    assert qa.ask("山阳市水务局2031年防汛是零吗").text.startswith("不是，")
