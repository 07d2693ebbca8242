"""The demo city's credit: a new shop told its licences, a mark and a listing, measures and a repair, all invented."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from yishang.contexts.credit import queries, services
from yishang.contexts.credit.models import CreditRecord, Push
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role

TELLS_OF_OTHERS = True  # the units and people of the city come first
COUNTY = "610402"
BEGUN = datetime(2019, 12, 2, 9, 30, tzinfo=SHANGHAI)
SHOPS = (
    ("演示秦味小馆", "92610402MA0000023W", "餐饮服务。", "6210"),
    ("演示渭水宾馆有限公司", "91610402MA03000186", "住宿服务；餐饮服务。", "6110"),
    ("演示速达货运有限公司", "91610402MA03000261", "道路货物运输。", "5430"),
)
RECORDS = (
    ("行政许可", "食品经营许可证", "演示JY1610402", "2018-01-20", "2020-01-19", "", "餐饮服务"),
    ("行政处罚", "未按规定明码标价", "演示市监处罚〔2019〕12号", "2019-06-12", "", "一般", "罚款 1000 元"),
    ("第三方评价", "经营稳定性评价", "演示评级2019-7", "2019-09-30", "", "", "B 级（仅展示）"),
)


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:  # noqa: ARG001
    """Registrations and records come in; a claim, a listing by two people, a repair asked for."""
    bureau = queries.bureau_of(COUNTY)
    drafter = _worker(bureau.pk if bureau else None)
    if bureau is None or drafter is None:  # a city without people has no story
        return
    say("登记、归集和名录（信用监管）")
    services.load_catalogs()
    _register()
    _gather()
    for push in Push.objects.filter(case__unit=bureau).select_related("case").order_by("pk")[:2]:
        services.claim_push(actor=drafter, number=push.case.number, at=BEGUN + timedelta(days=1))
    _list(drafter)
    services.raise_warnings(at=datetime(2019, 12, 27, 9, 0, tzinfo=SHANGHAI))


def people_to_meet() -> list[str]:
    """Nobody beside those of the city's own story."""
    return []


def _register() -> None:
    rows = [
        {
            "name": name, "uscc": uscc, "registered_on": "2019-11-28", "region": COUNTY, "scope": scope,
            "industry": industry, "address": "秦都区演示路 1 号", "committed_on": "2019-11-28",
            "source": "登记注册系统（演示）",
        }
        for name, uscc, scope, industry in SHOPS
    ]  # fmt: skip
    services.take_registrations(actor=SYSTEM_ACTOR, rows=rows, at=BEGUN, is_demo=True)


def _gather() -> None:
    name, uscc = SHOPS[1][:2]
    rows = [
        {
            "name": name, "uscc": uscc, "kind": kind, "title": title, "document": document, "organ": "秦都区（演示）",
            "decided_on": decided, "valid_to": valid_to, "grade": grade, "result": result, "source": "归集系统（演示）",
        }
        for kind, title, document, decided, valid_to, grade, result in RECORDS
    ]  # fmt: skip
    services.take_records(actor=SYSTEM_ACTOR, rows=rows, at=BEGUN, is_demo=True)


def _list(drafter: Actor) -> None:
    """The goods carrier could not be reached by two letters, is listed by another person, and applies to be removed."""
    uscc, approver = SHOPS[2][1], _other(drafter)
    told: dict[str, Any] = {"uscc": uscc, "reason": "E4", "source": "双随机检查时无法联系（演示）", "is_demo": True}
    listing = services.suspect_company(actor=drafter, at=BEGUN, **told)
    number = listing.case.number
    for place, day in enumerate((date(2019, 11, 4), date(2019, 11, 22)), start=1):
        services.note_letter(
            actor=drafter, number=number, sent_on=day, tracking=f"XA{place:04}演示", outcome="NOBODY", at=BEGUN
        )
    noticed = BEGUN + timedelta(days=2)
    found = "两封专用信函均无人签收，通过登记的住所无法联系。"
    services.give_notice(actor=drafter, number=number, found=found, established_on=noticed.date(), at=noticed)
    listed = noticed + timedelta(days=8)
    services.list_company(actor=approver, number=number, opinion="事实清楚，同意列入。", measures=["A01"], at=listed)
    penalty = CreditRecord.objects.get(kind="PENALTY", document=RECORDS[1][2])
    services.publish_penalty(actor=drafter, record_id=penalty.pk, at=listed)
    ground = "罚款已缴清，价签已全部改正（演示）。"
    services.apply_repair(actor=drafter, record_id=penalty.pk, ground=ground, at=listed + timedelta(days=1))


def _worker(unit_id: int | None) -> Actor | None:
    """The first person of a unit, in that post."""
    accounts = directory.people_on_duty(unit_id, Role.DEP, on=BEGUN.date()) if unit_id else []
    account = directory.account(accounts[0]) if accounts else None
    return directory.actor_of(account, on=BEGUN.date()) if account else None


def _other(drafter: Actor) -> Actor:
    """Another person of the same unit, where the demo city has one; else its head, who signs in nowhere."""
    accounts = directory.people_on_duty(drafter.unit_id or 0, Role.DEP, on=BEGUN.date())
    others = [account for account in accounts if account != drafter.id]
    account = directory.account(others[0]) if others else None
    actor = directory.actor_of(account, on=BEGUN.date()) if account else None
    head = Actor(**{**vars(drafter), "id": None, "name": "演示负责人", "post_id": None})
    return actor or head
