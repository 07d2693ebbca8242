from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, services
from yishang.kernel.directory.models import Account, Sponsorship
from yishang.kernel.directory.rules import Actor, SponsorshipEntry
from yishang.kernel.directory.tests.conftest import DAY, NOON, WORKS, YEAR
from yishang.kernel.parties.models import MarketEntity, Subject

pytestmark = pytest.mark.django_db
OFFICE = Actor(id=None, name="杨萍", role="MBO")


def lead(subject: Subject) -> SponsorshipEntry:
    return SponsorshipEntry(subject.pk, "CITY_LEADER", YEAR, leader_login="caimin", liaison_login="dongna")


def by_department(subject: Subject) -> SponsorshipEntry:
    return SponsorshipEntry(subject.pk, "CITY_DEPT", YEAR, unit_code="610400-FG")


def appoint(*entries: SponsorshipEntry, actor: Actor = OFFICE) -> list[Sponsorship]:
    return services.appoint_sponsors(actor=actor, entries=entries, at=NOON, batch="咸营商办发〔2019〕1号")


def test_leader_liaison_and_department_see_whom_they_sponsor(
    subjects: list[Subject], leader: Account, liaison: Account, department: Account
) -> None:
    works, cooperative = subjects
    appoint(lead(works), by_department(cooperative))
    seen = {one.name: list(queries.sponsored_entities(one.pk, on=DAY)) for one in (leader, liaison, department)}
    assert seen == {"蔡敏": [works.entity_id], "董娜": [works.entity_id], "孙浩": [cooperative.entity_id]}


def test_a_leader_does_not_see_what_only_the_department_sponsors(subjects: list[Subject], leader: Account) -> None:
    appoint(by_department(subjects[0]))
    assert not queries.sponsors_entity(leader.pk, subjects[0].entity_id, on=DAY)


def test_the_sponsored_are_a_subquery(
    subjects: list[Subject], leader: Account, liaison: Account, django_assert_num_queries: Callable[[int], Any]
) -> None:
    appoint(lead(subjects[0]))
    with django_assert_num_queries(1):
        found = list(MarketEntity.objects.filter(pk__in=queries.sponsored_entities(leader.pk, on=DAY)))
    assert [entity.uscc for entity in found] == [WORKS]


def test_a_sponsorship_ends_with_its_day(subjects: list[Subject], leader: Account, liaison: Account) -> None:
    appoint(replace(lead(subjects[0]), valid_to=DAY))
    entity_id = subjects[0].entity_id
    assert queries.sponsors_entity(leader.pk, entity_id, on=DAY)
    assert not queries.sponsors_entity(leader.pk, entity_id, on=date(2019, 12, 10))
    assert not queries.sponsors_entity(None, entity_id, on=DAY)
    assert [one.leader for one in queries.sponsorships_of(subjects[0].pk, on=DAY)] == [leader]


def test_a_subject_has_one_sponsor_of_a_kind_at_a_time(
    subjects: list[Subject], leader: Account, liaison: Account
) -> None:
    first = replace(lead(subjects[0]), valid_to=DAY)
    appoint(first)
    with pytest.raises(services.OverlappingSponsorship):
        appoint(replace(first, valid_from=DAY, valid_to=None))
    with pytest.raises(services.OverlappingSponsorship):
        appoint(lead(subjects[1]), lead(subjects[1]))
    appoint(replace(first, valid_from=date(2019, 12, 10), valid_to=None), replace(first, role="CO"))


def test_one_sponsor_is_appointed_with_a_fact(subjects: list[Subject], leader: Account, liaison: Account) -> None:
    one = services.appoint_sponsor(actor=OFFICE, entry=lead(subjects[0]), at=NOON)
    assert (one.leader, one.liaison) == (leader, liaison)


def test_a_department_does_not_appoint(subjects: list[Subject], leader: Account, liaison: Account) -> None:
    with pytest.raises(services.NotForThisPost):
        appoint(lead(subjects[0]), actor=replace(OFFICE, role="DEP"))


def test_a_sponsor_who_is_missing_or_unknown_is_refused_at_the_row(subjects: list[Subject]) -> None:
    entries = [by_department(subjects[0]), SponsorshipEntry(subjects[0].pk, "CITY_LEADER", YEAR), lead(subjects[1])]
    with pytest.raises(InvalidInput) as refusal:
        appoint(*entries)
    assert set(refusal.value.fields) == {"2.leader", "3.leader", "3.liaison"}
    with pytest.raises(InvalidInput) as single:
        services.appoint_sponsor(actor=OFFICE, entry=lead(subjects[1]), at=NOON)
    assert set(single.value.fields) == {"leader", "liaison"}
