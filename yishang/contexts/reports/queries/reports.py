"""Reports: those that somebody may read, one in full, its files, what can be done with it and what was done."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from yishang.contexts.reports import rules
from yishang.contexts.reports.models import Report, ReportFile
from yishang.kernel.cases.rules import Move, duties_of
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import queries as journal

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact

WORK_ON_THEM = frozenset({Role.MBO, Role.VML, Role.MON})  # they see drafts; all others what was issued
FACTS = {"drafted": "拟稿", **{move.fact: move.label for move in rules.REPORT.moves}}


def reports(actor: Actor) -> QuerySet[Report]:
    """The reports of the actor's city, the newest first; drafts only for the city's own posts."""
    rows = Report.objects.filter(month__city_id=actor.city_code or "-").select_related("case", "month")
    if actor.role not in WORK_ON_THEM:
        rows = rows.filter(case__state="ISSUED")
    return rows.order_by("-month__period", "-case_id")


def report(actor: Actor, number: str) -> Report:
    """One report. Raises ReportNotFound."""
    found = reports(actor).filter(case__number=number).first()
    if found is None:
        raise rules.ReportNotFound(f"没有找到 {number}。", next_step="请回到列表查找。")
    return found


def file_of(report: Report, form: str) -> ReportFile | None:
    """The issued file of that form (docx, pdf, xlsx)."""
    return ReportFile.objects.filter(report=report, form=form).first()


def moves_open(actor: Actor, report: Report) -> list[Move]:
    """What this person may do with the report now; nobody is offered to sign an own draft."""
    moves = rules.REPORT.moves_from(report.case.state, duties_of(actor, unit_id=None))
    own = actor.id in handled_by(report.case.number)
    return [move for move in moves if not (own and move.name == "sign_report")]


def handled_by(number: str) -> set[int | None]:
    """Who drafted, edited or submitted the report: none of them signs it."""
    facts = journal.timeline(number, include_internal=True)
    hands = ("drafted", "edited", "submitted")
    return {fact.actor_id for fact in facts if fact.verb.rpartition(".")[2] in hands and fact.actor_id}


def story(report: Report) -> "list[Fact]":
    """What happened to the report, the oldest first."""
    return list(journal.timeline(report.case.number, include_internal=True))
