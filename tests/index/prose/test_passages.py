from index.facts.records import Document, Kind, Line, Page, Scope
from index.prose.passages import passages_of

DOCUMENT = Document("a.pdf", "0" * 64, "某局2025年度部门预算", "某局", 2025, Kind.BUDGET, Scope.UNIT, 1)


def page(*texts: str, number: int = 1) -> Page:
    """Each text is typed as one paragraph of lines of 30 characters."""
    lines = []
    top = 100.0
    for text in texts:
        for start in range(0, len(text), 30):
            part = text[start : start + 30]
            x0 = 90.0 if start else 118.0
            lines.append(
                Line(number, part, (x0, top, 90 + 14.0 * (len(part) + (not start) * 2), top + 14), 14.0)
            )
            top += 20
    return Page(number, 595.0, 60000.0, tuple(lines), ())


def test_duties_that_fit_stay_together_under_their_heading() -> None:
    duties = [
        f"（{number}）负责全市第{number}项商贸流通管理工作的规划、组织、协调与监督检查；"
        for number in "一二三四"
    ]
    (passage,) = passages_of(DOCUMENT, [page("一、主要职责", "某局的主要职责是：", *duties)])
    assert passage.headings == ("一、主要职责",)
    assert passage.text.split("\n") == ["某局的主要职责是：", *duties]


def test_a_long_paragraph_is_cut_at_its_sentences_and_nothing_is_lost() -> None:
    sentences = [
        f"第{number}项工作要按照年度计划扎实推进，确保按时完成各项既定目标任务。" for number in range(10, 40)
    ]
    passages = passages_of(DOCUMENT, [page("一、年度工作任务", "".join(sentences))])
    assert "".join(passage.text for passage in passages) == "".join(sentences)
    assert all(passage.text.endswith("。") and len(passage.text) <= 400 for passage in passages)
    assert all(len(passage.text) >= 200 for passage in passages[:-1])


def test_each_definition_is_a_passage_of_its_own() -> None:
    terms = [
        "一、基本支出：指为保障机构正常运转而发生的支出。",
        "二、项目支出：指为完成特定任务而发生的支出。",
    ]
    passages = passages_of(DOCUMENT, [page("第四部分 名词解释", *terms)])
    assert [passage.text for passage in passages] == terms
    assert {passage.headings for passage in passages} == {("第四部分 名词解释",)}


def test_passages_of_two_headings_do_not_mix() -> None:
    passages = passages_of(
        DOCUMENT,
        [
            page(
                "一、收入情况",
                "收入预算8万元，其中财政拨款8万元。",
                "二、支出情况",
                "支出预算8万元，均为基本支出。",
            )
        ],
    )
    assert [passage.headings for passage in passages] == [("一、收入情况",), ("二、支出情况",)]


def test_a_passage_quotes_its_text_and_says_where_it_stands() -> None:
    pages = [
        page("一、收入情况", "收入预算8万元，其中财政拨款8万元。"),
        page("三、其他情况", "没有其他情况。", number=2),
    ]
    first, second = passages_of(DOCUMENT, pages)
    assert (first.citation.document, first.citation.page, first.citation.quote) == ("a.pdf", 1, first.text)
    assert first.citation.bbox == (118.0, 120.0, 90 + 14.0 * 20, 134.0)
    assert second.citation.page == 2
