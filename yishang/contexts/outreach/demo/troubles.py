"""Matters that do not go their plain way: one passed on twice, one shelved, one urged and supervised; and the watch."""

from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Protocol

from yishang.contexts.outreach import services
from yishang.contexts.outreach.demo.town import SHANGHAI, Town
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo

PASSED_ON, SHELVED, URGED = "A380", "A352", "A356"  # refs of appeals.csv
WATCHED_AT = time(9, 10)
REVIEW = date(2020, 2, 20)
WAITING = "市级知识产权质押风险补偿资金 2 月份下达，下达后银行才能放款。"


class Lived(Protocol):
    """What the story knows of an appeal on its way."""

    town: Town
    number: str
    office: Actor
    worker: Actor
    row: dict[str, str]

    def not_before(self, at: datetime) -> datetime: ...


Step = tuple[datetime, Callable[[datetime], object]]
Steps = Iterator[Step]


def troubled(ref: str, life: Lived) -> Steps:
    """The further steps of an appeal, if it is one of these."""
    steps = {PASSED_ON: _passed_on, SHELVED: _shelved, URGED: _urged}.get(ref)
    if steps:
        yield from steps(life)


def watched(since: datetime, *, until: datetime) -> Generator[Step, None, None]:
    """Every working morning the platform looks what is late or stands still."""
    calendar, day = clock_queries.calendar(), since.date()
    while day < until.date():
        if calendar.is_working_day(day):
            yield datetime.combine(day, WATCHED_AT, SHANGHAI), _watch
        day += timedelta(days=1)
    yield until - timedelta(minutes=2), _watch


def _watch(at: datetime) -> None:
    services.raise_due_warnings(at=at)


def _passed_on(life: Lived) -> Steps:
    """The first request was refused; the second waits for the city's ruling."""
    yield _moment(life, 30, 16, 5), partial(_refuse_return, life)
    yield _moment(life, 30, 16, 40), partial(_return_again, life)


def _shelved(life: Lived) -> Steps:
    yield _moment(life, 27, 10, 20), partial(_ask_to_shelve, life)
    yield _moment(life, 30, 9, 40), partial(_shelve, life)


def _urged(life: Lived) -> Steps:
    yield _moment(life, 27, 11, 10), partial(_urge, life, "年底要汇算了，请尽快告诉我们怎么核算。")
    yield _moment(life, 30, 10, 15), partial(_urge, life, "还没有人签收，1 月就要申报了。")
    yield _moment(life, 30, 14, 30), partial(_supervise, life)
    yield _moment(life, 30, 15, 0), partial(_note, life)


def _refuse_return(life: Lived, at: datetime) -> None:
    reason = "宿舍属企业用工保障，市县权责清单列在人社部门，请先牵头摸清人数和缺口。"
    services.refuse_return(actor=life.office, number=life.number, reason=reason, conflicts=True, at=at)


def _return_again(life: Lived, at: datetime) -> None:
    services.request_return(
        actor=life.worker,
        number=life.number,
        reason="人社部门没有公租房调配职责，建议由住建部门牵头、我局配合。",
        basis="县住建局权责清单：公共租赁住房分配管理。",
        at=at,
    )


def _ask_to_shelve(life: Lived, at: datetime) -> None:
    services.request_shelving(actor=life.worker, number=life.number, reason=WAITING, review_on=REVIEW, at=at)


def _shelve(life: Lived, at: datetime) -> None:
    reason = f"同意挂账：{WAITING}"
    services.shelve_appeal(actor=_city(life), number=life.number, reason=reason, review_on=REVIEW, at=at)


def _urge(life: Lived, note: str, at: datetime) -> None:
    company = life.town.actor(life.town.contact_of(life.row["subject_uscc"]))
    services.urge_appeal(actor=company, number=life.number, note=note, at=at)


def _supervise(life: Lived, at: datetime) -> None:
    services.supervise_appeal(
        actor=life.town.actor(life.town.overseer()),
        number=life.number,
        note="签收已超时，企业两次催办。请立即签收，并说明原因。",
        answer_by=date(2019, 12, 31),
        at=at,
    )


def _note(life: Lived, at: datetime) -> None:
    note = "已电话联系该单位经办人，称人员外出培训，今天安排他人签收。"
    services.note_internally(actor=life.office, number=life.number, note=note, at=at)


def _moment(life: Lived, day: int, hour: int, minute: int) -> datetime:
    return life.not_before(datetime(2019, 12, day, hour, minute, tzinfo=SHANGHAI))


def _city(life: Lived) -> Actor:
    return life.town.actor(life.town.office_of(geo.home_city()))
