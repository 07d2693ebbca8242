from dataclasses import replace
from datetime import date

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import services
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, Actor, PostingEntry, UnitEntry
from yishang.kernel.directory.tests.conftest import DAY, NOON, PASSWORD, YEAR, City

pytestmark = pytest.mark.django_db
CLERK = Actor(id=None, name="赵磊", role="DEP")
ZHAO = AccountEntry("ZhaoLei", "赵磊", phone="139 9100 1234", password=PASSWORD)
POST = PostingEntry("zhaolei", "DEP", YEAR, unit_code="610402-SJ")


def open_zhao(actor: Actor = SYSTEM_ACTOR) -> Account:
    return services.open_account(actor=actor, entry=ZHAO, at=NOON)


def post(entry: PostingEntry, actor: Actor = SYSTEM_ACTOR) -> Posting:
    return services.post_person(actor=actor, entry=entry, at=NOON)


def test_an_account_is_opened_with_a_hashed_password_and_a_plain_login(city: City) -> None:
    account = open_zhao()
    assert (account.login, account.phone) == ("zhaolei", "13991001234")
    assert account.check_password(PASSWORD) and PASSWORD not in account.password


def test_a_login_is_taken_once_in_any_spelling(city: City) -> None:
    open_zhao()
    with pytest.raises(services.AlreadyOpened):
        services.open_account(actor=SYSTEM_ACTOR, entry=replace(ZHAO, login=" zhaolei "), at=NOON)


def test_a_weak_password_and_a_wrong_phone_are_refused_at_their_fields(city: City) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.open_account(actor=SYSTEM_ACTOR, entry=replace(ZHAO, phone="12", password="12345678"), at=NOON)
    assert set(refusal.value.fields) == {"phone", "password"}


def test_only_the_system_administrator_opens_accounts_and_gives_posts(city: City) -> None:
    with pytest.raises(services.NotForThisPost):
        open_zhao(CLERK)
    open_zhao()
    with pytest.raises(services.NotForThisPost):
        post(POST, CLERK)


def test_many_are_opened_together_and_without_a_password_none_fits(city: City) -> None:
    entries = [ZHAO, AccountEntry("wanglin", "王琳"), AccountEntry("liutao", "刘涛", password=PASSWORD)]
    opened = services.open_accounts(actor=SYSTEM_ACTOR, entries=entries, at=NOON, batch="people")
    assert list(opened) == ["zhaolei", "wanglin", "liutao"]
    assert opened["liutao"].check_password(PASSWORD)
    assert not opened["wanglin"].check_password("")


def test_one_bad_row_keeps_all_out(city: City) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.open_accounts(actor=SYSTEM_ACTOR, entries=[ZHAO, AccountEntry("", "")], at=NOON, batch="people")
    assert set(refusal.value.fields) == {"2.login", "2.name"}
    with pytest.raises(services.AlreadyOpened):
        services.open_accounts(actor=SYSTEM_ACTOR, entries=[ZHAO, ZHAO], at=NOON, batch="people")
    assert not Account.objects.exists()


def test_a_post_needs_a_person_a_place_and_a_role_that_exist(city: City) -> None:
    with pytest.raises(InvalidInput) as refusal:
        post(replace(POST, role="KING", unit_code="610402-??", valid_to=date(2018, 1, 1)))
    assert set(refusal.value.fields) == {"login", "role", "unit", "valid_to"}


def test_a_company_post_needs_a_registered_company(city: City) -> None:
    open_zhao()
    for uscc in ("", "91350100M000100Y43"):
        with pytest.raises(InvalidInput) as refusal:
            post(PostingEntry("zhaolei", "ENT", YEAR, uscc=uscc))
        assert set(refusal.value.fields) == {"uscc"}


def test_the_three_administrators_are_kept_apart_from_everything(city: City) -> None:
    open_zhao()
    post(POST)
    for role in ("SYS", "SEC", "AUD"):
        with pytest.raises(services.IncompatiblePosts):
            post(PostingEntry("zhaolei", role, YEAR))
    with pytest.raises(services.IncompatiblePosts):
        entries = [PostingEntry("wanglin", role, DAY) for role in ("SYS", "AUD")]
        services.open_account(actor=SYSTEM_ACTOR, entry=AccountEntry("wanglin", "王琳"), at=NOON)
        services.post_people(actor=SYSTEM_ACTOR, entries=entries, at=NOON, batch="people")


def test_an_administrator_of_yesterday_may_take_a_business_post(city: City) -> None:
    open_zhao()
    post(PostingEntry("zhaolei", "SYS", YEAR, valid_to=date(2019, 11, 30)))
    assert post(replace(POST, valid_from=date(2019, 12, 1))).pk


def test_a_unit_is_opened_after_its_parent_in_a_known_region(city: City) -> None:
    entries = [
        UnitEntry("610404-YSB", "渭城区营商办", "渭城营商办", "COUNTY", "610404", "OFFICE", "610400-YSB"),
        UnitEntry("X", "无处单位", "无处", "COUNTY", "999999", "GOV", "610404-ZF", uscc="1"),
    ]
    with pytest.raises(InvalidInput) as refusal:
        services.open_units(actor=SYSTEM_ACTOR, entries=entries, at=NOON, batch="units")
    assert set(refusal.value.fields) == {"2.region", "2.parent", "2.uscc"}
    assert not Unit.objects.filter(code="610404-YSB").exists()
    opened = services.open_units(actor=SYSTEM_ACTOR, entries=entries[:1], at=NOON, batch="units")
    assert opened["610404-YSB"].parent == city.units["610400-YSB"]
    with pytest.raises(services.AlreadyOpened):
        services.open_units(actor=SYSTEM_ACTOR, entries=entries[:1], at=NOON, batch="units")
