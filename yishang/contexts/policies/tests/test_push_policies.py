"""A push reaches each subject once; what arrived and what was read is told by subject, never by account."""

from datetime import date, datetime, timedelta

import pytest

from yishang.contexts.policies import jobs, queries, rules, services
from yishang.contexts.policies.tests.conftest import MONDAY, Publish, Town
from yishang.kernel.directory.models import Account
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

MACHINES = rules.Audience(industries=("C",))


def pushed(town: Town, *numbers: str, at: datetime = MONDAY) -> queries.Progress:
    made = services.push_policies(actor=town.yang_ping, numbers=numbers, title="复工复产政策包", at=at)
    journal_jobs.drain()
    return queries.progress_of(made, town.yang_ping)


def test_two_accounts_of_one_company_count_once(town: Town, publish: Publish) -> None:
    progress = pushed(town, publish().number)
    assert (progress.should, progress.delivered, progress.read) == (3, 3, 0)
    assert (progress.projects, progress.enterprises) == (1, 2)
    assert Notice.objects.filter(template="policies_pushed", channel="IN_SITE").count() == 3  # three people


def test_reading_a_document_is_the_receipt_of_the_whole_company(town: Town, publish: Publish) -> None:
    policy = publish()
    pushed(town, policy.number)
    assert services.note_reading(actor=town.wang_fang, policy=policy, at=MONDAY) == 2  # the company and its project
    assert services.note_reading(actor=town.li_min, policy=policy, at=MONDAY) == 0
    made = queries.visible_pushes(town.yang_ping).get()
    figures = queries.progress_of(made, town.yang_ping).figures(as_of=MONDAY)
    assert [figure.value for figure in figures] == ["100.0%", "66.7%"]
    unread = [one.subject for one in queries.receipts_of(made, town.yang_ping, heap="unread")]
    assert unread == [town.food]


def test_an_office_that_looks_is_no_reader(town: Town, publish: Publish) -> None:
    policy = publish()
    pushed(town, policy.number)
    assert services.note_reading(actor=town.chen_jing, policy=policy, at=MONDAY) == 0


def test_who_has_no_account_is_not_reached_until_somebody_opens_one(town: Town, publish: Publish) -> None:
    Account.objects.filter(pk=town.accounts["sun_hao"].pk).update(is_active=False)
    progress = pushed(town, publish().number)
    assert (progress.should, progress.delivered) == (3, 2)
    made = queries.visible_pushes(town.yang_ping).get()
    assert [one.subject for one in queries.receipts_of(made, town.yang_ping, heap="undelivered")] == [town.food]


def test_a_push_goes_to_whom_one_of_its_documents_is_for(town: Town, publish: Publish) -> None:
    progress = pushed(town, publish(audience=MACHINES).number)
    assert (progress.should, progress.enterprises) == (2, 1)


def test_a_county_pushes_to_its_own_subjects_only(town: Town, publish: Publish) -> None:
    made = services.push_policies(actor=town.zhao_lei, numbers=[publish().number], title="渭城推送", at=MONDAY)
    assert made.should == 1
    assert not queries.visible_pushes(town.chen_jing).exists()


def test_a_push_to_nobody_is_refused_with_the_reason(town: Town, publish: Publish) -> None:
    policy = publish(audience=rules.Audience(industries=("A",)))
    with pytest.raises(rules.NobodyToReach) as refused:
        services.push_policies(actor=town.yang_ping, numbers=[policy.number], title="农业政策", at=MONDAY)
    assert "在库 3 家主体中没有一家符合" in refused.value.message
    assert "1 家登记资料不全" in refused.value.message  # 演示食品 has no industry registered


def test_what_has_expired_or_was_withdrawn_is_not_pushed(town: Town, publish: Publish) -> None:
    over = publish(valid_to=date(2020, 3, 9))
    with pytest.raises(rules.PolicyExpired):
        services.push_policies(actor=town.yang_ping, numbers=[over.number], title="过期", at=MONDAY + timedelta(days=1))
    taken_back = publish(title="另一份")
    services.withdraw_policy(actor=town.yang_ping, number=taken_back.number, reason="有误。", at=MONDAY)
    with pytest.raises(rules.PolicyExpired):
        services.push_policies(actor=town.yang_ping, numbers=[taken_back.number], title="撤回", at=MONDAY)


@pytest.mark.parametrize("who", ["du_cha", "liu_gong", "li_min"])
def test_others_push_nothing(town: Town, publish: Publish, who: str) -> None:
    with pytest.raises(rules.WritingNotYours):
        services.push_policies(actor=getattr(town, who), numbers=[publish().number], title="推送", at=MONDAY)


def test_telling_twice_tells_once(town: Town, publish: Publish) -> None:
    pushed(town, publish().number)
    made = queries.visible_pushes(town.yang_ping).get()
    assert services.deliver_push(push_number=made.number, at=MONDAY) == 0


def test_a_late_arrival_is_noted_by_the_job(town: Town, publish: Publish, live_at: object) -> None:
    pushed(town, publish().number)
    made = queries.visible_pushes(town.yang_ping).get()
    made.receipts.update(delivered_at=None)
    live_at(MONDAY + timedelta(hours=1))  # type: ignore[operator]
    assert jobs.note_arrivals() == 3


def test_which_policies_fit_me_says_why_and_what_is_missing(town: Town, publish: Publish) -> None:
    publish(audience=rules.Audience(industries=("C",), age_to=3))
    found = queries.fitting_policies(town.li_min, on=MONDAY.date())
    assert [one.subject for one in found] == [town.machinery, town.project]
    assert found[0].match.reasons == ("行业：制造业 3511", "登记满 2 年")
    [open_one] = queries.fitting_policies(town.sun_hao, on=MONDAY.date())
    assert open_one.match.missing == ("主体库里没有登记行业代码", "没有登记成立日期")
