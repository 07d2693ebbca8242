"""What others say of a visit: the company, its liaison, and the office about what is abnormal."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.visits import queries, rules
from yishang.contexts.visits.models import LiaisonReport, Visit
from yishang.contexts.visits.services.deadlines import decide_limit
from yishang.contexts.visits.services.submitting import corroborate, flag_visit
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.journal import services as journal

CONTENT_LONGEST = 1000


@transaction.atomic
def confirm_visit(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Visit:
    """The company says, with one tap, that they came. Raises what cases.claim raises."""
    return _said("CAME", _claim(actor, number, "confirm_visit", at, version), at=at, note=note)


@transaction.atomic
def vouch_visit(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Visit:
    """The company says of an abnormal visit that they did come: a word for the office that decides."""
    return _said("CAME", _claim(actor, number, "vouch_visit", at, version), at=at, note=note)


@transaction.atomic
def dispute_visit(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Visit:
    """The company says that nobody came: the office decides. Raises what cases.claim raises."""
    return _said("NOT_CAME", _claim(actor, number, "dispute_visit", at, version), at=at, note=reason)


@transaction.atomic
def report_visit(
    *,
    actor: Actor,
    number: str,
    visited_at: datetime,
    visitor: str,
    duration: int,
    content: str,
    at: datetime,
    version: int | None = None,
) -> Visit:
    """The liaison's own record (印证), once. What does not fit makes a verified visit abnormal.

    Raises NotTheLiaison, InvalidInput (visited_at, visitor, duration, content), and what cases.claim raises.
    """
    known = queries.visible_visit(actor, number, on=localdate(at), locked=True)
    is_over = known is not None and known.state == "CONFIRMED"  # the company was faster; the second record is welcome
    claim = None if is_over else _claim(actor, number, "report_visit", at, version)
    if actor.role != Role.LIA:
        raise rules.NotTheLiaison("这是联络员的独立填报。", next_step="包抓人请签到、签退并提交走访记录。")
    assert known is not None, "claim refuses what cannot be seen"
    visit = queries.visit_of(claim.case if claim else known)
    _check_report(visit, visited_at, visitor, duration, content, at)
    LiaisonReport.objects.create(
        visit=visit, liaison_id=actor.id or 0, liaison_name=actor.name, visited_at=visited_at, visitor=visitor.strip(),
        duration=duration, content=content.strip(), at=at,
    )  # fmt: skip
    found = corroborate(visit=visit)
    data = {"visited_at": visited_at.isoformat(), "corroboration": found.status}
    if claim is None:
        journal.record(actor=actor, verb=f"{rules.KIND}.reported", subject=number, at=at, data=data)
        return visit
    cases.move(claim=claim, at=at, data=data)
    if found.status == "CONFLICT" and claim.case.state == "VERIFIED":
        return flag_visit(actor=SYSTEM_ACTOR, number=number, reason=f"印证不符：{found.words}"[:500], at=at)
    return visit


@transaction.atomic
def uphold_visit(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Visit:
    """The office accepts an abnormal visit, and says why. Raises what cases.claim raises."""
    return _decided(_claim(actor, number, "uphold_visit", at, version), reason, at)


@transaction.atomic
def void_visit(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Visit:
    """The office finds that it was no visit, and says why: it counts nowhere. Raises what cases.claim raises."""
    return _decided(_claim(actor, number, "void_visit", at, version), reason, at)


def _claim(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> Claim:
    return cases.claim(actor=actor, workflow=rules.VISIT, number=number, move=move, at=at, version=version)


def _decided(claim: Claim, reason: str, at: datetime) -> Visit:
    cases.move(claim=claim, at=at, data={"note": reason.strip()}, changes={"closed_at": at})
    return queries.visit_of(claim.case)


def _said(word: str, claim: Claim, *, at: datetime, note: str) -> Visit:
    visit = queries.visit_of(claim.case)
    visit.company_word, visit.company_said_at, visit.company_said_by = word, at, claim.actor.name
    visit.save(update_fields=["company_word", "company_said_at", "company_said_by"])
    starts = {"decide": decide_limit(at=at)} if claim.move.starts else {}
    changes = {"closed_at": at} if claim.move.target == "CONFIRMED" else {}
    cases.move(claim=claim, at=at, data={"note": note.strip()}, clocks_to_start=starts, changes=changes)
    return visit


def _check_report(visit: Visit, visited_at: datetime, visitor: str, duration: int, content: str, at: datetime) -> None:
    faults = {}
    if queries.report_of(visit.pk):
        faults["content"] = "这次走访已经填报过。"
    if visited_at > at + timedelta(minutes=5):
        faults["visited_at"] = "来访时间不能在将来。"
    if not visitor.strip() or len(visitor.strip()) > rules.NAME_LONGEST:
        faults["visitor"] = "请写明来的是谁。"
    if not 1 <= duration <= rules.REPORT_MINUTES_MOST:
        faults["duration"] = "时长应为 1 到 1440 分钟。"
    if not content.strip() or len(content.strip()) > CONTENT_LONGEST:
        faults["content"] = faults.get("content") or f"请写明谈了什么，最多 {CONTENT_LONGEST} 个字。"
    if faults:
        raise InvalidInput(faults)
