"""Which rows a list or a ranking is over."""

from decimal import Decimal

from index.facts.records import Citation, Figure, Stage, TableKind
from qa.records import Target
from qa.rules.rows import _heads_of_sums, is_group, matches
from qa.values import of_figure


def bought(row, value, kind=TableKind.PROCUREMENT, **more):
    place = Citation("a.pdf", 3, str(value), kind.value, row, "总计", (0, 0, 1, 1))
    subject = row.rpartition("/")[2]
    amount = Decimal(value), str(value), "元"
    return Figure(subject, "", "", "某局", 2025, Stage.BUDGET, *amount, kind, place, **more)


def test_a_list_of_sums_and_parts_is_ranked_by_its_sums():
    rows = [
        bought("网络运行维护费/维修费", 60),
        bought("软件开发服务", 40),
        bought("系统集成服务", 20),
        bought("租赁费", 16),
        bought("租赁服务", 16),
    ]
    assert [f.subject for f in _heads_of_sums(rows)] == ["维修费", "租赁费"]
    assert _heads_of_sums([*rows, bought("会议服务", 9), bought("教育服务", 7)]) == []
    assert _heads_of_sums([bought("打印机", 3), bought("复印机", 8)]) == []


def test_the_sum_of_a_group_is_no_purchase():
    assert all(is_group(name) for name in ("货物", "服务C", "A货物", "工程类"))
    assert not any(is_group(name) for name in ("软件开发服务", "服务器", "货物运输"))


def test_a_row_below_an_item_is_found_and_named_by_the_item():
    row = bought("学费安排的办学支出/财政专户管理资金", 336, TableKind.PROJECTS, item="学费安排的办学支出")
    assert matches(row, Target("学费安排的办学支出", ("学费安排的办学支出",)))
    assert of_figure(row).metric == "学费安排的办学支出（财政专户管理资金）"
