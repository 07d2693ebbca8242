"""What waited goes out as one: text messages after the night, and the day's digest."""

from datetime import date, datetime, time, timedelta

import pytest
from pytest_django import Settings

from yishang.kernel.directory.models import Account, Posting
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.notify import gateways, queries, rules, services
from yishang.kernel.notify.models import Notice
from yishang.kernel.notify.tests.conftest import MORNING, NIGHT, NUMBER, CitySms

pytestmark = pytest.mark.django_db
EIGHT = datetime(2019, 12, 10, 8, 0, tzinfo=rules.SHANGHAI)
FIVE = datetime(2019, 12, 9, 17, 0, tzinfo=rules.SHANGHAI)
DAY = timedelta(days=1)
WORDS = {"number": NUMBER, "title": "外线路由未定", "unit": "演示供电公司", "due": MORNING, "enterprise": "演示机械"}


@pytest.fixture
def yang_ping(db: None) -> Account:
    """Of the city's office; wants new matters and what happens to old ones once a day, by text message too."""
    account = Account.objects.create(login="yangping", name="杨萍", phone="13800000009")
    Posting.objects.create(account=account, role=Role.MBO, valid_from=date(2019, 1, 1))
    daily = rules.Choice(sms=True, digest=True)
    choose(account, daily, time(17))
    return account


def choose(account: Account, choice: rules.Choice, digest_at: time) -> None:
    services.choose_notices(
        actor=as_actor(account), choices={"new_matter": choice, "course": choice}, digest_at=digest_at,
        lead_half_days=None, at=MORNING,
    )  # fmt: skip


def as_actor(account: Account) -> Actor:
    return Actor(id=account.pk, name=account.name, role=Role.MBO)


def tell(account: Account | None, template: str, at: datetime, *, phone: str = "", number: str = NUMBER) -> None:
    words = {**WORDS, "reason": "已自行解决。"}
    account_id = account.pk if account else None
    services.tell(account_id=account_id, phone=phone, template=template, context=words, subject=number, at=at)


def texts() -> list[tuple[str, str]]:
    """State and text of every text message, oldest first."""
    found = Notice.objects.filter(channel="SMS").order_by("pk")
    return [(one.state, one.text) for one in found]


# ---- the night ------------------------------------------------------------------------------------------------------


def test_one_message_of_the_night_goes_out_at_eight_as_it_is(chen_jing: Account, city_sms: CitySms) -> None:
    tell(chen_jing, "appeal_closed", NIGHT)
    gateway = gateways.HttpSmsGateway(city_sms.url)
    assert services.send_pending(gateway=gateway, at=EIGHT - timedelta(minutes=1)) == 0
    assert services.send_pending(gateway=gateway, at=EIGHT) == 1
    assert "请在 15 日内登录评价" in city_sms.received[0]["text"]


def test_several_of_the_night_become_one_with_counts_and_the_way_in(chen_jing: Account, settings: Settings) -> None:
    settings.SITE_URL = "https://ys.example.gov.cn/"
    for minutes in range(3):
        tell(chen_jing, "appeal_closed" if minutes else "appeal_in_hand", NIGHT + timedelta(minutes=minutes))
    assert services.release_held(at=EIGHT) == 1
    assert [state for state, _ in texts()] == ["MERGED", "MERGED", "MERGED", "PENDING"]
    carrier = Notice.objects.latest("pk")
    assert carrier.text == ("您有 3 条消息：诉求有了答复 1 条、请您评价 2 条。查看：https://ys.example.gov.cn/notices/")
    assert set(Notice.objects.filter(state="MERGED").values_list("carried_by", flat=True)) == {carrier.pk}


def test_a_telephone_without_an_account_is_told_the_titles(db: None) -> None:
    tell(None, "appeal_in_hand", NIGHT, phone="13900000002")
    tell(None, "appeal_closed", NIGHT, phone="13900000002")
    services.release_held(at=EIGHT)
    assert texts()[-1][1] == "您有 2 条消息：诉求已派单 1 条、诉求已办结，请您评价 1 条。请登录查看。"


def test_what_was_read_in_the_site_before_the_morning_needs_no_text_message(chen_jing: Account) -> None:
    tell(chen_jing, "appeal_closed", NIGHT)
    services.mark_read(actor=as_actor(chen_jing), at=NIGHT + timedelta(minutes=5))
    services.release_held(at=EIGHT)
    assert [state for state, _ in texts()] == ["LAID_ASIDE"]


def test_released_once_nothing_is_left_to_release(chen_jing: Account) -> None:
    tell(chen_jing, "appeal_closed", NIGHT)
    assert [services.release_held(at=EIGHT), services.release_held(at=EIGHT)] == [1, 0]


def test_a_fault_with_one_recipient_holds_up_nobody_else(
    chen_jing: Account, yang_ping: Account, caplog: pytest.LogCaptureFixture
) -> None:
    tell(yang_ping, "appeal_dispatched", MORNING)
    tell(chen_jing, "appeal_closed", NIGHT)
    Notice.objects.filter(account=yang_ping).update(at=datetime(2016, 1, 1, tzinfo=rules.SHANGHAI))
    before_any_wording = datetime(2016, 12, 31, 12, tzinfo=rules.SHANGHAI)
    Notice.objects.update(not_before=before_any_wording)
    assert services.release_held(at=before_any_wording) == 1  # no wording of a digest is in force that day
    assert Notice.objects.get(account=yang_ping).state == "HELD"
    assert "could not be let go" in caplog.text


# ---- the day's digest -----------------------------------------------------------------------------------------------


def test_a_day_s_messages_are_told_in_one_over_both_channels(yang_ping: Account) -> None:
    tell(yang_ping, "appeal_dispatched", MORNING)
    tell(yang_ping, "appeal_dispatched", MORNING, number="SQ-610402-20191209-0002")
    tell(yang_ping, "appeal_withdrawn", MORNING)
    assert services.release_held(at=FIVE - timedelta(minutes=1)) == 0
    assert services.release_held(at=FIVE) == 1
    [bell] = queries.unread(yang_ping.pk)
    assert bell.text == "您有 3 条消息：新派和重办 2 条、办理动态 1 条。请登录查看。"
    assert texts() == [("PENDING", bell.text)]
    carried = Notice.objects.filter(carried_by__channel="SMS")
    assert [one.state for one in carried] == ["SENT", "SENT", "SENT"]


def test_what_was_read_meanwhile_is_not_counted_and_an_empty_digest_not_sent(yang_ping: Account) -> None:
    tell(yang_ping, "appeal_dispatched", MORNING)
    services.mark_read(actor=as_actor(yang_ping), at=MORNING + timedelta(hours=1))
    services.release_held(at=FIVE)
    assert not Notice.objects.filter(template="notice_digest").exists()
    assert queries.unread_count(yang_ping.pk) == 0


def test_a_person_gets_one_digest_a_day_even_after_choosing_a_later_hour(yang_ping: Account) -> None:
    tell(yang_ping, "appeal_dispatched", MORNING)
    services.release_held(at=FIVE)
    choose(yang_ping, rules.Choice(sms=True, digest=True), time(20))
    tell(yang_ping, "appeal_dispatched", FIVE + timedelta(hours=1), number="SQ-610402-20191209-0002")
    services.release_held(at=FIVE + timedelta(hours=3))
    assert Notice.objects.filter(template="notice_digest", channel="IN_SITE").count() == 1
    services.release_held(at=FIVE + timedelta(hours=3) + DAY)
    assert Notice.objects.filter(template="notice_digest", channel="IN_SITE").count() == 2


def test_without_a_wish_for_text_messages_the_digest_stays_in_the_site(yang_ping: Account) -> None:
    choose(yang_ping, rules.Choice(sms=False, digest=True), time(17))
    tell(yang_ping, "appeal_dispatched", MORNING)
    services.release_held(at=FIVE)
    assert texts() == []
    assert queries.unread_count(yang_ping.pk) == 1


# ---- the setting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("told", "state"), [(time(20, 30), "HELD"), (time(6, 30), "PENDING"), (time(12), "PENDING")])
def test_the_installation_sets_its_quiet_hours(chen_jing: Account, settings: Settings, told: time, state: str) -> None:
    settings.SMS_QUIET_HOURS = "20:00-6:30"
    tell(chen_jing, "appeal_closed", datetime.combine(MORNING.date(), told, tzinfo=rules.SHANGHAI))
    assert [found for found, _ in texts()] == [state]


@pytest.mark.parametrize("text", ["", "21-8", "25:00-8:00", "21:00–8:00"])
def test_quiet_hours_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hour|minute"):
        rules.quiet_hours(text)
