"""Policy documents of every form, read from text and pages: what they are, article by article."""

import json
from pathlib import Path

import pytest

from index.extract import digest, extract
from index.facts.errors import DocumentError
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
    said = {saying.point: saying.citation.quote for saying in policy.sayings}
    assert "2022年5月1日" in said[Point.EFFECT] and "2015" in said[Point.REPEAL]


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
