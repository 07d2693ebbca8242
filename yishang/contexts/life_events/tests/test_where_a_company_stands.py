"""A company sees its stage, what comes next with the reason and the day, and where its projects stand."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.life_events import queries, rules

TODAY = date(2019, 12, 9)


def stands(registered_on: date | None, scope: str = "") -> rules.Position:
    return rules.position(rules.Company("演示企业", registered_on, scope), queries.hints(), today=TODAY)


def test_a_new_company_has_thirty_days_for_taxes_and_insurance() -> None:
    found = stands(TODAY - timedelta(days=12), "餐饮服务；食品销售")
    assert (found.place, found.reason) == (0, "2019 年 11 月 27 日成立，到今天 12 天，开办的事还在期限里")
    by = {one.event: one.by for one in found.now}
    assert by["L1031"] == by["L1051"] == date(2019, 12, 27)
    assert by["L1021"] is None
    assert "“餐饮”" in next(one.reason for one in found.now if one.event == "L1071")
    assert "L1073" in by


def test_an_older_one_is_running_and_only_its_trade_and_what_recurs_is_told() -> None:
    found = stands(date(2015, 5, 4), "机械制造")
    assert found.place == 1
    assert found.now == ()
    assert [one.event for one in found.regular] == ["L2031", "L2021", "L2011"]


def test_without_a_day_in_the_register_it_is_being_founded() -> None:
    assert "先办商事登记" in stands(None).reason
    assert stands(None).regular == ()


def test_every_hint_leads_to_an_event_of_the_tree() -> None:
    tree = queries.authored(rules.LEGAL)
    assert all(tree.nodes[one.event].kind == "event" for one in queries.hints())


@pytest.mark.usefixtures("frozen_site", "db")
def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(reverse("life_events:mine")).status_code == 302
