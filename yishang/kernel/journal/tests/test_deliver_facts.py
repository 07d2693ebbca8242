from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from yishang.kernel.journal import jobs, queries, rules, services
from yishang.kernel.journal.models import Delivery, Fact
from yishang.kernel.journal.tests.listening import handlers
from yishang.kernel.journal.tests.parallel import at_once

DAY = datetime(2019, 12, 9, 1, 30, tzinfo=UTC)
LI_NA = rules.Signer(id=3, name="李娜", role="ENT")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listening")]


def say(verb: str = "listening.said.aloud") -> Fact:
    return services.record(actor=LI_NA, verb=verb, subject="account:3", at=DAY)


def heard() -> list[str]:
    return [fact.verb.rpartition(".")[2] for fact in queries.timeline("account:3", include_internal=True)[1:]]


def test_a_fact_that_nobody_listens_to_is_not_queued() -> None:
    say("listening.said.softly")
    assert not OrmQ.objects.exists()


def test_queueing_costs_exactly_one_insert() -> None:
    queries.listeners("listening.said.aloud")
    with CaptureQueriesContext(connection) as statements:
        services.record(actor=LI_NA, verb="listening.said.aloud", subject="account:3", at=DAY, first=True)
    assert [statement["sql"].split()[0] for statement in statements] == ["INSERT"] * 3


def test_every_handler_hears_a_fact_once() -> None:
    say()
    assert jobs.drain() == 1
    assert heard() == ["stumbled", "noted"]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("DONE", 1)}


def test_hearing_the_same_fact_again_changes_nothing() -> None:
    fact = say()
    jobs.drain()
    services.queue_delivery(fact=fact)
    services.queue_delivery(fact=fact)
    assert jobs.drain() == 2
    assert heard() == ["stumbled", "noted"]


def test_a_failing_handler_leaves_nothing_behind_and_does_not_stop_the_others() -> None:
    handlers.obstacles.add("停电")
    say()
    with pytest.raises(ExceptionGroup):
        jobs.drain()
    assert heard() == ["noted"]
    assert OrmQ.objects.count() == 1
    failed = queries.failed_deliveries()
    assert [(delivery.fact.sequence, delivery.attempts) for delivery in failed] == [(1, 1)]
    assert failed[0].last_error == "ConnectionError: 短信平台没有应答"


def test_a_failing_handler_is_tried_again_and_the_others_are_not_doubled() -> None:
    handlers.obstacles.add("停电")
    say()
    for _ in range(2):
        with pytest.raises(ExceptionGroup):
            jobs.drain()
    handlers.obstacles.clear()
    assert jobs.drain() == 1
    assert heard() == ["noted", "stumbled"]
    assert not queries.failed_deliveries() and not OrmQ.objects.exists()
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [1, 3]


def test_one_failing_task_does_not_hold_up_the_queue() -> None:
    handlers.obstacles.add("停电")
    say()
    handlers.obstacles.clear()
    OrmQ.objects.update(payload="bad")
    say()
    with pytest.raises(ExceptionGroup):
        jobs.drain()
    assert OrmQ.objects.count() == 1
    assert heard() == ["aloud", "stumbled", "noted"]


def test_draining_stops_at_its_limit() -> None:
    say()
    say()
    assert jobs.drain(limit=1) == 1
    assert OrmQ.objects.count() == 1


def test_a_change_that_is_taken_back_takes_its_task_with_it(parallel_database: None) -> None:
    class ChangeOfMind(Exception): ...

    def speak_and_regret(_: int) -> None:
        with transaction.atomic():
            say()
            raise ChangeOfMind

    with pytest.raises(ChangeOfMind):
        at_once(speak_and_regret, threads=1)
    assert not OrmQ.objects.exists() and not Fact.objects.exists()


def test_two_workers_with_the_same_fact_let_one_do_it(parallel_database: None) -> None:
    with transaction.atomic():
        fact = say()
    at_once(lambda _: jobs.deliver(fact.pk), threads=4)
    assert heard() == ["stumbled", "noted"]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("DONE", 1)}
