from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from yishang.kernel.directory import queries, services
from yishang.kernel.directory.models import Account, Posting
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, PostingEntry, Role, Scope, scope_of
from yishang.kernel.directory.tests.conftest import COOPERATIVE, DAY, NOON, YEAR, City, Person
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal.rules import Signatory

pytestmark = pytest.mark.django_db


def actor(account: Account, on: date = DAY) -> Actor:
    found = queries.actor_of(account, on=on)
    assert found is not None
    return found


def test_a_county_clerk_acts_for_her_office_in_one_statement(
    chen_jing: Account, city: City, django_assert_num_queries: Callable[[int], Any]
) -> None:
    geo.is_known("610402")
    with django_assert_num_queries(1):
        chen = actor(chen_jing)
    assert chen == Actor(
        id=chen_jing.pk,
        name="陈静",
        role="CBO",
        unit_id=city.units["610402-YSB"].pk,
        unit_name="秦都区营商办",
        region_code="610402",
        region_level="COUNTY",
        city_code="610400",
        post_id=Posting.objects.get().pk,
    )
    signatory: Signatory = chen
    assert signatory.name == "陈静"


def test_a_city_office_is_its_own_city(person: Person) -> None:
    assert actor(person("yangping", "杨萍", "MBO", unit_code="610400-YSB")).city_code == "610400"


def test_a_company_clerk_speaks_for_all_its_companies_in_one_statement(
    li_na: Account, city: City, django_assert_num_queries: Callable[[int], Any]
) -> None:
    entry = PostingEntry("li.na", "ENT", YEAR, uscc=COOPERATIVE)
    services.post_person(actor=SYSTEM_ACTOR, entry=entry, at=NOON)
    with django_assert_num_queries(1):
        clerk = actor(li_na)
    assert clerk.entity_ids == (city.works.pk, city.cooperative.pk)
    assert (clerk.unit_name, clerk.city_code) == ("示例机械公司", "610400")


def test_nobody_acts_before_the_post_begins_or_after_it_ends(chen_jing: Account) -> None:
    Posting.objects.update(valid_to=DAY)
    assert actor(chen_jing, YEAR) and actor(chen_jing, DAY)
    assert queries.actor_of(chen_jing, on=YEAR - timedelta(days=1)) is None
    assert queries.actor_of(chen_jing, on=DAY + timedelta(days=1)) is None


def test_an_account_switched_off_has_no_actor(chen_jing: Account) -> None:
    chen_jing.is_active = False
    assert queries.actor_of(chen_jing, on=DAY) is None


def test_of_two_posts_one_may_be_chosen(chen_jing: Account) -> None:
    entry = PostingEntry("chenjing", "LIA", DAY, unit_code="610402-SJ")
    second = services.post_person(actor=SYSTEM_ACTOR, entry=entry, at=NOON)
    assert actor(chen_jing).role == "CBO"
    chosen = queries.actor_of(chen_jing, on=DAY, post_id=second.pk)
    assert chosen is not None and chosen.role == "LIA"


def test_people_on_duty_are_those_of_the_unit_the_post_and_the_day(
    chen_jing: Account, person: Person, city: City
) -> None:
    bureau = city.units["610402-SJ"].pk
    zhao = person("zhaolei", "赵磊", "DEP", unit_code="610402-SJ")
    person("wanglin", "王琳", "DEP", unit_code="610404-SJ")
    assert queries.people_on_duty(bureau, Role.DEP, on=DAY) == [zhao.pk]
    assert queries.people_on_duty(bureau, (Role.DEP, Role.CBO), on=DAY) == [zhao.pk]
    assert queries.people_on_duty(bureau, Role.CBO, on=DAY) == []
    assert queries.people_on_duty(bureau, Role.DEP, on=YEAR - timedelta(days=1)) == []
    assert queries.office_accounts("610402", on=DAY) == [chen_jing.pk]
    assert queries.office_accounts("610404", on=DAY) == []


def test_the_people_of_a_company_are_found_until_switched_off(li_na: Account, city: City) -> None:
    assert queries.accounts_of_entity(city.works.pk, on=DAY) == [li_na.pk]
    assert queries.accounts_of_entity(None) == []
    Account.objects.update(is_active=False)
    assert queries.accounts_of_entity(city.works.pk, on=DAY) == []


def test_a_matter_can_be_sent_to_the_county_the_city_and_the_utilities_only(city: City) -> None:
    codes = [unit.code for unit in queries.units_for_dispatch("610402")]
    assert codes == ["610402-SJ", "610402-YSB", "610400-FG", "610400-GD", "610400-YSB"]
    assert queries.unit_for_dispatch("610400-GD", region_code="610402") == city.units["610400-GD"]
    assert queries.unit_for_dispatch("610404-SJ", region_code="610402") is None
    assert queries.unit_for_dispatch("nothing", region_code="610402") is None


def test_units_are_listed_by_region_and_found_by_code(city: City) -> None:
    assert {unit.code for unit in queries.units("610402")} == {"610402-YSB", "610402-SJ"}
    assert queries.units().count() == 6
    assert queries.unit("610402-SJ") == city.units["610402-SJ"]
    assert queries.unit("nothing") is None


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("SYSTEM", Scope("all")),
        ("MBO", Scope("city", "610400")),
        ("MON", Scope("city", "610400")),
        ("DRL", Scope("overseen", "610400")),
        ("ENF", Scope("assigned", 1)),
        ("API", Scope("filed", 1)),
        ("CBO", Scope("region", "610402")),
        ("DEP", Scope("unit", 7)),
        ("ENT", Scope("entities", (3,))),
        ("LIA", Scope("sponsored", 1)),
        ("LDR", Scope("sponsored", 1)),
        ("SPD", Scope("sponsored", 1)),
        ("SYS", Scope("none")),
        ("SEC", Scope("none")),
        ("AUD", Scope("none")),
    ],
)
def test_every_post_sees_its_own_part(role: str, scope: Scope) -> None:
    someone = Actor(id=1, name="陈静", role=role, unit_id=7, region_code="610402", city_code="610400", entity_ids=(3,))
    assert scope_of(someone) == scope


def test_a_key_sees_the_city_when_it_works_on_matters_else_only_what_it_filed() -> None:
    partner = Actor(id=4, name="12345 热线平台", role="API", city_code="610400")
    assert scope_of(replace(partner, scopes=frozenset({"appeals:submit"}))) == Scope("filed", 4)
    assert scope_of(replace(partner, scopes=frozenset({"appeals:operate"}))) == Scope("city", "610400")


@pytest.mark.parametrize("role", ["MBO", "CBO", "DEP"])
def test_a_post_without_a_place_sees_nothing(role: str) -> None:
    assert scope_of(Actor(id=1, name="陈静", role=role)) == Scope("none")
