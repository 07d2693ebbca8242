"""Two matters that one unit alone could not settle: one after its 联席会议, one waiting for a 专题会议."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Protocol

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.demo.town import SHANGHAI, Town
from yishang.contexts.outreach.rules import AgendaEntry, DecisionEntry, MeetingEntry
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo

POWER, PLANNERS = "610400-GD", "610400-FG"
SUBSTATION, LAND_TITLE = "A322", "A368"  # refs of appeals.csv
JOINT = MeetingEntry(
    kind="JOINT",
    title="武功工业园区变电站增容联席会议",
    held_on=date(2019, 12, 18),
    convener="杨萍（市营商办主任）",
    units=("610400-YSB", "610431-YSB", POWER, PLANNERS),
    minutes=(
        "演示供电报告：园区现有主变负载率已超过九成，新增容量须先增容再接入。\n"
        "市发改委提出：110 千伏变电站应列入下一年度电网项目计划，同步办理核准。\n"
        "会议要求：供电单位先出过渡方案，保证企业一季度投产的最低用电。"
    ),
)
CONCLUSION = "先由演示供电出过渡供电方案，保证企业一季度投产；变电站增容列入下一年度电网项目，市发改委办理。"
DECISIONS = (
    DecisionEntry(POWER, "编制园区过渡供电方案，送企业确认", date(2019, 12, 27)),
    DecisionEntry(PLANNERS, "把 110 千伏变电站增容列入下一年度电网项目计划", date(2020, 1, 10)),
)


class Lived(Protocol):
    """What the story knows of an appeal on its way."""

    town: Town
    number: str
    office: Actor

    def not_before(self, at: datetime) -> datetime: ...


Steps = Iterator[tuple[datetime, Callable[[datetime], object]]]


def coordinated(ref: str, life: Lived) -> Steps:
    """The further steps of an appeal, if it is one of the two."""
    if ref == SUBSTATION:
        yield from _joint_meeting(life)
    if ref == LAND_TITLE:
        reason = "原土地使用权人改制时没有办理变更，涉及多个部门的历史遗留问题，须市政府层面明确口径。"
        yield _moment(life, 30, 16, 5), partial(_escalate, life, "COMMON", reason)


def _joint_meeting(life: Lived) -> Steps:
    reason = "涉及供电、发改和县里三方，现场协调两次没有定下增容方案。"
    yield _moment(life, 13, 10, 40), partial(_escalate, life, "INDIVIDUAL", reason)
    yield _moment(life, 19, 9, 25), partial(_record, life)
    yield _moment(life, 24, 15, 10), partial(_note, life, 1, "已与省电力公司对接，项目建议书正在会签。")
    yield _moment(life, 26, 11, 15), partial(_report, life, 0, "过渡方案已送企业，企业书面确认，可满足一季度投产。")
    yield _moment(life, 27, 10, 30), partial(_clear, life, 0)


def _moment(life: Lived, day: int, hour: int, minute: int) -> datetime:
    return life.not_before(datetime(2019, 12, day, hour, minute, tzinfo=SHANGHAI))


def _escalate(life: Lived, route: str, reason: str, at: datetime) -> None:
    services.escalate_appeal(actor=life.office, number=life.number, route=route, reason=reason, at=at)


def _record(life: Lived, at: datetime) -> None:
    agenda = [AgendaEntry(life.number, CONCLUSION, DECISIONS)]
    held = services.record_shared_meeting(actor=_city(life), meeting=JOINT, agenda=agenda, at=at)
    held.is_demo = True
    held.save(update_fields=["is_demo"])


def _note(life: Lived, place: int, note: str, at: datetime) -> None:
    services.note_task(actor=_worker(life, place), number=_task(life, place, at), note=note, at=at)


def _report(life: Lived, place: int, result: str, at: datetime) -> None:
    services.report_task(actor=_worker(life, place), number=_task(life, place, at), result=result, at=at)


def _clear(life: Lived, place: int, at: datetime) -> None:
    services.clear_task(actor=_city(life), number=_task(life, place, at), note="已看过企业的确认函。", at=at)


def _task(life: Lived, place: int, at: datetime) -> str:
    """The number of the task that a decision became."""
    rows = queries.tasks_matching(_city(life), heap="all", now=at, q=life.number).order_by("pk")
    return list(rows.values_list("number", flat=True))[place]


def _worker(life: Lived, place: int) -> Actor:
    return life.town.actor(life.town.worker_of(DECISIONS[place].unit))


def _city(life: Lived) -> Actor:
    return life.town.actor(life.town.office_of(geo.home_city()))
