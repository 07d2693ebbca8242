"""One matter as the desk shows it: beside the list, or on a page of its own."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.views.access import MEETING_READERS
from yishang.kernel.cases.rules import Move
from yishang.kernel.cases.views.shown import picture_of
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor

CLOCK_LABELS = {
    "triage": "派单",
    "accept": "签收",
    "handle": "办理",
    "review": "审批",
    "rework": "重新办理",
    "task": "任务",
}
LIKELY = {
    "SUBMITTED": ("triage_appeal",),
    "TRIAGED": ("dispatch_appeal",),
    "ASSIGNED": ("accept_appeal",),
    "ACCEPTED": ("note_progress",),
    "HANDLING": ("close_appeal",),
    "REOPENED": ("note_progress",),
    "RETURN_REQ": ("grant_return", "arbitrate_return"),
    "EXT_REQ": ("grant_extension",),
    "SHELVE_REQ": ("shelve_appeal",),
    "ESC_REQ": ("escalate_appeal",),
    "ESCALATED": ("record_meeting",),
    "PENDING": ("resume_appeal",),
    "CLOSED": ("call_back_appeal",),
    "CALLED_BACK": ("archive_appeal",),
}
FOLLOWS = {  # one sitting: the form of the second opens by itself after the first
    "triage_appeal": "dispatch_appeal",
    "grant_return": "dispatch_appeal",
    "undo_triage": "triage_appeal",
    "recall_dispatch": "dispatch_appeal",
}
RISKY = frozenset(
    {"reject_appeal", "merge_appeal", "withdraw_appeal", "request_return", "reopen_appeal", "archive_unreached"}
)
SELDOM = frozenset(
    {"switch_line", "add_co_unit", "release_co_unit", "request_escalation", "escalate_appeal", "deescalate_appeal"}
)
RARE = frozenset(
    {
        *SELDOM,
        "record_meeting",
        "supervise_appeal",
        "note_internally",
        "request_shelving",
        "shelve_appeal",
        "extend_shelving",
    }
)
IN_THE_OPEN = 2
LEFT = re.compile(r"还剩 ([\d.]+) 个工作日")
UNDOES = {"undo_triage": "triage_appeal", "recall_dispatch": "dispatch_appeal"}  # the way back → what it takes back
CALLS = frozenset({"call_back_appeal", "note_missed_call"})
APART = "\u00a0· "  # between parts of a line; the no-break space keeps the dot from beginning the next line
DONE = {
    "triage_appeal": "已分类，请选择承办单位。",
    "dispatch_appeal": "已派单，承办单位已收到通知。",
    "undo_triage": "已撤销分类，请重新分类。",
    "recall_dispatch": "已撤回派单，已告诉原单位，请重新派单。",
    "accept_appeal": "已签收。",
    "note_progress": "进展已记录，企业能看到。",
    "close_appeal": "已办结，已请企业评价。",
    "call_back_appeal": "回访已记录。",
    "note_missed_call": "已记录未接通。",
    "archive_unreached": "已销号。",
    "archive_appeal": "已销号。",
    "reopen_appeal": "已退回重新办理。",
    "merge_appeal": "已并单，企业会看到合并到哪一件。",
    "reject_appeal": "已告知企业不予受理。",
    "request_return": "退回申请已送营商办。",
    "grant_return": "已同意退回，请重新派单。",
    "refuse_return": "已驳回退回申请。",
    "request_extension": "延期申请已送营商办。",
    "grant_extension": "已同意延期，时限已顺延。",
    "refuse_extension": "已驳回延期申请。",
    "arbitrate_return": "已裁定承办单位，签收和办理时限重新起算。",
    "request_shelving": "挂账申请已送市营商办。",
    "refuse_shelving": "没有同意挂账，原单位继续办理。",
    "shelve_appeal": "已挂账，时限暂停，已告诉企业理由和复查日期。",
    "extend_shelving": "已延长挂账，新的复查日期已告诉企业。",
    "switch_line": "已转 B 线，新的承办单位已收到通知。",
    "add_co_unit": "已请协办，协办单位已收到通知。",
    "release_co_unit": "已取消协办。",
    "note_assistance": "协办情况已记录，主办单位会收到通知。",
    "request_escalation": "提级申请已送营商办。",
    "refuse_escalation": "没有同意提级，原单位继续办理。",
    "escalate_appeal": "已提级，等待开会议定。",
    "deescalate_appeal": "不再提级，已交回承办单位办理。",
    "record_meeting": "会议已登记，议定意见已告诉企业，任务已交办。",
    "resume_appeal": "已恢复办理，期限按挂账的时间顺延。",
    "supervise_appeal": "督办意见已送承办单位和营商办。",
    "transfer_appeal": "已转 12345，等热线回执；热线的答复会记在经过里。",
    "note_internally": "内部备注已记录，企业看不到。",
}


@dataclass(frozen=True)
class Buttons:
    """The moves open to a person: the likely one, the others, those to think about twice, and those seldom made."""

    first: Move | None
    others: list[Move]
    risky: list[Move]
    rare: list[Move]
    why_not_yet: str = ""
    undo: Move | None = None
    why_no_undo: str = ""


@dataclass(frozen=True)
class ClockLine:
    """One running clock in words."""

    label: str
    colour: str
    words: str
    limit: str
    due_at: datetime


def words_of(actor: Actor, number: str, *, now: datetime) -> dict[str, Any]:
    """Everything the panel says of one matter; at most nine statements. Raises CaseNotVisible."""
    found = queries.detail(actor, number, now=now)
    case, appeal = found.case, found.appeal
    colour, words = queries.lamp_of(case, now=now)
    return {
        "found": found,
        "case": case,
        "appeal": appeal,
        "lamp": colour,
        "lamp_text": _against_limit(words, found),
        "is_running": case.due_at is not None,
        "state": rules.APPEAL.state(case.state),
        "channel": rules.CHANNELS[appeal.channel],
        "line": rules.LINES.get(appeal.line, ""),
        "route": rules.ROUTES.get(appeal.route, ""),
        "result": rules.RESULTS.get(appeal.result_type, ""),
        "clocks": [_clock_line(clock, now=now) for clock in found.clocks],
        "sponsors": _sponsors(appeal.subject_id, now=now),
        "buttons": buttons_of(found, now=now, reader=actor),
        "tasks": [queries.task_row(one, now=now) for one in found.tasks],
        "reads_meetings": actor.role in MEETING_READERS,
        "entries": [_entry(entry) for entry in reversed(found.timeline)],
        "pictures": [picture_of(picture) for picture in found.pictures],
        "duplicates": _duplicates(actor, found, now=now),
        "warnings": [_warning(one) for one in found.warnings],
        "review_is_due": appeal.review_on is not None and appeal.review_on <= localdate(now),
        "supervision": _entry(found.supervision) if found.supervision else None,
        "can_call": "*" not in found.contact_phone and bool(found.contact_phone),
        "may_reveal": rules.may_reveal(role=actor.role, unit_id=actor.unit_id, responsible_id=case.unit_id),
        "reveal_reasons": rules.REVEAL_REASONS.items(),
    }


def _duplicates(actor: Actor, found: queries.Detail, *, now: datetime) -> list[queries.Duplicate]:
    """What the office may merge this matter into, while it has not been classified."""
    may_merge = any(move.name == "merge_appeal" for move in found.moves)
    return queries.duplicates_of(actor, found.appeal, now=now) if may_merge else []


def _warning(one: Any) -> dict[str, Any]:
    """A warning as the matter says it on top: what, since when, why, and what to do."""
    return {
        "code": one.code,
        "name": rules.WARNINGS[one.code],
        "since": one.raised_at,
        "reason": one.reason,
        "advice": rules.ADVICE[one.code],
    }


def buttons_of(found: queries.Detail, *, now: datetime, reader: Actor) -> Buttons:
    """The buttons under a matter; a call that would only be refused is not offered, but explained."""
    moves = {move.name: move for move in found.moves}
    why = _why_no_call(found, now=now) if CALLS & moves.keys() else ""
    hidden = (CALLS if why else frozenset()) | {
        "archive_unreached",
        *UNDOES,
    }  # the third call does it itself
    open_now = [move for name, move in moves.items() if name not in hidden]
    likely = LIKELY.get(found.case.state) or _likely_after_rating(found)
    first = next((move for move in open_now if move.name in likely), None)
    rest = [move for move in open_now if move is not first]
    rare = [move for move in rest if move.name in RARE]
    rare = rare if len(rare) < len(rest) or first else rare[IN_THE_OPEN:]  # somebody's whole work stands in the open
    return Buttons(
        first=first,
        others=[move for move in rest if move.name not in RISKY and move not in rare],
        risky=[move for move in rest if move.name in RISKY],
        rare=rare,
        why_not_yet=why,
        undo=next((move for name, move in moves.items() if name in UNDOES), None),
        why_no_undo=_why_no_undo(found, reader),
    )


def way_back(found: queries.Detail, move: str) -> dict[str, Any] | None:
    """For the word in passing after a move: the address and values that take it back, while that is lawful."""
    undo = next((one for one in found.moves if UNDOES.get(one.name) == move), None)
    if undo is None:
        return None
    url = reverse("outreach:desk_move", args=[found.case.number, undo.name])
    return {"url": url, "label": undo.label, "values": {"version": found.case.version}}


def _why_no_undo(found: queries.Detail, reader: Actor) -> str:
    """Said to who has just made a step that the outside has seen: it stands, and what there is instead."""
    last = found.timeline[-1] if found.timeline else None
    return rules.STANDS.get(last.fact, "") if last and last.by == reader.id else ""


def next_of(found: queries.Detail, move: str) -> str:
    """The move whose form opens by itself after another: classifying and dispatching are one sitting."""
    names = {one.name for one in found.moves}
    follows = FOLLOWS.get(move, "")
    return follows if follows in names else ""


def _likely_after_rating(found: queries.Detail) -> tuple[str, ...]:
    """Rated: those who were unhappy, or on whom the lot fell, are called; the others can be struck off."""
    unhappy = found.rating is not None and found.rating.star <= rules.LOW_STAR
    drawn = unhappy or found.appeal.call_back_choices.filter(is_selected=True).exists()
    return ("call_back_appeal",) if drawn else ("archive_appeal",)


def _why_no_call(found: queries.Detail, *, now: datetime) -> str:
    closed_at = found.case.closed_at
    if found.rating is not None or closed_at is None or now > rules.rating_deadline(closed_at):
        return ""
    last = localdate(rules.rating_deadline(closed_at))
    return f"企业可评价到 {last.month}月{last.day}日，到时仍未评价的再电话回访。"


def _against_limit(words: str, found: queries.Detail) -> str:
    """「还剩 3.5 / 10 个工作日」: what is left beside what was given."""
    clock = next((one for one in found.clocks if one.code == found.case.clock_code), None)
    if clock is None or found.case.is_paused:
        return words
    given = clock.half_days + clock.extended_half_days
    left = LEFT.match(words)
    if left is None:
        return f"{words}，限 {given / 2:g} 个工作日"
    shown = min(float(left[1]), given / 2)  # the day of the start is not counted: more than all can be left
    return LEFT.sub(f"还剩 {shown:g} / {given / 2:g} 个工作日", words)


def _clock_line(clock: Any, *, now: datetime) -> ClockLine:
    paused = clock.state == "PAUSED"
    return ClockLine(
        label=CLOCK_LABELS.get(clock.code, clock.code),
        colour=clock_rules.lamp(now=now, warn_at=clock.warn_at, due_at=clock.due_at, paused=paused),
        words=clock_rules.remaining_text(clock_queries.calendar(), now=now, due_at=clock.due_at),
        limit=clock_rules.working_days_text(clock.half_days + clock.extended_half_days),
        due_at=clock.due_at,
    )


def _sponsors(subject_id: int | None, *, now: datetime) -> list[dict[str, Any]]:
    """Who answers for the company: leaders by name, departments by short name, with the liaison."""
    if subject_id is None:
        return []
    return [
        {
            "name": one.leader.name if one.leader else one.unit.short_name if one.unit else "",
            "kind": one.get_sponsor_type_display(),
            "liaison": one.liaison.name if one.liaison else "",
        }
        for one in directory.sponsorships_of(subject_id, on=localdate(now))
    ]


def _entry(entry: queries.Entry) -> dict[str, Any]:
    internal = ["内部，企业看不到"] if entry.internal else []
    return {
        "title": entry.title,
        "at": entry.at,
        "meta": APART.join(filter(None, (entry.who, *entry.details, *internal))),
        "body": entry.note,
        "pictures": [picture_of(picture) for picture in entry.pictures],
        "tone": "blue" if entry.internal else "",
    }
