"""Meetings are written down whole: the minutes, each matter's conclusion, and a task for every decision."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import AgendaItem, Appeal, Decision, Meeting
from yishang.contexts.outreach.rules import AgendaEntry, DecisionEntry, MeetingEntry
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.rules import CaseChangedMeanwhile, MoveNotOpen
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Unit

UnitsByWord = dict[str, "Unit"]


@transaction.atomic
def record_meeting(
    *,
    actor: Actor,
    number: str,
    kind: str,
    title: str,
    held_on: date,
    convener: str,
    units: Sequence[str],
    conclusion: str,
    at: datetime,
    minutes: str = "",
    decisions: Sequence[DecisionEntry] = (),
    version: int | None = None,
) -> Appeal:
    """Record a meeting about one matter; as record_shared_meeting, with its refusals."""
    meeting = MeetingEntry(kind, title, held_on, convener, tuple(units), minutes)
    agenda = [AgendaEntry(number, conclusion, tuple(decisions), version)]
    _, claims = _record(actor, meeting, agenda, at=at)
    return queries.appeal_of(claims[number].case)


@transaction.atomic
def record_shared_meeting(
    *, actor: Actor, meeting: MeetingEntry, agenda: Sequence[AgendaEntry], at: datetime
) -> Meeting:
    """Record a meeting about one or several matters: all of it or nothing. Every decision becomes a task of its unit.

    Raises InvalidInput (also at `decisions` of a matter: `{number}.decisions` when there are several),
    MeetingNotYours, MeetingAlreadyRecorded and, naming the matter, what cases.claim raises.
    """
    return _record(actor, meeting, agenda, at=at)[0]


def _record(
    actor: Actor, meeting: MeetingEntry, agenda: Sequence[AgendaEntry], *, at: datetime
) -> tuple[Meeting, dict[str, Claim]]:
    if not agenda or len(agenda) > rules.AGENDA_LONGEST:
        raise InvalidInput({"agenda": f"请选择上会的诉求，一次会议最多 {rules.AGENDA_LONGEST} 件。"})
    several = len(agenda) > 1
    claims = {one.number: _claim(actor, one, at=at, several=several) for one in sorted(agenda, key=_by_number)}
    if meeting.kind in rules.MEETINGS:
        rules.check_records(meeting.kind, actor.role)
    known = _units_of(actor.city_code)
    _check(meeting, agenda, claims, known, at=at)
    held = _write(meeting, actor=actor, known=known, at=at)
    for one in agenda:
        _carry_home(held, one, claims[one.number], known, at=at)
    return held, claims


def _by_number(entry: AgendaEntry) -> str:
    """Two meetings that share matters lock them in one order, so that neither waits for the other forever."""
    return entry.number


def _claim(actor: Actor, entry: AgendaEntry, *, at: datetime, several: bool) -> Claim:
    try:
        return cases.claim(
            actor=actor,
            workflow=rules.APPEAL,
            number=entry.number,
            move="record_meeting",
            at=at,
            version=entry.version,
        )
    except (MoveNotOpen, CaseChangedMeanwhile) as refusal:
        if not several:
            raise
        words = f"{entry.number}：{refusal.message}"
        raise type(refusal)(words, next_step="请刷新后再登记，或从议程中去掉这一件。", extra=refusal.extra) from refusal


def _units_of(city_code: str) -> UnitsByWord:
    """The city's units by code, name and short name: minutes name them as people do. A name of two units is none."""
    units = list(directory.units(city_code)) if city_code else []
    names = Counter(word for unit in units for word in {unit.name, unit.short_name})
    found = {word: unit for unit in units for word in (unit.name, unit.short_name) if names[word] == 1}
    return found | {unit.code: unit for unit in units}


def _check(
    meeting: MeetingEntry,
    agenda: Sequence[AgendaEntry],
    claims: dict[str, Claim],
    known: UnitsByWord,
    *,
    at: datetime,
) -> None:
    """Everything that can be wrong, at once. Raises InvalidInput, MeetingAlreadyRecorded."""
    if len(claims) != len(agenda):
        raise InvalidInput({"agenda": "同一件诉求在议程里出现了两次。"})
    opened = {number: localdate(claim.case.opened_at) for number, claim in claims.items()}
    faults = rules.meeting_faults(meeting, today=localdate(at), opened=opened)
    if missing := [word for word in meeting.units if word not in known]:
        faults["units"] = f"没有这个参加单位：{'、'.join(missing)}。"
    for one in agenda:
        field = f"{one.number}.decisions" if len(agenda) > 1 else "decisions"
        if fault := _fault_of_decisions(one.decisions, known, today=localdate(at)):
            faults[field] = fault
    if faults:
        raise InvalidInput(faults)
    _refuse_again(meeting, list(claims.values()))


def _fault_of_decisions(decisions: Sequence[DecisionEntry], known: UnitsByWord, *, today: date) -> str:
    """The first fault among a matter's decisions, saying which."""
    if len(decisions) > rules.DECISIONS_MOST:
        return f"一件诉求最多议定 {rules.DECISIONS_MOST} 项任务。"
    for place, one in enumerate(decisions, start=1):
        if one.unit not in known:
            return f"第 {place} 项：没有“{one.unit}”这个单位，请从列表中选择。"
        if fault := rules.due_fault(clock_queries.calendar(), one.due_on, today=today):
            return f"第 {place} 项：{fault}"
    return ""


def _refuse_again(meeting: MeetingEntry, claims: list[Claim]) -> None:
    """The locks of the matters are held, so nobody records the same meeting beside us."""
    same = AgendaItem.objects.filter(
        appeal__in=[claim.case.pk for claim in claims],
        meeting__kind=meeting.kind,
        meeting__held_on=meeting.held_on,
        meeting__title=meeting.title,
    )
    if earlier := same.select_related("meeting").first():
        raise rules.MeetingAlreadyRecorded(
            f"这次会议已经登记过，编号 {earlier.meeting.number}。", next_step="请在会议列表中查看，不必重复登记。"
        )


def _write(meeting: MeetingEntry, *, actor: Actor, known: UnitsByWord, at: datetime) -> Meeting:
    city = actor.city_code
    held = Meeting.objects.create(
        number=documents.next_number(prefix="HY", region_code=city, day=localdate(at)),
        kind=meeting.kind,
        city_id=city,
        title=meeting.title.strip(),
        held_on=meeting.held_on,
        convener=meeting.convener.strip(),
        minutes=meeting.minutes.strip(),
        recorded_by_id=actor.id,
        recorded_by_name=actor.name,
        recorded_at=at,
    )
    held.units.set({known[word].pk for word in meeting.units})
    return held


def _carry_home(held: Meeting, entry: AgendaEntry, claim: Claim, known: UnitsByWord, *, at: datetime) -> None:
    """What the meeting means for one of its matters: the conclusion told, the tasks given out."""
    item = AgendaItem.objects.create(
        meeting=held, appeal=queries.appeal_of(claim.case), conclusion=entry.conclusion.strip()
    )
    cases.move(
        claim=claim,
        at=at,
        data={
            "meeting": held.number,
            "meeting_kind": held.kind,
            "held_on": held.held_on.isoformat(),
            "decisions": [
                {"unit": known[one.unit].short_name, "due_on": one.due_on.isoformat()} for one in entry.decisions
            ],
            "note": item.conclusion,
        },
    )
    for one in entry.decisions:
        _give_out(one, item, claim, known[one.unit], at=at)


def _give_out(entry: DecisionEntry, item: AgendaItem, claim: Claim, unit: "Unit", *, at: datetime) -> None:
    """A matter of its own under the appeal; its unit may read the appeal from now on."""
    parent, task = claim.case, entry.task.strip()
    case = cases.open_case(
        actor=claim.actor,
        workflow=rules.TASK,
        number=documents.next_number(prefix="RW", region_code=parent.region_id, day=localdate(at)),
        title=rules.task_title(task),
        region_code=parent.region_id,
        applicant_id=None,
        category=parent.category,
        at=at,
        fact="opened",
        data={"parent": parent.number, "unit": unit.short_name, "due_on": entry.due_on.isoformat(), "note": task},
        clocks_to_start={
            "task": rules.task_half_days(clock_queries.calendar(), at=at, due_on=entry.due_on),
        },
        in_rate=False,
        parent_id=parent.pk,
        unit_id=unit.pk,
    )
    Decision.objects.create(case=case, item=item, task=task, due_on=entry.due_on)
    if unit.pk != parent.unit_id:
        cases.add_co_unit(case=parent, unit_id=unit.pk, task=task, at=at)
