from datetime import date
from typing import Any

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, services
from yishang.kernel.directory.models import Account, Sponsorship
from yishang.kernel.directory.rules import Actor, SponsorshipEntry
from yishang.kernel.directory.tests.conftest import DAY, NOON, YEAR, Person
from yishang.kernel.directory.tests.test_sponsorship import appoint, by_department, lead
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties.models import Subject

pytestmark = pytest.mark.django_db
CITY_OFFICE = Actor(id=1, name="杨萍", role="MBO", region_code="610400", city_code="610400")
OTHER_COUNTY = Actor(id=2, name="赵磊", role="CBO", region_code="610404", city_code="610400")
LEAVES_ON = date(2019, 12, 16)
EVE = date(2019, 12, 15)


@pytest.fixture
def successor(person: Person) -> Account:
    return person("luyi", "陆毅", "LDR", unit_code="610400-FG")


def hand_over(actor: Actor = CITY_OFFICE, **given: Any) -> services.HandOver:
    words = {"leaving": "caimin", "successor": "luyi", "effective_on": LEAVES_ON, "reason": "工作调动"}
    return services.hand_over(actor=actor, at=NOON, **{**words, **given})


def sees(account: Account, day: date) -> set[int]:
    return set(queries.sponsored_entities(account.pk, on=day))


def test_a_leader_leaves_and_every_subject_goes_along_without_a_day_between(
    subjects: list[Subject], leader: Account, liaison: Account, successor: Account
) -> None:
    appoint(*(lead(one) for one in subjects))
    everything = {one.entity_id for one in subjects}

    handed = hand_over(doc_no="咸组干〔2019〕9号")

    assert handed.subject_ids == tuple(sorted(one.pk for one in subjects))
    assert (sees(leader, EVE), sees(successor, EVE)) == (everything, set())
    assert (sees(leader, LEAVES_ON), sees(successor, LEAVES_ON)) == (set(), everything)
    assert sees(liaison, LEAVES_ON) == everything
    for one in subjects:
        now, before = queries.sponsorships_ever(one.pk)
        assert (before.valid_to, now.valid_from, now.doc_no) == (EVE, LEAVES_ON, "咸组干〔2019〕9号")
        told = journal.timeline(f"subject:{one.pk}", include_internal=True)[-1]
        assert (told.verb, told.data["from"], told.data["to"]) == (services.HANDED_OVER, "蔡敏", "陆毅")


def test_a_liaison_is_exchanged_and_the_leader_stays(
    subjects: list[Subject], leader: Account, liaison: Account, person: Person
) -> None:
    appoint(lead(subjects[0]))
    after = person("wangping", "王平", "LIA", unit_code="610402-SJ")
    hand_over(leaving="dongna", successor="wangping")
    assert (sees(liaison, LEAVES_ON), sees(after, LEAVES_ON)) == (set(), {subjects[0].entity_id})
    assert sees(leader, LEAVES_ON) == {subjects[0].entity_id}


def test_some_go_and_the_others_stay(
    subjects: list[Subject], leader: Account, liaison: Account, successor: Account
) -> None:
    appoint(*(lead(one) for one in subjects))
    hand_over(subject_ids=[subjects[0].pk])
    assert sees(leader, LEAVES_ON) == {subjects[1].entity_id}
    assert sees(successor, LEAVES_ON) == {subjects[0].entity_id}


@pytest.mark.parametrize("role", ["DEP", "LDR", "ENT", "SYS"])
def test_only_an_office_hands_over(subjects: list[Subject], leader: Account, successor: Account, role: str) -> None:
    with pytest.raises(services.NotForThisPost):
        hand_over(Actor(id=9, name="某人", role=role))


def test_another_county_s_office_finds_nothing_to_hand_over(
    subjects: list[Subject], leader: Account, liaison: Account, successor: Account
) -> None:
    appoint(lead(subjects[0]))
    with pytest.raises(InvalidInput) as refusal:
        hand_over(OTHER_COUNTY)
    assert "没有可以交接" in refusal.value.fields["leaving"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"leaving": "nobody"}, "leaving"),
        ({"successor": "nobody"}, "successor"),
        ({"successor": "caimin"}, "successor"),
        ({"successor": "dongna"}, "successor"),
        ({"effective_on": date(2019, 12, 8)}, "effective_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_wrong_hand_over_says_where(
    subjects: list[Subject], leader: Account, liaison: Account, successor: Account,
    given: dict[str, Any], field: str,
) -> None:  # fmt: skip
    appoint(lead(subjects[0]))
    with pytest.raises(InvalidInput) as refusal:
        hand_over(**given)
    assert list(refusal.value.fields) == [field]
    assert Sponsorship.objects.count() == 1


def test_the_library_says_who_has_nobody(
    subjects: list[Subject], leader: Account, liaison: Account, department: Account
) -> None:
    appoint(lead(subjects[0]), by_department(subjects[0]))
    found = {one.pk: one for one in queries.with_sponsors(parties.library(on=DAY), on=DAY)}
    one, other = found[subjects[0].pk], found[subjects[1].pk]
    assert (one.has_leader, one.has_unit, one.has_liaison) == (True, True, True)
    assert (other.has_leader, other.has_unit, other.has_liaison) == (False, False, False)


def test_nobody_is_let_go_who_leaves_the_subject_with_nobody(
    subjects: list[Subject], leader: Account, liaison: Account, successor: Account
) -> None:
    only = appoint(lead(subjects[0]))[0]
    with pytest.raises(services.LeavesNobody):
        services.end_sponsorship(actor=CITY_OFFICE, sponsorship_id=only.pk, last_day=EVE, reason="调整", at=NOON)
    appoint(SponsorshipEntry(subjects[0].pk, "COUNTY_LEADER", YEAR, leader_login="luyi"))
    ended = services.end_sponsorship(actor=CITY_OFFICE, sponsorship_id=only.pk, last_day=EVE, reason="调整", at=NOON)
    assert ended.valid_to == EVE and sees(leader, LEAVES_ON) == set()


def test_a_person_who_still_answers_for_subjects_keeps_the_post_until_handed_over(
    subjects: list[Subject], leader: Account, liaison: Account, successor: Account
) -> None:
    appoint(lead(subjects[0]))
    keeper = Actor(id=99, name="系统管理员", role="SYS")
    post = leader.postings.get()
    with pytest.raises(services.HandOverFirst) as refusal:
        services.end_posting(actor=keeper, posting_id=post.pk, reason="调离", at=NOON)
    assert "1 个主体" in refusal.value.message
    hand_over(effective_on=DAY)
    assert services.end_posting(actor=keeper, posting_id=post.pk, reason="调离", at=NOON).valid_to == date(2019, 12, 8)


@pytest.mark.parametrize("last_day", [date.max, date(2101, 1, 1)])
def test_ending_prolongs_nothing_to_the_end_of_the_calendar(
    subjects: list[Subject], leader: Account, liaison: Account, last_day: date
) -> None:
    only = appoint(lead(subjects[0]))[0]
    with pytest.raises(InvalidInput) as refusal:
        services.end_sponsorship(actor=CITY_OFFICE, sponsorship_id=only.pk, last_day=last_day, reason="调整", at=NOON)
    assert "last_day" in refusal.value.fields
