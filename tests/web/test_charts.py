import re
from decimal import Decimal

import pytest

from qa.records import AnswerFigure
from web.charts import Form, chart_of, svg
from web.words import words_for


def figure(metric="培训费", body="某局", year=2025, value="6000", unit="万元", printed=None, **more):
    shown = printed or format(Decimal(value) / 10_000, ".2f")
    return AnswerFigure(metric, "", body, year, "预算", Decimal(value), shown, unit, **more)


TREND = tuple(figure(year=year, value=value) for year, value in ((2023, "6000"), (2024, "0"), (2025, "5000")))
RANKING = (figure(body="甲局", value="9000"), figure(body="乙局", value="3000"))
SHARE = (
    figure("占比", value="25", unit="%", printed="25.00", derived=True, formula="0.30万元÷1.20万元＝25.00%"),
    figure("公务接待费", value="3000"),
    figure("支出合计", value="12000"),
)


@pytest.mark.parametrize(
    ("figures", "form"), [(TREND, Form.TREND), (RANKING, Form.RANKING), (SHARE, Form.SHARE)]
)
def test_years_ranks_and_shares_are_drawn(figures, form):
    chart = chart_of(figures)
    assert chart.form is form
    picture = svg(chart, words_for("zh-CN"), 4)
    assert 'role="img"' in picture and 'id="chart-4-told"' in picture


def test_amounts_put_in_another_unit_are_ranked_with_the_others():
    converted = figure(body="甲局", value="9000", derived=True, formula="9,000.00元＝0.90万元")
    assert chart_of((converted, figure(body="乙局", value="3000"))).form is Form.RANKING
    reckoned = figure(body="甲局", value="9000", derived=True, formula="1.20万元−0.30万元＝0.90万元")
    assert chart_of((reckoned, figure(body="乙局", value="3000"))) is None


def test_the_whole_beside_a_ranking_is_no_bar_of_it():
    whole = figure(body="合计", value="12000", role="context")
    assert [bar.label for bar in chart_of((*RANKING, whole)).bars] == ["甲局", "乙局"]


@pytest.mark.parametrize("figures", [TREND, RANKING, SHARE])
def test_a_picture_prints_no_number_that_is_not_a_figures_own(figures):
    texts = re.findall(r"<(?:text|desc|title)[^>]*>([^<]*)<", svg(chart_of(figures), words_for("zh-CN"), 0))
    printed = {f.printed for f in figures} | {str(f.year) for f in figures}
    assert set(re.findall(r"\d[\d.,]*", " ".join(texts))) <= printed


def test_lengths_are_in_proportion_and_nothing_is_nothing():
    bars = re.findall(r'class="bar[^"]*"[^>]*height="([\d.]+)"', svg(chart_of(TREND), words_for("en"), 0))
    first, none, last = map(float, bars)
    assert none == 0 and last / first == pytest.approx(5 / 6, abs=0.01)


@pytest.mark.parametrize(
    "figures",
    [
        (),
        TREND[:2],
        (*TREND[:2], figure(metric="会议费", year=2025)),
        (figure(year=2023, value="-1"), *TREND[1:]),
        (RANKING[1], RANKING[0]),
        (SHARE[0], SHARE[2], SHARE[1]),
        (figure(value="50", unit="%", printed="50"),) * 3,
    ],
)
def test_figures_that_do_not_compare_are_not_drawn(figures):
    assert chart_of(figures) is None
