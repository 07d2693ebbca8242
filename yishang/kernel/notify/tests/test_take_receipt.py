"""The gateway says what became of a message; what came back is tried again, then a person deals with it."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify import gateways, queries, rules, services
from yishang.kernel.notify.models import Notice
from yishang.kernel.notify.tests.conftest import MORNING, NIGHT, NUMBER, CitySms

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = MORNING + 2 * MINUTE
ARRIVED, LOST = rules.Receipt(arrived=True), rules.Receipt(arrived=False, reason="停机")
KEEPER = Actor(id=None, name="系统管理员", role=Role.SYS)


@pytest.fixture
def sent(chen_jing: Account, city_sms: CitySms) -> Notice:
    """A text message that the city's service has taken; no receipt yet."""
    services.tell(
        account_id=chen_jing.pk, template="appeal_closed", context={"number": NUMBER}, subject=NUMBER, at=MORNING,
        channels=["SMS"],
    )  # fmt: skip
    services.send_pending(gateway=gateways.HttpSmsGateway(city_sms.url), at=MORNING)
    notice = Notice.objects.get()
    assert notice.state == "SENT"
    return notice


def take(notice: Notice, receipt: rules.Receipt, *, bounces: int = 0, at: datetime = LATER) -> Notice:
    return services.take_receipt(reference=rules.reference(notice.pk, bounces), receipt=receipt, at=at)


def test_what_arrived_is_delivered_and_a_repeated_receipt_changes_nothing(sent: Notice) -> None:
    assert (take(sent, ARRIVED).state, take(sent, ARRIVED, at=NIGHT).delivered_at) == ("DELIVERED", LATER)
    assert take(sent, LOST).state == "DELIVERED"


def test_what_came_back_goes_out_again_under_a_new_reference(sent: Notice, city_sms: CitySms) -> None:
    back = take(sent, LOST)
    assert (back.state, back.not_before, back.last_error) == ("PENDING", LATER + MINUTE, "停机")
    assert take(sent, LOST).bounces == 1  # told twice, counted once
    services.send_pending(gateway=gateways.HttpSmsGateway(city_sms.url), at=LATER + MINUTE)
    assert [post["reference"] for post in city_sms.received] == [f"notice-{sent.pk}", f"notice-{sent.pk}.1"]
    assert take(sent, ARRIVED, bounces=1).state == "DELIVERED"


def test_after_four_returns_it_is_given_up(sent: Notice, city_sms: CitySms) -> None:
    at = MORNING
    for bounces in range(rules.MAX_ATTEMPTS):
        take(sent, LOST, bounces=bounces, at=at)
        at += 20 * MINUTE
        services.send_pending(gateway=gateways.HttpSmsGateway(city_sms.url), at=at)
    assert len(city_sms.received) == rules.MAX_ATTEMPTS
    assert [(one.state, one.last_error) for one in queries.unsent()] == [("FAILED", "停机")]


def test_a_code_that_came_back_is_not_sent_again(db: None, city_sms: CitySms) -> None:
    words = {"code": "482913", "minutes": 5}
    services.tell(phone="13800000001", template="sign_in_code", context=words, at=NIGHT)
    services.send_code(phone="13800000001", gateway=gateways.HttpSmsGateway(city_sms.url), at=NIGHT)
    assert take(Notice.objects.get(), LOST, at=NIGHT).state == "FAILED"


@pytest.mark.parametrize("reference", ["", "notice-", "notice-999999", "notice-1x", "消息-1", "notice-" + "9" * 30])
def test_a_reference_of_nothing_is_refused(db: None, reference: str) -> None:
    with pytest.raises(rules.UnknownReference):
        services.take_receipt(reference=reference, receipt=ARRIVED, at=LATER)


def test_what_was_never_sent_has_no_receipt(chen_jing: Account) -> None:
    services.tell(account_id=chen_jing.pk, template="appeal_closed", context={"number": NUMBER}, at=MORNING)
    for notice in Notice.objects.all():
        with pytest.raises(rules.UnknownReference):
            take(notice, ARRIVED)


def test_a_receipt_faster_than_our_own_note_is_not_lost(chen_jing: Account) -> None:
    class TellsAtOnce(gateways.SmsSimulator):
        """The receipt comes in by the other door while the message is still being handed over."""

        def send(self, *, phone: str, text: str, reference: str) -> rules.Receipt:  # noqa: ARG002
            services.take_receipt(reference=reference, receipt=ARRIVED, at=LATER)
            return ARRIVED

    services.tell(account_id=chen_jing.pk, template="appeal_closed", context={"number": NUMBER}, at=MORNING)
    services.send_pending(gateway=TellsAtOnce(), at=MORNING)
    notice = Notice.objects.get(channel="SMS")
    assert (notice.state, notice.delivered_at) == ("DELIVERED", LATER)


def test_the_simulator_gives_receipts_and_loses_what_it_is_told_to(chen_jing: Account, settings: Settings) -> None:
    settings.SMS_GATEWAY, settings.SMS_SIMULATOR_LOSES = "simulator", "0002,0003"
    for phone in ("13900000002", "13900000004"):
        services.tell(phone=phone, template="appeal_closed", context={"number": NUMBER}, at=MORNING)
    services.send_pending(gateway=gateways.chosen(), at=MORNING)
    lost, arrived = Notice.objects.order_by("pk")
    assert (lost.state, lost.last_error) == ("PENDING", "模拟回执：对方手机不在服务区")
    assert (arrived.state, arrived.delivered_at) == ("DELIVERED", MORNING)


def test_a_telephone_that_the_gateway_refuses_does_not_stop_the_others(chen_jing: Account, city_sms: CitySms) -> None:
    for _ in range(5):
        services.tell(account_id=chen_jing.pk, template="appeal_closed", context={"number": NUMBER}, at=MORNING)
    city_sms.answers = [422, 422, 422, 422, 200]
    assert services.send_pending(gateway=gateways.HttpSmsGateway(city_sms.url), at=MORNING) == 1
    assert len(city_sms.received) == 5


def test_a_gateway_that_stumbles_over_one_message_goes_on_with_the_next(
    chen_jing: Account, caplog: pytest.LogCaptureFixture
) -> None:
    class StumblesOnce(gateways.SmsSimulator):
        def send(self, *, phone: str, text: str, reference: str) -> rules.Receipt:  # noqa: ARG002
            if phone == "13900000002":
                raise UnicodeError("not in GSM 7 bit")
            return ARRIVED

    services.tell(phone="13900000002", template="appeal_closed", context={"number": NUMBER}, at=MORNING)
    services.tell(account_id=chen_jing.pk, template="appeal_closed", context={"number": NUMBER}, at=MORNING)
    assert services.send_pending(gateway=StumblesOnce(), at=MORNING) == 1
    first = Notice.objects.get(phone="13900000002")
    assert (first.state, first.last_error) == ("PENDING", "短信网关出错：UnicodeError")
    assert "stumbled" in caplog.text


# ---- a person deals with what was lost ------------------------------------------------------------------------------


@pytest.fixture
def lost(sent: Notice) -> Notice:
    Notice.objects.filter(pk=sent.pk).update(state="FAILED", attempts=4, last_error="停机")
    return sent


def test_the_administrator_sends_it_once_more(lost: Notice, city_sms: CitySms) -> None:
    services.try_again(actor=KEEPER, notice_id=lost.pk, at=LATER)
    assert services.send_pending(gateway=gateways.HttpSmsGateway(city_sms.url), at=LATER) == 1
    assert city_sms.received[-1]["reference"] == f"notice-{lost.pk}.1"
    assert [fact.verb for fact in journal.timeline(f"notice:{lost.pk}", include_internal=True)] == [
        "notify.notice.tried_again"
    ]


def test_or_notes_that_the_person_was_told_otherwise(lost: Notice) -> None:
    aside = services.give_up(actor=KEEPER, notice_id=lost.pk, at=LATER, note="已电话告知")
    assert (aside.state, aside.last_error) == ("LAID_ASIDE", "已电话告知")
    assert queries.unsent() == []


def test_nobody_else_deals_with_it(lost: Notice, chen_jing: Account) -> None:
    office = Actor(id=chen_jing.pk, name="陈静", role=Role.CBO)
    for deal in (services.try_again, services.give_up):
        with pytest.raises(rules.NotKeeper):
            deal(actor=office, notice_id=lost.pk, at=LATER)


def test_what_somebody_has_dealt_with_already_is_said(sent: Notice) -> None:
    with pytest.raises(rules.NoticeNotFailed):
        services.try_again(actor=KEEPER, notice_id=sent.pk, at=LATER)


def test_a_lost_code_cannot_be_sent_again(lost: Notice) -> None:
    Notice.objects.filter(pk=lost.pk).update(is_code=True)
    with pytest.raises(rules.NoticeNotFailed, match="验证码"):
        services.try_again(actor=KEEPER, notice_id=lost.pk, at=LATER)
