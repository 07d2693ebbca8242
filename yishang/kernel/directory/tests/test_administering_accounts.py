from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, services
from yishang.kernel.directory.models import Account, SignInCode, Unit
from yishang.kernel.directory.rules import Actor, PostingEntry, SessionTerms
from yishang.kernel.directory.tests.conftest import DAY, NOON, PASSWORD, YEAR, City, Person
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db(transaction=True)
SYS = Actor(id=900, name="周管理", role="SYS")
SEC = Actor(id=901, name="孟保密", role="SEC")


def last_fact(account: Account) -> tuple[str, dict[str, object]]:
    fact = journal.timeline(f"account:{account.pk}", include_internal=True)[-1]
    return fact.verb.removeprefix("directory.account."), fact.data


def test_name_and_phone_are_corrected_and_another_phone_ends_sessions(chen_jing: Account) -> None:
    before = chen_jing.get_session_auth_hash()
    services.correct_account(actor=SYS, account=chen_jing, name="陈静怡", phone="138 9100 5678", title="科长", at=NOON)
    chen_jing.refresh_from_db()
    assert (chen_jing.name, chen_jing.phone, chen_jing.title) == ("陈静怡", "13891005678", "科长")
    assert chen_jing.get_session_auth_hash() != before
    assert last_fact(chen_jing) == ("corrected", {"fields": ["name", "phone", "title"]})


def test_a_correction_is_sys_s_and_sound(chen_jing: Account) -> None:
    with pytest.raises(services.NotForThisPost):
        services.correct_account(actor=SEC, account=chen_jing, name="陈静", phone="", title="", at=NOON)
    with pytest.raises(InvalidInput) as refusal:
        services.correct_account(actor=SYS, account=chen_jing, name=" ", phone="123", title="", at=NOON)
    assert set(refusal.value.fields) == {"name", "phone"}


def test_switched_off_nobody_comes_in_and_switched_on_again_does(chen_jing: Account) -> None:
    services.switch_account(actor=SYS, account=chen_jing, on=False, reason="长期请假", at=NOON)
    with pytest.raises(services.SignInRefused):
        services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON)
    assert last_fact(chen_jing) == ("switched_off", {"reason": "长期请假"})
    services.switch_account(actor=SYS, account=chen_jing, on=True, reason="销假", at=NOON)
    assert services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON) == chen_jing


def test_an_administrators_account_is_switched_by_sec_and_never_by_itself(person: Person) -> None:
    shen_ji = person("shenji", "申计", "AUD", unit_code="610400-YSB", password=PASSWORD)
    with pytest.raises(services.NotForThisPost):
        services.switch_account(actor=SYS, account=shen_ji, on=False, reason="停用", at=NOON)
    with pytest.raises(services.OwnAccount):
        services.switch_account(actor=replace(SEC, id=shen_ji.pk), account=shen_ji, on=False, reason="停用", at=NOON)
    with pytest.raises(InvalidInput):
        services.switch_account(actor=SEC, account=shen_ji, on=False, reason="", at=NOON)
    services.switch_account(actor=SEC, account=shen_ji, on=False, reason="停用", at=NOON)
    assert not Account.objects.get(pk=shen_ji.pk).is_active


def test_sec_ends_a_lock_early(chen_jing: Account) -> None:
    for _ in range(5):
        with pytest.raises(services.SignInRefused):
            services.sign_in_by_password(login="chenjing", password="Wrong-2019", at=NOON)
    with pytest.raises(services.NotForThisPost):
        services.unlock_account(actor=SYS, account=chen_jing, reason="本人来电", at=NOON)
    with pytest.raises(services.OwnAccount):
        services.unlock_account(actor=replace(SEC, id=chen_jing.pk), account=chen_jing, reason="本人", at=NOON)
    with pytest.raises(InvalidInput):
        services.unlock_account(actor=SEC, account=chen_jing, reason="", at=NOON)
    services.unlock_account(actor=SEC, account=chen_jing, reason="本人来电", at=NOON)
    assert services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON) == chen_jing


def test_all_sessions_of_oneself_end(chen_jing: Account) -> None:
    before = chen_jing.get_session_auth_hash()
    services.sign_out_everywhere(account=chen_jing, at=NOON)
    chen_jing.refresh_from_db()
    assert chen_jing.get_session_auth_hash() != before


def test_a_unit_is_called_by_its_new_name(city: City) -> None:
    unit = city.units["610402-SJ"]
    services.correct_unit(
        actor=SYS, unit=unit, name="秦都区市监局", short_name="区市监局", phone="029-33210000", at=NOON
    )
    assert Unit.objects.get(pk=unit.pk).short_name == "区市监局"
    with pytest.raises(services.NotForThisPost):
        services.correct_unit(actor=SEC, unit=unit, name="x", short_name="x", phone="", at=NOON)
    with pytest.raises(InvalidInput) as refusal:
        services.correct_unit(actor=SYS, unit=unit, name="", short_name="", phone="1", at=NOON)
    assert set(refusal.value.fields) == {"name", "short_name", "phone"}


def test_accounts_are_found_by_name_post_and_state(chen_jing: Account, li_na: Account, person: Person) -> None:
    person("zhaolei", "赵磊", "DEP", unit_code="610402-SJ")

    def found(**asked: str) -> set[str]:
        return {one.name for one in queries.accounts_found(on=DAY, **asked)}

    assert found() == {"陈静", "李娜", "赵磊"}
    assert found(q="陈") == found(q="ChenJ") == {"陈静"}
    assert found(q="1389100") == {"李娜"}
    assert found(role="DEP") == found(unit="610402-SJ") == {"赵磊"}
    assert found(role="CBO", unit="610402-SJ") == set()
    assert found(state="password") == {"陈静"}
    assert found(state="app") == {"陈静", "赵磊"}
    assert found(state="off") == found(state="locked") == set()
    assert found(state="no-such-state") == found()


def test_whoever_works_at_the_desk_too_does_not_come_by_phone(person: Person) -> None:
    """The phone would be the way round the second factor."""
    person("dongna", "董娜", "LIA", phone="13891001234", unit_code="610402-SJ")
    assert services.request_code(phone="13891001234", at=NOON, code="135790").account_id
    services.post_person(actor=SYS, entry=PostingEntry("dongna", "DEP", YEAR, unit_code="610402-SJ"), at=NOON)
    later = NOON + timedelta(minutes=2)
    assert services.request_code(phone="13891001234", at=later, code="135790").account_id is None
    assert SignInCode.objects.count() == 2


def test_the_identity_provider_opens_staff_accounts_only(chen_jing: Account, li_na: Account) -> None:
    assert services.sign_in_by_identity(login="ChenJing", at=NOON) == chen_jing
    assert last_fact(chen_jing) == ("signed_in", {"by": "identity"})
    for login in ("li.na", "nobody", "", " "):
        with pytest.raises(services.SignInRefused):
            services.sign_in_by_identity(login=login, at=NOON)


def test_sec_sets_how_long_sessions_last_within_the_law(city: City, settings: Settings) -> None:
    settings.SESSION_TERMS = {**settings.SESSION_TERMS, "staff_idle_minutes": 20}
    queries.forget_session_terms()
    assert queries.session_terms().staff_idle_minutes == 20
    services.set_session_terms(actor=SEC, terms=SessionTerms(15, 8, 3, 14), at=NOON)
    assert queries.session_terms() == SessionTerms(15, 8, 3, 14)
    assert queries.session_terms().idle(staff=True) == timedelta(minutes=15)
    assert queries.session_terms().longest(staff=False) == timedelta(days=14)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (SessionTerms(staff_idle_minutes=31), "staff_idle_minutes"),
        (SessionTerms(staff_hours=13), "staff_hours"),
        (SessionTerms(company_idle_days=0), "company_idle_days"),
        (SessionTerms(company_idle_days=20, company_days=10), "company_days"),
    ],
)
def test_terms_beyond_the_law_are_refused(city: City, terms: SessionTerms, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.set_session_terms(actor=SEC, terms=terms, at=NOON)
    assert set(refusal.value.fields) == {field}
    with pytest.raises(services.NotForThisPost):
        services.set_session_terms(actor=SYS, terms=SessionTerms(), at=NOON)
