"""How a visit reads: a line of a list, and one in full; each as much as the reader may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from yishang.contexts.visits import rules
from yishang.contexts.visits.models import LiaisonReport, Visit
from yishang.contexts.visits.queries.planned import visible_visit
from yishang.contexts.visits.queries.visits import (
    checkin_place,
    checkout_place,
    is_own,
    may_see_track,
    report_of,
    visit_of,
)
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, Move, duties_of, is_own_judge
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.directory.rules import WITHOUT_OUTREACH, Actor, Role
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.geo.rules import Place
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.evidence.models import Picture
    from yishang.kernel.journal.models import Fact

FACTS = {
    "planned": "列入计划",
    "begun": "临时走访",
    "handed_on": "移交",
    "track_seen": "查看轨迹",
    "track_thinned": "轨迹抽稀",
    **{move.fact: move.label for move in rules.VISIT.moves},
}
STAFF = frozenset({Role.CBO, Role.MBO, Role.MON, Role.VML, Role.DEP})


@dataclass(frozen=True)
class Detail:
    """A visit as its page shows it. `appeals` are numbers; `sees_track` whether the reader may open the whole track."""

    case: "Case"
    visit: Visit
    moves: list[Move]
    facts: "list[Fact]"
    pictures: "list[Picture]"
    report: LiaisonReport | None
    destination: Place | None
    start: Place | None
    end: Place | None
    sees_track: bool


def detail(actor: Actor, number: str, *, now: datetime) -> Detail:
    """One visit as the actor may see it. Raises CaseNotVisible."""
    case = visible_visit(actor, number, on=localdate(now))
    if case is None:
        raise CaseNotVisible(number)
    visit = visit_of(case)
    is_staff = actor.role in STAFF
    return Detail(
        case=case,
        visit=visit,
        moves=open_moves(actor, visit),
        facts=list(journal.timeline(number, include_internal=is_staff)),
        pictures=evidence.pictures_of(number),
        report=report_of(visit.pk) if is_staff or actor.role == Role.LIA else None,
        destination=parties.place_of(visit.subject),
        start=checkin_place(visit),
        end=checkout_place(visit),
        sees_track=may_see_track(actor, visit),
    )


def open_moves(actor: Actor, visit: Visit) -> list[Move]:
    """The moves that this person may make now; own steps for the visitor alone, the report for liaisons."""
    case = visit.case
    moves = rules.VISIT.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))
    return [
        move for move in moves if not is_own_judge(move, actor, unit_id=case.unit_id) and _is_theirs(move, actor, visit)
    ]


def _is_theirs(move: Move, actor: Actor, visit: Visit) -> bool:
    if move.name == "report_visit":
        return actor.role == Role.LIA
    if move.name in ("check_in_visit", "check_out_visit", "submit_visit"):
        return is_own(actor, visit) and actor.role != Role.LIA
    return True


def row_of(case: "Case", *, now: datetime) -> dict[str, Any]:
    """One line of a list. `case` comes from lists.page_of, so that nothing more is read."""
    visit, state = visit_of(case), rules.VISIT.state(case.state)
    colour, words = _lamp(case, now)
    return {
        "number": case.number,
        "title": case.title,
        "company": case.applicant.name if case.applicant else "",
        "subject": visit.subject.name,
        "subject_id": visit.subject_id,
        "county": case.region_id,
        "county_name": geo.short_name_of(case.region_id),
        "state": case.state,
        "state_label": state.label,
        "tone": state.tone,
        "visitor": visit.visitor_name,
        "sponsor": visit.sponsor_type,
        "sponsor_name": rules.SPONSOR_TYPES.get(visit.sponsor_type, "非包抓走访"),
        "mode": visit.mode,
        "mode_name": rules.MODES[visit.mode],
        "planned_on": visit.planned_on,
        "period": visit.period,
        "checkin_at": visit.checkin_at,
        "checkout_at": visit.checkout_at,
        "verdict": visit.verdict,
        "verdict_name": rules.VERDICTS.get(visit.verdict, ""),
        "dwell_minutes": visit.dwell // 60,
        "corroboration": visit.corroboration,
        "corroboration_name": rules.CORROBORATIONS.get(visit.corroboration, ""),
        "company_word": visit.company_word,
        "company_word_name": rules.COMPANY_WORDS.get(visit.company_word, ""),
        "appeals": visit.appeals,
        "in_rate": case.in_rate,
        "lamp": colour,
        "lamp_text": words,
        "is_demo": visit.is_demo,
        "version": case.version,
    }


def _lamp(case: "Case", now: datetime) -> tuple[str, str]:
    """The clock of an abnormal visit: what is left for the office; nothing for all others."""
    if case.due_at is None or case.warn_at is None:
        return "", ""
    colour = clock_rules.lamp(now=now, warn_at=case.warn_at, due_at=case.due_at, paused=case.is_paused)
    calendar = clock_queries.calendar()
    words = clock_rules.remaining_text(calendar, now=now, due_at=case.due_at)
    limit = case.limit_half_days or 0  # never more than was promised: the day of the start is not counted
    if words.startswith("还剩") and clock_rules.half_days_between(calendar, now, case.due_at) > limit:
        words = f"还剩 {clock_rules.working_days_text(limit)}"
    return colour, words


def check_business(actor: Actor) -> None:
    """Refuse posts without business rights, and keys: 不公开领导轨迹 (handbook 1.10). NoBusinessHere."""
    if actor.role in WITHOUT_OUTREACH or actor.role == Role.API:
        raise rules.NoBusinessHere("您的岗位不办理走访。", next_step="需要查看的，请联系营商办。")


def appeals_of(actor: Actor, visit: Visit, *, now: datetime) -> "list[Case]":
    """The appeals that a visit brought back, as far as the actor may see them."""
    found = (cases.visible_number(actor, number, on=localdate(now)) for number in visit.appeals)
    return [case for case in found if case is not None]
