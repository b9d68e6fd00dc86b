"""Limits of requests that several processes share, and what happens without what they share."""

from __future__ import annotations

import pytest

from index.facts.errors import BudgetError
from web.rates import OwnCount, Rate, SharedRate, count_of, rate_of


def test_without_an_address_a_process_counts_by_itself():
    assert isinstance(rate_of(3, "", "requests"), Rate)


def test_a_client_may_so_often_and_then_is_told_how_long_to_wait():
    rate = rate_of(3, "memory://", "requests")
    assert isinstance(rate, SharedRate)
    told = [rate.take("a") for _ in range(5)]
    assert [admitted for admitted, _, _ in told] == [True, True, True, False, False]
    assert [left for _, left, _ in told] == [2, 1, 0, 0, 0]
    assert 0 < told[-1][2] <= 61
    assert rate.take("b")[0], "another client"


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1"])
def test_an_address_that_is_none_is_told(address):
    with pytest.raises(BudgetError, match="BUDGET_QA_SERVE_LIMITS"):
        rate_of(3, address, "requests")


def test_while_the_store_is_away_a_process_counts_by_itself_and_says_so_once(caplog):
    rate = rate_of(2, "redis://127.0.0.1:1", "requests")
    assert [rate.take("a")[0] for _ in range(4)] == [True, True, False, False]
    assert len(caplog.records) == 1 and "各进程各算各的" in caplog.text


def test_what_is_given_back_is_not_counted():
    for rate in (rate_of(2, "", "logins"), rate_of(2, "memory://", "logins")):
        for _ in range(5):
            assert rate.take("a")[0]
            rate.give_back("a")
        assert [rate.take("a")[0] for _ in range(3)] == [True, True, False]


def test_those_who_wait_are_counted_by_a_process_or_where_all_count():
    assert isinstance(count_of("", "waiting"), OwnCount)
    for count in (count_of("", "waiting"), count_of("memory://", "waiting")):
        assert count.value() == 0
        count.add(1)
        count.add(1)
        count.add(-1)
        assert count.value() == 1
        count.add(-1)
        assert count.value() == 0


def test_while_the_store_is_away_a_process_counts_its_own_waiting(caplog):
    count = count_of("redis://127.0.0.1:1", "waiting")
    count.add(1)
    assert count.value() == 1 and len(caplog.records) == 1
