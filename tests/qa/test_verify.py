"""What verify lets through and what it does not, in both directions, over drafts made at random."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.facts.money import YUAN_PER_UNIT
from index.facts.records import Citation
from qa.arithmetic import converted, growth, minus, plus_or_minus, ratio, total, unchanged
from qa.records import Draft, Label, Piece, Quote, Status, Value
from qa.verify import UngroundedError, verify

BODY = "云溪市第3河道管理处"
WORDS = st.text("河道堤防巡查养护接待培训安排增加任务，。、", min_size=1, max_size=8)
UNITS = st.sampled_from(sorted(YUAN_PER_UNIT))
# From 10.00, so that no amount is a lone digit that a code, a year or the body's name holds too.
HUNDREDTHS = st.integers(1_000, 99_999_999)
TOKEN = re.compile(r"\d+(?:[.,]\d+)*")


def text_of(hundredths: int, grouped: bool) -> str:
    return f"{Decimal(hundredths) / 100:{',' if grouped else ''}.2f}"


def read(printed: str, unit: str = "万元", *, around: tuple[str, str] = ("", ""), year: int = 2025) -> Value:
    """A value as a cell or a sentence prints it."""
    amount = Decimal(printed.replace(",", "")) * YUAN_PER_UNIT[unit]
    quote = f"{around[0]}{printed}{unit if any(around) else ''}{around[1]}"
    citation = Citation("河道-预算.pdf", 7, quote, "收支总表", "某费", "预算数")
    return Value("某费", BODY, year, "预算", amount, printed, unit, citation=citation)


@st.composite
def cells(draw: st.DrawFn, unit: str | None = None) -> Value:
    printed = text_of(draw(HUNDREDTHS), draw(st.booleans()))
    around = draw(st.one_of(st.just(("", "")), st.tuples(WORDS, WORDS)))
    return read(printed, unit or draw(UNITS), around=around)


@st.composite
def worked_out(draw: st.DrawFn) -> Value:
    """A value derived from two cells, or derived twice over."""
    unit = draw(UNITS)
    one, other = draw(cells(unit)), draw(cells(unit))
    made = [
        converted(one, draw(UNITS)),
        total([one, other], "合计"),
        minus(one, other, "差额"),
        plus_or_minus(one, replace(other, stage="增减额"), "上年某费"),
        unchanged(one, "上年某费"),
        ratio(one, other, "占比"),
        growth(one, other, "增减率"),
        converted(total([one, other], "合计"), draw(UNITS)),
    ]
    value = draw(st.sampled_from([value for value in made if value is not None]))
    assume(value.operator)
    return value


@st.composite
def quotations(draw: st.DrawFn) -> Quote:
    amount = text_of(draw(HUNDREDTHS), draw(st.booleans()))
    said = f"安排{amount}万元"
    sentence = f"{draw(WORDS)}{said}{draw(WORDS)}"
    text = draw(st.sampled_from([said, sentence, f"\n{sentence[:3]} {sentence[3:]}"]))
    return Quote(text, Citation("河道-预算.pdf", 12, sentence))


LABELS = st.sampled_from(["2025年", BODY, "（30217）", "上年（2024年）", "河道-预算.pdf", "公务接待费"]).map(
    Label
)
PIECES = st.one_of(cells(), worked_out(), quotations(), LABELS, WORDS)


def draft_of(pieces: list[Piece]) -> Draft:
    """The pieces as an answer, parted so that no two numerals run together."""
    parted = [part for piece in pieces for part in (piece, "，")]
    values = tuple(piece for piece in pieces if isinstance(piece, Value))
    quotes = tuple(piece.citation for piece in pieces if isinstance(piece, Quote))
    return Draft(Status.ANSWERED, tuple(parted), values, quotes)


def checked(draft: Draft) -> str:
    """The text that verify lets out; the plan's own year, code and body are known besides."""
    return verify(draft, question="多少", known=("2025年", "30217", BODY), answer_id="a").text


def numerals(text: str) -> set[str]:
    return set(TOKEN.findall(unicodedata.normalize("NFKC", text)))


def leaves(value: Value) -> list[Value]:
    return [leaf for operand in value.operands for leaf in leaves(operand)] or [value]


def with_digit(text: str, at: int, digit: int) -> str:
    """`text` with its `at`-th digit (counted round) put to another one."""
    places = [n for n, character in enumerate(text) if character.isdigit()]
    place = places[at % len(places)]
    new = str((int(text[place]) + 1 + digit % 9) % 10)
    return text[:place] + new + text[place + 1 :]


DIGIT = st.tuples(st.integers(0, 30), st.integers(0, 8))


# -- what is grounded passes -----------------------------------------------------------------


@given(st.lists(PIECES, min_size=1, max_size=6))
def test_a_draft_of_sourced_pieces_passes_and_its_text_is_the_pieces_in_order(pieces):
    shown = [
        piece.shown if isinstance(piece, Value) else piece if isinstance(piece, str) else piece.text
        for piece in pieces
    ]
    assert checked(draft_of(pieces)) == "".join(f"{words}，" for words in shown)


@given(st.lists(PIECES, min_size=1, max_size=6))
def test_every_numeral_of_an_answer_was_read_or_follows_from_what_was_read(pieces):
    draft = draft_of(pieces)
    sourced = numerals(f"2025年 2024年 30217 {BODY}")
    for piece in pieces:
        match piece:
            case Quote(_, citation):
                sourced |= numerals(citation.quote)
            case Value() if piece.operator:
                sourced |= numerals(piece.printed)
            case Value(citation=Citation(quote=quote)):
                sourced |= numerals(quote)
    assert numerals(checked(draft)) <= sourced


@given(worked_out())
def test_a_derived_figure_carries_its_formula_and_the_places_of_all_its_operands(value):
    answer = verify(draft_of([value]), question="多少", known=(), answer_id="a")
    (figure,) = answer.figures
    assert (figure.derived, figure.formula) == (True, value.formula)
    read_at = {leaf.citation for leaf in leaves(value)}
    assert {answer.citations[n] for n in figure.citations} == read_at


@given(cells())
def test_the_formula_of_a_value_may_be_shown_as_a_label(value):
    share = ratio(value, read("200.00", value.unit), "占比")
    assert checked(draft_of([share, Label(share.formula)])) == f"{share.shown}，{share.formula}，"


def test_a_draft_without_any_numeral_needs_no_source():
    draft = Draft(Status.NOT_FOUND, ("文件没有公开", Label("会议费"), "。"))
    assert checked(draft) == "文件没有公开会议费。"


def test_what_the_question_says_may_be_named_again():
    draft = Draft(Status.NOT_FOUND, (Label("2019年"), "没有数据。"))
    assert verify(draft, question="2019年多少", known=(), answer_id="a").text == "2019年没有数据。"
    with pytest.raises(UngroundedError):
        verify(draft, question="多少", known=(), answer_id="a")


def test_the_year_before_a_known_year_is_known():
    draft = Draft(Status.ANSWERED, (Label("2024年"),))
    assert verify(draft, question="多少", known=("2025年",), answer_id="a").text == "2024年"


def test_a_goals_bound_belongs_to_the_printed_number():
    value = replace(read("82.50"), printed="≥82.50")
    assert checked(draft_of([value])) == "≥82.50万元，"


@pytest.mark.parametrize("printed", ["-82.50", "−82.50"])
def test_a_sign_the_cell_does_not_print_is_no_source(printed):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(read("82.50"), printed=printed)]))


def test_a_formula_of_other_numerals_is_no_formula():
    derived = total([read("1.50"), read("2.50")], "合计")
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(derived, formula="1.90万元＋2.10万元＝4.00万元")]))


@pytest.mark.parametrize("printed", ["234.50", "1"])
def test_a_number_cut_at_its_comma_is_no_source(printed):
    whole = read("1,234.50")
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(whole, printed=printed)]))


@pytest.mark.parametrize(("printed", "shown"), [("1234.50", "1,234.50"), ("1,234.50", "1234.50")])
def test_thousands_may_be_separated_or_not(printed, shown):
    assert checked(draft_of([replace(read(printed), printed=shown)])) == f"{shown}万元，"


@given(cells(), DIGIT)
def test_separators_hide_no_changed_digit(value, digit):
    changed = with_digit(f"{Decimal(value.printed.replace(',', '')):,.2f}", *digit)
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, printed=changed)]))


def test_a_page_that_is_cited_may_be_named_and_is_no_source_of_an_amount():
    value = read("1.50")
    assert checked(draft_of([value, Label("《收支总表》（第7页）")])).endswith("（第7页），")
    for label in ("第8页", "7万元"):
        with pytest.raises(UngroundedError):
            checked(draft_of([value, Label(label)]))


def test_what_stands_beside_the_answer_is_a_figure_too_with_its_citation():
    asked, beside = read("1.50"), read("2.50")
    answer = verify(
        Draft(Status.ANSWERED, (asked, "，", beside), (asked,), context=(beside, asked)),
        question="",
        known=(),
        answer_id="a",
    )
    assert [(figure.shown, figure.role) for figure in answer.figures] == [
        ("1.50万元", "asked"),
        ("2.50万元", "context"),
    ]
    assert len(answer.citations) == 2


def test_a_converted_result_may_show_how_it_was_worked_out_and_nothing_else():
    result = converted(total([read("1.50"), read("2.50")], "合计"), "元")
    chained = f"{result.operands[0].formula}＝{result.shown}"
    assert checked(draft_of([replace(result, formula=chained)])) == f"{result.shown}，"
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(result, formula=f"9.99万元＋{chained}")]))


def test_a_quotation_may_not_begin_inside_a_number():
    citation = replace(read("1.50").citation, quote="安排11.50万元")
    with pytest.raises(UngroundedError):
        checked(Draft(Status.ANSWERED, (Quote("1.50万元", citation),), citations=(citation,)))


def test_two_numerals_side_by_side_are_no_numeral():
    with pytest.raises(UngroundedError):
        checked(Draft(Status.ANSWERED, (Label("2025"), read("1.50"))))


def test_a_unit_holds_no_digit():
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(read("1.50"), unit="5个")]))


def test_a_figure_named_twice_stands_once_among_the_figures():
    value = read("1.50")
    answer = verify(
        Draft(Status.ANSWERED, (value, "即", value), (value, value)),
        question="",
        known=(),
        answer_id="a",
    )
    assert len(answer.figures) == len(answer.citations) == 1


# -- what is not is blocked ------------------------------------------------------------------


@given(st.lists(PIECES, max_size=4), WORDS, st.characters(categories=["Nd"]), st.data())
def test_a_digit_in_plain_text_is_blocked(pieces, words, digit, data):
    at = data.draw(st.integers(0, len(words)))
    with pytest.raises(UngroundedError):
        checked(draft_of([*pieces, words[:at] + digit + words[at:]]))


@pytest.mark.parametrize("sign", ["①", "½", "²", "Ⅷ5", "㈠3", "㊿"])
def test_a_digit_in_disguise_is_a_digit(sign):
    with pytest.raises(UngroundedError):
        checked(draft_of([f"共{sign}项"]))


@given(
    st.sampled_from(["2025年", BODY, "（30217）", "上年（2024年）", "2025年（2024年）30217"]),
    DIGIT,
)
def test_a_changed_digit_in_a_label_is_blocked(text, digit):
    changed = with_digit(text, *digit)
    assume(not numerals(changed) <= numerals(f"2025 2024 30217 {BODY}"))
    with pytest.raises(UngroundedError):
        checked(draft_of([read("77.77"), Label(changed)]))


@given(cells(), DIGIT)
def test_a_changed_digit_in_a_read_value_is_blocked(value, digit):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, printed=with_digit(value.printed, *digit))]))


@given(cells(), st.integers(-5, 5).filter(bool))
def test_a_read_value_that_does_not_read_as_its_text_is_blocked(value, more):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, value=value.value + more)]))


@given(cells(), UNITS)
def test_a_read_value_in_another_unit_is_blocked(value, unit):
    assume(unit != value.unit)
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, unit=unit)]))


@given(cells())
def test_a_read_value_without_a_place_is_blocked(value):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, citation=None)]))


@given(worked_out(), DIGIT)
def test_a_changed_digit_in_a_derived_value_is_blocked(value, digit):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, printed=with_digit(value.printed, *digit))]))


@given(worked_out(), st.integers(-9, 9).filter(bool))
def test_a_derived_value_that_does_not_follow_is_blocked(value, more):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, value=value.value + more)]))


def changed_leaf(value: Value, nth: int, change: Callable[[Value], Value]) -> Value:
    """`value` with the `nth` cell under it (counted round) replaced."""
    if not value.operands:
        return change(value)
    at = nth % len(value.operands)
    operands = list(value.operands)
    operands[at] = changed_leaf(operands[at], nth // len(operands), change)
    return replace(value, operands=tuple(operands))


@given(worked_out(), st.integers(0, 7), DIGIT)
def test_a_changed_digit_in_an_operand_is_blocked(value, nth, digit):
    def change(leaf: Value) -> Value:
        return replace(leaf, printed=with_digit(leaf.printed, *digit))

    with pytest.raises(UngroundedError):
        checked(draft_of([changed_leaf(value, nth, change)]))


@given(worked_out(), st.integers(0, 7), DIGIT)
def test_an_operand_changed_in_text_and_amount_alike_is_not_in_its_cell(value, nth, digit):
    def change(leaf: Value) -> Value:
        printed = with_digit(leaf.printed, *digit)
        amount = Decimal(printed.replace(",", "")) * YUAN_PER_UNIT[leaf.unit]
        return replace(leaf, printed=printed, value=amount)

    with pytest.raises(UngroundedError):
        checked(draft_of([changed_leaf(value, nth, change)]))


@given(worked_out())
def test_a_derived_value_without_operands_is_blocked(value):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(value, operands=())]))


@given(quotations(), DIGIT)
def test_a_changed_digit_in_a_quotation_is_blocked(quote, digit):
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(quote, text=with_digit(quote.text, *digit))]))


@given(quotations(), WORDS)
def test_words_that_the_sentence_does_not_hold_are_no_quotation(quote, words):
    text = f"{quote.text}{words}"
    assume("".join(text.split()) not in quote.citation.quote)
    with pytest.raises(UngroundedError):
        checked(draft_of([replace(quote, text=text)]))


@given(cells(), DIGIT)
def test_a_figure_that_the_text_leaves_out_is_checked_all_the_same(value, digit):
    wrong = replace(value, printed=with_digit(value.printed, *digit))
    with pytest.raises(UngroundedError):
        checked(Draft(Status.ANSWERED, ("见下表。",), figures=(wrong,)))


def test_a_changed_digit_in_an_option_is_blocked():
    draft = Draft(Status.CLARIFY, ("请说明是哪一年。",), options=(f"{BODY}2023年某费是多少？",))
    with pytest.raises(UngroundedError):
        checked(draft)
    assert checked(replace(draft, options=(f"{BODY}2025年某费是多少？",))) == "请说明是哪一年。"


def test_part_of_a_longer_number_is_not_that_number():
    cell = Citation("河道-预算.pdf", 7, "11.505")
    for printed in ("1.50", "1.505", "11.50", "11", "505"):
        amount = Decimal(printed) * YUAN_PER_UNIT["万元"]
        value = Value("某费", BODY, 2025, "预算", amount, printed, "万元", citation=cell)
        with pytest.raises(UngroundedError):
            checked(draft_of([value]))
