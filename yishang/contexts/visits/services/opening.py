"""How a visit begins to exist: out of the plan, or because somebody means to go there now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.visits import queries, rules
from yishang.contexts.visits.models import Visit
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Sponsorship
    from yishang.kernel.parties.models import Subject

VISITORS = frozenset({Role.LDR, Role.SPD})
WHAT = "走访"
CLIENT_KEY_LONGEST = 60
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Planned:
    """A visit that falls due: to whom, by whom, in which period, on which day."""

    subject: "Subject"
    sponsorship: "Sponsorship"
    period: rules.Period
    key: str
    on: date | None


def open_visit(
    *,
    actor: Actor,
    subject_id: int,
    at: datetime,
    mode: str = rules.ONSITE,
    client_key: str = "",
    captured_at: datetime | None = None,
) -> Visit:
    """Mean to visit a subject now: the visit that the person has planned there, else a new one (临时走访).

    `client_key` is the phone's own number for a visit begun without a network: sent again, the same visit. Raises
    NotAVisitor, InvalidInput (subject, mode, client_key, captured_at), QuietThen.
    """
    if actor.role not in VISITORS:
        raise rules.NotAVisitor("走访由包抓领导和包抓部门进行。", next_step="需要走访的，请营商办登记包抓关系。")
    subject = _subject(subject_id, mode, client_key, localdate(at))
    moment = rules.moment_of(captured_at, at=at)
    if known := queries.of_client(actor.id, client_key):
        return known
    if planned := queries.planned_of(actor.id, actor.unit_id, subject.pk):
        return _taken_up(planned, actor, mode=mode, client_key=client_key)
    window = parties.quiet_on(subject.entity_id, localdate(moment))
    if window and moment >= at - JUST_NOW:
        raise rules.QuietThen(
            f"这家企业 {window.first_day.month}月{window.first_day.day}日到{window.last_day.month}月"
            f"{window.last_day.day}日请勿打扰：{window.reason}。",
            next_step="请另约日期，或先打电话。",
        )
    return _opened(actor, subject, at=at, on=localdate(moment), mode=mode, client_key=client_key)


@transaction.atomic
def open_planned(*, planned: Planned, at: datetime) -> Visit:
    """Put one visit of the plan into the visitor's list and on the company's calendar."""
    sponsorship, subject = planned.sponsorship, planned.subject
    leader, unit = sponsorship.leader, sponsorship.unit
    visit = Visit(
        subject=subject,
        visitor_id=leader.pk if leader else None,
        visitor_name=leader.name if leader else unit.short_name if unit else "",
        sponsor_type=sponsorship.sponsor_type,
        planned_on=planned.on,
        period=planned.period.name,
        period_ends=planned.period.last,
        plan_key=planned.key,
        is_demo=subject.entity.is_demo,
    )
    _put(visit, SYSTEM_ACTOR, subject, at=at, fact="planned", unit_id=unit.pk if unit else None)
    if planned.on:
        party_services.plan_call(
            entity_id=subject.entity_id, matter=visit.case.number, what=WHAT, who=visit.visitor_name, on=planned.on
        )
    return visit


def sponsor_type_of(*, actor: Actor, subject: "Subject", on: date) -> str:
    """As what a person visits a subject that day: the kind of its sponsorship, or NONE (非包抓走访)."""
    for one in directory.sponsorships_of(subject.pk, on=on):
        if one.leader_id == actor.id or (one.unit_id is not None and one.unit_id == actor.unit_id):
            return one.sponsor_type
    return rules.NO_SPONSOR


def _subject(subject_id: int, mode: str, client_key: str, on: date) -> "Subject":
    faults = {}
    subject = parties.subjects([subject_id]).get(subject_id)
    if subject is None or subject.in_date > on or (subject.out_date is not None and subject.out_date <= on):
        faults["subject"] = "主体库里没有这个主体，请从列表中选择。"
    if mode not in rules.MODES:
        faults["mode"] = "方式只能是现场、视频或电话。"
    if len(client_key) > CLIENT_KEY_LONGEST:
        faults["client_key"] = "编号太长。"
    if faults or subject is None:
        raise InvalidInput(faults)
    return subject


@transaction.atomic
def _taken_up(visit: Visit, actor: Actor, *, mode: str, client_key: str) -> Visit:
    visit.mode, visit.client_key, visit.visitor_id = mode, client_key, visit.visitor_id or actor.id
    visit.save(update_fields=["mode", "client_key", "visitor_id"])
    return visit


@transaction.atomic
def _opened(actor: Actor, subject: "Subject", *, at: datetime, on: date, mode: str, client_key: str) -> Visit:
    visit = Visit(
        subject=subject,
        visitor_id=actor.id,
        visitor_name=actor.name,
        sponsor_type=sponsor_type_of(actor=actor, subject=subject, on=on),
        planned_on=on,
        mode=mode,
        client_key=client_key,
        is_demo=subject.entity.is_demo,
    )
    unit_id = actor.unit_id if visit.sponsor_type == "CITY_DEPT" else None
    _put(visit, actor, subject, at=at, fact="begun", unit_id=unit_id)
    return visit


def _put(visit: Visit, actor: Actor, subject: "Subject", *, at: datetime, fact: str, unit_id: int | None) -> None:
    """Open the case that the visit hangs on."""
    number = documents.next_number(prefix=rules.PREFIX, region_code=subject.region_id, day=localdate(at))
    visit.case = cases.open_case(
        actor=actor,
        workflow=rules.VISIT,
        number=number,
        title=f"走访{subject.name}"[:200],
        region_code=subject.region_id,
        applicant_id=subject.entity_id,
        category="",
        at=at,
        fact=fact,
        data={"subject": subject.pk, "as": visit.sponsor_type, "period": visit.period},
        clocks_to_start={},
        in_rate=visit.sponsor_type != rules.NO_SPONSOR,
        unit_id=unit_id,
    )
    statements.insert(visit)
