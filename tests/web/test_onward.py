"""From an answer to the pages of whom it is about."""

from tests.web.shown import EVIL, Reader
from web.pages.onward import onward_html
from web.words import words_for

ZH = words_for("zh-CN")


def links(*bodies, subject="培训费"):
    page = Reader(onward_html(bodies, subject, ZH))
    return [each["href"] for each in page.all("a")], page.text


def test_the_money_of_the_one_body_is_one_step_away():
    assert links("某局", "某局") == (["bodies/%E6%9F%90%E5%B1%80"], "看这个单位的钱")


def test_several_bodies_are_named_and_compared_by_what_was_asked():
    addresses, told = links("甲局", "乙局")
    compared = "compare?body=%E7%94%B2%E5%B1%80&body=%E4%B9%99%E5%B1%80&subject=%E5%9F%B9%E8%AE%AD%E8%B4%B9"
    assert len(addresses) == 3 and addresses[2] == compared
    assert "甲局" in told and "放在一起比较" in told
    assert len(links("甲局", "乙局", subject="")[0]) == 2


def test_of_nobody_and_of_very_many_there_is_no_link():
    assert onward_html([""], "", ZH) == onward_html("甲乙丙丁", "培训费", ZH) == ""


def test_nothing_named_runs():
    page = Reader(onward_html([EVIL, "某局"], EVIL, ZH))
    assert page.all("script") == [] and page.having("onerror") == []
