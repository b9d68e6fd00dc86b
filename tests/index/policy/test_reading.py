"""Policy documents of every form, read from text and pages: what they are, article by article."""

import json
from pathlib import Path

import pytest

from index.extract import digest, extract
from index.facts.errors import DocumentError
from index.facts.given import said
from index.facts.records import Amendment, Kind, Page, Point
from index.policy.recognise import policy_of
from index.policy.standards import standards_of
from tests.index.drawn import page_of
from tests.policies import ANSWERS, BUDGET, CHANGE, NOTICE, RULE, read

SAMPLES = Path(__file__).parents[3] / "samples"
RULES = ("岚浦市差旅费管理办法.pdf", "下载文件_20240508.pdf")


@pytest.fixture(scope="module")
def samples():
    """The sample rules, read for real."""
    paths = [SAMPLES / name for name in RULES]
    return {path.name: extract(path, digest(path)) for path in paths}


def gold(name: str) -> list[dict]:
    return [json.loads(line) for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines()]


def articles(extraction) -> dict[str, str]:
    found: dict[str, str] = {}
    for passage in extraction.passages:
        if passage.citation.row and not passage.citation.table:
            before = found.get(passage.citation.row)
            found[passage.citation.row] = f"{before}\n{passage.text}" if before else passage.text
    return found


def test_a_rule_says_what_it_is_who_issued_it_and_when_it_holds(tmp_path):
    extraction = read(tmp_path, "upload_01.txt", RULE)
    policy, document = extraction.policy, extraction.document
    assert (policy.title, policy.form) == ("青禾市防汛值班补贴管理办法", "管理办法")
    assert (policy.number, policy.issuer) == ("青水发〔2022〕7号", "青禾市水利局、青禾市财政局")
    assert (policy.issued, policy.effective, policy.expires) == ("2022-04-02", "2022-05-01", "2025-04-30")
    assert policy.repeals == ("青禾市防汛值班费发放规定", "青水发〔2015〕3号")
    assert (document.kind, document.year, document.body) == (Kind.POLICY, 2022, policy.issuer)
    sayings = {saying.point: saying.citation.quote for saying in policy.sayings}
    assert "2022年5月1日" in sayings[Point.EFFECT] and "2015" in sayings[Point.REPEAL]


def test_an_article_keeps_its_items_and_a_mention_of_an_article_begins_none(tmp_path):
    found = articles(read(tmp_path, "a.txt", RULE))
    assert list(found) == [f"第{n}条" for n in "一二三四五六七"]
    assert found["第三条"].count("\n") == 3 and "减半发给" in found["第三条"]
    assert "人事部门" in found["第四条"]


def test_the_chapter_stands_above_an_article(tmp_path):
    passages = read(tmp_path, "a.txt", RULE).passages
    third = next(passage for passage in passages if passage.citation.row == "第三条")
    assert third.headings == ("第二章 补贴标准",)


def test_a_notice_without_articles_is_read_by_its_sections(tmp_path):
    extraction = read(tmp_path, "b.txt", NOTICE)
    assert extraction.policy.title == "关于规范中小学研学旅行收费的通知"
    assert extraction.policy.issuer == "枫岭县教育局"
    paid = next(passage for passage in extraction.passages if "县外研学" in passage.text)
    assert paid.headings == ("一、收费标准",) and paid.citation.row is None
    last = next(passage for passage in extraction.passages if "2023年9月1日" in passage.text)
    assert last.headings == ()


def test_answers_stand_under_their_questions(tmp_path):
    extraction = read(tmp_path, "c.html", ANSWERS)
    assert extraction.policy.about == "芦洲市住院护理补助办法"
    answer = next(passage for passage in extraction.passages if "一级护理" in passage.text)
    assert answer.headings == ("一、问：护理补助一天补多少？",)
    assert answer.citation.bbox is None


def test_what_a_notice_changes_in_an_earlier_document_is_known(tmp_path):
    policy = read(tmp_path, "d.txt", CHANGE).policy
    assert policy.amends == (
        Amendment(
            "青禾市防汛值班补贴管理办法", "青水发〔2022〕7号", "第三条", "每人每天90元", "每人每天110元"
        ),
    )


def test_a_disclosure_is_no_policy_though_it_names_one(tmp_path):
    extraction = read(tmp_path, "松湖市档案馆-2025-单位预算.txt", BUDGET)
    assert extraction.policy is None and extraction.document.kind is Kind.BUDGET


@pytest.mark.parametrize(
    "lines",
    [
        ("关于批复2025年部门预算的通知", "松财〔2025〕1号", "请遵照执行，自2025年1月1日起施行。"),
        ("防汛值班", "今天由甲科值班。", "明天由乙科值班。"),
        ("关于2025年预算执行情况的通知", "松财〔2025〕9号", "现印发给你们。"),
    ],
)
def test_other_papers_are_none(lines):
    assert policy_of("a.pdf", [page_of(1, *lines)]) is None


def test_a_rule_without_any_year_is_refused_with_a_remedy(tmp_path):
    text = "青禾市值班规定\n第一条 值班补贴按天发给。\n第二条 每人每天90元。\n第三条 由各单位发给。\n"
    with pytest.raises(DocumentError, match="哪一年的"):
        read(tmp_path, "a.txt", text)
    assert read(tmp_path, "值班规定-2021.txt", text).document.year == 2021


@pytest.mark.parametrize("name", RULES)
def test_every_article_of_the_samples_is_read(samples, name):
    found = articles(samples[name])
    for record in (one for one in gold("articles.jsonl") if one["pdf"] == name):
        expected = f"{record['article']}{record['text']}".replace(" ", "")
        assert found[record["article"]] == expected
    passages = {p.citation.row: p for p in reversed(samples[name].passages) if p.citation.row}
    for record in (one for one in gold("articles.jsonl") if one["pdf"] == name):
        passage = passages[record["article"]]
        assert passage.citation.page == record["page"]
        assert [h.replace(" ", "") for h in passage.headings] == [record["chapter"].replace(" ", "")]


@pytest.mark.parametrize("name", RULES)
def test_every_standard_of_the_samples_is_a_figure_at_its_row_and_column(samples, name):
    found = {
        (f.citation.table, f.citation.row, f.citation.column, f.printed, f.unit)
        for f in samples[name].figures
    }
    expected = {
        (one["table"], one["row"], one["column"], one["printed"], one["unit"])
        for one in gold("standards.jsonl")
        if one["pdf"] == name
    }
    assert found == expected
    assert all(figure.kind is Kind.POLICY and figure.citation.bbox for figure in samples[name].figures)


def drawn(samples, *pages: Page):
    document = samples[RULES[0]].document
    return standards_of(document, pages)


def test_a_unit_in_a_heading_and_one_behind_a_number_are_told(samples):
    table = "类别 | 住宿（元/人天） | 备注\n    甲类 | 300 | 含早餐\n    乙类 | 260 | 80元/人天"
    figures, words = drawn(samples, page_of(1, "培训标准表", table))
    assert [(f.subject, f.component, f.printed, f.unit) for f in figures] == [
        ("甲类", "住宿", "300", "元/人天"),
        ("乙类", "住宿", "260", "元/人天"),
        ("乙类", "备注", "80元/人天", "元/人天"),
    ]
    assert [(p.text, p.citation.row, p.citation.column) for p in words] == [("含早餐", "甲类", "备注")]


def test_merged_headings_make_one_path_and_a_merged_label_is_that_of_each_row(samples):
    table = """地区 | 级别 | 限额 | >
        ^ | ^ | 旺季 | 平时
        甲市 | 处级 | 500 | 400
        ^ | 其他人员 | 450 | 350"""
    figures, _ = drawn(samples, page_of(1, "住宿限额表", "单位：元/人·天", table))
    assert [(f.subject, f.component, f.printed) for f in figures] == [
        ("甲市/处级", "限额/旺季", "500"),
        ("甲市/处级", "限额/平时", "400"),
        ("甲市/其他人员", "限额/旺季", "450"),
        ("甲市/其他人员", "限额/平时", "350"),
    ]


def test_a_table_goes_on_overleaf_under_its_headings(samples):
    first = "地区 | 限额 | 平时\n    甲市 | 500 | 400"
    figures, _ = drawn(
        samples, page_of(1, "住宿限额表", "单位：元/人·天", first), page_of(2, "乙市 | 450 | 350")
    )
    assert [(f.subject, f.component, f.citation.table, f.unit) for f in figures][2:] == [
        ("乙市", "限额", "住宿限额表", "元/人·天"),
        ("乙市", "平时", "住宿限额表", "元/人·天"),
    ]


def test_an_amount_is_for_whatever_it_is_said_to_be_for(samples):
    table = """项目 | 标准（元/千字） | 境外（美元/人·天）
        笔译 | 120 | 80
        口译 | 90元/小时 | 70元/（生·年）"""
    figures, words = drawn(samples, page_of(1, "翻译费标准表", table))
    assert [(f.subject, f.component, f.unit) for f in figures] == [
        ("笔译", "标准", "元/千字"),
        ("笔译", "境外", "美元/人·天"),
        ("口译", "标准", "元/小时"),
        ("口译", "境外", "元/（生·年）"),
    ]
    assert words == ()


@pytest.mark.parametrize("mark", ["续表", "住宿限额表（续）", "续表一"])
def test_a_table_goes_on_overleaf_under_the_mark_that_it_does(samples, mark):
    first = "地区 | 限额 | 平时\n    甲市 | 500 | 400"
    figures, _ = drawn(
        samples, page_of(1, "住宿限额表", "单位：元/人·天", first), page_of(2, mark, "乙市 | 450 | 350")
    )
    assert [(f.subject, f.component, f.citation.table, f.unit) for f in figures][2:] == [
        ("乙市", "限额", "住宿限额表", "元/人·天"),
        ("乙市", "平时", "住宿限额表", "元/人·天"),
    ]


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("发布机构：芦洲市财政局", "芦洲市财政局"),
        ("值班补贴由制定机关和使用机关共同管理，不得挪用。", "青禾市水利局、青禾市财政局"),
        ("印发机关应当按年公布：补贴发放的人数和金额", "青禾市水利局、青禾市财政局"),
    ],
)
def test_an_issuer_is_labelled_at_the_head_of_a_line_before_a_colon(tmp_path, line, issuer):
    policy = read(tmp_path, "a.txt", f"{line}\n{RULE}").policy
    assert policy and policy.issuer == issuer


def test_what_is_told_of_a_policy_document_labels_it(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(RULE, encoding="utf-8")
    told = {digest(path): said(body="芦洲市财政局", year=2030)}
    read = extract(path, digest(path), given=told)
    assert read.policy and read.policy.issuer == "芦洲市财政局"
    assert {(fact.body, fact.year) for fact in (read.document, *read.figures)} == {("芦洲市财政局", 2030)}
    assert told[digest(path)].holds(read.document)


def test_a_policy_document_is_read_as_a_disclosure_where_that_is_told(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(RULE, encoding="utf-8")
    read = extract(path, digest(path), given={digest(path): said(kind="决算")})
    assert read.policy is None and read.document.kind is Kind.FINAL


def test_a_year_that_is_told_is_not_missed_and_no_disclosure_becomes_a_policy(tmp_path):
    undated = tmp_path / "a.txt"
    lines = ["值班补贴管理办法", *(f"第{n}条 值班按次补贴。" for n in "一二三四")]
    undated.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DocumentError, match="看不出是哪一年的"):
        extract(undated, digest(undated))
    assert extract(undated, digest(undated), given={digest(undated): said(year=2024)}).document.year == 2024
    budget = tmp_path / "b.txt"
    budget.write_text(BUDGET, encoding="utf-8")
    with pytest.raises(DocumentError, match="不能按政策收录"):
        extract(budget, digest(budget), given={digest(budget): said(kind="政策")})


@pytest.mark.parametrize(
    ("said", "effective"),
    [
        ("自2024年7月1日起施行", "2024-07-01"),
        ("自二Ｏ二四年七月一日起施行", "2024-07-01"),
        ("自2024年7月起执行", "2024-07-01"),
        ("自印发之日起施行", "2024-06-01"),
        ("自印发之日起30日后施行", "2024-07-01"),
        ("自公布之日起满三十日施行", "2024-07-01"),
        ("自发布之日起2个月后实施", "2024-08-01"),
    ],
)
def test_the_day_of_effect_is_reckoned_from_what_it_is_said_by(tmp_path, said, effective):
    rule = RULE.replace("自2022年5月1日起施行，有效期三年", said).replace("2022年4月2日", "2024年6月1日")
    policy = read(tmp_path, "a.txt", rule).policy
    assert policy and (policy.issued, policy.effective) == ("2024-06-01", effective)


TOLD = """青禾市加班餐费新规要点

财政部门修订了《青禾市加班餐费管理办法》，要点如下：
一、加班餐费每人每餐最多40元。
二、节假日加班每人每天不超过100元。
三、夜宵以30元以内为限，2023年起照此办理。
"""
REPORT = """青禾市2024年情况报告

全市补助每人每年400元，低保每人每月600元，护理每人每天不超过20元。
教育3亿元，卫生2亿元，农业5亿元，科技1亿元，交通4亿元，水利2亿元，文化1亿元，其他9亿元。
"""


def test_a_page_that_tells_what_may_be_spent_is_policy_whatever_its_heading_says(tmp_path):
    policy = read(tmp_path, "upload_02.txt", TOLD).policy
    assert policy is not None and policy.title == "青禾市加班餐费新规要点"


def test_the_year_of_a_rule_without_a_date_is_the_latest_that_it_names(tmp_path):
    assert read(tmp_path, "upload_02.txt", TOLD).document.year == 2023


def test_a_report_of_what_was_spent_is_no_policy_for_a_standard_or_three(tmp_path):
    assert read(tmp_path, "青禾市2024年情况报告.txt", REPORT).policy is None


def test_a_year_that_is_but_guessed_is_told_with_its_remedy(tmp_path):
    (warning,) = read(tmp_path, "upload_02.txt", TOLD).warnings
    assert "2023" in warning and "docs set" in warning
    assert read(tmp_path, "upload_01.txt", RULE).warnings == ()


def test_a_year_that_is_meant_for_later_is_not_the_year_of_a_rule(tmp_path):
    text = TOLD.replace("2023年起照此办理", "2019年修订，到2035年再行评估")
    assert read(tmp_path, "upload_02.txt", text).document.year == 2019


NEWS = """<html><head><meta charset="utf-8"><title>我市提高护理补助标准_芦洲市医疗保障局</title></head><body>
<h1>我市提高护理补助标准</h1><p>日期：2024年8月2日　来源：市医保局</p>
<p>自2024年7月1日起，护理补助标准由每人每月158元提高至178元，即每人每月增加20元。</p>
<p>年满80周岁的，每人每月加发10元。</p></body></html>"""


def test_a_rule_told_as_news_is_of_the_body_whose_page_tells_it(tmp_path):
    extraction = read(tmp_path, "news.html", NEWS)
    assert (extraction.policy.issuer, extraction.policy.effective) == ("芦洲市医疗保障局", "2024-07-01")
    assert (extraction.document.body, extraction.document.year) == ("芦洲市医疗保障局", 2024)
    assert not extraction.warnings
