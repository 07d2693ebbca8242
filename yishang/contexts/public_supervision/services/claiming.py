"""What every step of this process begins with."""

from datetime import datetime

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Report, Topic
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor


def claim_topic(
    *, actor: Actor, number: str, move: str, at: datetime, version: int | None = None
) -> tuple[Claim, Topic]:
    """The topic locked for one move. Raises what cases.claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.TOPIC, number=number, move=move, at=at, version=version)
    return claim, claim.case.public_topic


def claim_report(
    *, actor: Actor, number: str, move: str, at: datetime, version: int | None = None
) -> tuple[Claim, Report]:
    """The report locked for one move. Raises what cases.claim raises, WrongNature."""
    claim = cases.claim(actor=actor, workflow=rules.REPORT, number=number, move=move, at=at, version=version)
    report: Report = claim.case.public_report
    if not rules.is_of_nature(move, report.nature):
        raise rules.WrongNature(
            f"这是一件{report.get_nature_display()}，不能“{claim.move.label}”。", next_step="需要时请先转换性质。"
        )
    return claim, report


def need_other(*, actor: Actor, drafted_by: int | None, what: str) -> None:
    """Raise OwnApproval for whoever wrote what is to be approved."""
    if actor.id is not None and actor.id == drafted_by:
        raise rules.OwnApproval(what)


def need_note(*, actor: Actor, report: Report, text: str, field: str = "reason") -> str:
    """A reason that stays in the journal; whoever has been shown the author does not write the name there.

    Nobody else's words are compared, for that would tell them by trial who it is. Raises InvalidInput (`field`).
    """
    told = need_reason(text=text, field=field)
    author = queries.identity_of(report) if queries.was_allowed(report, actor) else {}
    if author and rules.tells_author(told, name=author["name"], phone=author["phone"]):
        raise InvalidInput({field: "这里写了举报人的姓名或电话，会一直留在经过里。请删去。"})
    return told


def need_reason(*, text: str, field: str = "reason") -> str:
    """The reason, trimmed. Raises InvalidInput (`field`) for none."""
    if fault := rules.reason_fault(text):
        raise InvalidInput({field: fault})
    return text.strip()
