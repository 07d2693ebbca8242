"""通知记录: who was told what, when, and whether it arrived, in words."""

from datetime import timedelta

import pytest

from yishang.kernel.directory.models import Account
from yishang.kernel.notify import queries, services
from yishang.kernel.notify.models import Notice
from yishang.kernel.notify.tests.conftest import MORNING, NIGHT, NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(chen_jing: Account) -> tuple[Notice, Notice]:
    """The same message in the site and by text message."""
    services.tell(
        account_id=chen_jing.pk, template="appeal_closed", context={"number": NUMBER}, subject=NUMBER, at=MORNING
    )
    in_site, sms = Notice.objects.order_by("pk")
    return in_site, sms


def lines() -> list[str]:
    return [f"{one.who} {one.role} {one.how} {one.phone}：{one.arrival}" for one in queries.record_of(NUMBER).lines]


def test_each_channel_is_a_line_with_the_post_and_a_masked_telephone(told: tuple[Notice, Notice]) -> None:
    assert lines() == ["陈静 企业用户 短信 138****0001：正在发送", "陈静 企业用户 站内 ：已送达，未读"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "SENT", "sent_at": MORNING}, "12月9日 10:00 已送出，还没有回执"),
        ({"state": "DELIVERED", "delivered_at": MORNING}, "12月9日 10:00 已送达"),
        ({"state": "HELD", "not_before": NIGHT}, "夜间不打扰，12月9日 22:30 发送"),
        ({"attempts": 1, "not_before": MORNING + timedelta(minutes=1)}, "没有发出，12月9日 10:01 再试"),
        ({"state": "FAILED", "last_error": "停机"}, "未送达：停机"),
        ({"state": "LAID_ASIDE", "last_error": "已电话告知"}, "已电话告知"),
    ],
)
def test_every_state_of_a_text_message_has_its_words(
    told: tuple[Notice, Notice], change: dict[str, object], words: str
) -> None:
    Notice.objects.filter(pk=told[1].pk).update(**change)
    assert queries.record_of(NUMBER).lines[0].arrival == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"read_at": MORNING}, "12月9日 10:00 已读"),
        ({"state": "HELD", "not_before": NIGHT}, "已入站，12月9日 22:30 随汇总提醒"),
        ({"state": "LAID_ASIDE"}, "已送达，逾期未读"),
    ],
)
def test_every_state_in_the_site_has_its_words(
    told: tuple[Notice, Notice], change: dict[str, object], words: str
) -> None:
    Notice.objects.filter(pk=told[0].pk).update(**change)
    assert queries.record_of(NUMBER).lines[1].arrival == words


def test_what_a_digest_carried_says_how_the_digest_fared(told: tuple[Notice, Notice]) -> None:
    services.tell(
        phone="13800000001", template="notice_digest", context={"count": 2, "kinds": "", "where": ""}, at=MORNING
    )
    carrier = Notice.objects.latest("pk")
    Notice.objects.filter(pk=carrier.pk).update(state="DELIVERED", delivered_at=MORNING)
    Notice.objects.filter(pk=told[1].pk).update(state="MERGED", carried_by=carrier)
    Notice.objects.filter(pk=told[0].pk).update(carried_by=carrier)
    assert [line.rpartition("：")[2] for line in lines()] == [
        "并入汇总短信，12月9日 10:00 已送达",
        "已送达，未读，已随汇总短信提醒",
    ]


def test_a_long_record_is_read_page_by_page(chen_jing: Account) -> None:
    for _ in range(3):
        services.tell(
            account_id=chen_jing.pk, template="appeal_closed", context={"number": NUMBER}, subject=NUMBER, at=MORNING
        )
    first = queries.record_of(NUMBER, limit=4)
    second = queries.record_of(NUMBER, limit=4, before=first.before)
    assert [len(first.lines), len(second.lines), second.before] == [4, 2, None]


def test_one_s_own_part_leaves_others_out(told: tuple[Notice, Notice], zhao_lei: Account) -> None:
    services.tell(
        account_id=zhao_lei.pk, template="appeal_closed", context={"number": NUMBER}, subject=NUMBER, at=MORNING
    )
    assert {line.who for line in queries.record_of(NUMBER, to_accounts=[zhao_lei.pk]).lines} == {"赵磊"}
    assert queries.record_of(NUMBER, to_accounts=[]).lines == []
    services.tell(phone="13900000002", template="appeal_closed", context={"number": NUMBER}, subject=NUMBER, at=MORNING)
    own = queries.record_of(NUMBER, to_accounts=[], to_phone="13900000002").lines
    assert [(line.who, line.phone) for line in own] == [("联系人", "139****0002")]
