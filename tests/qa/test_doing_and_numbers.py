"""Words that say nothing beside a name, tables by their numbers, wholes that no row prints."""

import pytest

from index.facts.naming.captions import said_of_number
from qa import BudgetQA
from qa.records import Status
from tests.qa.told import over, told

TOWN = """<html><body><h1>青石镇卫生服务中心2031年部门预算</h1>
<p>青石镇卫生服务中心2031年部门预算，单位名称：青石镇卫生服务中心</p>
<p>表一：部门支出预算总表</p><p>单位：万元</p><table>
<tr><td>科目编码</td><td>科目名称</td><td>合计</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td>2060702</td><td>科普活动</td><td>31.00</td><td>0.00</td><td>31.00</td></tr>
<tr><td>2070308</td><td>群众体育</td><td>42.00</td><td>0.00</td><td>42.00</td></tr>
<tr><td>2010302</td><td>一般行政管理事务</td><td>53.00</td><td>0.00</td><td>53.00</td></tr>
<tr><td></td><td>合计</td><td>126.00</td><td>0.00</td><td>126.00</td></tr></table>
<p>表二：一般公共预算基本支出表</p><p>单位：万元</p><table>
<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr>
<tr><td>30302</td><td>退休费</td><td>6.40</td></tr>
<tr><td>30201</td><td>办公费</td><td>7.50</td></tr></table>
<p>表三：“三公”经费预算表</p><p>单位：万元</p><table>
<tr><td>项目</td><td>2031年预算数</td></tr>
<tr><td>因公出国（境）费用</td><td>0.00</td></tr>
<tr><td>公务接待费</td><td>1.20</td></tr>
<tr><td>公务用车购置及运行费</td><td>3.40</td></tr></table>
</body></html>"""
qa = over({"青石镇卫生服务中心2031年部门预算.html": TOWN})


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("青石镇卫生服务中心2031年开展科普活动的钱是多少", ["31.00"]),
        ("青石镇卫生服务中心2031年发展群众体育安排了多少", ["42.00"]),
        ("青石镇卫生服务中心2031年用于推动群众体育的支出是多少", ["42.00"]),
        ("青石镇卫生服务中心2031年实施科普活动的经费有多少", ["31.00"]),
        ("青石镇卫生服务中心2031年支持群众体育的钱和开展科普活动的钱各多少", ["42.00", "31.00"]),
    ],
)
def test_a_verb_for_doing_what_is_named_beside_it_says_no_more(
    qa: BudgetQA, question: str, printed: list[str]
) -> None:
    assert told(qa.ask(question)) == (Status.ANSWERED, printed)


@pytest.mark.parametrize(
    "question",
    ["青石镇卫生服务中心2031年停办科普活动的钱是多少", "青石镇卫生服务中心2031年量子科普活动的钱是多少"],
)
def test_another_word_beside_a_name_goes_on_blocking(qa: BudgetQA, question: str) -> None:
    assert qa.ask(question).status is not Status.ANSWERED


@pytest.mark.parametrize("table", ["表一", "表1", "公开01表", "附表一", "01表"])
def test_a_table_goes_by_its_number_however_that_is_said(qa: BudgetQA, table: str) -> None:
    assert told(qa.ask(f"青石镇卫生服务中心2031年{table}科普活动的合计是多少")) == (
        Status.ANSWERED,
        ["31.00"],
    )


def test_a_row_is_not_told_from_a_table_of_another_number(qa: BudgetQA) -> None:
    assert qa.ask("青石镇卫生服务中心2031年表三办公费是多少").status is not Status.ANSWERED


def test_what_a_number_alone_may_be_called() -> None:
    assert "公开表九" in said_of_number("9") and "09表" in said_of_number("附表九")
    assert said_of_number("5-2") == () and said_of_number("附件") == ()


def test_what_the_budget_gives_pays_for_what_the_table_of_a_fund_prints(qa: BudgetQA) -> None:
    assert told(qa.ask("青石镇卫生服务中心2031年财政拨款里的退休费是多少")) == (Status.ANSWERED, ["6.40"])


def test_a_whole_that_no_row_prints_is_the_sum_of_its_parts_with_the_formula(qa: BudgetQA) -> None:
    answer = qa.ask("青石镇卫生服务中心2031年三公经费合计多少")
    assert answer.status is Status.ANSWERED
    assert "4.60万元（" in answer.text and "1.20" in answer.text and "3.40" in answer.text


def test_a_whole_is_not_added_to_its_own_parts(qa: BudgetQA) -> None:
    answer = qa.ask(
        "青石镇卫生服务中心2031年因公出国（境）费用、公务接待费、公务用车购置及运行费加总，三公经费合计是多少"
    )
    assert answer.status is Status.ANSWERED and "4.60" in answer.text and "9.20" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "青石镇卫生服务中心2031年项目支出里哪个科目最多，哪个科目最少",
        "青石镇卫生服务中心2031年最多和最少的科目各是哪个",
    ],
)
def test_both_ends_of_a_ranking_are_told(qa: BudgetQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    assert "最大" in answer.text and "最小" in answer.text


def test_a_place_in_a_ranking_that_no_row_has_is_said_to_be_missing(qa: BudgetQA) -> None:
    answer = qa.ask("青石镇卫生服务中心2031年支出科目里排在第九位的是哪个")
    assert answer.status is Status.NOT_FOUND and not answer.figures


def test_two_places_of_a_ranking_are_told_one_after_the_other(qa: BudgetQA) -> None:
    answer = qa.ask("青石镇卫生服务中心2031年支出科目里排在第二位和第三位的分别是哪个")
    assert told(answer) == (Status.ANSWERED, ["42.00", "31.00"])


def test_a_share_behind_a_sum_is_that_of_the_sum(qa: BudgetQA) -> None:
    question = "青石镇卫生服务中心2031年科普活动和群众体育这两大块合起来多少，占支出合计的百分之几"
    answer = qa.ask(question)
    assert answer.status is Status.ANSWERED and "57.94" in answer.text and "73.00" in answer.text


def test_an_amount_and_a_little_more_is_none_that_the_document_denies(qa: BudgetQA) -> None:
    answer = qa.ask("青石镇卫生服务中心2031年那四十多万的群众体育到底是多少")
    assert answer.status is Status.ANSWERED and "不符" not in answer.text


REPORT = """<html><body><h1>关于石坪市2031年预算执行情况和2032年预算草案的报告</h1>
<p>一、2031年预算执行情况</p><p>2031年全市一般公共预算收入完成120.50亿元，增长3.20%。</p>
<p>二、2032年财政主要工作</p>
<p>1.支持湿地修复。安排资金2.60亿元，修复湿地1200亩，新建观测站18座。</p>
<p>2.推进高标准农田建设。建成高标准农田3.50万亩，改造渠道260公里。</p>
<p>3.加强财会监督。健全监督体系，开展三个专项检查。</p></body></html>"""
report = over({"关于石坪市2031年预算执行情况和2032年预算草案的报告.html": REPORT})


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("石坪市2032年建成高标准农田多少万亩", "3.50万亩"),
        ("石坪市2032年在推进湿地修复方面有哪些举措", "观测站18座"),
        ("石坪市2032年财会监督方面要做哪些事", "三个专项检查"),
    ],
)
def test_a_report_tells_of_the_year_whose_budget_it_brings_in(
    report: BudgetQA, question: str, words: str
) -> None:
    answer = report.ask(question)
    assert answer.status is Status.ANSWERED and words in answer.text, answer.text


def test_no_report_tells_of_the_year_after_that(report: BudgetQA) -> None:
    assert report.ask("石坪市2033年建成高标准农田多少万亩").status is Status.NOT_FOUND


@pytest.mark.parametrize(
    "question",
    [
        "青石镇卫生服务中心2031年办公费，再加上快递那类的钱，合起来多少",
        "青石镇卫生服务中心2031年办公费加上无人机的钱是多少",
    ],
)
def test_what_adds_something_that_nobody_knows_blocks(qa: BudgetQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status is Status.NOT_FOUND and not answer.figures


def test_english_before_a_body_in_brackets_is_that_body(qa: BudgetQA) -> None:
    answer = qa.ask("How much was the Qingshi Education Bureau (青石镇教育局) given in the 2031 budget?")
    assert answer.status is Status.NOT_FOUND and not answer.figures


@pytest.mark.parametrize("who", ["该中心", "这个中心"])
def test_a_body_is_pointed_at_by_how_it_ends(qa: BudgetQA, who: str) -> None:
    answer = qa.ask(f"我在青石镇卫生服务中心看病，{who}2031年办公费是多少")
    assert told(answer) == (Status.ANSWERED, ["7.50"])


PLACE = """<html><body><h1>石坪市2031年财政决算收支情况</h1>
<p>全市国有资本经营预算收入2.60亿元，国有资本经营预算支出1.90亿元。</p>
<p>市本级国有资本经营预算收入1.70亿元，国有资本经营预算支出1.20亿元。</p></body></html>"""
place = over({"2031年石坪市财政决算收支情况.html": PLACE})


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("石坪市，市本级：2031年国有资本经营预算收入是多少", ["1.70"]),
        ("石坪市2031年市本级国有资本经营支出是多少", ["1.20"]),
        ("石坪市2031年全市国有资本经营预算收入", ["2.60"]),
    ],
)
def test_a_heading_says_of_how_much_of_a_place_and_a_whole_of_which_side(
    place: BudgetQA, question: str, printed: list[str]
) -> None:
    assert told(place.ask(question)) == (Status.ANSWERED, printed)
