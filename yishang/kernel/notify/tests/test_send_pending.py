"""Text messages leave through a real HTTP service, fail, and are tried again."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from yishang.kernel.directory.models import Account
from yishang.kernel.notify import gateways, jobs, queries, rules, services
from yishang.kernel.notify.models import Notice
from yishang.kernel.notify.tests.conftest import MORNING, NIGHT, NUMBER, CitySms

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def told(account: Account) -> Notice:
    context = {"number": NUMBER}
    given = {"template": "appeal_closed", "context": context, "subject": NUMBER, "at": MORNING}
    services.tell(account_id=account.pk, channels=["SMS"], **given)
    return Notice.objects.latest("pk")


def code_told(phone: str) -> Notice:
    services.tell(phone=phone, template="sign_in_code", context={"code": "482913", "minutes": 5}, at=NIGHT)
    return Notice.objects.latest("pk")


def sent(gateway: gateways.SmsGateway, at: datetime) -> int:
    return services.send_pending(gateway=gateway, at=at)


def test_a_message_is_posted_as_json_and_marked_sent(chen_jing: Account, city_sms: CitySms) -> None:
    notice = told(chen_jing)
    assert sent(gateways.HttpSmsGateway(city_sms.url), MORNING) == 1
    notice.refresh_from_db()
    assert (notice.state, notice.sent_at, notice.attempts) == ("SENT", MORNING, 1)
    assert city_sms.received == [
        {"phone": "13800000001", "text": notice.text, "reference": f"notice-{notice.pk}"},
    ]


def test_a_sent_message_is_not_sent_again(chen_jing: Account, city_sms: CitySms) -> None:
    told(chen_jing)
    gateway = gateways.HttpSmsGateway(city_sms.url)
    assert [sent(gateway, MORNING), sent(gateway, MORNING + MINUTE)] == [1, 0]
    assert len(city_sms.received) == 1


def test_after_a_failure_it_is_tried_again_a_minute_later_under_the_same_reference(
    chen_jing: Account, city_sms: CitySms
) -> None:
    notice = told(chen_jing)
    city_sms.answers = [503, 200]
    gateway = gateways.HttpSmsGateway(city_sms.url)
    assert sent(gateway, MORNING) == 0
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("PENDING", 1)
    assert "503" in notice.last_error
    assert sent(gateway, MORNING + MINUTE / 2) == 0
    assert sent(gateway, MORNING + MINUTE) == 1
    notice.refresh_from_db()
    assert (notice.state, notice.last_error) == ("SENT", "")
    assert len({post["reference"] for post in city_sms.received}) == 1


def test_after_three_more_failures_it_is_given_up_and_listed(chen_jing: Account, city_sms: CitySms) -> None:
    notice = told(chen_jing)
    city_sms.answers = [500]
    gateway = gateways.HttpSmsGateway(city_sms.url)
    for minutes in range(60):
        sent(gateway, MORNING + minutes * MINUTE)
    assert len(city_sms.received) == rules.MAX_ATTEMPTS
    assert [failed.pk for failed in queries.unsent()] == [notice.pk]


def test_a_redirect_is_a_failure(chen_jing: Account, city_sms: CitySms) -> None:
    city_sms.answers = [302]
    with pytest.raises(gateways.SmsNotSent, match="302"):
        gateways.HttpSmsGateway(city_sms.url).send(phone="13800000001", text="甲", reference="notice-1")
    assert len(city_sms.received) == 1


def test_a_service_that_is_not_there_is_a_failure(city_sms: CitySms) -> None:
    url = city_sms.url
    city_sms.close()
    with pytest.raises(gateways.SmsNotSent):
        gateways.HttpSmsGateway(url, timeout=1).send(phone="13800000001", text="甲", reference="notice-1")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "sms", ""])
def test_a_gateway_must_be_an_http_address(address: str) -> None:
    with pytest.raises(ValueError, match="SMS_GATEWAY"):
        gateways.HttpSmsGateway(address)


def test_a_dead_service_is_not_asked_for_every_message(chen_jing: Account, city_sms: CitySms) -> None:
    for _ in range(6):
        told(chen_jing)
    city_sms.answers = [500]
    sent(gateways.HttpSmsGateway(city_sms.url), MORNING)
    assert len(city_sms.received) == services.GIVE_UP_BATCH_AFTER


def test_what_a_killed_worker_had_claimed_is_taken_up_again(chen_jing: Account) -> None:
    notice = told(chen_jing)
    Notice.objects.filter(pk=notice.pk).update(attempts=1, not_before=MORNING + rules.LEASE)
    assert sent(gateways.SmsSimulator(), MORNING + MINUTE) == 0
    assert sent(gateways.SmsSimulator(), MORNING + rules.LEASE) == 1


def test_what_kills_its_worker_every_time_is_given_up(chen_jing: Account) -> None:
    notice = told(chen_jing)
    Notice.objects.filter(pk=notice.pk).update(attempts=rules.MAX_ATTEMPTS)
    assert sent(gateways.SmsSimulator(), MORNING) == 0
    notice.refresh_from_db()
    assert notice.state == "FAILED"


def test_two_workers_that_saw_the_same_message_send_it_once(chen_jing: Account, city_sms: CitySms) -> None:
    told(chen_jing)

    class WhileAnotherSends(gateways.HttpSmsGateway):
        """The second worker comes while the first one's message is on its way."""

        def send(self, *, phone: str, text: str, reference: str) -> None:
            assert sent(gateways.HttpSmsGateway(city_sms.url), MORNING) == 0
            super().send(phone=phone, text=text, reference=reference)

    assert sent(WhileAnotherSends(city_sms.url), MORNING) == 1
    assert len(city_sms.received) == 1


def test_a_code_leaves_at_night_and_its_text_is_not_kept(db: None, city_sms: CitySms) -> None:
    notice = code_told("13800000001")
    assert services.send_code(phone="13800000001", gateway=gateways.HttpSmsGateway(city_sms.url), at=NIGHT) == 1
    notice.refresh_from_db()
    assert "482913" in city_sms.received[0]["text"]
    assert notice.text == rules.FORGOTTEN


def test_the_demo_shows_the_newest_code_of_that_phone(db: None, settings: Settings) -> None:
    settings.DEMO, settings.SMS_GATEWAY = True, "simulator"
    code_told("13800000001")
    assert jobs.send_pending() == 1
    assert "482913" in queries.last_simulated_text("13800000001")
    assert queries.last_simulated_text("13900000002") == ""


@pytest.mark.parametrize(("demo", "gateway"), [(False, "simulator"), (True, "http://127.0.0.1:9/sms")])
def test_outside_the_demo_no_page_can_read_a_code(db: None, settings: Settings, demo: bool, gateway: str) -> None:
    settings.DEMO, settings.SMS_GATEWAY = demo, gateway
    code_told("13800000001")
    assert queries.last_simulated_text("13800000001") == ""


def test_the_setting_chooses_the_gateway(settings: Settings) -> None:
    settings.SMS_GATEWAY = "simulator"
    assert isinstance(gateways.chosen(), gateways.SmsSimulator)
    settings.SMS_GATEWAY = "http://127.0.0.1:9/sms"
    assert isinstance(gateways.chosen(), gateways.HttpSmsGateway)
