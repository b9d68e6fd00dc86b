"""What words mean by what stands around them: beside a row, beside 比, in brackets, at the end."""

from functools import cache

import pytest

from index.facts.records import TableKind
from index.store.protocols import Labels, Term
from qa.language.aside.talk import set_aside
from qa.language.lattice import Lattice
from qa.language.names import Names
from qa.language.normal import key_of, read
from qa.language.terms import Lexicon
from qa.language.tokens import Token

OFFICE = "云溪市湖滨区住建局"
ROWS = (
    *("工资福利支出", "基本工资", "津贴补贴", "伙食补助费", "生活补助", "水费", "电费", "公务接待费"),
    *("公务用车购置费", "公用经费", "加装电梯补贴", "交通运输", "项目支出", "房屋", "药品", "药物"),
    *("一般债务余额", "一般债务限额", "专项债务余额", "专项债务限额"),
)
COLUMNS = ("支出调整预算", "支出决算", "合计")


@cache
def office() -> Lattice:
    """The rows that one invented body prints, and heads of columns."""
    terms = tuple(Term(row, key_of(row), "") for row in ROWS)
    lexicon = Lexicon.of(terms)
    labels = Labels((), COLUMNS, (("2025年一般公共预算支出表", TableKind.GENERAL),))
    names = Names.of(lexicon, terms, labels)
    return Lattice(names, (OFFICE,), newest=2025, printed=lambda body: frozenset(ROWS))


def tokens(question: str) -> tuple[Token, ...]:
    return office().tokens(read(question))


def named(question: str) -> list[str]:
    """The names that a question says, as they are printed."""
    return [token.entry.names[0].shown for token in tokens(question) if token.entry is not None]


def one(question: str, word: str) -> Token:
    (found,) = [token for token in tokens(question) if token.text == word]
    return found


# -- names ----------------------------------------------------------------------------------


def test_a_word_that_the_thesaurus_has_beside_one_row_names_it() -> None:
    assert named("住建局2025年房子花了多少") == ["房屋"]
    assert named("住建局2025年屋宇多少") == ["房屋"]


@pytest.mark.parametrize("word", ["药料", "书籍"])
def test_a_word_that_the_thesaurus_has_beside_several_rows_or_none_names_nothing(word: str) -> None:
    assert named(f"住建局2025年{word}多少") == []
    assert one(f"住建局2025年{word}多少", word).sort == "unknown"


def test_a_head_of_side_and_stage_is_no_name_behind_a_row() -> None:
    found = tokens("住建局交通运输支出调整预算多少")
    assert named("住建局交通运输支出调整预算多少") == ["交通运输"]
    assert [token.sense("slot") for token in found if token.text == "调整预算"] == ["stage:调整预算"]
    assert named("住建局“支出调整预算”多少") == ["支出调整预算"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("一般债务余额比限额少多少", ["一般债务余额", "一般债务限额"]),
        ("一般债务比专项债务余额多多少", ["一般债务余额", "专项债务余额"]),
        ("专项债务限额较余额多多少", ["专项债务限额", "专项债务余额"]),
    ],
)
def test_two_names_beside_a_comparison_share_beginning_or_end(question: str, names: list[str]) -> None:
    assert named(f"住建局{question}") == names


@pytest.mark.parametrize(("question", "word"), [("买车子花了多少", "子"), ("公务用车购置费子多少", "")])
def test_an_ending_of_nouns_says_nothing_where_it_makes_a_word(question: str, word: str) -> None:
    found = tokens(f"住建局{question}")
    assert [token.text for token in found if token.sort == "function"] == [word] * bool(word)
    assert any(token.sort == "unknown" for token in found) is not bool(word)


# -- 只, 没, 补贴, 为何 ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "word", "sort"),
    [
        ("光电费多少", "光", "function"),
        ("工资福利支出多少，只看基本工资", "只看", "function"),
        ("发工资花了多少，光基本工资多少", "光", "function"),
        ("水费、电费、公务接待费多少，只看基本工资", "只看", "restrict"),
    ],
)
def test_only_narrows_nothing_before_a_name_alone_or_a_part_behind_its_whole(
    question: str, word: str, sort: str
) -> None:
    assert one(f"住建局{question}", word).sort == sort


@pytest.mark.parametrize(
    ("question", "sense"),
    [
        ("加装电梯补贴有，还是没", "yesno"),
        ("公务接待费涨了没", "yesno"),
        ("公务接待费花了没", "yesno"),
        ("公务接待费没增加多少", "negation"),
        ("公务接待费没", "negation"),
    ],
)
def test_a_negation_at_the_end_asks_whether(question: str, sense: str) -> None:
    assert one(f"住建局{question}", "没").sense("op") == sense


def test_a_part_of_a_name_that_is_said_again_is_that_name() -> None:
    assert named("住建局加装电梯补贴还有补贴没") == ["加装电梯补贴"]
    assert one("住建局加装电梯补贴还有补贴没", "补贴").sort == "function"
    again = one("住建局公务接待费还有补贴没", "补贴").entry
    assert again is not None and again.ambiguous


@pytest.mark.parametrize(("question", "sense"), [("金额最大的项目为何", "what"), ("电费为何增加", "reason")])
def test_what_the_largest_is_asks_for_no_reason(question: str, sense: str) -> None:
    assert one(f"住建局{question}", "为何").sense("op") == sense


# -- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "word", "sort"),
    [
        ("住建局4月累计电费多少", "4月累计", "period"),
        ("住建局前4个月电费多少", "前4个月", "period"),
        ("住建局一至四月累计电费多少", "一至四月累计", "period"),
        ("the three largest items of 住建局", "three", "top"),
        ("住建局三栏各是多少", "三栏", "several"),
        ("住建局三个数各是多少", "三个", "several"),
    ],
)
def test_numbers_of_months_of_rows_and_of_columns(question: str, word: str, sort: str) -> None:
    assert one(question, word).sort == sort


def test_so_many_largest_in_english_are_so_many_of_a_ranking() -> None:
    assert one("the three largest items of 住建局", "three").value == 3


@pytest.mark.parametrize("question", ["住建局三数据多少", "three items of 住建局"])
def test_a_number_before_another_word_ranks_and_counts_nothing(question: str) -> None:
    assert not {"top", "several"} & {token.sort for token in tokens(question)}


# -- a name and its translation -------------------------------------------------------------------


def aside(question: str) -> list[str]:
    text = read(question)
    return [token.text for token in set_aside(text, office().tokens(text))]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("住建局 the lift subsidy（加装电梯补贴） how much", ["lift", "subsidy"]),
    ],
)
def test_the_english_of_a_name_says_the_same(question: str, words: list[str]) -> None:
    found = aside(question)
    assert "_".join(found) == "_".join(words)


@pytest.mark.parametrize(
    "question",
    [
        "住建局 the lift（编制）多少",  # a word of grammar names nothing
        "住建局电费（信鸽）多少",
        "住建局信鸽的（power bill）多少",
        "住建局公用经费（operating expenses）是多少",  # nothing tells a translation from （only drivers）
    ],
)
def test_what_is_no_translation_is_not_set_aside(question: str) -> None:
    assert aside(question) == []


@pytest.mark.parametrize(
    ("pointed", "known"), [("该局", True), ("该住建局", True), ("该院", False), ("该街道", False)]
)
def test_a_word_that_points_to_the_body_named_is_of_that_body_alone(pointed, known):
    tokens = office().tokens(read(f"{OFFICE}2025年水费多少，{pointed}电费多少"))
    assert all(token.sort != "unknown" for token in tokens) is known
