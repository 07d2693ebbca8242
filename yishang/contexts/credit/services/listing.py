"""经营异常名录: suspicion, notice, the party's word, the decision by another person, and the way out (handbook 2.5).

Nothing lists by itself: facts of inspections only open a suspicion.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.credit import queries, rules
from yishang.contexts.credit.models import Decision, Letter, Listing
from yishang.contexts.credit.services import publishing, sanctioning
from yishang.contexts.credit.services.deadlines import left_since, limit
from yishang.contexts.credit.services.opening import (
    claimed,
    issue_paper,
    open_matter,
    party,
    unit_for_opening,
    words,
)
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.evidence import services as evidence

SUSPECTERS = frozenset({"SYSTEM", Role.DEP, Role.DRL})
REASON_LONGEST, FOUND_LONGEST = 500, 1000


@transaction.atomic
def suspect_company(
    *, actor: Actor, uscc: str, reason: str, source: str, at: datetime, is_demo: bool = False
) -> Listing:
    """Open a suspicion for the bureau to look into. `source` says where it comes from.

    Raises CreditNotYours, CompanyNotFound, InvalidInput (uscc, reason, source), AlreadyUnderWay for a party that is
    on the list, or under suspicion, for the same reason.
    """
    if actor.role not in SUSPECTERS:
        raise rules.CreditNotYours("疑似线索由市场监管部门登记。", next_step="请把线索转给市场监管局。")
    entity = party(actor=actor, uscc=uscc)
    known = queries.reason(reason, on=localdate(at))
    if known is None:
        raise InvalidInput({"reason": "请选择当日有效的列入原因。"})
    told = words(given=source, name="source", ask="请写明线索来源。", longest=100)
    if standing := queries.standing_listing(entity.pk, reason):
        raise rules.AlreadyUnderWay(f"同一原因已有 {standing}。", next_step="请在那一件里办理。")
    case = open_matter(
        actor=actor, workflow=rules.LISTING, prefix="YC", entity=entity, title=f"{entity.name}：{known.name}",
        category=reason, at=at, clock=rules.VERIFY, unit_id=unit_for_opening(actor=actor, entity=entity),
        data={"reason": reason, "source": told},
    )  # fmt: skip
    return Listing.objects.create(case=case, entity=entity, reason=reason, source=told, is_demo=is_demo)


@transaction.atomic
def note_letter(
    *,
    actor: Actor,
    number: str,
    sent_on: date,
    tracking: str,
    outcome: str,
    at: datetime,
    version: int | None = None,
) -> Listing:
    """Note a letter to the registered address, or what became of it (same tracking number).

    Raises what cases.claim raises, InvalidInput (sent_on, tracking, outcome).
    """
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move="note_letter", at=at, version=version)
    if sent_on > localdate(at):
        raise InvalidInput({"sent_on": "寄出日期不能在今天以后。"})
    if outcome not in rules.LETTER_OUTCOMES:
        raise InvalidInput({"outcome": "请从列表中选择。"})
    tracked = words(given=tracking, name="tracking", ask="请填写邮件号。", longest=40)
    listing = _listing(claim)
    kept = {"sent_on": sent_on, "outcome": outcome, "noted_by_name": actor.name, "noted_at": at}
    Letter.objects.update_or_create(listing=listing, tracking=tracked, defaults=kept)
    cases.move(claim=claim, at=at, data={"note": f"{tracked} {rules.LETTER_OUTCOMES[outcome]}"})
    return listing


@transaction.atomic
def give_notice(
    *, actor: Actor, number: str, found: str, established_on: date, at: datetime, version: int | None = None
) -> Listing:
    """Tell the party what was found and that it may speak; from now on it sees the matter. Drafts the decision.

    Raises what cases.claim raises, InvalidInput (found, established_on), LettersMissing for the reason E4.
    """
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move="give_notice", at=at, version=version)
    listing, on = _listing(claim), localdate(at)
    facts = words(given=found, name="found", ask="请写明查明的事实。", longest=FOUND_LONGEST)
    if established_on > on:
        raise InvalidInput({"established_on": "查实之日不能在今天以后。"})
    if listing.reason == rules.UNREACHABLE:
        _check_letters(listing, on)
    defend = limit(process=rules.LISTING.kind, code=rules.DEFEND, at=at)
    lengths = {
        rules.DEFEND: defend,
        rules.LIST: left_since(process=rules.LISTING.kind, code=rules.LIST, since=established_on, at=at),
    }
    listing.found, listing.established_on = facts, established_on
    listing.drafted_by, listing.drafted_by_name = actor.id, actor.name
    listing.defend_until = clock_rules.due_moment(clock_queries.calendar(), at, defend)
    listing.save()
    paper = _paper(actor, "NOTICE", claim, listing, "拟列入，你可以陈述申辩", at)
    data = {"note": facts, "paper": paper.number}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths, changes={"applicant_id": listing.entity_id})
    return listing


@transaction.atomic
def dismiss_suspicion(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Listing:
    """Do not list: the suspicion was not borne out, or the party was heard. Raises as cases.claim, InvalidInput."""
    claim = claimed(
        actor=actor, workflow=rules.LISTING, number=number, move="dismiss_suspicion", at=at, version=version
    )
    why = words(given=reason, name="reason", ask="请写明为什么不予列入。", longest=REASON_LONGEST)
    cases.move(claim=claim, at=at, data={"note": why}, changes={"closed_at": at})
    return _listing(claim)


@transaction.atomic
def state_defence(
    *,
    actor: Actor,
    number: str,
    text: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Listing:
    """The party speaks for itself, or the bureau writes down what it said. Raises as cases.claim, InvalidInput."""
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move="state_defence", at=at, version=version)
    listing = _listing(claim)
    said = words(given=text, name="text", ask="请写下您的意见。", longest=FOUND_LONGEST)
    pictures = evidence.attach(actor=actor, picture_ids=picture_ids, subject=number)
    cases.move(claim=claim, at=at, data={"note": said, "pictures": evidence.digests(pictures=pictures)})
    listing.defence = f"{listing.defence}\n{said}".strip()
    listing.save(update_fields=["defence"])
    return listing


@transaction.atomic
def list_company(
    *,
    actor: Actor,
    number: str,
    opinion: str,
    at: datetime,
    measures: Sequence[str] = (),
    version: int | None = None,
) -> Listing:
    """Decide to list, by another person than drafted it: a numbered paper, public at once, with measures ordered.

    Raises what cases.claim raises, SamePersonApproves, DefenceStillOpen, MeasureNotOfList, InvalidInput (opinion).
    """
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move="list_company", at=at, version=version)
    listing = _listing(claim)
    rules.check_other_person(drafted_by=listing.drafted_by, actor_id=actor.id)
    rules.check_defence(until=listing.defend_until, spoke=bool(listing.defence), at=at)
    why = words(
        given=opinion, name="opinion", ask="请写明审核意见；当事人申辩的，写明是否采纳。", longest=REASON_LONGEST
    )
    paper = _paper(actor, "LIST", claim, listing, f"决定将你单位{rules.verb_of_listing(listing.entity.uscc)}", at)
    listing.listed_on = localdate(at)
    listing.save(update_fields=["listed_on"])
    cases.move(claim=claim, at=at, data={"note": why, "paper": paper.number, "uscc": listing.entity.uscc})
    known = queries.reason(listing.reason, on=localdate(at))
    publishing.publish_listing(
        actor=actor, case=claim.case, listing=listing, paper=paper, reason=known.name if known else "", at=at
    )
    sanctioning.order_measures(
        actor=actor, list_code=rules.ABNORMAL, codes=measures, entity=listing.entity, matter=number, ends_on=None, at=at
    )
    return listing


@transaction.atomic
def apply_removal(
    *,
    actor: Actor,
    number: str,
    ground: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Listing:
    """Ask to be removed, with evidence: the party itself, or the bureau for a paper that was handed in.

    Raises what cases.claim raises, InvalidInput (ground).
    """
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move="apply_removal", at=at, version=version)
    listing = _listing(claim)
    told = words(given=ground, name="ground", ask="请写明已经怎样改正。", longest=FOUND_LONGEST)
    pictures = evidence.attach(actor=actor, picture_ids=picture_ids, subject=number)
    lengths = {rules.REMOVE: limit(process=rules.LISTING.kind, code=rules.REMOVE, at=at)}
    data = {"note": told, "pictures": evidence.digests(pictures=pictures)}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths)
    listing.removal_ground, listing.removal_check, listing.checked_by = told, "", None
    listing.save(update_fields=["removal_ground", "removal_check", "checked_by"])
    return listing


@transaction.atomic
def check_removal(*, actor: Actor, number: str, check: str, at: datetime, version: int | None = None) -> Listing:
    """Note what was found of the conditions of removal; another person decides. Raises as cases.claim, InvalidInput."""
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move="check_removal", at=at, version=version)
    listing = _listing(claim)
    listing.removal_check = words(given=check, name="check", ask="请写明核实情况。", longest=FOUND_LONGEST)
    listing.checked_by, listing.checked_by_name = actor.id, actor.name
    listing.save(update_fields=["removal_check", "checked_by", "checked_by_name"])
    cases.move(claim=claim, at=at, data={"note": listing.removal_check})
    return listing


@transaction.atomic
def remove_company(*, actor: Actor, number: str, opinion: str, at: datetime, version: int | None = None) -> Listing:
    """Decide to remove, by another person than checked: publication ends and measures are released in the same act.

    Raises what cases.claim raises, SamePersonApproves, InvalidInput (opinion; check while nobody has checked).
    """
    claim, listing = _to_decide(actor, number, "remove_company", at, version)
    why = words(given=opinion, name="opinion", ask="请写明审核意见。", longest=REASON_LONGEST)
    return _taken_off(claim, listing, "REMOVE", "决定将你单位移出经营异常名录（恢复正常记载）", why, at)


@transaction.atomic
def reject_removal(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Listing:
    """Do not remove, and say why: the party may apply again. Raises as remove_company, InvalidInput (reason)."""
    claim, listing = _to_decide(actor, number, "reject_removal", at, version)
    why = words(given=reason, name="reason", ask="请写明还缺什么，企业会看到。", longest=REASON_LONGEST)
    cases.move(claim=claim, at=at, data={"note": why})
    return listing


@transaction.atomic
def revoke_listing(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Listing:
    """Take a wrong listing back: as if it had not been. Raises as cases.claim, SamePersonApproves, InvalidInput."""
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move="revoke_listing", at=at, version=version)
    listing = _listing(claim)
    rules.check_other_person(drafted_by=listing.drafted_by, actor_id=actor.id)
    why = words(given=reason, name="reason", ask="请写明列入错在哪里。", longest=REASON_LONGEST)
    return _taken_off(claim, listing, "REVOKE", "决定撤销原列入决定", why, at)


@transaction.atomic
def remind_three_years(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Listing:
    """Tell the party that three years on the list are near. Raises what cases.claim raises."""
    claim = claimed(
        actor=actor, workflow=rules.LISTING, number=number, move="remind_three_years", at=at, version=version
    )
    listing = _listing(claim)
    cases.move(claim=claim, at=at, data={"note": "列入经营异常名录将满三年，请尽快改正并申请移出。"})
    listing.reminded_on = localdate(at)
    listing.save(update_fields=["reminded_on"])
    return listing


def remind_all(*, at: datetime) -> int:
    """Every party whose three years end within the days of notice, each once; how many."""
    on = localdate(at)
    years, days = queries.parameter("three_years", on=on), queries.parameter("remind_days", on=on)
    numbers = queries.near_three_years(years=years, days=days, on=on)
    for number in numbers:
        remind_three_years(actor=SYSTEM_ACTOR, number=number, at=at)
    return len(numbers)


def _taken_off(claim: Claim, listing: Listing, kind: str, result: str, why: str, at: datetime) -> Listing:
    """Off the list: paper, state, publication, measures, in one act."""
    actor, number = claim.actor, claim.case.number
    paper = _paper(actor, kind, claim, listing, result, at)
    listing.removed_on = localdate(at)
    listing.save(update_fields=["removed_on"])
    data = {"note": why, "paper": paper.number, "uscc": listing.entity.uscc}
    cases.move(claim=claim, at=at, data=data, changes={"closed_at": at})
    publishing.withdraw(actor=actor, dataset=rules.ABNORMAL_DATASET, key=number, reason=f"{paper.title}", at=at)
    sanctioning.release_all(matter=number, reason=paper.number, at=at)
    return listing


def _to_decide(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Claim, Listing]:
    claim = claimed(actor=actor, workflow=rules.LISTING, number=number, move=move, at=at, version=version)
    listing = _listing(claim)
    if not listing.removal_check:
        raise InvalidInput({"check": "还没有核实移出条件。"}, next_step="请本单位同志先核实，再由另一位同志决定。")
    rules.check_other_person(drafted_by=listing.checked_by, actor_id=actor.id)
    return claim, listing


def _check_letters(listing: Listing, on: date) -> None:
    letters = [rules.Letter(one.sent_on, one.outcome) for one in listing.letters.all()]
    least, most = queries.parameter("letters_least", on=on), queries.parameter("letters_most", on=on)
    rules.check_letters(letters, least=least, most=most)


def _paper(actor: Actor, kind: str, claim: Claim, listing: Listing, result: str, at: datetime) -> Decision:
    known = queries.reason(listing.reason, on=listing.established_on or localdate(at))
    drafted = listing.drafted_by_name if kind in ("NOTICE", "LIST") else listing.checked_by_name
    found = {"REMOVE": listing.removal_check}.get(kind, listing.found)
    return issue_paper(
        actor=actor, kind=kind, case=claim.case, entity=listing.entity, found=found,
        basis=known.basis if known else "", result=result, drafted_by=drafted, at=at,
    )  # fmt: skip


def _listing(claim: Claim) -> Listing:
    listing: Listing = claim.case.credit_listing
    return listing
