"""A public row is corrected in the open, and goes with a trace that does not name the company again."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal.models import Fact
from yishang.kernel.publish import jobs, queries, rules, services
from yishang.kernel.publish.tests.conftest import CHEN_JING, ROW, USCC
from yishang.kernel.publish.tests.test_publish import put

pytestmark = pytest.mark.django_db
WHERE = {"actor": CHEN_JING, "dataset": "town.penalties", "key": "CF-1"}


def test_a_correction_keeps_what_was_said_before_and_why(now: datetime) -> None:
    made = put(now)
    later = now + timedelta(days=2)
    fixed = services.correct(**WHERE, row=ROW | {"fine": 2000}, reason="罚款金额录错，当事人13812341234提出", at=later)

    [correction] = queries.publication("town.penalties", made.pk).corrections.all()
    assert (correction.former["fine"], fixed.row["fine"]) == ("3000", "2000")
    assert correction.reason == "罚款金额录错，当事人138****1234提出"
    assert (fixed.published_at, fixed.changed_at) == (now, later)


def test_a_correction_is_masked_like_the_first_row(now: datetime) -> None:
    put(now)
    assert services.correct(**WHERE, row=ROW | {"person": "王五六"}, reason="写错了人", at=now).row["person"] == "王**"


def test_nothing_to_correct_and_no_reason_are_refused(now: datetime) -> None:
    put(now)
    with pytest.raises(InvalidInput, match="一样"):
        services.correct(**WHERE, row=ROW, reason="看错了", at=now)
    with pytest.raises(InvalidInput, match="更正原因"):
        services.correct(**WHERE, row=ROW | {"times": 2}, reason=" ", at=now)


def test_what_was_never_published_is_neither_corrected_nor_withdrawn(now: datetime) -> None:
    with pytest.raises(rules.PublicationNotFound):
        services.correct(**WHERE, row=ROW, reason="更正", at=now)
    with pytest.raises(rules.PublicationNotFound):
        services.withdraw(**WHERE, reason="撤下", at=now)


def test_a_withdrawn_row_is_no_longer_shown_but_its_trace_is(now: datetime) -> None:
    made = put(now)
    services.withdraw(**WHERE, reason="信用修复，决定书〔2019〕3号", at=now + timedelta(days=3))

    kept = queries.publication("town.penalties", made.pk)
    assert not queries.is_shown(kept, on=now.date())
    assert kept.withdrawn_reason == "信用修复，决定书〔2019〕3号"
    assert not queries.published("town.penalties", on=now.date(), about=USCC).exists()
    assert not kept.words


def test_what_is_withdrawn_is_not_touched_again(now: datetime) -> None:
    put(now)
    services.withdraw(**WHERE, reason="信用修复", at=now)
    with pytest.raises(rules.NotPublished):
        services.withdraw(**WHERE, reason="再撤一次", at=now)
    with pytest.raises(rules.NotPublished):
        services.correct(**WHERE, row=ROW | {"times": 2}, reason="更正", at=now)
    with pytest.raises(rules.NotPublished):
        put(now)
    with pytest.raises(InvalidInput):
        services.withdraw(**WHERE, reason="", at=now)


def test_a_row_goes_on_its_day_whether_the_job_has_run_or_not(now: datetime) -> None:
    day = now.date() + timedelta(days=5)
    made = put(now, until=day)

    assert queries.published("town.penalties", on=day - timedelta(days=1)).exists()
    assert not queries.published("town.penalties", on=day).exists()
    assert not queries.is_shown(made, on=day)


def test_the_job_withdraws_what_has_reached_its_day_and_says_so(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    made = put(now, until=now.date() + timedelta(days=5))
    put(now, key="CF-2")
    monkeypatch.setattr(clocks, "present", lambda: now + timedelta(days=4))
    assert jobs.withdraw_due() == 0

    monkeypatch.setattr(clocks, "present", lambda: now + timedelta(days=5))
    assert jobs.withdraw_due() == 1
    assert jobs.withdraw_due() == 0
    made.refresh_from_db()
    assert (made.state, made.withdrawn_reason) == ("WITHDRAWN", "公示期满")
    last = Fact.objects.filter(subject=f"publication:{made.pk}").latest("sequence")
    assert (last.verb, last.actor_role) == ("publish.publication.withdrawn", "SYSTEM")


def test_how_all_datasets_stand_is_one_statement(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put(now)
    put(now, key="CF-2", until=now.date() + timedelta(days=1))
    with django_assert_num_queries(1):
        stands = queries.stands(on=now.date() + timedelta(days=1))
    assert (stands["town.penalties"].rows, stands["town.penalties"].changed_at) == (1, now)
