"""Figures of the source that stand beside the year of appeals: twenty matters before one meeting, five top shares."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from yishang.contexts.outreach import forms, queries, services
from yishang.contexts.outreach.rules import AgendaEntry, MeetingEntry
from yishang.contexts.outreach.tests import conftest as outreach
from yishang.contexts.outreach.tests.conftest import MONDAY, Town

town = outreach.town
TOP_SHARES = ("39.26", "5.36", "4.85", "4.77", "2.81")
TOP_COUNTS = (1383, 189, 171, 168, 99)
WAY = (
    ("chen_jing", "triage_appeal", {"category": "03", "star": "3", "line": "DISPATCH", "route": "GENERAL"}),
    ("chen_jing", "dispatch_appeal", {"unit": "610400-GD"}),
    ("wang_gong", "accept_appeal", {}),
    ("wang_gong", "note_progress", {"note": "涉及两家单位，本单位办不下来。"}),
    ("chen_jing", "escalate_appeal", {"route": "INDIVIDUAL", "reason": "复杂个性问题，需市营商办协调。"}),
)


def share(count: int, base: int) -> str:
    """A share of all records, two decimals, halves up."""
    return str((Decimal(count) * 100 / base).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def has_count_for(percent: str, base: int) -> bool:
    nearest = int(Decimal(percent) * base / 100)
    return any(share(count, base) == percent for count in (nearest, nearest + 1))


def test_the_five_top_shares_hold_on_3523_records_and_on_no_smaller_base() -> None:
    assert tuple(share(count, 3523) for count in TOP_COUNTS) == TOP_SHARES
    smaller = [base for base in range(1, 3523) if all(has_count_for(percent, base) for percent in TOP_SHARES)]
    assert smaller == []  # so 377 appeals cannot be the base: the domain is everything gathered


@pytest.mark.django_db
def test_20_individual_matters_are_coordinated_by_the_directors_meeting(town: Town) -> None:
    numbers = [_escalated(town, place) for place in range(20)]
    meeting = MeetingEntry(
        "DIRECTORS", "二十件复杂个性问题", date(2019, 12, 9), "杨萍", ("610400-GD", "610402-ZJ"), "逐件研究。"
    )
    agenda = [AgendaEntry(number, "由供电公司牵头、住建局配合，限期办结。", (), None) for number in numbers]
    held = services.record_shared_meeting(actor=town.yang_ping, meeting=meeting, agenda=agenda, at=MONDAY)
    assert held.agenda.count() == 20
    assert {one.appeal.route for one in held.agenda.select_related("appeal")} == {"INDIVIDUAL"}
    assert queries.awaiting_meeting(town.yang_ping, "DIRECTORS", now=MONDAY).count() == 0


def _escalated(town: Town, place: int) -> str:
    appeal = services.submit_appeal(
        actor=town.li_min, uscc=town.machinery.uscc, category="03", title=f"第 {place + 1} 件复杂个性问题",
        content=f"第 {place + 1} 处厂房的外线走廊涉及两家单位，一直没有定下来。",
        contact=services.Contact("", ""), at=MONDAY,
    )  # fmt: skip
    for who, move, values in WAY:
        forms.carry_out(actor=getattr(town, who), number=appeal.case.number, move=move, values=values, at=MONDAY)
    return str(appeal.case.number)
