"""The answer object prints what the contract names, and of a figure's places those that it has."""

from decimal import Decimal

from qa.records import Answer, AnswerFigure, Status

PLACES = {"kind", "scope", "period", "unit_row"}


def figure(**more: str) -> AnswerFigure:
    return AnswerFigure("培训费", "30216", "某局", 2025, "预算", Decimal(5000), "0.50", "万元", **more)


def test_a_figure_says_whether_it_was_asked_for_and_where_it_stands():
    plain = figure().to_json()
    assert plain["role"] == "asked"
    assert PLACES.isdisjoint(plain)
    placed = figure(role="context", kind="决算", scope="部门", period="3月", unit_row="某局机关").to_json()
    assert {key: placed[key] for key in ("role", *sorted(PLACES))} == {
        "role": "context",
        "kind": "决算",
        "period": "3月",
        "scope": "部门",
        "unit_row": "某局机关",
    }


def test_an_answer_says_how_it_took_the_question_and_what_it_left_over():
    bare = Answer("1", "问", Status.NOT_FOUND, "没有").to_json()
    assert (bare["understood"], bare["confidence"], bare["unaccounted"], bare["set_aside"]) == (
        "",
        None,
        [],
        [],
    )
    told = Answer(
        "1",
        "劳驾，问",
        Status.NOT_FOUND,
        "没有",
        understood="某局 · 2025年 · 培训费",
        confidence=0.9,
        unaccounted=("无人船",),
        set_aside=("劳驾",),
    ).to_json()
    assert (told["understood"], told["confidence"]) == ("某局 · 2025年 · 培训费", 0.9)
    assert (told["unaccounted"], told["set_aside"]) == (["无人船"], ["劳驾"])
