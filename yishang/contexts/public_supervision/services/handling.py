"""What the unit does with a report or complaint: take it, answer, decide with a second person, tell, pass on."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Report
from yishang.contexts.public_supervision.services.claiming import claim_report, need_note, need_other, need_reason
from yishang.contexts.public_supervision.services.deadlines import limit
from yishang.contexts.public_supervision.services.reporting import keep_message
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor


@transaction.atomic
def take_report(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Report:
    """Become the handling officer, or take over from another. Raises what cases.claim raises."""
    claim, report = claim_report(actor=actor, number=number, move="take_report", at=at, version=version)
    report.handler_id, report.handler_name = actor.id, actor.name
    report.save(update_fields=["handler_id", "handler_name"])
    cases.move(claim=claim, at=at, data={"handler": actor.name})
    return report


@transaction.atomic
def answer_reporter(*, actor: Actor, number: str, text: str, at: datetime, version: int | None = None) -> Report:
    """Write to the author, who reads it under the receipt code. Raises what cases.claim raises, InvalidInput."""
    claim, report = claim_report(actor=actor, number=number, move="answer_reporter", at=at, version=version)
    keep_message(report=report, text=need_reason(text=text, field="text"), is_from_unit=True, on=localdate(at))
    cases.move(claim=claim, at=at)
    return report


@transaction.atomic
def decide_report(
    *, actor: Actor, number: str, decision: str, reason: str, at: datetime, version: int | None = None
) -> Report:
    """Propose whether a case is filed (立案). Raises cases.claim's, WrongNature, InvalidInput (decision, reason)."""
    claim, report = claim_report(actor=actor, number=number, move="decide_report", at=at, version=version)
    if decision not in rules.DECISIONS:
        raise InvalidInput({"decision": "请选择立案还是不予立案。"})
    note = need_note(actor=actor, report=report, text=reason)
    report.decision, report.drafted_by_id = decision, actor.id
    report.save(update_fields=["decision", "drafted_by_id"])
    cases.move(claim=claim, at=at, data={"decision": decision, "note": note})
    return report


@transaction.atomic
def return_decision(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Report:
    """The second person disagrees. Raises cases.claim's, WrongNature, OwnApproval, InvalidInput (reason)."""
    claim, report = claim_report(actor=actor, number=number, move="return_decision", at=at, version=version)
    need_other(actor=actor, drafted_by=report.drafted_by_id, what="决定")
    cases.move(claim=claim, at=at, data={"note": need_note(actor=actor, report=report, text=reason)})
    return report


@transaction.atomic
def confirm_decision(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Report:
    """The second person agrees; now the author is to be told. Raises cases.claim's, WrongNature, OwnApproval."""
    claim, report = claim_report(actor=actor, number=number, move="confirm_decision", at=at, version=version)
    need_other(actor=actor, drafted_by=report.drafted_by_id, what="决定")
    report.decided_at = at
    report.save(update_fields=["decided_at"])
    length = limit(process=rules.REPORT_KIND, code=rules.TELL, at=at)
    cases.move(claim=claim, at=at, data={"decision": report.decision}, clocks_to_start={rules.TELL: length})
    return report


@transaction.atomic
def extend_report(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Report:
    """Fifteen working days more, once. Raises cases.claim's, WrongNature, AlreadyExtended, InvalidInput (reason)."""
    claim, report = claim_report(actor=actor, number=number, move="extend_report", at=at, version=version)
    if report.is_extended:
        raise rules.AlreadyExtended("这件举报已经延长过一次。", next_step="请在期限内作出决定。")
    half_days, why = (
        limit(process=rules.REPORT_KIND, code="decide_more", at=at),
        need_note(actor=actor, report=report, text=reason),
    )
    clocks.extend_clock(actor=actor, subject=number, code=rules.DECIDE, half_days=half_days, at=at, reason=why)
    cases.move(claim=claim, at=at, data={"half_days": half_days, "note": why})
    cases.refresh_clock(case=claim.case)
    report.is_extended = True
    report.save(update_fields=["is_extended"])
    return report


@transaction.atomic
def tell_reporter(*, actor: Actor, number: str, text: str, at: datetime, version: int | None = None) -> Report:
    """Tell the author what was decided, or how mediation ended. Raises what cases.claim raises, InvalidInput (text)."""
    claim, report = claim_report(actor=actor, number=number, move="tell_reporter", at=at, version=version)
    keep_message(report=report, text=need_reason(text=text, field="text"), is_from_unit=True, on=localdate(at))
    cases.move(claim=claim, at=at, changes={"closed_at": at})
    return report


@transaction.atomic
def accept_complaint(*, actor: Actor, number: str, text: str, at: datetime, version: int | None = None) -> Report:
    """Accept a complaint and mediate; the author reads it. Raises cases.claim's, WrongNature, InvalidInput (text)."""
    claim, report = claim_report(actor=actor, number=number, move="accept_complaint", at=at, version=version)
    keep_message(report=report, text=need_reason(text=text, field="text"), is_from_unit=True, on=localdate(at))
    length = limit(process=rules.REPORT_KIND, code=rules.MEDIATE, at=at)
    cases.move(claim=claim, at=at, clocks_to_start={rules.MEDIATE: length})
    return report


@transaction.atomic
def refuse_complaint(*, actor: Actor, number: str, text: str, at: datetime, version: int | None = None) -> Report:
    """Do not accept a complaint, with the reason. Raises cases.claim's, WrongNature, InvalidInput (text)."""
    return _last_word(actor, number, "refuse_complaint", text, at, version)


@transaction.atomic
def settle_complaint(*, actor: Actor, number: str, text: str, at: datetime, version: int | None = None) -> Report:
    """Both sides agreed. Raises what cases.claim raises, InvalidInput (text)."""
    return _last_word(actor, number, "settle_complaint", text, at, version)


def _last_word(actor: Actor, number: str, move: str, text: str, at: datetime, version: int | None) -> Report:
    claim, report = claim_report(actor=actor, number=number, move=move, at=at, version=version)
    keep_message(report=report, text=need_reason(text=text, field="text"), is_from_unit=True, on=localdate(at))
    cases.move(claim=claim, at=at, changes={"closed_at": at})
    return report


@transaction.atomic
def end_mediation(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Report:
    """Mediation ends without agreement: by the unit, or by the 45 working days. Raises cases.claim's, InvalidInput."""
    claim, report = claim_report(actor=actor, number=number, move="end_mediation", at=at, version=version)
    length = limit(process=rules.REPORT_KIND, code=rules.TELL_END, at=at)
    data = {"note": need_note(actor=actor, report=report, text=reason)}
    cases.move(claim=claim, at=at, data=data, clocks_to_start={rules.TELL_END: length})
    return report


def end_due_mediations(*, at: datetime) -> int:
    """End every mediation whose 45 working days are over; how many."""
    numbers = queries.mediations_over(at=at)
    for number in numbers:
        end_mediation(actor=SYSTEM_ACTOR, number=number, reason="受理后 45 个工作日未达成调解协议。", at=at)
    return len(numbers)


@transaction.atomic
def transfer_report(
    *, actor: Actor, number: str, unit: str, reason: str, at: datetime, version: int | None = None
) -> Report:
    """Pass a misrouted matter on to the unit of that code, once; the limit runs on.

    Raises what cases.claim raises, AlreadyTransferred, InvalidInput (unit, reason).
    """
    claim, report = claim_report(actor=actor, number=number, move="transfer_report", at=at, version=version)
    if report.is_transferred:
        raise rules.AlreadyTransferred(
            "这件已经移送过一次，不能再转。", next_step="请由本单位办理，或协商后答复举报人。"
        )
    found = directory.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if found is None or found.pk == claim.case.unit_id:
        raise InvalidInput({"unit": "请从列表中选择另一个单位。"})
    report.is_transferred, report.handler_id, report.handler_name = True, None, ""
    report.save(update_fields=["is_transferred", "handler_id", "handler_name"])
    data = {"unit": found.short_name, "note": need_note(actor=actor, report=report, text=reason)}
    cases.move(claim=claim, at=at, data=data, changes={"unit_id": found.pk})
    return report


@transaction.atomic
def convert_to_complaint(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Report:
    """It asks for the author's own rights: a complaint. Raises cases.claim's, WrongNature also for an unnamed one."""
    claim, report = claim_report(actor=actor, number=number, move="convert_to_complaint", at=at, version=version)
    if not report.is_named:
        raise rules.WrongNature("匿名的举报不能转为投诉，调解要有当事人。", next_step="请按举报核查。")
    note = need_note(actor=actor, report=report, text=reason)
    return _converted(claim, report, rules.COMPLAINT_NATURE, rules.ACCEPT, note, at)


@transaction.atomic
def convert_to_report(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Report:
    """It tells of a breach of the law and asks nothing for itself: a report. Raises cases.claim's, WrongNature."""
    claim, report = claim_report(actor=actor, number=number, move="convert_to_report", at=at, version=version)
    note = need_note(actor=actor, report=report, text=reason)
    return _converted(claim, report, rules.REPORT_NATURE, rules.DECIDE, note, at)


def _converted(claim: Claim, report: Report, nature: str, clock: str, note: str, at: datetime) -> Report:
    report.nature = nature
    report.save(update_fields=["nature"])
    length = limit(process=rules.REPORT_KIND, code=clock, at=at)
    data, title = {"note": note}, queries.report_title(claim.case.category, nature)
    cases.move(claim=claim, at=at, data=data, clocks_to_start={clock: length}, changes={"title": title})
    return report
