"""How an inspection reads: a line of a list, and one in full; each as much as the reader may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Correction, Inspection, TeamMember
from yishang.contexts.random_inspection.queries.onsite.inspections import (
    answers_of,
    inspection_of,
    open_order,
    task_numbers,
    team_of,
    visible_inspection,
)
from yishang.contexts.random_inspection.rules import onsite, terms
from yishang.kernel.cases.rules import CaseNotVisible, Move, duties_of
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.evidence.models import Picture
    from yishang.kernel.journal.models import Fact

FACTS = {
    "opened": "确定检查，通知企业",
    "joined": "合并检查",
    "not_contactable": "通过登记的住所无法联系",
    **{move.fact: move.label for move in onsite.INSPECTION.moves},
}
PREPARE = ("营业执照和有关许可证件", "与检查事项有关的台账、记录", "熟悉情况的在场人员一名")
ORDER_MOVES = frozenset({"extend_correction", "hand_in_correction", "reinspect_company"})
CAP_A_YEAR = 2  # inspections on the spot of one company in a year (国办发〔2024〕54号; the number is ours [设])


@dataclass(frozen=True)
class Detail:
    """An inspection as its page shows it; `lines` are the form with its answers."""

    case: "Case"
    inspection: Inspection
    moves: list[Move]
    facts: "list[Fact]"
    pictures: "list[Picture]"
    team: list[TeamMember]
    orders: list[Correction]
    lines: list[dict[str, Any]]
    tally: onsite.Tally
    tasks: list[str]
    visits_this_year: int

    @property
    def over_cap(self) -> bool:
        """Whether the company has been called on more often this year than the city has promised."""
        return self.visits_this_year > CAP_A_YEAR


def detail(actor: Actor, number: str, *, now: datetime) -> Detail:
    """One inspection as the actor may see it. Raises CaseNotVisible."""
    found = visible_inspection(actor, number, on=localdate(now))
    if found is None:
        raise CaseNotVisible(number)
    is_staff = actor.role != Role.ENT
    lines, answers = onsite.lines_from(found.lines), answers_of(found)
    year = localdate(now).year
    return Detail(
        case=found.case,
        inspection=found,
        moves=open_moves(actor, found),
        facts=list(journal.timeline(number, include_internal=is_staff)),
        pictures=evidence.pictures_of(number),
        team=team_of(found),
        orders=list(Correction.objects.filter(inspection=found)),
        lines=[_line(line, answers.get(line.key)) for line in lines],
        tally=onsite.tally(lines, answers),
        tasks=task_numbers(found),
        visits_this_year=inspected_days(found.entity_id, year=year),
    )


def inspected_days(entity_id: int, *, year: int) -> int:
    """On how many days of a year inspectors came to a company's door, or will; merged ones are one."""
    rows = Inspection.objects.filter(entity_id=entity_id, on_spot=True, planned_on__year=year)
    return rows.exclude(case__state__in=("MERGED", "CANCELLED", "VOID")).values("planned_on").distinct().count()


def open_moves(actor: Actor, found: Inspection) -> list[Move]:
    """The moves that this person may make now. Who checked does not review; orders are answered while there is one."""
    case = found.case
    moves = onsite.INSPECTION.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))
    on_team = any(one.account_id is not None and one.account_id == actor.id for one in team_of(found))
    order = open_order(found)
    is_asker = actor.id is not None and actor.id == found.cancel_asked_by_id
    return [
        move for move in moves
        if _is_open(move, found, on_team=on_team, order=order) and not (is_asker and move.name == "cancel_inspection")
    ]  # fmt: skip


def _is_open(move: Move, found: Inspection, *, on_team: bool, order: Correction | None) -> bool:
    if move.name in ORDER_MOVES:
        return order is not None
    if move.name == "order_correction":
        return order is None
    if move.name in ("return_result", "approve_result", "withhold_result", "correct_result"):
        return not on_team and (move.name != "correct_result" or found.published_on is not None)
    if move.name in ("confirm_result", "dispute_result"):
        return not found.company_word
    if move.name == "decide_recusal":
        return any(one.objected_by and not one.decided for one in team_of(found))
    if move.name == "follow_up":
        return onsite.is_followed(found.results) and order is None
    if move.name in ("pick_day", "reschedule_inspection"):
        return found.on_spot
    return True


def row_of(case: "Case", *, now: datetime) -> dict[str, Any]:
    """One line of a list. `case` comes from lists.page_of, so that nothing more is read."""
    found, state = inspection_of(case), onsite.INSPECTION.state(case.state)
    colour, words = _lamp(case, now)
    return {
        "number": case.number,
        "title": case.title,
        "company": found.entity.name,
        "uscc": found.entity.uscc,
        "county": case.region_id,
        "county_name": geo.short_name_of(case.region_id),
        "unit": case.unit.short_name if case.unit else "",
        "task": found.task.case.number,
        "task_title": found.task.case.title,
        "state": case.state,
        "state_label": state.label,
        "tone": state.tone,
        "items": [one["name"] for one in found.items],
        "planned_on": found.planned_on,
        "entered_at": found.entered_at,
        "ended_on": found.ended_on,
        "results": found.results,
        "result_words": onsite.words_of(found.results),
        "published_on": found.published_on,
        "days_late": found.days_late,
        "company_word": found.company_word,
        "on_spot": found.on_spot,
        "is_unannounced": found.is_unannounced,
        "joined_to": found.joined_to_id,
        "lamp": colour,
        "lamp_text": words,
        "in_rate": case.in_rate,
        "is_demo": found.is_demo,
        "version": case.version,
    }


def carried_of(found: Inspection, actor: Actor, *, now: datetime) -> dict[str, Any]:
    """All that an officer's phone needs to carry out one inspection without a network."""
    answers, team = answers_of(found), team_of(found)
    mine = next((one for one in team if one.account_id == actor.id), None)
    row = row_of(found.case, now=now)
    entity = found.entity
    called = parties.quiet_on(entity.pk, found.planned_on) if found.planned_on else None
    return {
        **{name: row[name] for name in ("number", "state", "state_label", "company", "uscc", "task_title", "items",
           "planned_on", "on_spot", "is_unannounced", "results", "is_demo", "version")},
        "address": entity.address,
        "quiet": called.reason if called else "",
        "prepare": list(PREPARE),
        "entered_at": found.entered_at,
        "left_at": found.left_at,
        "present": found.present,
        "my_unit": mine.unit_id if mine else None,
        "lead_unit": found.case.unit_id,
        "team": [
            {"id": one.pk, "name": one.name, "role": one.role, "unit": one.unit.short_name or one.unit.name,
             "unit_id": one.unit_id, "certificate_no": one.certificate_no, "certificate_until": one.certificate_until,
             "square": _square(one.certificate_no) if one.account_id == actor.id else "",
             "is_me": one.account_id == actor.id}
            for one in team
        ],
        "lines": [_line(line, answers.get(line.key)) for line in onsite.lines_from(found.lines)],
        "order": _order(open_order(found)),
        "asked": _asked(mine),
        "note": _returned(found),
    }  # fmt: skip


def unit_words(found: Inspection) -> str:
    """Who inspects, as a notice says it."""
    return "、".join(dict.fromkeys(one.unit.short_name or one.unit.name for one in team_of(found)))


def _asked(mine: TeamMember | None) -> str:
    """What the officer has asked and nobody has decided."""
    is_open = mine is not None and mine.objected_by and not mine.decided
    return f"已申请{terms.STEPS_ASIDE[mine.cause]}，等待单位决定" if mine is not None and is_open else ""


def _square(text: str) -> str:
    """A certificate's number as a square code, for whoever wants to look it up; none where it is too long."""
    return onsite.squares(text) if 0 < len(text.encode()) <= onsite.CAPACITY else ""


def _returned(found: Inspection) -> str:
    """Why a result came back, while it is being mended."""
    if found.case.state != "IN_PROGRESS" or not found.results:
        return ""
    facts = [
        fact for fact in journal.timeline(found.case.number, include_internal=True) if fact.verb.endswith(".returned")
    ]
    return str(facts[-1].data.get("note", "")) if facts else ""


def _line(line: onsite.Line, answer: onsite.Answered | None) -> dict[str, Any]:
    return {
        "key": line.key, "text": line.text, "unit": line.unit, "unit_id": line.unit_id, "method": line.method,
        "is_public": line.is_public, "shared": len(line.for_units) > 1, "value": answer.value if answer else "",
        "value_name": onsite.VALUES[answer.value] if answer else "没有填写",
        "finding": answer.finding if answer else "",
        "images": list(answer.pictures) if answer else [],
    }  # fmt: skip


def _order(order: Correction | None) -> dict[str, Any] | None:
    if order is None:
        return None
    return {
        "content": order.content, "due_at": order.due_at, "state": order.state,
        "state_label": order.get_state_display(), "answer": order.answer, "images": order.pictures,
    }  # fmt: skip


def _lamp(case: "Case", now: datetime) -> tuple[str, str]:
    """The clock that ends first: publication, or what was ordered."""
    if case.due_at is None or case.warn_at is None:
        return "", ""
    colour = clock_rules.lamp(now=now, warn_at=case.warn_at, due_at=case.due_at, paused=case.is_paused)
    what = {"publish": "公示", "correct": "整改"}.get(case.clock_code, "")
    calendar = clock_queries.calendar()
    words = clock_rules.remaining_text(calendar, now=now, due_at=case.due_at)
    limit = case.limit_half_days or 0  # never more than was promised: the day of the start is not counted
    if words.startswith("还剩") and clock_rules.half_days_between(calendar, now, case.due_at) > limit:
        words = f"还剩 {clock_rules.working_days_text(limit)}"
    return colour, what + words
