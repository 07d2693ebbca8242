from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from yishang.kernel.journal import queries, rules, services
from yishang.kernel.journal.models import ChainHead, Fact

DAY = datetime(2019, 12, 9, 1, 30, 0, 123456, tzinfo=UTC)
CHEN_JING = rules.Signer(id=7, name="陈静", role="CBO", unit_name="秦都区营商办")


def record(**changes: Any) -> Fact:
    given = {"actor": CHEN_JING, "verb": "outreach.appeal.accepted", "subject": "SQ-610402-20191209-0001", "at": DAY}
    return services.record(**{**given, **changes})


@pytest.mark.django_db
class TestRecord:
    def test_each_fact_signs_the_one_before_it(self) -> None:
        first = record(data={"星级": 3, "线索": ["用电", None, True]})
        second = record(verb="outreach.appeal.dispatched")
        assert (first.sequence, first.previous) == (1, "")
        assert (second.sequence, second.previous) == (2, first.digest)
        assert ChainHead.objects.get().digest == second.digest

    def test_what_the_database_gives_back_has_the_digest_that_was_signed(self) -> None:
        data = {"乙": {"z": 1, "a": [2**60, '引号"与\\反斜线', False]}, "B": None, "a": "é𠮷"}
        written = record(data=data)
        read = Fact.objects.values(*rules.SIGNED_FIELDS).get(pk=written.pk)
        assert rules.digest(read) == written.digest

    def test_the_first_fact_of_a_subject_costs_two_statements(self) -> None:
        with CaptureQueriesContext(connection) as statements:
            record(first=True)
        assert len(statements) == 2

    def test_a_later_fact_costs_three_statements(self) -> None:
        record(first=True)
        with CaptureQueriesContext(connection) as statements:
            record()
        assert len(statements) == 3

    def test_the_applicant_does_not_see_internal_facts(self) -> None:
        record()
        record(verb="outreach.appeal.discussed", internal=True)
        subject = "SQ-610402-20191209-0001"
        assert [fact.sequence for fact in queries.timeline(subject, include_internal=True)] == [1, 2]
        assert [fact.sequence for fact in queries.timeline(subject, include_internal=False)] == [1]

    def test_timelines_of_many_subjects_come_in_one_query(self) -> None:
        record(subject="unit:1")
        record(subject="unit:2")
        with CaptureQueriesContext(connection) as statements:
            found = queries.facts_of(["unit:1", "unit:2", "unit:3"])
        assert len(statements) == 1
        assert [len(facts) for facts in found.values()] == [1, 1, 0]

    def test_a_subject_cannot_begin_twice(self) -> None:
        record(first=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            record(first=True)

    @pytest.mark.parametrize(
        "data",
        [
            {"率": 0.9},
            {"日": DAY},
            {1: "键"},
            {"文": "\x00"},
            {"文": "\ud800"},
            {"对": (1, 2)},
            [1, {"深": {"处": {1.5}}}],
        ],
    )
    def test_data_that_would_not_come_back_the_same_is_refused(self, data: Any) -> None:
        with pytest.raises(rules.Unrecordable):
            record(data=data)
        assert not Fact.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"subject": ""},
            {"subject": "长" * 65},
            {"subject": rules.SEAL_CHAIN},
            {"verb": "受理"},
            {"verb": "accepted"},
            {"at": datetime(2019, 12, 9)},  # noqa: DTZ001 (the naive value is the point)
        ],
    )
    def test_a_malformed_fact_is_refused(self, changes: dict[str, Any]) -> None:
        with pytest.raises(rules.Unrecordable), transaction.atomic():
            record(**changes)
        assert not Fact.objects.exists() and not ChainHead.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(services.OutsideTransaction):
        record()
