"""Inspections of the demo city that have been lived through: announced, entered, handed in, reviewed, public.

Some found something: an order, what the company put right, another look. Some were rated. The last ones still come.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from yishang.contexts.random_inspection import services
from yishang.contexts.random_inspection.models import Inspection, Task, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as keeping
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, Actor, PostingEntry, Role

STILL_TO_COME = 3  # of a batch are left as announced
DONE_BEFORE = timedelta(days=6)  # whatever is planned later than this before the end of the story still comes
FOUND = {
    1: ("R5", "公示的通信地址与实际不一致。", "十日内更正公示信息。"),
    4: ("R5", "安全生产责任制没有落实到岗位。", "十日内把责任落实到岗位并上墙。"),
    6: ("R5", "公示的联系电话打不通。", "十日内更正联系电话。"),
}
CONTACTS = {1: "郑晓", 4: "潘宁", 6: "田静"}  # of the companies at which something was found
FIRST_DAY = date(2019, 1, 2)
STARS = (5, 5, 4, 5, 3, 5, 4, 5, 5)


def live_through(task: Task, *, lead: Actor, reviewer: Actor, until: datetime) -> int:
    """Take the inspections of a task as far as the days allow; how many have a public result."""
    rows = Inspection.objects.filter(task=task, case__state="NOTIFIED").select_related("case", "entity")
    every = list(rows.order_by("planned_on", "pk"))
    last = (until - DONE_BEFORE).date()
    due = [one for one in every[:-STILL_TO_COME] if one.planned_on and one.planned_on < last]
    return sum(_one(one, place, lead=lead, reviewer=reviewer, until=until) for place, one in enumerate(due))


def _one(inspection: Inspection, place: int, *, lead: Actor, reviewer: Actor, until: datetime) -> bool:
    """One inspection; those whose team has too few accounts stay as they are."""
    number, at = inspection.case.number, _morning(inspection.planned_on)
    team = [one for one in queries.team_of(inspection) if one.account_id]
    if len(team) < 2 or len(team) < len(queries.team_of(inspection)):
        return False
    first = _actor(team[0], at.date())
    services.enter_company(
        actor=first, number=number, way="SCANNED", code=queries.code_of(inspection.entity.uscc),
        present=[one.pk for one in team], at=at,
    )  # fmt: skip
    _fill(inspection, team, is_bad=place in FOUND, at=at + timedelta(minutes=40))
    _hand_in(inspection, team, first, place, at=at + timedelta(hours=1))
    services.approve_result(actor=reviewer, number=number, at=at + timedelta(days=1))
    services.publicize_result(actor=lead, number=number, at=at + timedelta(days=1, hours=2))
    _afterwards(inspection, first, place, at=at + timedelta(days=2), until=until)
    return True


def _fill(inspection: Inspection, team: Sequence[TeamMember], *, is_bad: bool, at: datetime) -> None:
    """Every department answers its own lines; the first line shows what was found."""
    lines, answered = onsite.lines_from(inspection.lines), set[str]()
    bad = lines[0].key if is_bad else ""
    for place, member in enumerate(team):
        own = [one.key for one in lines if one.key not in answered and queries.answers_for(inspection, member, one)]
        answers = [
            {"line": key, "value": "NO", "finding": "与登记不符"} if key == bad else {"line": key, "value": "YES"}
            for key in own
        ]
        if answers:
            services.fill_lines(
                actor=_actor(member, at.date()), number=inspection.case.number, answers=answers,
                at=at + timedelta(minutes=place),
            )  # fmt: skip
            answered.update(own)


def _hand_in(inspection: Inspection, team: Sequence[TeamMember], actor: Actor, place: int, *, at: datetime) -> None:
    signatures = [{"who": one.name, "as": "OFFICER", "picture": None} for one in team]
    signatures.append({"who": "企业负责人（演示）", "as": "COMPANY", "picture": None})
    code, problem, order = FOUND.get(place, ("R1", "", ""))
    told: dict[str, Any] = {"order": order, "order_days": 10} if order else {}
    services.enter_result(
        actor=actor,
        number=inspection.case.number,
        results=[code],
        problem=problem,
        signatures=signatures,
        at=at,
        **told,
    )


def _afterwards(inspection: Inspection, officer: Actor, place: int, *, at: datetime, until: datetime) -> None:
    """The company answers an order and is looked at again, and says how the inspection was, where somebody signs in."""
    number, day = inspection.case.number, at.date()
    accounts = directory.accounts_of_entity(inspection.entity_id)
    account = directory.account(accounts[0]) if accounts else _contact(inspection, place) if place in FOUND else None
    company = directory.actor_of(account, on=day) if account else None
    if company is None:
        return
    if FOUND.get(place, ("", "", ""))[2] and at + timedelta(days=3) < until:
        services.hand_in_correction(actor=company, number=number, answer="已经改好，请复查。", at=at)
        services.reinspect_company(
            actor=officer, number=number, passed=True, words="现场复查，已改正。", at=at + timedelta(days=2)
        )
    services.rate_inspection(actor=company, number=number, star=STARS[place % len(STARS)], at=at)


def _contact(inspection: Inspection, place: int) -> Any:
    """Whom the lot found something at can sign in, whoever it was: the story tells of what they put right."""
    at, name, phone = _morning(FIRST_DAY), CONTACTS[place], f"1990009{place:04}"
    entry = AccountEntry(login=phone, name=name, phone=phone, kind="ENTERPRISE", title="负责人")
    account = keeping.open_account(actor=SYSTEM_ACTOR, entry=entry, at=at, is_demo=True)
    post = PostingEntry(login=phone, role=Role.ENT, valid_from=FIRST_DAY, uscc=inspection.entity.uscc, title="负责人")
    keeping.post_person(actor=SYSTEM_ACTOR, entry=post, at=at)
    return account


def _actor(member: TeamMember, on: date) -> Actor:
    assert member.account is not None
    actor = directory.actor_of(member.account, on=on)
    assert actor is not None
    return actor


def _morning(day: date | None) -> datetime:
    assert day is not None
    return datetime.combine(day, time(9, 30), SHANGHAI)
