"""Each person chooses how to be told, where it may be chosen; the post decides what holds until then."""

from datetime import date, time
from typing import Any

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.models import Account, Posting
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify import queries, rules, services
from yishang.kernel.notify.models import Notice, Preference
from yishang.kernel.notify.tests.conftest import MORNING, NUMBER

pytestmark = pytest.mark.django_db
DISPATCHED = {"number": NUMBER, "title": "外线路由未定", "unit": "演示供电公司", "due": MORNING}


@pytest.fixture
def wang_gong(db: None) -> Account:
    """Of a responsible unit, with a telephone."""
    account = Account.objects.create(login="wanggong", name="王工", phone="13800000007")
    Posting.objects.create(account=account, role=Role.DEP, valid_from=date(2019, 1, 1))
    return account


def actor(account: Account, role: str = Role.DEP) -> Actor:
    return Actor(id=account.pk, name=account.name, role=role)


def choose(account: Account, **changed: Any) -> Preference:
    given: dict[str, Any] = {"choices": {}, "digest_at": time(17), "lead_half_days": None, "at": MORNING}
    return services.choose_notices(actor=actor(account), **{**given, **changed})


def channels_of(account: Account, template: str) -> list[str]:
    before = set(Notice.objects.values_list("pk", flat=True))
    services.tell(account_id=account.pk, template=template, context=DISPATCHED, subject=NUMBER, at=MORNING)
    new = Notice.objects.exclude(pk__in=before).order_by("pk")
    return [f"{one.channel} {one.state}" for one in new]


def test_until_somebody_chooses_the_post_decides(wang_gong: Account, zhao_lei: Account) -> None:
    Posting.objects.create(account=zhao_lei, role=Role.CBO, valid_from=date(2019, 1, 1))
    Account.objects.filter(pk=zhao_lei.pk).update(phone="13800000008")
    assert channels_of(wang_gong, "appeal_dispatched") == ["IN_SITE SENT", "SMS PENDING"]
    assert channels_of(zhao_lei, "appeal_dispatched") == ["IN_SITE SENT"]


def test_without_text_messages_the_site_still_tells(wang_gong: Account) -> None:
    choose(wang_gong, choices={"new_matter": rules.Choice(sms=False, digest=False)})
    assert channels_of(wang_gong, "appeal_dispatched") == ["IN_SITE SENT"]


def test_a_digest_holds_the_message_in_the_site_and_sends_no_text_message_now(wang_gong: Account) -> None:
    choose(wang_gong, choices={"new_matter": rules.Choice(sms=True, digest=True)}, digest_at=time(18))
    assert channels_of(wang_gong, "appeal_dispatched") == ["IN_SITE HELD"]
    held = Notice.objects.get()
    assert held.not_before is not None
    assert f"{held.not_before.astimezone(rules.SHANGHAI):%m-%d %H:%M}" == "12-09 18:00"
    assert queries.told_in_site(wang_gong.pk) == [held]  # it is there to be read
    assert queries.unread_count(wang_gong.pk) == 0  # but rings with the digest


def test_a_duty_to_know_cannot_be_switched_off(wang_gong: Account) -> None:
    choose(wang_gong, choices={"overdue": rules.Choice(sms=False, digest=True)})
    assert Preference.objects.get().choices == {}
    assert channels_of(wang_gong, "appeal_overdue") == ["IN_SITE SENT", "SMS PENDING"]


def test_only_what_differs_from_the_defaults_is_kept_and_a_fact_tells(wang_gong: Account) -> None:
    off, default = rules.Choice(sms=False, digest=False), rules.Choice(sms=True, digest=False)
    choose(wang_gong, choices={"new_matter": off, "due_soon": default, "answer": off}, lead_half_days=4)
    assert Preference.objects.get().choices == {"new_matter": {"sms": False, "digest": False}}
    assert queries.leads_chosen() == {4: {wang_gong.pk}}
    [fact] = journal.timeline(f"account:{wang_gong.pk}", include_internal=True)
    assert (fact.verb, fact.data["lead_half_days"], fact.internal) == ("notify.preference.chosen", 4, True)


@pytest.mark.parametrize(
    ("changed", "field"), [({"digest_at": time(23)}, "digest_at"), ({"lead_half_days": 3}, "lead_half_days")]
)
def test_hours_of_the_night_and_odd_leads_are_refused(wang_gong: Account, changed: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        choose(wang_gong, **changed)
    assert set(refusal.value.fields) == {field}
    assert not Preference.objects.exists()


def test_nobody_but_a_person_has_preferences(db: None) -> None:
    with pytest.raises(ValueError, match="person"):
        services.choose_notices(actor=SYSTEM_ACTOR, choices={}, digest_at=time(17), lead_half_days=None, at=MORNING)


def test_each_post_is_offered_the_kinds_it_can_get(db: None) -> None:
    offered = {topic.code for topic in queries.topics_for({Role.ENT})}
    assert {"answer", "rating", "sign_in"} <= offered
    assert not {"new_matter", "overdue", "decision", "digest", "other"} & offered
    assert "decision" in {topic.code for topic in queries.topics_for({Role.CBO})}


def test_every_wording_belongs_to_a_known_kind() -> None:
    assert {row.topic for row in queries.templates()} <= {topic.code for topic in queries.topics()}
    assert not [row.code for row in queries.templates() if row.topic == rules.OTHER]


def test_what_people_may_choose_can_go_over_both_channels() -> None:
    chosen = [row for row in queries.templates() if queries.topic(row.topic).roles - {rules.EVERYBODY}]
    assert not [row.code for row in chosen if set(row.channels) != {rules.IN_SITE, rules.SMS}]


def test_who_is_unknown_holds_up_nobody_else(wang_gong: Account) -> None:
    telling = rules.Telling(
        template="appeal_dispatched", context=DISPATCHED, account_ids=[987654, wang_gong.pk], subject=NUMBER
    )
    assert services.tell_all(tellings=[telling], at=MORNING) == 2
    assert set(Notice.objects.values_list("account_id", flat=True)) == {wang_gong.pk}


def test_the_contact_s_own_account_gets_one_text_message_not_two(chen_jing: Account) -> None:
    telling = rules.Telling(
        template="appeal_closed", context={"number": NUMBER}, account_ids=[chen_jing.pk], phone=chen_jing.phone
    )
    services.tell_all(tellings=[telling], at=MORNING)
    assert list(Notice.objects.filter(channel="SMS").values_list("account_id", flat=True)) == [chen_jing.pk]


def test_telling_many_costs_as_many_statements_as_telling_one(
    wang_gong: Account, zhao_lei: Account, chen_jing: Account, django_assert_num_queries: Any
) -> None:
    people = [wang_gong.pk, zhao_lei.pk, chen_jing.pk]
    tellings = [
        rules.Telling(
            template="appeal_dispatched", context=DISPATCHED, account_ids=people, subject=NUMBER, dedup_key=f"a{place}"
        )
        for place in range(5)
    ]
    with django_assert_num_queries(6):  # savepoint twice, accounts, postings, what was told before, the rows
        services.tell_all(tellings=tellings, at=MORNING)
