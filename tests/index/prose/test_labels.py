"""How rows and titles of tables are worded."""

import pytest

from index.facts.subjects import normal
from index.prose.labels import (
    ThreePublic,
    is_carried_over,
    is_numbered,
    is_own_level,
    is_unit,
    purse,
    three_public_of,
)


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("1.因公出国（境）费用", ThreePublic.ABROAD),
        ("公务用车购置及运行维护费", ThreePublic.CARS),
        ("其中：公务用车购置费", ThreePublic.CAR_PART),
        ("公务用车运行维护费", ThreePublic.CAR_PART),
        ("3.公务接待费", ThreePublic.RECEPTION),
        ("“三公”经费合计", None),
        ("会议费", None),
    ],
)
def test_a_row_of_the_three_is_known_by_its_name(label, part):
    assert three_public_of(normal(label)) is part


@pytest.mark.parametrize(
    ("title", "of"),
    [
        ("2025年部门一般公共预算基本支出表", {"一般公共", "基本支出"}),
        ("政府性基金预算支出表", {"政府性基金"}),
        ("部门收支总表", set()),
    ],
)
def test_the_purse_of_a_table_is_in_its_title(title, of):
    assert purse(title) == of


def test_organisations_are_told_from_projects_and_own_levels_from_whole_departments():
    assert all(map(is_unit, ("云溪市城郊中学", "云溪市教育局（本级）", "河道管理处")))
    assert not any(map(is_unit, ("河道保洁", "培训费", "学校维修改造")))
    assert is_own_level("云溪市教育局（本级）")
    assert not is_own_level("云溪市教育局")


def test_main_lines_are_numbered_and_carried_money_is_named():
    assert is_numbered("一、一般公共预算拨款收入")
    assert not is_numbered("（一）上年结转")
    assert is_carried_over("上年结转")
    assert not is_carried_over("事业收入")
