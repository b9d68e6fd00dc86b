"""Which sentences answer a question of the narrative, and the numbers they tell."""

from decimal import Decimal

import pytest

from index.facts.records import Citation, Kind, Legibility, Passage, Scope, Stage
from index.store.protocols import StoredPassage
from qa.execute.narrative.quoting import (
    coverage,
    definition,
    glossary_terms,
    numbers_told,
    quotes,
    rarity,
    says_count,
)
from qa.language.topics import topic
from qa.plan.algebra import Cell, Tell
from qa.records import Edition, Quote

NAME = "云溪市水务局-2025-预算.pdf"
EDITION = Edition("云溪市水务局", 2025, Kind.BUDGET, Scope.UNIT, (7,), (NAME,))


def stored(
    n: int, headings: tuple[str, ...], text: str, legibility: Legibility = Legibility.TEXT
) -> StoredPassage:
    whole = "".join((*headings, text))
    return StoredPassage(
        n, f"r{n}", 7, Passage(text, headings, Citation(NAME, n, whole, legibility=legibility))
    )


def tell(said: str, *words: str) -> Tell:
    return Tell(Cell(body=EDITION.body), topic(said), words)


GLOSSARY = ("第四部分 名词解释",)
TERMS = (
    stored(1, GLOSSARY, "机关运行经费：指为保障行政单位运行用于购买货物和服务的各项资金。"),
    stored(2, GLOSSARY, "2、项目支出：指在基本支出之外为完成特定任务所发生的支出。"),
    stored(3, ("第三部分 说明",), "本年项目支出用于堤防养护。"),
)
DUTIES = (
    stored(4, ("一、主要职责",), "（一）负责全市河道、堤防的日常巡查。"),
    stored(5, ("一、主要职责",), "（二）负责防汛物资的储备。"),
)
STAFF = stored(6, ("二、人员情况",), "核定编制140名，在职人员135人，退休人员61人。")
FLEET = stored(7, ("三、资产情况",), "截至上年末共有车辆7辆。")
SECTIONS = (*TERMS, *DUTIES, STAFF, FLEET)


# -- definitions -----------------------------------------------------------------------------


@pytest.mark.parametrize(("term", "page"), [("机关运行经费", 1), ("项目支出", 2)])
def test_a_term_is_explained_by_the_entry_of_its_name(term, page):
    quote = definition(term, TERMS)
    assert quote is not None
    assert quote.citation.page == page
    assert quote.text.endswith("。")


def test_what_no_entry_explains_has_no_definition():
    assert definition("基本支出", (TERMS[0],)) is None


def test_what_is_written_comes_before_what_was_recognised():
    seen = stored(0, GLOSSARY, "项目支出：指为完成任务发生的支出。", Legibility.CHECKED)
    assert definition("项目支出", (seen, TERMS[1])).citation.page == 2


def test_the_terms_of_a_glossary_are_those_before_a_colon():
    assert glossary_terms(TERMS[1]) == ("项目支出",)
    assert glossary_terms(TERMS[2]) == ()


# -- quotations ------------------------------------------------------------------------------


def test_a_list_is_told_by_the_heads_of_its_items():
    found = quotes(tell("职责有哪些"), DUTIES, SECTIONS)
    assert [quote.text for quote in found] == [
        "（一）负责全市河道、堤防的日常巡查。",
        "（二）负责防汛物资的储备。",
    ]


def test_the_passage_that_holds_the_words_answers():
    (found,) = quotes(tell("车辆情况怎么样", "车辆"), SECTIONS, SECTIONS)
    assert found == Quote("截至上年末共有车辆7辆。", FLEET.passage.citation)


def test_a_passage_that_holds_none_of_the_words_does_not():
    assert quotes(tell("量子通信的进展", "量子通信"), SECTIONS, SECTIONS) == ()


def test_where_a_count_is_asked_only_what_counts_so_answers():
    (found,) = quotes(tell("在职多少人", "在职"), SECTIONS, SECTIONS)
    assert found.citation.page == 6
    assert quotes(tell("在职多少公里", "在职"), SECTIONS, SECTIONS) == ()


def test_of_a_long_passage_the_sentences_around_the_words_are_told():
    filler = "本单位按规定开展各项日常工作并接受监督。" * 30
    long = stored(8, ("四、其他",), f"{filler}全年清淤河段12.5公里。{filler}")
    (found,) = quotes(tell("清淤河段情况", "清淤河段"), (long,), (long,))
    assert "清淤河段12.5公里" in found.text
    assert len(found.text) < 420


def test_without_a_word_or_a_section_nothing_is_told():
    assert quotes(tell("怎么样"), SECTIONS, SECTIONS) == ()


# -- how much of the words a text holds ------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text", "share"),
    [
        (("堤防",), "堤防养护", 1.0),
        (("堤防", "清淤"), "堤防养护", 0.5),
        (("堤防养护",), "堤防 养护", 1.0),
        (("水质监测仪",), "水质化验", 0.4),
        ((), "堤防", 0.0),
    ],
)
def test_coverage_is_the_share_of_letters_in_runs(words, text, share):
    assert coverage(words, text) == pytest.approx(share)


def test_a_word_of_few_passages_tells_more():
    weights = rarity(("项目支出", "车辆"), SECTIONS)
    assert weights["车辆"] > weights["项目支出"]
    assert coverage(("项目支出", "车辆"), "车辆", weights) > 1 / 3


# -- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "counts"),
    [
        ("现有教学班36个。", "个", True),
        ("在职人员135人。", "名", True),
        ("共有车辆7辆。", "台", True),
        ("新建泵站两座。", "座", True),
        ("安排资金36万元。", "个", False),
    ],
)
def test_a_text_counts_in_a_unit_or_in_one_that_counts_the_same(text, unit, counts):
    assert says_count(text, unit) is counts


def test_the_number_told_is_that_of_the_clause_asked_for():
    quote = Quote(STAFF.passage.text, STAFF.passage.citation)
    (value,) = numbers_told(tell("在职人员多少人", "在职人员"), quote, EDITION)
    assert (value.shown, value.value, value.year, value.stage) == ("135人", Decimal(135), 2025, "预算")
    assert value.citation.quote.startswith("在职人员135人")


def test_an_amount_of_a_sentence_is_in_yuan_and_of_the_documents_stage():
    quote = Quote("其中协管外包380.00万元。", Citation(NAME, 9, "其中协管外包380.00万元。"))
    final = Edition(EDITION.body, 2025, Kind.FINAL, Scope.UNIT, (7,), (NAME,))
    (value,) = numbers_told(tell("协管多少钱", "协管"), quote, final)
    assert (value.printed, value.value, value.stage) == ("380.00", Decimal(3800000), Stage.FINAL.value)


def test_of_several_clauses_without_a_word_asked_none_is_told():
    quote = Quote("新建泵站2座，整治河道3公里。", Citation(NAME, 9, "新建泵站2座，整治河道3公里。"))
    assert numbers_told(tell("投入多少", "无人机"), quote, EDITION) == []
