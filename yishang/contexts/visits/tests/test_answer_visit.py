"""What the company, the liaison and the office say of a visit."""

from datetime import timedelta
from typing import Any

import pytest

from yishang.contexts.visits import queries, rules
from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.tests.conftest import MONDAY, Advance, Do, Town, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours, OwnJudge
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.models import Unit
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

LATER = MONDAY + timedelta(hours=2)
REPORT: dict[str, Any] = {
    "visited_at": (MONDAY + timedelta(minutes=3)).isoformat(), "visitor": "何镇", "duration": 40,
    "content": "看了二期车间，问了外线路由。",
}  # fmt: skip


class TestCompany:
    def test_confirm_visit_with_one_tap(self, placed: Town, advance: Advance, do: Do) -> None:
        advance("submitted")
        visit = do(placed.li_min, "confirm_visit", at=LATER)
        assert (visit.case.state, visit.company_word, visit.company_said_by) == ("CONFIRMED", "CAME", "李敏")
        with pytest.raises(MoveNotOpen):
            do(placed.li_min, "confirm_visit", at=LATER)

    def test_dispute_visit_and_the_office_decides(self, placed: Town, advance: Advance, do: Do) -> None:
        advance("submitted")
        visit = do(placed.li_min, "dispute_visit", reason="那天没有人来过。", at=LATER)
        assert (visit.case.state, visit.company_word) == ("ABNORMAL", "NOT_CAME")
        assert visit.case.clock_code == "decide"

    def test_vouch_visit_is_a_word_for_the_office(self, placed: Town, advance: Advance, do: Do) -> None:
        advance("submitted", points=[])
        visit = do(placed.li_min, "vouch_visit", note="确实来过，手机没电了。", at=LATER)
        assert (visit.case.state, visit.company_word) == ("ABNORMAL", "CAME")

    def test_it_is_that_company_s_alone(self, placed: Town, advance: Advance, do: Do) -> None:
        advance("submitted")
        for move, told in (("confirm_visit", {}), ("dispute_visit", {"reason": "没有来。"})):
            with pytest.raises(CaseNotVisible):
                do(placed.sun_hao, move, at=LATER, **told)
            with pytest.raises(MoveNotYours):
                do(placed.chen_jing, move, at=LATER, **told)
        with pytest.raises(InvalidInput):
            do(placed.li_min, "dispute_visit", at=LATER)

    def test_it_is_asked_when_the_visit_is_verified(self, advance: Advance) -> None:
        advance("submitted")
        journal_jobs.drain()
        assert Notice.objects.filter(template="visit_to_confirm", account__name="李敏").exists()
        assert Notice.objects.filter(template="visit_to_report", account__name="周联").exists()


class TestReportVisit:
    def test_report_visit_agrees_on_person_day_and_hours(self, placed: Town, advance: Advance, do: Do) -> None:
        advance("submitted")
        visit = do(placed.zhou_lian, "report_visit", at=LATER, **REPORT)
        assert (visit.case.state, visit.corroboration) == ("VERIFIED", "AGREED")

    def test_it_may_come_first(self, placed: Town, advance: Advance, do: Do) -> None:
        do(placed.zhou_lian, "report_visit", at=LATER, **REPORT)
        visit = advance("submitted", at=LATER)
        assert visit.corroboration == "AGREED"

    def test_it_is_welcome_after_the_company_confirmed(self, placed: Town, advance: Advance, do: Do) -> None:
        advance("submitted")
        do(placed.li_min, "confirm_visit", at=LATER)
        visit = do(placed.zhou_lian, "report_visit", at=LATER, **REPORT)
        assert (visit.case.state, visit.corroboration) == ("CONFIRMED", "AGREED")

    def test_a_conflict_makes_a_verified_visit_abnormal(
        self, placed: Town, advance: Advance, do: Do, planned: Visit
    ) -> None:
        advance("submitted")
        visit = do(placed.zhou_lian, "report_visit", at=LATER, **{**REPORT, "visitor": "方圆"})
        assert (visit.case.state, visit.case.clock_code) == ("ABNORMAL", "decide")
        assert "来访人不符" in queries.visit_of(visit.case).corroboration_words
        assert facts(planned.case.number)[-2:] == ["reported", "flagged"]

    def test_a_conflict_known_before_counts_when_the_visit_is_handed_in(
        self, placed: Town, advance: Advance, do: Do
    ) -> None:
        do(placed.zhou_lian, "report_visit", at=LATER, **{**REPORT, "visitor": "方圆"})
        assert advance("submitted", at=LATER).case.state == "ABNORMAL"

    def test_it_is_the_liaison_s_and_only_once(self, placed: Town, advance: Advance, do: Do) -> None:
        advance("submitted")
        with pytest.raises(rules.NotTheLiaison):
            do(placed.he_zhen, "report_visit", at=LATER, **REPORT)
        with pytest.raises(MoveNotYours):
            do(placed.li_min, "report_visit", at=LATER, **REPORT)
        do(placed.zhou_lian, "report_visit", at=LATER, **REPORT)
        with pytest.raises(InvalidInput, match="已经填报过"):
            do(placed.zhou_lian, "report_visit", at=LATER, **REPORT)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"visited_at": "昨天"}, "visited_at"),
            ({"visited_at": (LATER + timedelta(hours=1)).isoformat()}, "visited_at"),
            ({"visitor": ""}, "visitor"),
            ({"duration": 0}, "duration"),
            ({"duration": "多久"}, "duration"),
            ({"content": ""}, "content"),
        ],
    )
    def test_each_fault_at_its_field(
        self, placed: Town, advance: Advance, do: Do, change: dict[str, Any], field: str
    ) -> None:
        advance("submitted")
        with pytest.raises(InvalidInput) as refused:
            do(placed.zhou_lian, "report_visit", at=LATER, **{**REPORT, **change})
        assert set(refused.value.fields) == {field}


class TestOffice:
    @pytest.mark.parametrize(("move", "state"), [("uphold_visit", "CONFIRMED"), ("void_visit", "INVALID")])
    def test_uphold_visit_and_void_visit_decide_about_what_is_abnormal(
        self, placed: Town, advance: Advance, do: Do, move: str, state: str
    ) -> None:
        advance("submitted", points=[])
        visit = do(placed.chen_jing, move, reason="手机没电，企业说明来过。", at=LATER)
        assert (visit.case.state, visit.case.due_at, visit.case.closed_at) == (state, None, LATER)

    @pytest.mark.parametrize("move", ["uphold_visit", "void_visit"])
    def test_others_do_not_and_not_what_is_verified(self, placed: Town, advance: Advance, do: Do, move: str) -> None:
        advance("submitted")
        with pytest.raises(MoveNotOpen):
            do(placed.chen_jing, move, reason="看过了。", at=LATER)
        with pytest.raises(MoveNotYours):
            do(placed.he_zhen, move, reason="看过了。", at=LATER)
        with pytest.raises(CaseNotVisible):
            do(placed.zhao_lei, move, reason="看过了。", at=LATER)
        with pytest.raises(InvalidInput):
            do(placed.li_min, "dispute_visit", reason="没有来。", at=LATER)
            do(placed.chen_jing, move, reason=" ", at=LATER)

    def test_nobody_judges_the_own_visit(self, placed: Town, advance: Advance, do: Do) -> None:
        visit = advance("submitted", points=[])
        visit.case.unit = Unit.objects.get(code="610402-YSB")
        visit.case.save(update_fields=["unit"])
        with pytest.raises(OwnJudge):
            do(placed.chen_jing, "uphold_visit", reason="看过了。", at=LATER)

    def test_it_hears_of_what_is_abnormal(self, advance: Advance) -> None:
        advance("submitted", points=[])
        journal_jobs.drain()
        told = Notice.objects.filter(template__startswith="visit_").values_list("template", "account__name")
        assert {("visit_abnormal", "陈静"), ("visit_of_yours_abnormal", "何镇")} <= set(told)
