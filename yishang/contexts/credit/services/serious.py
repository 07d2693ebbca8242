"""严重违法失信名单: four requirements with evidence, notice, the party's word, the level above, the way out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.credit import queries, rules
from yishang.contexts.credit.models import SeriousListing
from yishang.contexts.credit.services import publishing, sanctioning
from yishang.contexts.credit.services.deadlines import limit
from yishang.contexts.credit.services.opening import claimed, issue_paper, open_matter, party, unit_for_opening, words
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.evidence import services as evidence

BASIS = "市场监督管理严重违法失信名单管理办法（总局令44号）"
BASIS_BEFORE = "严重违法失信企业名单管理暂行办法（总局令83号）"
LONGEST = 1000
PROPOSERS = frozenset({Role.DEP, Role.DRL})


@transaction.atomic
def propose_serious(
    *,
    actor: Actor,
    uscc: str,
    domain: str,
    penalty_document: str,
    requirements: Mapping[str, str],
    at: datetime,
    is_demo: bool = False,
) -> SeriousListing:
    """Propose a party for the list; `requirements` says for each of the four where its evidence is.

    Raises CreditNotYours, CompanyNotFound, InvalidInput (domain, penalty_document), RequirementsMissing,
    AlreadyUnderWay for a party that is proposed or listed for the same penalty.
    """
    if actor.role not in PROPOSERS:
        raise rules.CreditNotYours("严重违法失信名单由作出处罚的市场监管部门提出。", next_step="请联系市场监管局。")
    entity = party(actor=actor, uscc=uscc)
    if domain not in rules.DOMAINS:
        raise InvalidInput({"domain": "请选择违法领域。"})
    document = words(given=penalty_document, name="penalty_document", ask="请填写处罚决定书号。", longest=60)
    rules.check_requirements(requirements)
    if standing := queries.standing_serious(entity.pk, document):
        raise rules.AlreadyUnderWay(f"同一处罚已有 {standing}。", next_step="请在那一件里办理。")
    case = open_matter(
        actor=actor, workflow=rules.SERIOUS_LIST, prefix="YW", entity=entity,
        title=f"{entity.name}：{rules.DOMAINS[domain]}", category=domain, at=at, clock=rules.VERIFY,
        unit_id=unit_for_opening(actor=actor, entity=entity), data={"domain": domain, "penalty": document},
    )  # fmt: skip
    kept = {code: requirements[code].strip()[:LONGEST] for code in rules.REQUIREMENTS}
    return SeriousListing.objects.create(
        case=case, entity=entity, domain=domain, penalty_document=document, requirements=kept, is_demo=is_demo,
        drafted_by=actor.id, drafted_by_name=actor.name,
    )  # fmt: skip


@transaction.atomic
def notify_serious(
    *, actor: Actor, number: str, measures: Sequence[str], at: datetime, version: int | None = None
) -> SeriousListing:
    """Tell the party what is meant, with which measures, and that it may speak; from now on it sees the matter.

    Raises what cases.claim raises, MeasureNotOfList.
    """
    claim = _claim(actor, number, "notify_serious", at, version)
    serious = _serious(claim)
    allowed = {one.code for one in queries.measures(rules.SERIOUS, on=localdate(at))}
    if unknown := [code for code in measures if code not in allowed]:
        raise rules.MeasureNotOfList(
            f"措施 {unknown[0]} 不在严重违法失信名单的措施清单内。", next_step="请从清单中选择。"
        )
    lengths = {code: limit(process=rules.SERIOUS_LIST.kind, code=code, at=at) for code in (rules.DEFEND, rules.DECIDE)}
    serious.measures = list(dict.fromkeys(measures))
    serious.drafted_by, serious.drafted_by_name = actor.id, actor.name
    serious.defend_until = clock_rules.due_moment(clock_queries.calendar(), at, lengths[rules.DEFEND])
    serious.save()
    paper = _paper(claim, "S_NOTICE", serious, "拟列入，你可以陈述申辩", at)
    changes = {"applicant_id": serious.entity_id}
    cases.move(claim=claim, at=at, data={"paper": paper}, clocks_to_start=lengths, changes=changes)
    return serious


@transaction.atomic
def defend_serious(
    *,
    actor: Actor,
    number: str,
    text: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> SeriousListing:
    """The party speaks, or the bureau writes down what it said. Raises as cases.claim, InvalidInput (text)."""
    claim = _claim(actor, number, "defend_serious", at, version)
    serious = _serious(claim)
    said = words(given=text, name="text", ask="请写下您的意见。", longest=LONGEST)
    pictures = evidence.attach(actor=actor, picture_ids=picture_ids, subject=number)
    cases.move(claim=claim, at=at, data={"note": said, "pictures": evidence.digests(pictures=pictures)})
    serious.defence = f"{serious.defence}\n{said}".strip()
    serious.save(update_fields=["defence"])
    return serious


@transaction.atomic
def ask_consent(*, actor: Actor, number: str, opinion: str, at: datetime, version: int | None = None) -> SeriousListing:
    """Report to the level above, once the party was heard. Raises as cases.claim, DefenceStillOpen, InvalidInput."""
    claim = _claim(actor, number, "ask_consent", at, version)
    serious = _serious(claim)
    rules.check_defence(until=serious.defend_until, spoke=bool(serious.defence), at=at)
    why = words(given=opinion, name="opinion", ask="请写明听取申辩后的意见。")
    lengths = {rules.CONSENT: limit(process=rules.SERIOUS_LIST.kind, code=rules.CONSENT, at=at)}
    cases.move(claim=claim, at=at, data={"note": why}, clocks_to_start=lengths)
    return serious


@transaction.atomic
def grant_consent(
    *, actor: Actor, number: str, opinion: str, at: datetime, version: int | None = None
) -> SeriousListing:
    """The level above agrees. Raises what cases.claim raises, SamePersonApproves, InvalidInput (opinion)."""
    claim = _claim(actor, number, "grant_consent", at, version)
    serious = _serious(claim)
    rules.check_other_person(drafted_by=serious.drafted_by, actor_id=actor.id)
    why = words(given=opinion, name="opinion", ask="请写明意见。")
    cases.move(claim=claim, at=at, data={"note": why})
    return serious


@transaction.atomic
def refuse_consent(
    *, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None
) -> SeriousListing:
    """The level above does not agree; the matter ends. Raises what cases.claim raises, InvalidInput (reason)."""
    return _ended(actor, number, "refuse_consent", reason, at, version)


@transaction.atomic
def list_serious(
    *, actor: Actor, number: str, opinion: str, at: datetime, version: int | None = None
) -> SeriousListing:
    """Decide to list, by another person than drafted it: paper, publication until its last day, measures.

    Raises what cases.claim raises, SamePersonApproves, DefenceStillOpen, ConsentMissing, InvalidInput (opinion).
    """
    claim = _claim(actor, number, "list_serious", at, version)
    serious, on = _serious(claim), localdate(at)
    rules.check_other_person(drafted_by=serious.drafted_by, actor_id=actor.id)
    rules.check_defence(until=serious.defend_until, spoke=bool(serious.defence), at=at)
    if claim.case.state != "AGREED" and queries.parameter("consent_required", on=on):
        raise rules.ConsentMissing("县级、设区市级列入须先报上一级同意（待核）。", next_step="请先“报上一级”。")
    why = words(given=opinion, name="opinion", ask="请写明审核意见；当事人申辩的，写明是否采纳。")
    serious.listed_on = on
    serious.ends_on = rules.months_after(on, queries.parameter("serious_months", on=on))
    paper = issue_paper(
        actor=actor, kind="S_LIST", case=claim.case, entity=serious.entity, found=_found(serious),
        basis=_basis(at), result=f"决定将你单位列入严重违法失信名单，公示至 {serious.ends_on:%Y-%m-%d}",
        drafted_by=serious.drafted_by_name, at=at,
    )  # fmt: skip
    serious.save(update_fields=["listed_on", "ends_on"])
    cases.move(claim=claim, at=at, data={"note": why, "paper": paper.number, "uscc": serious.entity.uscc})
    publishing.publish_serious(actor=actor, case=claim.case, serious=serious, paper=paper, until=serious.ends_on, at=at)
    sanctioning.order_measures(
        actor=actor, list_code=rules.SERIOUS, codes=serious.measures, entity=serious.entity, matter=number,
        ends_on=serious.ends_on, at=at,
    )  # fmt: skip
    return serious


@transaction.atomic
def drop_serious(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> SeriousListing:
    """Do not list, and say why. Raises what cases.claim raises, InvalidInput (reason)."""
    return _ended(actor, number, "drop_serious", reason, at, version)


@transaction.atomic
def apply_early(
    *,
    actor: Actor,
    number: str,
    ground: str,
    conditions: Sequence[str],
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> SeriousListing:
    """Ask to be removed before the day, as the law of the listing's day allows it.

    Raises what cases.claim raises, RemovalTooEarly, InvalidInput (ground).
    """
    claim = _claim(actor, number, "apply_early", at, version)
    serious = _serious(claim)
    told = words(given=ground, name="ground", ask="请写明履行义务、消除影响的情况。", longest=LONGEST)
    met = dict.fromkeys(conditions, True)
    assert serious.listed_on is not None
    rules.check_early(
        listed_on=serious.listed_on, months=queries.parameter("early_months", on=serious.listed_on), conditions=met,
        on=localdate(at),
    )  # fmt: skip
    pictures = evidence.attach(actor=actor, picture_ids=picture_ids, subject=number)
    lengths = {rules.REPAIR: limit(process=rules.SERIOUS_LIST.kind, code=rules.REPAIR, at=at)}
    data = {"note": told, "pictures": evidence.digests(pictures=pictures)}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths)
    serious.early_ground, serious.early_conditions = told, met
    serious.save(update_fields=["early_ground", "early_conditions"])
    return serious


@transaction.atomic
def remove_serious(
    *, actor: Actor, number: str, opinion: str, at: datetime, version: int | None = None
) -> SeriousListing:
    """Grant the early removal: publication, sharing and use end in the same act.

    Raises what cases.claim raises, SamePersonApproves, InvalidInput (opinion).
    """
    claim = _claim(actor, number, "remove_serious", at, version)
    serious = _serious(claim)
    rules.check_other_person(drafted_by=serious.drafted_by, actor_id=actor.id)
    why = words(given=opinion, name="opinion", ask="请写明核实情况和审核意见。")
    return _taken_off(claim, serious, "S_REMOVE", "决定将你单位提前移出严重违法失信名单", why, at)


@transaction.atomic
def reject_early(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> SeriousListing:
    """Do not grant it, and say why; the party may ask again. Raises what cases.claim raises, InvalidInput (reason)."""
    claim = _claim(actor, number, "reject_early", at, version)
    why = words(given=reason, name="reason", ask="请写明还缺什么，企业会看到。")
    cases.move(claim=claim, at=at, data={"note": why})
    return _serious(claim)


@transaction.atomic
def revoke_serious(
    *, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None
) -> SeriousListing:
    """Take a wrong listing back. Raises what cases.claim raises, SamePersonApproves, InvalidInput (reason)."""
    claim = _claim(actor, number, "revoke_serious", at, version)
    serious = _serious(claim)
    rules.check_other_person(drafted_by=serious.drafted_by, actor_id=actor.id)
    why = words(given=reason, name="reason", ask="请写明列入错在哪里。")
    return _taken_off(claim, serious, "S_REVOKE", "决定撤销原列入决定", why, at)


@transaction.atomic
def expire_serious(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> SeriousListing:
    """The last day is over: off the list by itself. Raises what cases.claim raises."""
    claim = _claim(actor, number, "expire_serious", at, version)
    return _taken_off(claim, _serious(claim), "", "", "公示期满，自动移出。", at)


def expire_all(*, at: datetime) -> int:
    """Take off the list whoever's last day is over; how many."""
    numbers = queries.serious_over(on=localdate(at))
    for number in numbers:
        expire_serious(actor=SYSTEM_ACTOR, number=number, at=at)
    return len(numbers)


def _taken_off(claim: Claim, serious: SeriousListing, kind: str, result: str, why: str, at: datetime) -> SeriousListing:
    """Off the list: paper (none when it ends by itself), state, publication, measures, in one act."""
    number, data = claim.case.number, {"note": why, "uscc": serious.entity.uscc}
    if kind:
        data["paper"] = _paper(claim, kind, serious, result, at)
    cases.move(claim=claim, at=at, data=data, changes={"closed_at": at})
    serious.removed_on, serious.removal_way = localdate(at), claim.move.name.partition("_")[0][:10]
    serious.save(update_fields=["removed_on", "removal_way"])
    publishing.withdraw(actor=claim.actor, dataset=rules.SERIOUS_DATASET, key=number, reason=why, at=at)
    sanctioning.release_all(matter=number, reason=data.get("paper", why), at=at)
    return serious


def _ended(actor: Actor, number: str, move: str, reason: str, at: datetime, version: int | None) -> SeriousListing:
    claim = _claim(actor, number, move, at, version)
    why = words(given=reason, name="reason", ask="请写明为什么不予列入。")
    cases.move(claim=claim, at=at, data={"note": why}, changes={"closed_at": at})
    return _serious(claim)


def _paper(claim: Claim, kind: str, serious: SeriousListing, result: str, at: datetime) -> str:
    """The number of a paper about this matter."""
    found = serious.early_ground if kind == "S_REMOVE" else _found(serious)
    paper = issue_paper(
        actor=claim.actor, kind=kind, case=claim.case, entity=serious.entity, found=found, basis=_basis(at),
        result=result, drafted_by=serious.drafted_by_name, at=at,
    )  # fmt: skip
    return paper.number


def _found(serious: SeriousListing) -> str:
    told: dict[str, Any] = serious.requirements
    parts = "；".join(f"{label}（{told.get(code, '')}）" for code, label in rules.REQUIREMENTS.items())
    return f"你单位因{rules.DOMAINS[serious.domain]}领域违法行为被处罚（{serious.penalty_document}），{parts}"


def _basis(at: datetime) -> str:
    return BASIS_BEFORE if localdate(at) < rules.SERIOUS_SINCE else BASIS


def _claim(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> Claim:
    return claimed(actor=actor, workflow=rules.SERIOUS_LIST, number=number, move=move, at=at, version=version)


def _serious(claim: Claim) -> SeriousListing:
    serious: SeriousListing = claim.case.credit_serious
    return serious
