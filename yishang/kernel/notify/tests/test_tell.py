"""Telling somebody, once."""

from typing import Any

import pytest

from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.notify import queries, rules, services
from yishang.kernel.notify.models import Notice
from yishang.kernel.notify.tests.conftest import MORNING, NIGHT, NUMBER

pytestmark = pytest.mark.django_db


def told(account: Account | None = None, **changed: Any) -> list[Notice]:
    """What is new after telling that appeal 0001 is closed."""
    before = set(Notice.objects.values_list("pk", flat=True))
    given = {"template": "appeal_closed", "context": {"number": NUMBER}, "subject": NUMBER, "at": MORNING}
    count = services.tell(account_id=account.pk if account else None, **{**given, **changed})
    new = list(Notice.objects.exclude(pk__in=before).order_by("pk"))
    assert count == len(new)
    return new


def as_actor(account: Account) -> Actor:
    return Actor(id=account.pk, name=account.name, role=Role.ENT)


def test_an_account_hears_in_the_site_at_once_and_by_text_message_soon(chen_jing: Account) -> None:
    in_site, sms = told(chen_jing)
    assert (in_site.channel, in_site.state, in_site.sent_at) == ("IN_SITE", "SENT", MORNING)
    assert (sms.channel, sms.state, sms.phone, sms.not_before) == ("SMS", "PENDING", "13800000001", MORNING)
    assert NUMBER in in_site.text
    assert [notice.pk for notice in queries.notices_about(NUMBER)] == [in_site.pk, sms.pk]


def test_a_text_message_told_at_night_waits_for_the_morning(chen_jing: Account) -> None:
    _, sms = told(chen_jing, at=NIGHT)
    assert sms.not_before.astimezone(rules.SHANGHAI).isoformat() == "2019-12-10T08:00:00+08:00"


def test_without_a_phone_only_the_site_tells_and_without_an_account_only_the_phone(zhao_lei: Account) -> None:
    assert [notice.channel for notice in told(zhao_lei)] == ["IN_SITE"]
    assert [notice.channel for notice in told(phone="13900000002")] == ["SMS"]
    assert told() == []


def test_the_caller_may_choose_the_channels(chen_jing: Account) -> None:
    assert [notice.channel for notice in told(chen_jing, channels=["IN_SITE"])] == ["IN_SITE"]


def test_the_same_occasion_is_told_once_to_each_recipient(chen_jing: Account, zhao_lei: Account) -> None:
    first = told(chen_jing, dedup_key=f"due_soon/{NUMBER}")
    again = told(chen_jing, dedup_key=f"due_soon/{NUMBER}")
    others = told(zhao_lei, dedup_key=f"due_soon/{NUMBER}")
    assert (len(first), again) == (2, [])
    assert len(others) == 1
    assert Notice.objects.count() == 3


def test_without_a_key_telling_twice_is_two_messages(chen_jing: Account) -> None:
    told(chen_jing)
    told(chen_jing)
    assert Notice.objects.count() == 4


def test_a_missing_value_leaves_nothing_behind(chen_jing: Account) -> None:
    with pytest.raises(rules.MissingPlaceholder):
        told(chen_jing, context={})
    assert not Notice.objects.exists()


def test_unread_messages_are_counted_and_read_by_their_owner_only(chen_jing: Account, zhao_lei: Account) -> None:
    first, _ = told(chen_jing)
    second, _ = told(chen_jing)
    told(zhao_lei)
    assert queries.unread_count(chen_jing.pk) == 2
    assert [notice.pk for notice in queries.unread(chen_jing.pk)] == [second.pk, first.pk]
    assert services.mark_read(actor=as_actor(zhao_lei), notice_ids=[first.pk], at=MORNING) == 0
    assert services.mark_read(actor=SYSTEM_ACTOR, at=MORNING) == 0
    assert services.mark_read(actor=as_actor(chen_jing), notice_ids=[first.pk], at=MORNING) == 1
    assert services.mark_read(actor=as_actor(chen_jing), at=MORNING) == 1
    assert queries.unread_count(chen_jing.pk) == 0
    assert queries.unread_count(zhao_lei.pk) == 1


def test_the_badge_counts_no_further_than_asked(chen_jing: Account) -> None:
    for _ in range(4):
        told(chen_jing, channels=["IN_SITE"])
    assert queries.unread_count(chen_jing.pk, up_to=3) == 3


def test_nothing_is_about_the_empty_subject(chen_jing: Account) -> None:
    told(chen_jing, subject="")
    assert not queries.notices_about("")
