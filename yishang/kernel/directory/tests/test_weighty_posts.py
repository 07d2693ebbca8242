"""三员分立 and 两人复核: SYS proposes a weighty post, SEC grants or declines it, nobody does both or serves oneself."""

from dataclasses import replace
from datetime import date

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, services
from yishang.kernel.directory.models import Account, Posting, PostingProposal
from yishang.kernel.directory.rules import WEIGHTY, WITHOUT_BUSINESS, Actor, PostingEntry, Role, may_combine
from yishang.kernel.directory.tests.conftest import DAY, NOON, YEAR, Person
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db
SYS = Actor(id=900, name="周管理", role="SYS")
SEC = Actor(id=901, name="孟保密", role="SEC")
OFFICE = PostingEntry("zhaolei", "CBO", DAY, unit_code="610402-YSB")


@pytest.fixture
def zhao_lei(person: Person) -> Account:
    """赵磊 of the market bureau, about to move to the office."""
    return person("zhaolei", "赵磊", "DEP", unit_code="610402-SJ")


def propose(entry: PostingEntry = OFFICE, *, actor: Actor = SYS, reason: str = "区委组织部调令") -> PostingProposal:
    return services.propose_posting(actor=actor, entry=entry, reason=reason, at=NOON)


def roles_of(account: Account) -> set[str]:
    return {post.role for post in queries.postings_of([account.pk])[account.pk]}


def test_a_proposed_post_opens_nothing_until_it_is_granted(zhao_lei: Account) -> None:
    proposal = propose()
    assert roles_of(zhao_lei) == {"DEP"}
    before = Account.objects.get(pk=zhao_lei.pk).get_session_auth_hash()
    posting = services.grant_posting(actor=SEC, proposal_id=proposal.pk, at=NOON)
    assert posting.role == "CBO" and roles_of(zhao_lei) == {"DEP", "CBO"}
    assert Account.objects.get(pk=zhao_lei.pk).get_session_auth_hash() != before
    verbs = [fact.verb for fact in journal.timeline(f"account:{zhao_lei.pk}", include_internal=True)]
    assert verbs[-3:] == ["directory.posting.proposed", "directory.person.posted", "directory.posting.granted"]


def test_declined_it_never_opens_and_the_reason_stays(zhao_lei: Account) -> None:
    proposal = propose()
    services.decline_posting(actor=SEC, proposal_id=proposal.pk, note="调令未到", at=NOON)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_note, proposal.decided_by) == ("DECLINED", "调令未到", "孟保密")
    assert roles_of(zhao_lei) == {"DEP"}
    with pytest.raises(services.AlreadyDecided):
        services.grant_posting(actor=SEC, proposal_id=proposal.pk, at=NOON)


@pytest.mark.parametrize("role", sorted(WEIGHTY))
def test_the_system_administrator_gives_no_weighty_post_alone(zhao_lei: Account, role: Role) -> None:
    with pytest.raises(services.NeedsSecondPerson):
        services.post_person(actor=SYS, entry=replace(OFFICE, role=role), at=NOON)
    with pytest.raises(services.NeedsSecondPerson):
        services.post_people(actor=SYS, entries=[replace(OFFICE, role=role)], at=NOON, batch="b")


def test_a_light_post_needs_no_second_person(zhao_lei: Account) -> None:
    entry = PostingEntry("zhaolei", "LIA", DAY, unit_code="610402-SJ")
    assert services.post_person(actor=SYS, entry=entry, at=NOON).role == "LIA"


@pytest.mark.parametrize("role", ["SEC", "AUD", "MBO", "CBO"])
def test_only_the_system_administrator_proposes(zhao_lei: Account, role: str) -> None:
    with pytest.raises(services.NotForThisPost):
        propose(actor=replace(SYS, role=role))


@pytest.mark.parametrize("role", ["SYS", "AUD", "MBO"])
def test_only_the_security_administrator_decides(zhao_lei: Account, role: str) -> None:
    proposal = propose()
    with pytest.raises(services.NotForThisPost):
        services.grant_posting(actor=replace(SEC, role=role), proposal_id=proposal.pk, at=NOON)
    with pytest.raises(services.NotForThisPost):
        services.decline_posting(actor=replace(SEC, role=role), proposal_id=proposal.pk, note="x", at=NOON)


def test_nobody_grants_a_post_to_oneself_or_what_oneself_proposed(zhao_lei: Account) -> None:
    proposal = propose()
    for own in (zhao_lei.pk, SYS.id):
        with pytest.raises(services.OwnAccount):
            services.grant_posting(actor=replace(SEC, id=own), proposal_id=proposal.pk, at=NOON)


def test_the_same_is_not_proposed_twice_nor_without_a_reason(zhao_lei: Account) -> None:
    propose()
    with pytest.raises(services.AlreadyDecided):
        propose()
    with pytest.raises(InvalidInput):
        propose(replace(OFFICE, role="MBO"), reason=" ")
    with pytest.raises(InvalidInput):
        propose(replace(OFFICE, login="nobody"))


def test_declining_needs_a_reason(zhao_lei: Account) -> None:
    proposal = propose()
    with pytest.raises(InvalidInput):
        services.decline_posting(actor=SEC, proposal_id=proposal.pk, note="", at=NOON)


@pytest.mark.parametrize("role", sorted(WITHOUT_BUSINESS))
def test_an_administrator_holds_no_other_post_however_it_is_asked_for(zhao_lei: Account, role: Role) -> None:
    with pytest.raises(services.IncompatiblePosts):
        propose(replace(OFFICE, role=role))
    assert not may_combine({role, Role.DEP})
    assert all(not may_combine({role, other}) for other in WITHOUT_BUSINESS - {role})


def test_what_has_come_between_stands_against_the_grant(zhao_lei: Account) -> None:
    Posting.objects.update(valid_to=date(2019, 11, 30))
    proposal = propose(replace(OFFICE, role="SYS", unit_code="610400-YSB"))
    Posting.objects.update(valid_to=None)
    with pytest.raises(services.IncompatiblePosts):
        services.grant_posting(actor=SEC, proposal_id=proposal.pk, at=NOON)
    proposal.refresh_from_db()
    assert proposal.state == "OPEN"


def test_an_ended_post_is_over_today_and_the_person_is_shown_out(zhao_lei: Account) -> None:
    before = Account.objects.get(pk=zhao_lei.pk).get_session_auth_hash()
    posting = Posting.objects.get(account=zhao_lei)
    services.end_posting(actor=SYS, posting_id=posting.pk, reason="调离", at=NOON)
    account = Account.objects.get(pk=zhao_lei.pk)
    assert queries.actor_of(account, on=DAY) is None
    assert queries.actor_of(account, on=YEAR) is not None
    assert account.get_session_auth_hash() != before


def test_a_post_is_ended_by_the_system_administrator_with_a_reason_and_not_by_its_holder(zhao_lei: Account) -> None:
    key = Posting.objects.get(account=zhao_lei).pk
    with pytest.raises(services.NotForThisPost):
        services.end_posting(actor=SEC, posting_id=key, reason="调离", at=NOON)
    with pytest.raises(InvalidInput):
        services.end_posting(actor=SYS, posting_id=key, reason="", at=NOON)
    with pytest.raises(services.OwnAccount):
        services.end_posting(actor=replace(SYS, id=zhao_lei.pk), posting_id=key, reason="调离", at=NOON)
    with pytest.raises(services.NoSuchAccount):
        services.end_posting(actor=SYS, posting_id=999_999, reason="调离", at=NOON)
