"""From the notice to the archive: an inspection of two departments, clean or with an order, and what it leaves."""

from datetime import date, timedelta

import pytest

from yishang.contexts.random_inspection import queries as planning
from yishang.contexts.random_inspection.models import Inspection, LastInspection
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.services import onsite as services
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.onsite.conftest import (
    DAY,
    FOUND,
    Advance,
    again,
    lines_of,
    opened,
    state,
    task_of,
)
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.publish import queries as publish

TODAY = date(2019, 12, 18)


def facts(inspection: Inspection) -> list[str]:
    return [fact.verb.rpartition(".")[2] for fact in journal.timeline(inspection.case.number, include_internal=True)]


def public(inspection: Inspection) -> dict[str, object]:
    rows = publish.published("inspection_results", on=TODAY, about=inspection.entity.uscc)
    return rows.get(key=inspection.case.number).row


def test_it_is_announced_three_working_days_ahead_and_stands_in_the_company_s_calendar(
    town: Town, inspection: Inspection
) -> None:
    assert (inspection.case.number, inspection.case.state) == ("JC-610402-20191209-0001", "NOTIFIED")
    assert inspection.first_day == date(2019, 12, 13)
    calls = parties.calls([town.companies["机械"].pk], first_day=MONDAY.date(), last_day=date(2020, 3, 31))
    assert [(call.what, call.who, call.on) for call in calls] == [
        ("检查", "市市场监管局、市应急局", inspection.planned_on)
    ]


def test_the_form_has_each_department_s_lines_and_public_information_once(inspection: Inspection) -> None:
    assert len([line for line in lines_of(inspection, "市市场监管局") if line.is_public]) == 2
    assert [line.text for line in lines_of(inspection, "市应急局")] == ["安全生产责任制落实到岗位", "安全台账齐全"]
    assert len(rules.lines_from(inspection.lines)) == 5


def test_opened_again_it_is_the_same(town: Town, inspection: Inspection) -> None:
    assert opened(town, inspection.task).pk == inspection.pk
    assert Inspection.objects.count() == 1


def test_a_clean_inspection_ends_in_public_and_in_the_archive(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    done = advance("public")
    assert (done.case.state, done.days_late, done.published_on) == ("PUBLICIZED", 0, TODAY)
    row = public(inspection)
    assert (row["result"], row["not_checked"], row["officers"]) == ("未发现问题", 0, "郑*、宋*、韩*")
    assert set(LastInspection.objects.values_list("item_code", "on")) == {("SJ-01", DAY.date()), ("YJ-02", DAY.date())}
    keep_away = planning.recused([town.inspectors["zheng_hao"]], [inspection.entity_id], on=date(2020, 5, 1))
    assert keep_away == {(town.inspectors["zheng_hao"].pk, inspection.entity_id)}, "nobody goes there two years running"
    services.archive_inspection(actor=town.qian_hong, number=done.case.number, at=DAY + timedelta(days=40))
    assert state(inspection) == "ARCHIVED"
    assert facts(inspection) == [
        "opened", "entered", "filled", "filled", "result_entered", "approved", "result_published", "archived"
    ]  # fmt: skip


def test_an_order_is_answered_checked_again_and_told_in_public(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("public", found=FOUND).case.number
    assert public(inspection)["follow_up"] == "已责令改正，期限内"
    services.hand_in_correction(actor=town.li_min, number=number, answer="已补齐。", at=DAY + timedelta(days=3))
    services.reinspect_company(
        actor=town.song_jia, number=number, passed=True, words="台账已补齐。", at=DAY + timedelta(days=4)
    )
    assert state(inspection) == "FOLLOWED"
    assert public(inspection)["follow_up"] == "已改正，复查合格"
    assert facts(inspection)[-3:] == ["correction_handed_in", "reinspected", "followed"]


def test_the_clock_of_publication_runs_and_a_late_result_is_public_with_its_days(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    done = advance("approved")
    assert done.case.clock_code == "publish"
    assert done.case.due_at is not None
    assert done.case.due_at.date() == date(2020, 1, 14)  # twenty working days; New Year's Day is none
    services.publicize_result(actor=town.qian_hong, number=done.case.number, at=DAY + timedelta(days=32))
    assert again(inspection).days_late == 3


def test_without_two_valid_certificates_nothing_is_opened(town: Town) -> None:
    with pytest.raises(InvalidInput, match="不少于 2 人"):
        opened(town, task_of(town), people=("zheng_hao",))
    town.inspectors["song_jia"].certificate_until = date(2019, 12, 1)
    with pytest.raises(InvalidInput, match="宋佳的执法证已过期"):
        opened(town, task_of(town, "CC-610400-20191209-0002"))
